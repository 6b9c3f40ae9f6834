"""What is said over a pipe or HTTP when something outside plays: the same words on both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vendsim.agent import Desk, Reply, SubAgentDesk

PROTOCOL = 1
REPORT = "report"  # the sub-agent's tool that ends its turn
REMINDER = "Go on by calling one of the tools. Nobody reads what is written outside of tool calls."
T = TypeVar("T")


class WireCall(BaseModel):
    """One tool call, as a program outside sends it."""

    model_config = ConfigDict(extra="forbid")

    tool: str = Field(description='The name of a tool; for the sub-agent also "report" with {"text": ...}.')
    arguments: dict[str, Any] | str | None = Field(
        default=None, description="An object, or the JSON text of one; nothing for tools that take none."
    )
    speaker: Literal["agent", "sub_agent"] = Field(
        default="agent", description="Who calls; the sub-agent only while it has a task."
    )
    output_tokens: int = Field(
        default=0, ge=0, le=10**9, description="Output tokens since the call before, which the business pays."
    )


def declared(tools: list[dict[str, Any]], make: Callable[..., T]) -> list[T]:
    """The declarations of tools in a framework's own words, which are those of MCP everywhere."""
    functions = [tool["function"] for tool in tools]
    return [
        make(name=f["name"], description=f["description"], input_schema=f["parameters"]) for f in functions
    ]


def read_call(content: Any, model: type[WireCall] = WireCall) -> WireCall:
    """What was sent, as a call. Raises ValueError, in one sentence."""
    if not isinstance(content, dict):
        raise ValueError('a call is a JSON object like {"tool": "read_inbox", "arguments": {}}')
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"this is no call: {where}: {first['msg']}") from None


def opening(desk: Desk) -> dict[str, Any]:
    """Everything that a player needs to begin, or to go on from the current morning."""
    seat = desk.sub_agent
    sub_agent = {"sub_agent": {"system_prompt": seat.system_prompt, "tools": seat.tools}} if seat else {}
    return {
        "protocol": PROTOCOL,
        "day": desk.day,
        "done": desk.done,
        "system_prompt": desk.system_prompt,
        "tools": desk.tools,
        **sub_agent,
        "observation": desk.observation,
        **_errand(seat),
    }


def answer(desk: Desk, reply: Reply) -> dict[str, Any]:
    """What came of a call."""
    return {
        "text": reply.text,
        "error": reply.error,
        "day": reply.day,
        "time": reply.time,
        "done": desk.done,
        **_errand(desk.sub_agent),
    }


def act(desk: Desk, call: WireCall) -> Reply:
    """Carry out a call. Raises ValueError, before anything has happened, when it is not the caller's turn."""
    seat = desk.sub_agent
    if call.speaker == "sub_agent" and (seat is None or seat.task is None):
        raise ValueError("it is not the sub-agent's turn; the agent must give it a task first")
    desk.bill_tokens(call.output_tokens)
    if call.speaker == "agent" or seat is None:
        return desk.call(call.tool, call.arguments or {})
    if call.tool == REPORT and isinstance(call.arguments, dict):
        return seat.report(str(call.arguments.get("text", "")))
    return seat.call(call.tool, call.arguments or {})


def _errand(seat: SubAgentDesk | None) -> dict[str, Any]:
    """What the sub-agent is to do, while it is to do something."""
    if seat is None or seat.task is None:
        return {}
    return {"sub_agent_task": {"task": seat.task, "calls_left": seat.calls_left}}
