"""How a tool is declared: once.

An argument model and a handler make a tool; JSON schema, validation, dispatch, documentation and the command
line's listing follow from them. A handler takes the world and the checked arguments and returns text, or
raises `ToolError` before it has changed anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from vendsim.office.tools.incoming import echo, plain, read_json
from vendsim.office.world import World
from vendsim.scenario import Clock
from vendsim.text import shorten

Effort = Literal["look", "desk", "trip", "none"]


class ToolError(Exception):
    """A call that cannot be carried out; the message is one sentence for the agent."""


class Arguments(BaseModel):
    """Base of all argument models."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, defer_build=True)


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
        """The OpenAI-style schema, a new copy each time."""
        return json.loads(self._schema)

    @cached_property
    def _schema(self) -> str:
        parameters = _plain(self.arguments.model_json_schema())
        parameters.setdefault("properties", {})
        function = {"name": self.name, "description": self.description, "parameters": parameters}
        return json.dumps({"type": "function", "function": function})


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
    try:
        table = read_json(arguments.strip() or "{}") if isinstance(arguments, str) else plain(arguments)
    except ValueError as error:
        raise ToolError(f"{tool.name}: the arguments are {error}.") from None
    if table is None:
        table = {}
    if not isinstance(table, dict):
        raise ToolError(f"{tool.name}: the arguments must be a JSON object, not {echo(table)}.")
    try:
        return tool.arguments.model_validate(table)
    except ValidationError as error:
        raise ToolError(f"{tool.name}: {_explain(tool, error)}") from None


def _explain(tool: Tool, error: ValidationError) -> str:
    """What is wrong with the first bad argument, in words that follow from the tool's schema."""
    first = error.errors(include_url=False, include_context=False)[0]
    path, parameters = first["loc"], tool.schema["function"]["parameters"]
    where = ".".join(shorten(str(part), 40) for part in path)
    known = ", ".join(_wanted(parameters, path[:-1]).get("properties", {})) or "none"
    if first["type"] == "extra_forbidden":
        return f'there is no argument "{where}"; the arguments are: {known}.'
    if first["type"] == "missing":
        return f'the argument "{where}" is missing; the arguments are: {known}.'
    return f'"{where}" must be {_in_words(_wanted(parameters, path))}, not {_summary(first["input"])}.'


def _wanted(schema: dict[str, Any], path: tuple[int | str, ...]) -> dict[str, Any]:
    """The part of a schema that rules the value at ``path``."""
    for part in path:
        if part == "[key]":  # pydantic's mark for the key of a table, not its value
            return {"type": "string", "maxLength": 200}
        table = schema.get("properties", {}).get(part) or schema.get("additionalProperties")
        schema = schema["items"] if isinstance(part, int) else table or {}
        schema = schema.get("anyOf", [schema])[0]
    return schema


def _in_words(schema: dict[str, Any]) -> str:
    match schema.get("type"):
        case "integer":
            return "a whole number" + _span(schema.get("minimum"), schema.get("maximum"))
        case "number" if "exclusiveMinimum" in schema:
            return f"a number above {schema['exclusiveMinimum']} and up to {schema['maximum']}"
        case "number":
            return "a finite number" + _span(schema.get("minimum"), schema.get("maximum"))
        case "array":
            return "a list" + _span(schema.get("minItems"), schema.get("maxItems"), "items")
        case "object" if "properties" in schema:
            return f"an object with {', '.join(schema['properties'])}"
        case "object":
            return "an object" + _span(schema.get("minProperties"), schema.get("maxProperties"), "entries")
        case _:
            return "text" + _span(schema.get("minLength"), schema.get("maxLength"), "characters")


def _span(low: int | None, high: int | None, things: str = "") -> str:
    """ " from 1 to 9", or " of at most 9 characters"; nothing where nothing is limited."""
    preposition, unit = ("of", f" {things}") if things else ("from", "")
    if low is None and high is None:
        return ""
    if low is None or (things and not low):
        return f" of at most {high}{unit}"
    return f" {preposition} {low} to {high}{unit}" if high is not None else f" of at least {low}{unit}"


def _summary(value: Any) -> str:
    """A value that was refused; a long one by its length."""
    if isinstance(value, str | list | dict) and len(value) > 40:
        kind = {str: "characters", list: "items", dict: "entries"}[type(value)]
        return f"{len(value)} {kind}"
    return echo(value)


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
