"""Short tasks for TRL's ``GRPOTrainer(environment_factory=...)``: each public method is a tool."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from vendsim.envs.short_tasks import ShortTask
from vendsim.office.tools import TOOLS
from vendsim.runs.unrecorded import playable
from vendsim.scenario import Scenario

_TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict}


def environment_factory(
    length: str = "week", scenario: str | Path | Scenario = "vb2", *, allow_reserved: bool = False
) -> Callable[[], Any]:
    """What `GRPOTrainer` takes: a class of environments that has the scenario's tools as its methods.

    A row of the data set names the task by its column ``seed``. The reward is `ShortTask.score`, of an
    unfinished task what it is worth so far. Raises ValueError for a scenario that one model cannot play.
    """
    rules = playable(scenario)
    make = partial(ShortTask, length, scenario=rules, allow_reserved=allow_reserved)
    methods = {name: _method(TOOLS[name].schema["function"]) for name in rules.tools}
    return type("VendsimEnvironment", (_Environment,), {"_make": staticmethod(make), **methods})


def dataset(count: int, first: int = 1_000_000) -> list[dict[str, Any]]:
    """Rows for ``datasets.Dataset.from_list``: a task each, told by the environment itself."""
    prompt = [{"role": "user", "content": "Run the business. Act by calling tools."}]
    return [{"prompt": prompt, "seed": first + number} for number in range(count)]


class _Environment:
    """One rollout. TRL calls `reset`, then tools, then `get_reward`."""

    _make: Callable[..., ShortTask]

    def __init__(self) -> None:
        self._task: ShortTask | None = None

    def reset(self, *, seed: int, **_: Any) -> str:
        """Deal the task of a row; what the model is told first."""
        self._task = self._make(seed=int(seed))
        return f"\n\n{self._task.system_prompt}\n\n{self._task.observation}"

    def get_reward(self) -> float:
        """The score of the task."""
        return self._task.score if self._task else 0.0

    def _call(self, name: str, arguments: Mapping[str, Any]) -> str:
        if self._task is None:
            raise RuntimeError("the environment must be reset before a tool is called")
        return self._task.call(name, arguments).text


def _method(schema: Mapping[str, Any]) -> Callable[..., str]:
    """A tool as a method with types and a docstring, of which TRL makes its schema again."""
    name, parameters = schema["name"], schema["parameters"]
    needed = set(parameters.get("required", ()))
    properties = sorted(parameters.get("properties", {}).items(), key=lambda pair: pair[0] not in needed)

    def method(self: _Environment, **arguments: Any) -> str:
        return self._call(name, {key: value for key, value in arguments.items() if value is not None})

    signature = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    lines = []
    for key, part in properties:
        kind = _type(part)
        default = inspect.Parameter.empty if key in needed else None
        annotation = kind if key in needed else kind | None
        signature.append(
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        )
        lines.append(f"    {key}: {' '.join(_described(part).split()) or key}")
    method.__annotations__ = {p.name: p.annotation for p in signature[1:]} | {"return": str}
    method.__signature__ = inspect.Signature(signature, return_annotation=str)  # type: ignore[attr-defined]
    method.__name__, method.__qualname__ = name, f"VendsimEnvironment.{name}"
    arguments = "\n\nArgs:\n" + "\n".join(lines) if lines else ""
    method.__doc__ = (
        f"{' '.join(schema['description'].split())}{arguments}\n\nReturns:\n    The reply, as text."
    )
    return method


def _type(part: Mapping[str, Any]) -> Any:
    part = next((one for one in part.get("anyOf", ()) if one.get("type") != "null"), part)
    kind = _TYPES.get(str(part.get("type")), str)
    if kind is list:
        return list[_TYPES.get(str(part.get("items", {}).get("type")), str)]  # type: ignore[misc]
    return kind


def _described(part: Mapping[str, Any]) -> str:
    """What an argument is, with the fields of the objects in it, for which there is no type."""
    said = str(part.get("description") or "")
    fields = part.get("items", {}).get("properties", {})
    if not fields:
        return said
    told = "; ".join(f"{key}: {value.get('description', value.get('type'))}" for key, value in fields.items())
    return f"{said} Each is an object with {told}"
