"""A run as something to read: day by day, what the agent was told, thought, said and did, and what came back.

A run with a model is read from its conversation, any other from its calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from vendsim.data import supplier_identities
from vendsim.episode import Episode
from vendsim.mistakes import did_you_mean
from vendsim.runs.calls import read_calls
from vendsim.runs.conversation import read_conversation
from vendsim.runs.journal import MESSAGES_FILE
from vendsim.runs.record import read_record
from vendsim.scenario import Scenario

_REASONING = ("reasoning_content", "reasoning")  # as endpoints call what a model thinks
_NAMED = 6  # suppliers in a message
_INDENT = 4  # of what is said, under who says it
_MAIL_TOOLS = ("send_email", "read_email", "send_payment")
_ADDRESS = re.compile(r"^ *(?:From|To|to): (.*)$", re.MULTILINE)  # lines that say whose mail it is
_WORDS = {  # for lines of a conversation that are no message, by their kind
    "trimmed": "the oldest messages were trimmed from what the model can see",
    "repaired": "the endpoint had rejected a request, which was changed and sent again",
    "lost_answer": "an answer did not arrive and may have been charged",
    "text_calls": "the tool calls were written as text",
    "extra_calls": "more calls than one answer may hold were left out",
    "reminded": "no tool was called; the model was reminded of its tools",
    "day_ended": "the day was ended for the model",
    "refusal": "the model declined to answer",
    "cut_off": "the answer reached the limit of its length",
    "loop": "the same call again",
    "no_report": "the sub-agent had to be stopped",
    "waiting": "waited for the endpoint",
    "partial_answer": "only a part of the answer arrived",
    "stopped": "the run stopped",
}
_NOT_NOTED = ("day", "time", "kind", "speaker", "note")  # fields that are shown otherwise, or nowhere

Kind = Literal["prompt", "told", "thinks", "says", "calls", "gets", "note"]
_STYLES: dict[Kind, str] = {
    "prompt": "dim",
    "told": "",
    "thinks": "italic dim",
    "says": "green",
    "calls": "bold cyan",
    "gets": "",
    "note": "yellow",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read."""

    day: int
    time: str
    kind: Kind
    text: str
    speaker: str = ""  # where an agent is more than one
    failed: bool = False  # a call that was not carried out
    tool: str = ""  # that was called, of a call and of what it gets


def read_transcript(folder: Path) -> list[Entry]:
    """The entries of a run so far. Raises ValueError, in one sentence, if the folder cannot be read."""
    if (folder / MESSAGES_FILE).is_file():
        entries: Iterable[Entry] = (e for line in read_conversation(folder) for e in _of_line(line))
    else:
        entries = _of_calls(folder)
    return [replace(entry, text=_printable(entry.text)) for entry in _with_tools(entries)]


def _printable(text: str) -> str:
    """The text without halves of surrogate pairs, which models leave behind and nothing can print."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _with_tools(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, each call and its reply with the name of the tool."""
    tool = ""
    for entry in entries:
        if entry.kind == "calls":
            tool = entry.text.split(" ", 1)[0].split("\n", 1)[0]  # models have called tools without a name
        yield replace(entry, tool=tool) if entry.kind in ("calls", "gets") else entry


def of_tool(entries: Sequence[Entry], tool: str) -> list[Entry]:
    """The calls of a tool with their replies. Raises ValueError if it was never called."""
    if tool not in (called := {entry.tool for entry in entries if entry.tool}):
        raise ValueError(
            f"{tool} was not called; there were {', '.join(sorted(called)) or 'no calls'}"
            f"{did_you_mean(tool, called)}"
        )
    return [entry for entry in entries if entry.tool == tool]


def of_mail(entries: Sequence[Entry], supplier: str) -> list[Entry]:
    """The mails to and from a supplier, by its name, its address or a part of one; and what was paid to it.

    Raises ValueError if there are none.
    """
    word = supplier.lower()
    known = [it for it in supplier_identities() if word in it.name.lower() or word in it.email.lower()]
    wanted = [it.email.lower() for it in known] or [word]  # else it may be a customer's
    found: list[Entry] = []
    for call, after in zip(entries, [*entries[1:], None], strict=True):
        if call.kind == "calls" and call.tool in _MAIL_TOOLS:
            pair = [call, *([after] if after and after.kind == "gets" else [])]
            addresses = [line.lower() for entry in pair for line in _ADDRESS.findall(entry.text)]
            if any(one in address for one in wanted for address in addresses):
                found += pair
    if not found:
        raise ValueError(f'there is no mail to or from "{supplier}" here{_correspondents(entries)}')
    return found


