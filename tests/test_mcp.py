"""`vendsim mcp` with the SDK's own client: both transports, clients of before 2026, kill -9 in the middle."""

from __future__ import annotations

import asyncio
import json
import os
import re
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

pytest.importorskip("mcp.server.lowlevel.server", reason="mcp is not installed")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from vendsim import Scenario
from vendsim.bridges.hosting import Host
from vendsim.bridges.mcp import McpRun, opener
from vendsim.runs import read_record
from vendsim.runs.calls import read_calls
from vendsim.runs.replay import replay

PATIENCE = 300  # seconds, on a machine that does a lot besides
MODES = ["auto", "legacy"]  # of today, and of 2025


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vendsim", "mcp", *arguments]


def over_stdio(folder: Path, *arguments: str, mode: str = "auto") -> Client:
    whole = command(*arguments)
    return Client(
        stdio_client(StdioServerParameters(command=whole[0], args=whole[1:], cwd=folder)), mode=mode
    )


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[tuple[str, commands.Process]]:
    process = commands.start("mcp", "--http", "--port", "0", *arguments, cwd=folder)
    line = commands.first_line(process)
    found = re.search(r"(http://\S+)/runs", line)
    assert found is not None, line
    try:
        yield found[1], process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def said(result: Any) -> str:
    return result.content[0].text


async def to_the_end(client: Client) -> str:
    for _ in range(10):
        result = await client.call_tool("wait_for_next_day", {}, meta={"vendsim/output_tokens": 5})
        if "has ended" in said(result):
            return said(result)
    raise AssertionError("the run does not end")


@pytest.mark.parametrize("mode", MODES)
def test_a_client_plays_over_standard_input_and_output(tmp_path: Path, mode: str) -> None:
    async def play() -> None:
        async with over_stdio(tmp_path, "--days", "3", "--run", "first", mode=mode) as client:
            assert "vending" in (client.instructions or "")
            tools = (await client.list_tools()).tools
            assert {"read_inbox", "wait_for_next_day"} <= {tool.name for tool in tools}
            prompt = await client.get_prompt("business")
            assert "[Day 1" in prompt.messages[0].content.text
            morning = await client.read_resource("vendsim://morning")
            assert "Day 1" in morning.contents[0].text
            bad = await client.call_tool("send_email", {"to": 7})
            assert bad.is_error
            assert "send_email" in said(bad)
            await to_the_end(client)
            more = await client.call_tool("read_inbox", {})
            assert more.is_error
            assert "has ended" in said(more)

    asyncio.run(asyncio.wait_for(play(), PATIENCE))
    record = read_record(tmp_path / "runs/mcp/first")
    assert (record.status, record.agent) == ("done", "mcp")
    assert record.harness is not None
    assert (record.harness.kind, record.harness.tokens_reported) == ("mcp", True)
    assert replay(tmp_path / "runs/mcp/first").discrepancy is None
    assert [call.output_tokens for call in read_calls(tmp_path / "runs/mcp/first")][1:] == [5, 5, 5]


@pytest.mark.parametrize("mode", MODES)
def test_each_address_is_a_run_of_its_own(tmp_path: Path, mode: str) -> None:
    async def play(url: str) -> None:
        async with Client(f"{url}/runs/a/mcp", mode=mode) as a, Client(f"{url}/runs/b/mcp", mode=mode) as b:
            assert "vending" in (a.instructions or "")
            await a.call_tool("write_note", {"title": "n", "text": "only here"})
            assert "only here" not in said(await b.call_tool("read_notes", {}))
            await to_the_end(a)
        async with Client(f"{url}/runs/b/mcp", mode=mode) as again:
            await to_the_end(again)

    with served(tmp_path, "--days", "2") as (url, _):
        asyncio.run(asyncio.wait_for(play(url), PATIENCE))
    for name in ("a", "b"):
        assert read_record(tmp_path / "runs/mcp" / name).status == "done"
        assert replay(tmp_path / "runs/mcp" / name).discrepancy is None


def test_calls_of_two_clients_at_once_are_refused_in_words(tmp_path: Path) -> None:
    async def play(url: str) -> list[Any]:
        address = f"{url}/runs/a/mcp"
        async with Client(address) as one, Client(address) as other:
            calls = [client.call_tool("wait_for_next_day", {}) for client in (one, other) * 4]
            return await asyncio.gather(*calls)

    with served(tmp_path, "--days", "30") as (url, _):
        results = asyncio.run(asyncio.wait_for(play(url), PATIENCE))
    refused = [said(result) for result in results if result.is_error]
    assert all("one at a time" in text for text in refused)
    made = list(read_calls(tmp_path / "runs/mcp/a"))
    assert len(made) == len(results) - len(refused) >= 1


