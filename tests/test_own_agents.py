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
        (
            "def Mine(options):\n    raise SystemExit(3)\n",
            r"cannot be made: SystemExit: 3 \(my_agent.py, line 2\)",
        ),
        ("import vendsim\ndef Mine(options):\n    vendsim.AgentOptions(seed='x')\n", "my_agent.py, line 3"),
        ("def Mine(options):\n    int('x')\n", r"ValueError: invalid literal .* \(my_agent.py, line 2\)"),
        ("\n".join(f"def agent{n}(desk): pass" for n in range(9)), "agent5 and 3 more"),
    ],
)
def test_what_is_no_agent_is_one_sentence(tmp_path: Path, code: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make_agent(f"{written(tmp_path, code)}:Mine", AgentOptions())


def test_a_snapshot_that_json_would_change_is_refused(tmp_path: Path) -> None:
    code = "class Mine:\n    def __init__(self): self.seen = (1, 2)\n    def play_day(self, desk): pass\n"
    with pytest.raises(ValueError, match="not plain JSON: seen is a tuple"):
        played(tmp_path, f"{written(tmp_path, code)}:Mine")


def test_an_agent_that_a_function_makes_needs_only_play_day(tmp_path: Path) -> None:
    code = "class Mine:\n    def play_day(self, desk): desk.call('wait_for_next_day')\n"
    assert played(tmp_path, f"{written(tmp_path, code + 'def made(options): return Mine()')}:made") == 2


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("desk.cal('read_inbox')", "the desk has no cal; did you mean call?"),
        ("desk.read_inbox()", r'tools are called as desk.call\("read_inbox"\)'),
        ("raise SystemExit", "play_day ended the program on day 1"),
    ],
)
def test_what_an_agent_does_wrong_is_one_sentence(tmp_path: Path, act: str, why: str) -> None:
    with pytest.raises((AttributeError, RuntimeError), match=why):
        played(tmp_path, f"{written(tmp_path, f'def mine(desk): {act}')}:mine")
    assert "Traceback" in (tmp_path / "run" / "traceback.txt").read_text()
