"""How a tool is declared: once.

An argument model and a handler make a tool; JSON schema, validation, dispatch, documentation and the command
line's listing follow from them. A handler takes the world and the checked arguments and returns text, or
raises `ToolError` before it has changed anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from vendsim.office.world import World
from vendsim.scenario import Clock
from vendsim.text import shorten

Effort = Literal["look", "desk", "trip", "none"]


class ToolError(Exception):
    """A call that cannot be carried out; the message is one sentence for the agent."""


class Arguments(BaseModel):
    """Base of all argument models."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Tool:
    """One tool."""

    name: str
    description: str
    arguments: type[Arguments]
    handler: Callable[[World, Any], str]
    effort: Effort

    def minutes(self, clock: Clock) -> int:
        """Simulated minutes that a call costs."""
        costs = {
            "look": clock.look_minutes,
            "desk": clock.desk_minutes,
            "trip": clock.trip_minutes,
            "none": 0,
        }
        return costs[self.effort]

    @property
    def schema(self) -> dict[str, Any]:
        """The OpenAI-style schema."""
        parameters = _plain(self.arguments.model_json_schema())
        parameters.setdefault("properties", {})
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.description, "parameters": parameters},
        }


TOOLS: dict[str, Tool] = {}


def tool(
    effort: Effort, arguments: type[Arguments] = Arguments
) -> Callable[[Callable[[World, Any], str]], Callable[[World, Any], str]]:
    """Declare the decorated handler as a tool; its name and docstring are the tool's."""

    def declare(handler: Callable[[World, Any], str]) -> Callable[[World, Any], str]:
        name = handler.__name__
        TOOLS[name] = Tool(name, " ".join((handler.__doc__ or "").split()), arguments, handler, effort)
        return handler

    return declare


def parse(tool: Tool, arguments: Mapping[str, Any] | str | None) -> Arguments:
    """Check the arguments of a call. Raises ToolError with one sentence."""
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments) if arguments.strip() else {}
        except (ValueError, RecursionError):
            raise ToolError(f"{tool.name}: the arguments are not valid JSON.") from None
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, Mapping):
        raise ToolError(f"{tool.name}: the arguments must be a JSON object.")
    try:
        return tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        raise ToolError(f"{tool.name}: {_explain(tool, error)}") from None
    except RecursionError:
        raise ToolError(f"{tool.name}: the arguments are nested too deeply.") from None


def _explain(tool: Tool, error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(shorten(str(part), 40) for part in first["loc"])
    known = ", ".join(tool.arguments.model_fields) or "none"
    if first["type"] == "extra_forbidden":
        return f'there is no argument "{where}"; the arguments are: {known}.'
    if first["type"] == "missing":
        return f'the argument "{where}" is missing; the arguments are: {known}.'
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f'"{where}": {message[:1].lower() + message[1:]}, not {shorten(repr(first["input"]), 40)}.'


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without references and titles, which some endpoints do not take."""
    definitions = schema.pop("$defs", {})

    def walk(node: Any, in_properties: bool = False) -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return walk(definitions[node["$ref"].rpartition("/")[2]])
        return {
            key: walk(value, key == "properties")
            for key, value in node.items()
            if in_properties or key != "title"
        }

    plain = walk(schema)
    plain.pop("description", None)
    return plain
