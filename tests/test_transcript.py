"""A run as something to read, and whether its conversation goes with its calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fake_endpoint import Body, FakeEndpoint, Message, call_tool, call_tools, say
from test_bench import vendsim
from vendsim import AgentOptions, Scenario
from vendsim.cli.app import app
from vendsim.report.transcript import Entry, _call, of_mail, of_tool, read_transcript
from vendsim.runs import make_agent, play
from vendsim.runs.replay import replay
from vendsim.runs.starting import start


def model(body: Body) -> Message:
    """Thinks, writes, calls two tools at once, makes a mistake, says nothing useful, and sleeps."""
    said = sum(message["role"] == "assistant" for message in body["messages"])
    mail = {"to": "nobody@example.com", "subject": "Hi [bold]", "body": "Hello,\n\nplease send a list."}
    turns: list[Callable[[], Message]] = [
        lambda: call_tool("read_inbox", content="First the mail.", reasoning_content="What is new?"),
        lambda: call_tool("send_email", mail),
        lambda: call_tools(("get_storage_inventory", ""), ("collect_cash", "{}")),
        lambda: call_tools(("read_email", '{"id": 9')),
        lambda: say("Let me think."),
        lambda: call_tool("wait_for_next_day"),
    ]
    return turns[said % len(turns)]()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoken")
    with FakeEndpoint(model) as endpoint:
        run = ("run", "--agent", "llm", "--model", "m", "--base-url", endpoint.url, "--days", "4")
        done = vendsim(folder, *run, "--out", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    return folder / "run"


@pytest.fixture
def run(spoken: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    (tmp_path / "run").mkdir()
    for file in spoken.iterdir():
        (tmp_path / "run" / file.name).write_bytes(file.read_bytes())
    return tmp_path / "run"


def test_a_conversation_is_read_in_its_order(spoken: Path) -> None:
    entries = read_transcript(spoken)
    kinds = ["prompt", "told", "thinks", "says", "calls", "gets", "calls"]
    assert [entry.kind for entry in entries[:7]] == kinds
    assert (entries[2].text, entries[3].text, entries[4].text) == (
        "What is new?",
        "First the mail.",
        "read_inbox",
    )
    assert entries[6].text == (
        "send_email\n  to: nobody@example.com\n  subject: Hi [bold]\n"
        "  body:\n    Hello,\n    \n    please send a list."
    )
    assert any(entry.kind == "note" and entry.text.startswith("no tool was called") for entry in entries)
    assert any(entry.text == 'read_email {"id": 9' for entry in entries)
    assert {entry.day for entry in entries} == {1, 2, 3, 4}


def test_a_scripted_run_is_read_from_its_calls(tmp_path: Path) -> None:
    vendsim(tmp_path, "run", "--agent", "idle", "--days", "3", "--out", "run", "--quiet")
    entries = read_transcript(tmp_path / "run")
    assert [(entry.day, entry.kind) for entry in entries] == [
        (1, "told"),
        (1, "calls"),
        (2, "gets"),
        (2, "calls"),
        (3, "gets"),
        (3, "calls"),
        (3, "gets"),
    ]
    assert "Your first day" in entries[0].text
    assert entries[2].text.startswith("[Day 2 of 3")


def test_the_command_shows_one_day_or_all(spoken: Path) -> None:
    whole = vendsim(spoken.parent, "transcript", "run")
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.startswith("Day 1, Monday 2026-08-10 ─")
    assert all(f"\nDay {day}, " in whole.stdout for day in (2, 3, 4))
    assert "subject: Hi [bold]" in whole.stdout
    one = vendsim(spoken.parent, "transcript", "run", "--day", "2")
    assert one.stdout.startswith("Day 2, Tuesday 2026-08-11 ─")
    assert "Day 3, " not in one.stdout


def test_what_cannot_be_shown_is_one_line(spoken: Path, tmp_path: Path) -> None:
    late = vendsim(spoken.parent, "transcript", "run", "--day", "9")
    assert (late.returncode, late.stderr) == (2, "vendsim: there is no day 9 in run; it goes to day 4\n")
    foreign = vendsim(tmp_path, "transcript", str(tmp_path))
    assert foreign.returncode == 2
    assert "is not a run folder" in foreign.stderr


def test_a_conversation_goes_with_its_calls(spoken: Path) -> None:
    assert replay(spoken).discrepancy is None


def change(run: Path, number: int, edit: Callable[[dict[str, Any]], None] | None) -> None:
    """Edit a line of the conversation, or take it out."""
    lines = (run / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    line = json.loads(lines[number])
    if edit:
        edit(line)
    lines[number : number + 1] = [json.dumps(line)] if edit else []
    (run / "messages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_every_line_that_is_taken_out_of_a_conversation_is_missed(run: Path) -> None:
    whole = (run / "messages.jsonl").read_bytes()
    for number in range(0, whole.count(b"\n"), 3):
        change(run, number, None)
        assert "messages.jsonl has " in str(replay(run).discrepancy), f"line {number}"
        (run / "messages.jsonl").write_bytes(whole)


def test_a_call_that_nobody_asked_for_is_found_out(run: Path) -> None:
    def other_tool(line: dict[str, Any]) -> None:
        line["message"]["tool_calls"][0]["function"]["name"] = "collect_cash"

    change(run, 2, other_tool)
    found = replay(run).discrepancy
    assert found == "call 1 of the agent (day 1, 08:00, read_inbox) is not what messages.jsonl asks for"


def test_tokens_that_do_not_add_up_are_found_out(run: Path) -> None:
    change(run, 2, lambda line: line.update(billed_tokens=1))
    assert "billed tokens" in str(replay(run).discrepancy)


def manager(body: Body) -> Message:
    """In charge of a sub-agent, which looks at the machine and reports."""
    said = sum(message["role"] == "assistant" for message in body["messages"])
    if any(tool["function"]["name"] == "stock_machine" for tool in body["tools"]):
        return say("Nothing is in it.") if said % 2 else call_tool("get_machine_inventory")
    return (
        call_tool("wait_for_next_day") if said % 2 else call_tool("run_sub_agent", {"instructions": "Look."})
    )


def test_a_sub_agent_is_told_apart_and_goes_with_its_calls_too(tmp_path: Path) -> None:
    with FakeEndpoint(manager) as endpoint:
        run = ("run", "--agent", "llm", "--model", "m", "--base-url", endpoint.url, "--days", "3")
        done = vendsim(tmp_path, *run, "--scenario", "vb1", "--out", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    assert replay(tmp_path / "run").discrepancy is None
    said = [(entry.speaker, entry.text) for entry in read_transcript(tmp_path / "run")]
    assert ("sub_agent", "Nothing is in it.") in said
    assert ("", "run_sub_agent\n  instructions: Look.") in said


def odd(body: Body) -> Message:
    """Half an emoji in what it thinks, says and calls, signs that no ASCII has, and a call of nothing."""
    said = sum(message["role"] == "assistant" for message in body["messages"])
    half = "half \ud83d an emoji, 价格 – €"
    turns: list[Callable[[], Message]] = [
        lambda: call_tool("write_note", {"title": half, "text": half}, content=half, reasoning_content=half),
        lambda: call_tool(""),
        lambda: call_tools(("read_email", '{"id": "\ud83d')),
        lambda: call_tool("wait_for_next_day"),
    ]
    return turns[said % len(turns)]()


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_half_an_emoji_and_a_terminal_without_signs_are_no_reason_to_die(
    tmp_path: Path, encoding: str
) -> None:
    terminal = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    with FakeEndpoint(odd, verbatim=False) as endpoint:
        asked = ("--model", "m", "--base-url", endpoint.url, "--days", "2", "--out", "run")
        done = vendsim(tmp_path, "run", *asked, **terminal)
    assert done.returncode == 0, done.stderr
    for command in (("transcript", "run"), ("transcript", "run", "--tool", "write_note"), ("replay", "run")):
        shown = vendsim(tmp_path, *command, **terminal)
        assert (shown.returncode, shown.stderr) == (0, ""), command
    assert "an emoji" in vendsim(tmp_path, "transcript", "run", **terminal).stdout


def test_a_run_that_has_not_called_anything_yet_is_read(tmp_path: Path) -> None:
    with FakeEndpoint(lambda _: say("Hm.")) as endpoint:
        asked = ("--model", "m", "--base-url", endpoint.url, "--max-messages", "3", "--out", "run", "--quiet")
        vendsim(tmp_path, "run", *asked)
    shown = vendsim(tmp_path, "transcript", "run")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Hm." in shown.stdout
    (tmp_path / "run" / "messages.jsonl").unlink()
    (tmp_path / "run" / "calls.jsonl").write_bytes(b"")
    assert vendsim(tmp_path, "transcript", "run").returncode == 0


def mail(to: str, body: str, tool: str = "send_email") -> list[Entry]:
    return [
        Entry(1, "08:00", "calls", f"{tool}\n  to: {to}\n  body: {body}", tool=tool),
        Entry(1, "08:25", "gets", f"Mail 2 sent to {to}.", tool=tool),
    ]


BAYLINE, BULKBAY = "sales@baylinevending.example", "sales@bulkbaytrading.example"
MAILS = [
    *mail(BAYLINE, "Hello"),
    *mail(BULKBAY, "I have a quote of Bayline Vending Supply"),
    *mail(BAYLINE, "12.00", "send_payment"),
    *mail("noor@letterbay.example", "Sorry", "send_payment"),
    Entry(1, "09:00", "calls", "read_inbox", tool="read_inbox"),
]


@pytest.mark.parametrize(
    ("asked", "count"),
    [("bayline", 4), (BAYLINE, 4), ("Bayline Vending Supply", 4), ("bay", 6), ("noor@letterbay.example", 2)],
)
def test_the_mail_of_a_supplier_is_that_to_and_from_it_and_what_it_was_paid(asked: str, count: int) -> None:
    assert len(of_mail(MAILS, asked)) == count


def test_a_correspondent_who_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(
        ValueError, match=r"no mail to or from .Acme. here; there is mail with Bayline.*BulkBay"
    ):
        of_mail(MAILS, "Acme")


def test_only_the_calls_of_a_tool_are_shown_and_a_typo_is_told() -> None:
    assert [entry.tool for entry in of_tool(MAILS, "read_inbox")] == ["read_inbox"]
    with pytest.raises(ValueError, match="did you mean read_inbox"):
        of_tool(MAILS, "read_inbx")


@pytest.mark.parametrize(
    ("options", "days"),
    [(["--days", "2-3"], [2, 3]), (["--month", "aug"], [1, 2, 3]), (["--month", "2026-08"], [1, 2, 3])],
)
def test_the_command_shows_days_or_a_month(tmp_path: Path, options: list[str], days: list[int]) -> None:
    agent = AgentOptions()
    episode, folder = start(tmp_path / "run", Scenario.load("vb2").with_(days=3), "idle", agent)
    play(episode, make_agent("idle", agent), folder)
    shown = CliRunner().invoke(app, ["transcript", str(tmp_path / "run"), *options]).stdout
    assert [day for day in (1, 2, 3) if f"Day {day}, " in shown] == days


def test_what_a_call_is_given_stands_in_words() -> None:
    moves = [{"slot": "A1", "product": "Trail Mix 2oz", "units": 3}, "all"]
    assert _call("stock_machine", {"moves": moves, "n": 2}) == (
        "stock_machine\n  moves:\n    slot A1, product Trail Mix 2oz, units 3\n    all\n  n: 2"
    )
    assert _call("set_prices", {"prices": {"Cola": 2.5}}) == "set_prices\n  prices:\n    Cola: 2.5"
    assert _call("set_prices", {"prices": {}}) == "set_prices\n  prices: {}"
