"""Any program plays: over a pipe and over HTTP, as docs/own-agent.md shows it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import commands
from vendsim import Episode, Scenario
from vendsim.runs import read_record
from vendsim.runs.calls import read_calls
from vendsim.runs.replay import replay

PAGE = (Path(__file__).parent.parent / "docs" / "own-agent.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(python|js)\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
RUNNERS = {"python": sys.executable, "js": shutil.which("node")}

WAITER = """
import json, sys
from pathlib import Path
start = json.loads(sys.stdin.readline())
memory, day = start["memory"] or [], start["day"]
while True:
    memory.append(day)
    print(json.dumps({"tool": "wait_for_next_day", "memory": memory, "output_tokens": 7}), flush=True)
    reply = json.loads(sys.stdin.readline())
    day = reply["day"]
    if day == 3 and not Path("left").exists():
        Path("left").touch()
        break
    if reply["done"]:
        assert memory == [1, 2, 3, 4, 5], memory  # whatever morning it was set back to
        break
"""


def script(folder: Path, code: str, suffix: str = ".py") -> str:
    path = folder / f"player{suffix}"
    path.write_text(code, encoding="utf-8")
    return str(path)


def vendsim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return commands.run(*arguments, cwd=folder)


def play(folder: Path, code: str, days: int = 3, out: str = "run") -> subprocess.CompletedProcess[str]:
    agent = f"exec:{sys.executable} {script(folder, code)}"
    return vendsim(folder, "run", "--agent", agent, "--days", str(days), "--out", out, "--json", "--quiet")


def test_the_page_has_a_client_of_at_most_twenty_lines_for_each_door_and_language() -> None:
    assert [language for language, _ in EXAMPLES] == ["python", "js"] * 2
    assert all(len(code.strip().splitlines()) <= 22 for _, code in EXAMPLES)


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_the_pipe_play(tmp_path: Path, number: int) -> None:
    language, code = EXAMPLES[number]
    if RUNNERS[language] is None:
        pytest.skip("needs node")
    agent = f"exec:{RUNNERS[language]} {script(tmp_path, code, f'.{language}')}"
    done = vendsim(tmp_path, "run", "--agent", agent, "--days", "3", "--out", "run", "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["days"], result["end_reason"], result["tool_calls"]) == (3, "completed", 6)
    assert replay(tmp_path / "run").discrepancy is None


def test_a_program_that_was_cut_off_is_given_its_memory_back(tmp_path: Path) -> None:
    done = play(tmp_path, WAITER, days=5)
    assert done.returncode == 1
    assert "the program ended (exit code 0) on day 3" in done.stderr
    again = vendsim(tmp_path, "run", "--resume", "run", "--json", "--quiet")
    assert again.returncode == 0, again.stderr
    assert read_record(tmp_path / "run").result.output_tokens == 5 * 7
    assert replay(tmp_path / "run").discrepancy is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "not JSON"),
        ('["read_inbox"]', "JSON object"),
        ('{"arguments": {}}', "tool"),
        ('{"tool": "read_inbox", "output_tokens": -1}', "output_tokens"),
        ('{"tool": "read_inbox", "speaker": "sub_agent"}', "sub-agent's turn"),
        ('{"tool": "read_inbox", "tool_call": 1}', "tool_call"),
    ],
)
def test_a_line_that_is_no_call_is_refused_and_loses_nothing(tmp_path: Path, line: str, told: str) -> None:
    code = f"""