def test_while_a_call_is_carried_out_another_is_refused_in_words_and_tools_are_listed(tmp_path: Path) -> None:
    host = Host(tmp_path)
    run = McpRun(host, "a", opener(host, Scenario.load("vb2").with_(days=2), "mcp", 0))

    async def play() -> None:
        async with Client(run.server) as client:
            with host.at("a"):
                refused = await client.call_tool("read_inbox", {})
                assert len((await client.list_tools()).tools) > 10
            assert refused.is_error
            assert said(refused) == "another call is being carried out in run a; one at a time"
            assert not (await client.call_tool("read_inbox", {})).is_error

    asyncio.run(asyncio.wait_for(play(), PATIENCE))
    host.close_all()
    assert len(list(read_calls(tmp_path / "a"))) == 1


def test_a_server_of_one_run_opens_no_other(tmp_path: Path) -> None:
    """In another run of the same world somebody could rehearse."""
    with served(tmp_path, "--days", "3", "--run", "only") as (url, _):

        def answered(name: str) -> tuple[int, str]:
            headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "read_inbox"}}
            request = Request(f"{url}/runs/{name}/mcp/", json.dumps(call).encode(), headers)
            try:
                with urlopen(request) as response:
                    return response.status, response.read().decode()
            except HTTPError as error:
                return error.code, error.read().decode()

        assert answered("only")[0] == 200
        status, told = answered("other")
        assert status == 409
        assert "the run only alone" in told
    assert not (tmp_path / "runs" / "mcp" / "other").exists()


def test_a_second_server_for_a_run_is_refused(tmp_path: Path) -> None:
    async def play() -> subprocess.CompletedProcess[str]:
        async with over_stdio(tmp_path, "--run", "a"):
            return await asyncio.to_thread(commands.run, "mcp", "--run", "a", cwd=tmp_path)

    done = asyncio.run(asyncio.wait_for(play(), PATIENCE))
    assert done.returncode == 1
    assert "is being played by another process" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="kills in the POSIX way")
def test_a_killed_server_loses_no_call_and_goes_on(tmp_path: Path) -> None:
    async def some(url: str, process: commands.Process) -> int:
        done = 0
        async with Client(f"{url}/runs/a/mcp", mode="legacy") as client:
            for number in range(6):
                await client.call_tool("write_note", {"title": f"{number}", "text": "x"})
                done += 1
            calling = asyncio.ensure_future(client.call_tool("wait_for_next_day", {}))
            await asyncio.sleep(0.005)
            process.kill()
            calling.cancel()
            await asyncio.wait([calling], timeout=5)
        return done

    with served(tmp_path, "--days", "3") as (url, process):
        try:
            asyncio.run(asyncio.wait_for(some(url, process), PATIENCE))
        except Exception:
            assert process.wait(10) != 0  # the client says in its own way that nobody is there
    before = [call.tool for call in read_calls(tmp_path / "runs/mcp/a")]
    assert before[:6] == ["write_note"] * 6

    async def rest(url: str) -> None:
        async with Client(f"{url}/runs/a/mcp") as client:
            assert "5" in said(await client.call_tool("read_notes", {}))
            await to_the_end(client)

    with served(tmp_path, "--days", "3") as (url, _):
        asyncio.run(asyncio.wait_for(rest(url), PATIENCE))
    assert read_record(tmp_path / "runs/mcp/a").status == "done"
    assert replay(tmp_path / "runs/mcp/a").discrepancy is None


@pytest.mark.parametrize("agent", ["claude", "codex", "opencode", "gemini", "openclaw"])
def test_what_to_paste_starts_the_server(tmp_path: Path, agent: str) -> None:
    import tomllib

    shown = commands.run("mcp", "--run", "a", "--days", "3", "--print-config", agent, cwd=tmp_path)
    text = shown.stdout.partition("\n")[2]
    found = tomllib.loads(text) if agent == "codex" else json.loads(text)
    while "vendsim" not in found:
        found = next(iter(found.values()))
    server = found["vendsim"]
    whole = server["command"] if agent == "opencode" else [server["command"], *server["args"]]

    async def play() -> None:
        parameters = StdioServerParameters(command=whole[0], args=whole[1:], cwd=str(tmp_path.parent))
        async with Client(stdio_client(parameters)) as client:
            await client.call_tool("read_inbox", {})

    if agent in ("claude", "codex"):
        asyncio.run(asyncio.wait_for(play(), PATIENCE))
        assert len(list(read_calls(tmp_path / "runs/mcp/a"))) == 1


def test_what_cannot_be_served_is_one_sentence(tmp_path: Path) -> None:
    for arguments, words in (
        (("--scenario", "vb1"), "has a sub-agent"),
        (("--print-config", "nobody"), "no configuration"),
        (("--run", "a/b"), "cannot name a run"),
    ):
        done = commands.run("mcp", *arguments, cwd=tmp_path)
        assert done.returncode in (1, 2)
        assert words in done.stderr
        assert "Traceback" not in done.stderr