def _correspondents(entries: Sequence[Entry]) -> str:
    """With whom there was mail, for the end of a sentence."""
    sent = "\n".join(entry.text for entry in entries if entry.kind == "calls" and entry.tool in _MAIL_TOOLS)
    names = [known.name for known in supplier_identities() if known.email in sent]
    more = f" and {len(names) - _NAMED} others" if len(names) > _NAMED else ""
    return f"; there is mail with {', '.join(names[:_NAMED])}{more}" if names else ""


def print_transcript(folder: Path, entries: Iterable[Entry], console: Console) -> None:
    """The entries, under a heading for each day."""
    scenario = Scenario.model_validate(read_record(folder).config)
    for day, of_day in groupby(entries, key=lambda entry: entry.day):
        date = scenario.date_of(day)
        console.print(Rule(f"Day {day}, {date:%A} {date}", align="left", characters="─"))
        for entry in of_day:
            _print(entry, console)


def _print(entry: Entry, console: Console) -> None:
    style = "red" if entry.failed else _STYLES[entry.kind]
    who = f" ({entry.speaker.replace('_', ' ')})" if entry.speaker else ""
    heading = Text(f"{entry.time} {entry.kind}{who}", style="dim")
    console.print(heading)
    room = max(20, console.width - _INDENT)
    for line in Text(entry.text.rstrip(), style=style).wrap(console, room):
        line.rstrip()
        console.print(Text(" " * _INDENT).append_text(line) if line.plain else "", soft_wrap=True)
    console.print()


def _of_calls(folder: Path) -> Iterator[Entry]:
    """The entries of an agent that leaves no conversation; its first morning is the world's."""
    record = read_record(folder)
    episode = Episode(Scenario.model_validate(record.config), record.seed)
    yield Entry(1, episode.time, "told", episode.observation)
    calls = list(read_calls(folder))
    if not calls:
        return
    for call, after in zip(calls, [*calls[1:], None], strict=True):
        speaker = "" if call.speaker == "agent" else call.speaker
        yield Entry(call.day, call.time, "calls", _call(call.tool, call.arguments), speaker)
        over = after or call  # when the next call was made, this one was over
        yield Entry(over.day, over.time, "gets", call.reply, speaker, call.error is not None)


def _of_line(line: Mapping[str, Any]) -> Iterator[Entry]:
    day, time, kind = line["day"], line["time"], line["kind"]
    speaker = str(line.get("speaker", ""))
    message = line.get("message")
    if not isinstance(message, Mapping):
        details = ", ".join(f"{name}: {_short(one)}" for name, one in line.items() if name not in _NOT_NOTED)
        text = f"{_WORDS.get(kind, kind)}{f' ({details})' if details else ''}"
        yield Entry(day, time, "note", text, speaker)
        return
    text = _text(message.get("content"))
    if kind == "assistant":
        yield from _of_answer(day, time, speaker, message, text)
    elif kind == "tool":
        yield Entry(day, time, "gets", text, speaker, "\nError: " in f"\n{text}")
    else:
        yield Entry(day, time, "prompt" if kind == "system" else "told", text, speaker)


def _of_answer(day: int, time: str, speaker: str, message: Mapping[str, Any], text: str) -> Iterator[Entry]:
    thought = next((str(message[name]) for name in _REASONING if message.get(name)), "")
    if thought:
        yield Entry(day, time, "thinks", thought, speaker)
    if text.strip():
        yield Entry(day, time, "says", text, speaker)
    for item in message.get("tool_calls") or []:
        function = item.get("function") or {}
        called = _call(str(function.get("name")), function.get("arguments"))
        yield Entry(day, time, "calls", called, speaker)


def _text(content: Any) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))
    return "" if content is None else str(content)


def _call(tool: str, arguments: Any) -> str:
    """A call with an argument a line; whatever is no mapping is shown as it came."""
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except ValueError:
            return f"{tool} {arguments}"
    if not isinstance(arguments, Mapping):
        return f"{tool} {arguments}"
    return "\n".join([tool, *(_argument(name, value) for name, value in arguments.items())])


def _argument(name: str, value: Any) -> str:
    if value and isinstance(value, Mapping):
        lines = [f"{key}: {_short(one)}" for key, one in value.items()]
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        lines = [_row(one) for one in value]
    elif "\n" in (text := _short(value)):
        lines = text.splitlines()
    else:
        return f"  {name}: {text}"
    return f"  {name}:\n" + "\n".join(f"    {line}" for line in lines)


def _row(item: Any) -> str:
    """An item of a list: the values of a mapping with their names."""
    if not isinstance(item, Mapping):
        return _short(item)
    return ", ".join(f"{name} {_short(value)}" for name, value in item.items())


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
