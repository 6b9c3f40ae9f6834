"""Agents of one's own: in a file, in a module, as a function; and what is said when one is not right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vendsim import AgentOptions, Scenario
from vendsim.runs import make_agent, play
from vendsim.runs.starting import start

ROOT = Path(__file__).parent.parent


def written(folder: Path, code: str) -> str:
    (folder / "my_agent.py").write_text(code, encoding="utf-8")
    return f"{folder / 'my_agent.py'}"


def played(folder: Path, agent: str, days: int = 2) -> int:
    options = AgentOptions()
    made = make_agent(agent, options)
    episode, run = start(folder / "run", Scenario.load("vb2").with_(days=days), agent, options)
    return play(episode, made, run).days


def test_the_agent_of_the_documentation_plays(tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "agents.md").read_text(), flags=re.DOTALL)[0]
    assert played(tmp_path, f"{written(tmp_path, code)}:Mine") == 2


def test_a_function_is_an_agent(tmp_path: Path) -> None:
    place = written(tmp_path, "def wait(desk):\n    desk.call('wait_for_next_day')\n")
    assert played(tmp_path, f"{place}:wait") == 2


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("class Mine:\n    pass\n", "has no method play_day"),
        ("class Mine:\n    def play_day(self): pass\n", "must take the desk"),
        ("class Mine:\n    def __init__(self, a, b): pass\n", "made with its options alone"),
        ("class Other:\n    def play_day(self, desk): pass\n", "there is no Mine in"),
    ],
)
def test_what_is_no_agent_is_one_sentence(tmp_path: Path, code: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make_agent(f"{written(tmp_path, code)}:Mine", AgentOptions())


def test_a_snapshot_that_json_would_change_is_refused(tmp_path: Path) -> None:
    code = "class Mine:\n    def __init__(self): self.seen = (1, 2)\n    def play_day(self, desk): pass\n"
    with pytest.raises(ValueError, match="not plain JSON: seen is a tuple"):
        played(tmp_path, f"{written(tmp_path, code)}:Mine")