import json, sys
sys.stdin.readline()
print({line!r}, flush=True)
answer = json.loads(sys.stdin.readline())
assert answer["type"] == "refused" and {told!r} in answer["error"], answer
print(json.dumps({{"tool": "wait_for_next_day"}}), flush=True)
assert json.loads(sys.stdin.readline())["done"]
"""
    done = play(tmp_path, code, days=1)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["tool_calls"] == 1


def test_a_program_that_only_babbles_fails_the_run(tmp_path: Path) -> None:
    done = play(tmp_path, "while True: print('thinking', flush=True)")
    assert done.returncode == 1
    assert "20 lines in a row were no calls" in done.stderr


def test_a_program_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    done = vendsim(tmp_path, "run", "--agent", "exec:no-such-program --fast", "--out", "run")
    assert done.returncode == 2
    assert "there is no program no-such-program" in done.stderr
    assert not (tmp_path / "run").exists()


# HTTP ------------------------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path, *more: str, command: str = "serve") -> Iterator[tuple[str, commands.Process]]:
    pytest.importorskip("starlette", reason="vendsim serve needs the extra [serve]")
    pytest.importorskip("uvicorn", reason="vendsim serve needs the extra [serve]")
    process = commands.start(command, "--port", "0", "--out", str(folder), *more)
    try:
        line = commands.first_line(process)
        found = re.search(r"http://[\w.:]+", line)
        assert found, line
        yield found[0], process
    finally:
        process.terminate()
        process.wait(20)


def ask(
    url: str, body: dict[str, Any] | None = None, method: str | None = None
) -> tuple[int, dict[str, Any]]:
    content = None if body is None else json.dumps(body).encode()
    request = Request(url, content, {"Content-Type": "application/json"}, method=method)
    try:
        with urlopen(request, timeout=600) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as (url, _):
        yield url, folder


@pytest.mark.parametrize("number", [2, 3])
def test_the_examples_over_http_play(server: tuple[str, Path], tmp_path: Path, number: int) -> None:
    language, code = EXAMPLES[number]
    if RUNNERS[language] is None:
        pytest.skip("needs node")
    command = [RUNNERS[language], script(tmp_path, code, f".{language}"), server[0]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.splitlines()[-1]) > 0


def test_a_session_says_and_does_what_an_episode_does(server: tuple[str, Path]) -> None:
    url, folder = server
    status, state = ask(
        f"{url}/sessions", {"name": "same", "seed": 5, "days": 2, "agent": "mine", "model": "m"}
    )
    episode = Episode(Scenario.load("vb2").model_copy(update={"days": 2}), 5)
    assert status == 200
    assert (state["system_prompt"], state["observation"]) == (episode.system_prompt, episode.observation)
    assert state["tools"] == episode.tools
    for number, (tool, arguments) in enumerate(
        [
            ("web_search", {"query": "wholesale snacks"}),
            ("read_email", {"id": "none"}),
            ("no_such_tool", {}),
            ("wait_for_next_day", {}),
        ],
        start=1,
    ):
        _, told = ask(f"{url}/sessions/same/calls", {"tool": tool, "arguments": arguments})
        reply = episode.call(tool, arguments)
        assert told == {
            "number": number, "text": reply.text, "error": reply.error, "day": reply.day, "time": reply.time,
            "done": False,
        }  # fmt: skip
    assert ask(f"{url}/sessions/same/result")[0] == 409  # it tells of what is hidden
    ask(f"{url}/sessions/same/calls", {"tool": "wait_for_next_day", "output_tokens": 100})
    status, result = ask(f"{url}/sessions/same/result")
    written = 12  # tokens of the arguments of the calls above, by estimate: who reports none is billed these
    assert (status, result["days"], result["output_tokens"]) == (200, 2, 100 + written)
    assert ask(f"{url}/sessions/same/calls", {"tool": "read_inbox"})[0] == 410
    record = read_record(folder / "same")
    assert (record.agent, record.options.model, record.status) == ("mine", "m", "done")
    assert record.harness is not None
    assert record.harness.tokens_reported
    assert replay(folder / "same").discrepancy is None


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/sessions", {"seed": -1}, 422, "seed"),
        ("/sessions", {"scenario": "/etc/passwd"}, 422, "there is no scenario"),
        ("/sessions", {"days": 1000}, 422, "more than the 365"),
        ("/sessions", {"name": "../up"}, 422, "cannot name a run"),
        ("/sessions", {"nmae": "x"}, 422, "nmae"),
        ("/sessions/absent/calls", {"tool": "read_inbox"}, 404, "there is no run absent"),
        ("/sessions/..%2f..%2fetc/calls", {"tool": "read_inbox"}, 404, ""),
    ],
)
def test_a_bad_request_is_refused_in_one_sentence(
    server: tuple[str, Path], path: str, body: dict[str, Any], status: int, told: str
) -> None:
    try:
        code, answer = ask(server[0] + path, body)
    except json.JSONDecodeError:  # no address of ours
        code, answer = 404, {"error": ""}
    assert code == status
    assert told in answer["error"]


def test_the_description_names_every_address(server: tuple[str, Path]) -> None:
    document = ask(f"{server[0]}/openapi.json")[1]
    assert set(document["paths"]) == {
        "/sessions", "/sessions/{name}", "/sessions/{name}/calls", "/sessions/{name}/result",
    }  # fmt: skip
    call = document["paths"]["/sessions/{name}/calls"]["post"]["requestBody"]["content"]["application/json"]
    assert {"tool", "arguments", "number"} <= set(call["schema"]["properties"])
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
        assert name in document["components"]["schemas"]
    with urlopen(f"{server[0]}/docs") as page:
        text = page.read().decode()
    assert "/sessions/{name}/calls" in text
    assert "https://" not in text  # nothing from elsewhere


def test_a_page_under_another_name_does_not_reach_the_server(server: tuple[str, Path]) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{server[0]}/sessions", headers={"Host": "evil.example"}))
    assert refused.value.code == 400


@pytest.mark.skipif(os.name == "nt", reason="kills in the POSIX way")
def test_a_killed_server_goes_on_after_the_last_call(tmp_path: Path) -> None:
    with serving(tmp_path) as (url, process):
        ask(f"{url}/sessions", {"name": "cut", "days": 4})
        for tool in ("read_inbox", "wait_for_next_day", "read_inbox", "get_storage_inventory"):
            told = ask(f"{url}/sessions/cut/calls", {"tool": tool})[1]
        assert ask(f"{url}/sessions", {"name": "cut"})[1]["calls"] == 4
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    events = tmp_path / "cut" / "events.jsonl"
    with events.open("ab") as file:  # of a call that never was written down
        file.write(b'{"kind": "half')
    with serving(tmp_path) as (url, _):
        state = ask(f"{url}/sessions", {"name": "cut"})[1]
        assert (state["calls"], state["day"]) == (4, 2)
        again = ask(f"{url}/sessions/cut/calls", {"tool": "get_storage_inventory", "number": 4})[1]
        assert (again["text"], again["repeated"]) == (told["text"], True)
        assert ask(f"{url}/sessions/cut/calls", {"tool": "read_inbox", "number": 6})[0] == 409
        with serving(tmp_path) as (other, _):
            status, refused = ask(f"{other}/sessions/cut/calls", {"tool": "read_inbox"})
            assert status == 409
            assert "being played by another process" in refused["error"]
        for number in (5, 6, 7):
            ask(f"{url}/sessions/cut/calls", {"tool": "wait_for_next_day", "number": number})
        assert ask(f"{url}/sessions/cut/result")[1]["tool_calls"] == 7
    assert len(list(read_calls(tmp_path / "cut"))) == 7
    assert replay(tmp_path / "cut").discrepancy is None
