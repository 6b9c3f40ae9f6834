"""A scenario as a TOML file with a comment on every setting: something to copy and change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from vendsim.scenario import Scenario

_COLUMN = 44  # where comments begin, at the least


def as_toml(scenario: Scenario) -> str:
    """The whole scenario, without what it does not have. Its name is left open: a file's is its own."""
    named, *lines = _lines(scenario)
    head = [
        f'# All of {scenario.name}. Leave out what stays: extends = "{scenario.name}" has it.',
        f"# {named}",
    ]
    return "\n".join([*head, *lines]) + "\n"


def unit_of(field: FieldInfo) -> str:
    """The unit of a setting, or an empty text."""
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _lines(section: BaseModel) -> Iterator[str]:
    values = {name: getattr(section, name) for name in type(section).model_fields}
    for name, value in values.items():
        if value is not None and not isinstance(value, BaseModel):
            yield _line(name, value, type(section).model_fields[name])
    for name, value in values.items():
        if isinstance(value, BaseModel):
            yield ""
            yield f"[{name}]"
            yield from _lines(value)


def _line(name: str, value: Any, field: FieldInfo) -> str:
    setting = f"{name} = {toml_value(value)}"
    unit = unit_of(field)
    comment = (
        f"{field.description or ''}{f' ({unit})' if unit and '(' not in unit else f' {unit}' if unit else ''}"
    )
    return f"{setting:<{_COLUMN}}  # {comment}"


def toml_value(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return json.dumps(value, ensure_ascii=False)  # texts, numbers and truth look the same in both
