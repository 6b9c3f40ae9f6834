"""Random tool calls that a schema allows: a first opponent to beat, and a rough user of the tools."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from vendsim import AgentOptions, Desk, SubAgentDesk
from vendsim.draws import Stream, one

_CALLS_A_DAY = 5
_KEPT = 40  # things of one sort that are remembered, latest first
_REPEATS = 0.6  # share of values that are taken from what was read, where something fits
_WORDS = ("quote", "order", "price", "cans", "crisps", "water", "delivery", "invoice", "please", "thanks")

# What may be worth repeating, by the arguments that it fits. The last sort fits every other text.
_SORTS: dict[str, tuple[re.Pattern[str], frozenset[str]]] = {
    "address": (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), frozenset({"to"})),
    "page": (re.compile(r"https?://[^\s)>\]]+"), frozenset({"url"})),
    "slot": (re.compile(r"\b[A-D][1-3]\b"), frozenset({"slot"})),
    "date": (re.compile(r"\b\d{4}-\d\d-\d\d\b"), frozenset({"date"})),
    "id": (re.compile(r"\b(?:id|mail|note|reminder) (\d+)", re.IGNORECASE), frozenset({"id"})),
    "phrase": (re.compile(r"\b[A-Z][\w'&-]+(?: (?:[A-Z][\w'&-]+|\d+\w*))+"), frozenset()),
}


class _Memory(BaseModel, defer_build=True):
    draws: int = 0
    seen: dict[str, list[str]] = {}


class RandomCalls:
    """Makes valid random calls, with things it has read as arguments about half of the time."""

    def __init__(self, options: AgentOptions) -> None:
        self._seed = options.seed
        self._memory = _Memory()

    def play_day(self, desk: Desk) -> None:
        """A few random calls, then sleep."""
        day, schemas = desk.day, desk.tools
        self._remember(desk.observation)
        for _ in range(self._whole(0, 2 * _CALLS_A_DAY)):
            function = self._choice(schemas)["function"]
            reply = desk.call(function["name"], self._value("", function["parameters"]))
            self._remember(reply.text)
            if desk.sub_agent and desk.sub_agent.task:
                self._play_sub_agent(desk.sub_agent)
            if desk.done or desk.day != day:
                return
        desk.call("wait_for_next_day", {})

    def _play_sub_agent(self, sub_agent: SubAgentDesk) -> None:
        """A few random calls at the machine, as many as the task allows."""
        schemas = sub_agent.tools
        for _ in range(min(self._whole(0, _CALLS_A_DAY), sub_agent.calls_left)):
            function = self._choice(schemas)["function"]
            reply = sub_agent.call(function["name"], self._value("", function["parameters"]))
            self._remember(reply.text)
        sub_agent.report(self._string("", {}))

    def snapshot(self) -> dict[str, Any]:
        """What was read, and how many draws were made."""
        return self._memory.model_dump()

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self._memory = _Memory.model_validate(blob)

    def _remember(self, text: str) -> None:
        for sort, (pattern, _) in _SORTS.items():
            fresh = list(dict.fromkeys(pattern.findall(text)))
            old = [thing for thing in self._memory.seen.get(sort, []) if thing not in fresh]
            self._memory.seen[sort] = [*fresh, *old][:_KEPT]

    def _value(self, name: str, schema: dict[str, Any]) -> Any:
        """A random value that the schema of the argument ``name`` allows."""
        if "enum" in schema:
            return self._choice(schema["enum"])
        if "anyOf" in schema:
            return self._value(name, self._choice(schema["anyOf"]))
        make: dict[str, Callable[[str, dict[str, Any]], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "number": self._number,
            "boolean": lambda _name, _schema: self._draw() < 0.5,
            "null": lambda _name, _schema: None,
        }
        return make[schema["type"]](name, schema)

    def _object(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        required = schema.get("required", [])
        fixed = {
            key: self._value(key, part)
            for key, part in schema.get("properties", {}).items()
            if key in required or self._draw() < 0.5
        }
        free = schema.get("additionalProperties")
        if not isinstance(free, dict):
            return fixed
        keys = [
            self._string(self._choice(("slot", name)), {"maxLength": 80}) for _ in range(self._whole(1, 3))
        ]
        return fixed | {key: self._value(name, free) for key in keys}

    def _array(self, name: str, schema: dict[str, Any]) -> list[Any]:
        fewest = schema.get("minItems", 0)
        count = self._whole(fewest, min(fewest + 2, schema.get("maxItems", fewest + 2)))
        return [self._value(name, schema["items"]) for _ in range(count)]

    def _string(self, name: str, schema: dict[str, Any]) -> str:
        sort = next((sort for sort, (_, names) in _SORTS.items() if name in names), "phrase")
        seen = self._memory.seen.get(sort, [])
        if seen and self._draw() < _REPEATS:
            text = self._choice(seen)
        else:
            text = " ".join(self._choice(_WORDS) for _ in range(self._whole(1, 6)))
        return text[: schema.get("maxLength")].ljust(schema.get("minLength", 0), ".")

    def _integer(self, name: str, schema: dict[str, Any]) -> int:
        ids = self._memory.seen.get("id", [])
        if name == "id" and ids and self._draw() < _REPEATS:
            return int(self._choice(ids))
        low = max(schema.get("minimum", 1), -20)
        return self._whole(low, min(schema.get("maximum", low + 30), low + 30))

    def _number(self, name: str, schema: dict[str, Any]) -> float:
        cents = self._whole(1, 1500)
        return max(cents / 100, schema.get("minimum", 0))

    def _choice(self, items: Any) -> Any:
        return items[self._whole(0, len(items) - 1)]

    def _whole(self, low: int, high: int) -> int:
        return low + int(self._draw() * (high - low + 1))

    def _draw(self) -> float:
        self._memory.draws += 1
        return one(self._seed, Stream.AGENT, self._memory.draws)
