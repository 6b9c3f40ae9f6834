"""The documentation builds as a site without a warning, and its example agent plays."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vendsim import AgentOptions, Episode

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


def test_the_agent_of_the_page_plays() -> None:
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "agent.md").read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    episode = Episode(seed=0)
    agent = names["Reader"](AgentOptions())
    for _ in range(3):
        agent.play_day(episode)
    assert (episode.day, agent.snapshot()) == (4, {"read": 3})
