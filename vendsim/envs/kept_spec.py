"""Specifications of environments that can be written down as JSON, whatever they were made with."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

from gymnasium.envs.registration import EnvSpec

from vendsim.envs.splits import in_json
from vendsim.scenario import Scenario


class KeepsSpec:
    """An environment whose specification survives JSON."""

    _spec: EnvSpec | None = None

    @property
    def spec(self) -> EnvSpec | None:
        """How the environment was made, by gymnasium, with arguments in the forms that JSON keeps."""
        return self._spec

    @spec.setter
    def spec(self, spec: EnvSpec | None) -> None:
        if spec is not None:
            spec.kwargs = {name: _in_json(name, value) for name, value in spec.kwargs.items()}
        self._spec = spec


def _in_json(name: str, value: Any) -> Any:
    if name == "worlds":
        return in_json(value)
    if isinstance(value, Scenario):
        return value.model_dump(mode="json")
    if isinstance(value, Path):
        return str(value)
    return value.value if isinstance(value, Enum) else value
