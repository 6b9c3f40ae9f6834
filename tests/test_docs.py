"""The documentation builds as a site without a warning, and its example agent plays."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vendsim import AgentOptions, Scenario
from vendsim.report.checking import REPLAYED_FILE
from vendsim.runs import make_agent, play
from vendsim.runs.answer_log import ANSWER_FILES
from vendsim.runs.folder import TRACEBACK_FILE
from vendsim.runs.journal import MESSAGES_FILE
from vendsim.runs.starting import start

ROOT = Path(__file__).parent.parent


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not installed")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(tmp_path / "site"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "spoilers" / "index.html").is_file()


def test_the_scenario_of_the_page_loads_both_ways(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    [file] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "quiet.toml").write_text(file, encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    written, varied = Scenario.load(tmp_path / "quiet.toml"), names["quiet"]
    assert (written.name, written.demand, written.days) == (varied.name, varied.demand, varied.days)
    assert names["episode"].scenario is varied


@pytest.mark.parametrize("page", ["scenarios", "run-folder"])
def test_no_setting_and_no_field_goes_without_a_meaning(page: str) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split(" | ")] for line in text.splitlines() if line[:3] == "| `"]
    assert len(rows) > 100
    meaning = {5: 1, 4: 3}  # in tables of settings and of events; elsewhere it is the last column
    assert not [row for row in rows if not row[meaning.get(len(row), -1)].strip("| ")]


def test_the_page_of_the_run_folder_names_every_file_and_every_line(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "run-folder.md").read_text(encoding="utf-8")
    options = AgentOptions()
    episode, folder = start(tmp_path, Scenario.load("vb2").with_(days=1), "idle", options)
    play(episode, make_agent("idle", options), folder)
    files = {path.name for path in tmp_path.iterdir()}
    files |= {MESSAGES_FILE, TRACEBACK_FILE, REPLAYED_FILE, *ANSWER_FILES}
    assert not [name for name in files if f"`{name}`" not in page]
    source = "".join(path.read_text() for path in (ROOT / "agents/vendsim_agents/llm").glob("*.py"))
    kinds = set(re.findall(r"\b(?:_?log\((?:desk, )?|note\()\"(\w+)\"", source))
    assert len(kinds) > 8
    assert not [kind for kind in kinds if f"`{kind}`" not in page]
