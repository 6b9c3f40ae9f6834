"""A person who plays: in the terminal, or wherever somebody asks them.

What they do is logged as a conversation of a model is, so that a run that was stopped in the middle of a day
goes on there, and the transcript shows it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from vendsim.agent import AgentOptions, Desk, Reply, StopRun, SubAgentDesk
from vendsim.tokens import estimated_tokens

REPORT = {
    "type": "function",
    "function": {
        "name": "report",
        "description": "End the sub-agent's turn with what the agent is to read.",
        "parameters": {"properties": {"text": {"type": "string"}}, "required": ["text"]},
    },
}


class Asked(Protocol):
    """Where a person is asked what to do."""

    def introduce(self, prompt: str) -> None:
        """Show what a model is told before its first day."""

    def begin(self, text: str) -> None:
        """Show what begins: a morning, or a task of the sub-agent."""

    def next_call(self, tools: list[dict[str, Any]]) -> tuple[str, Mapping[str, Any]]:
        """The next tool call. Raises StopRun when the person stops for now."""

    def show(self, name: str, reply: Reply) -> None:
        """Show what came of a call."""


class Human:
    """A person: in the terminal, or on the page of `vendsim play`."""

    def __init__(self, options: AgentOptions) -> None:
        self.asked: Asked | None = None  # None: the terminal
        self._is_new = True

    def play_day(self, desk: Desk) -> None:
        """Ask for calls until the next morning."""
        asked = self.asked = self.asked or _terminal()
        day = desk.day
        if self._is_new:
            asked.introduce(desk.system_prompt)
            self._is_new = False
        desk.log("user", message={"role": "user", "content": desk.observation})
        asked.begin(desk.observation)
        while desk.day == day and not desk.done:
            seat = desk.sub_agent
            if seat is not None and seat.task is not None:
                self._act_for_sub_agent(desk, seat, asked)
            else:
                name, arguments = self._decide(desk, desk.tools, asked)
                self._done(desk, name, desk.call(name, arguments), asked)

    def _act_for_sub_agent(self, desk: Desk, seat: SubAgentDesk, asked: Asked) -> None:
        asked.begin(f"You are now the sub-agent, who must report at the end. Its task: {seat.task}")
        while seat.task is not None:
            tools = [*(seat.tools if seat.calls_left else []), REPORT]
            name, arguments = self._decide(desk, tools, asked, "sub_agent")
            if name == "report":
                reply = seat.report(str(arguments.get("text", "")))
            else:
                reply = seat.call(name, arguments)
            self._done(desk, name, reply, asked, "sub_agent")

    def _decide(
        self, desk: Desk, tools: list[dict[str, Any]], asked: Asked, speaker: str | None = None
    ) -> tuple[str, Mapping[str, Any]]:
        recorded = desk.recall()
        if recorded is not None and recorded["kind"] == "assistant":
            function = recorded["message"]["tool_calls"][0]["function"]
            name, arguments = function["name"], json.loads(function["arguments"])
        else:
            name, arguments = asked.next_call(tools)
        function = {"name": name, "arguments": json.dumps(arguments)}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"type": "function", "function": function}],
        }
        billed = estimated_tokens(arguments)  # which the run bills to whoever does not count tokens
        named = {"speaker": speaker} if speaker else {}
        desk.log("assistant", **named, message=message, billed_tokens=billed)
        return name, arguments

    def _done(self, desk: Desk, name: str, reply: Reply, asked: Asked, speaker: str | None = None) -> None:
        message = {"role": "tool", "content": reply.text}
        desk.log("tool", **({"speaker": speaker} if speaker else {}), message=message)
        if desk.done or reply.text != desk.observation:  # else the morning is about to say the same
            asked.show(name, reply)

    def snapshot(self) -> dict[str, Any]:
        """Nothing: a person remembers, or writes notes."""
        return {}

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""


def _terminal() -> Asked:
    return Terminal()


class Terminal:
    """Asks in the terminal."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False)

    def introduce(self, prompt: str) -> None:
        """Show what a model is told before its first day."""
        self._panel(prompt, "Your business", "blue")

    def begin(self, text: str) -> None:
        """Show what begins."""
        self._panel(text, "Good morning")

    def show(self, name: str, reply: Reply) -> None:
        """Show what came of a call."""
        self._panel(reply.text, name, "red" if reply.error else "cyan")

    def next_call(self, tools: list[dict[str, Any]]) -> tuple[str, Mapping[str, Any]]:
        """Ask for a tool and its arguments."""
        by_name = {tool["function"]["name"]: tool["function"] for tool in tools}
        names = list(by_name)
        while True:
            answer = self._ask(
                "What do you do? (a number or a name; ? lists what is possible, q stops for now)"
            )
            if answer == "q":
                raise StopRun("you stopped for now")
            if answer == "?" or not answer:
                self._list(by_name)
                continue
            name = names[int(answer) - 1] if answer.isdigit() and 0 < int(answer) <= len(names) else answer
            if name not in by_name:
                self._print(f"There is no {name!r}; ? lists what is possible.")
                continue
            try:
                return name, self._arguments(by_name[name]["parameters"])
            except _Cancelled:
                self._print("Nothing was done.")

    def _arguments(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        required = parameters.get("required", [])
        for name, schema in parameters.get("properties", {}).items():
            while True:
                optional = "" if name in required else " (Enter: leave out)"
                hint = f", {schema['description']}" if schema.get("description") else ""
                if name in ("body", "text"):
                    text = self._long(f"{name}: write as many lines as you like")
                elif _kinds(schema) & {"array", "object"}:
                    text = self._long(f"{name}{hint}: one a line, as in {_example(schema)}")
                else:
                    text = self._ask(f"  {name}{hint}{optional}")
                if not text and name not in required:
                    break
                try:
                    given[name] = value_of(text, schema)
                    break
                except ValueError as error:
                    self._print(f"  {error}")
        return given

    def _long(self, what: str) -> str:
        self._print(f"  {what}; then a line with a dot alone; !cancel goes back")
        lines: list[str] = []
        while (line := self._ask("  |")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _list(self, by_name: Mapping[str, Mapping[str, Any]]) -> None:
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        for number, (name, function) in enumerate(by_name.items(), start=1):
            table.add_row(f"{number:>3}", name, function["description"].partition(". ")[0])
        self._console.print(table)

    def _ask(self, question: str) -> str:
        from rich.markup import escape

        try:
            answer = self._console.input(f"{escape(question)} ").strip()
        except (EOFError, KeyboardInterrupt):
            raise StopRun("you stopped for now") from None
        if answer == "!cancel":
            raise _Cancelled
        return answer

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False)

    def _panel(self, text: str, title: str, style: str = "green") -> None:
        from rich.panel import Panel
        from rich.text import Text

        self._console.print(Panel(Text(text), title=Text(title), border_style=style, title_align="left"))


class _Cancelled(Exception):
    """The person does not want to make this call."""


def _example(schema: Mapping[str, Any]) -> str:
    if "object" in _kinds(schema):
        return "Cola Classic 12oz can = 2.50"
    return ", ".join(schema["items"]["properties"])


def value_of(text: str, schema: Mapping[str, Any]) -> Any:
    """What was typed as the value that a schema asks for: lists and tables one thing a line, or as JSON.

    Raises ValueError, in one sentence.
    """
    kinds = _kinds(schema)
    if kinds & {"array", "object"}:
        if text.lstrip()[:1] in ("[", "{"):
            return _json(text, "one thing a line, or JSON")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [_row(line, schema) for line in lines] if "array" in kinds else dict(map(_pair, lines))
    if kinds & {"integer", "number"}:
        return _json(text, "a number")
    return text


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    return {str(one["type"]) for one in (schema, *schema.get("anyOf", ())) if "type" in one}


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"this must be {what}, not {text!r}") from None


def _row(line: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    fields = schema["items"]["properties"]
    parts = [part.strip() for part in line.split(",")]
    if len(parts) != len(fields):
        raise ValueError(f"{line!r} should have {len(fields)} parts with commas between: {', '.join(fields)}")
    return {name: value_of(part, fields[name]) for name, part in zip(fields, parts, strict=True)}


def _pair(line: str) -> tuple[str, Any]:
    name, sign, dollars = line.rpartition("=")
    if not sign:
        raise ValueError(f"{line!r} should look like this: Cola Classic 12oz can = 2.50")
    return name.strip(), _json(dollars.strip().removeprefix("$"), "dollars")
