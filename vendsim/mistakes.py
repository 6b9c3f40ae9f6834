"""What is wrong with settings, in one sentence for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What a misspelt word may have been meant as, for the middle of a sentence; empty if nothing is near."""
    near = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""


def complaint(model: type[BaseModel], error: ValidationError) -> str:
    """The first thing that is wrong, for people: "money.start_cents must be at least 0, not -5"."""
    found = error.errors(include_url=False)
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])  # explains the missing
    where, kind = first["loc"], first["type"]
    place = ".".join(str(part) for part in where if not str(part).startswith(("function-", "constrained-")))
    if kind == "extra_forbidden":
        *path, name = (str(part) for part in where)
        fields = (*_section_at(model, path).model_fields, *(() if path else ("extends",)))
        return f"there is no setting {place}{did_you_mean(name, fields)}"
    if kind == "missing":
        return f"{place} is missing"
    if kind == "value_error":
        said = str(first["ctx"]["error"])
        return f"{place}: {said}" if place else said
    if kind.startswith("date_"):
        kind = "date_type"
    said = _SAID.get(kind, "").format(**first.get("ctx", {})) or f"is wrong: {first['msg']}"
    hidden = bool(
        _section_at(model, [str(part) for part in where[:-1]]).model_config.get("hide_input_in_errors")
    )
    value = "" if hidden or kind == "too_short" or kind == "too_long" else f", not {first['input']!r}"
    return f"{place} {said}{value}"


_SAID = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    **dict.fromkeys(("int_type", "int_from_float", "int_parsing"), "must be a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "must be a number"),
    "finite_number": "must be a finite number",
    "string_type": "must be a text in quotes",
    "tuple_type": "must be a list",
    "model_type": "must be a section",
    "literal_error": "must be {expected}",
    "too_short": "must have at least {min_length} entries, but has {actual_length}",
    "too_long": "must have at most {max_length} entries, but has {actual_length}",
    "string_pattern_mismatch": "must look like {pattern}",
    "date_type": "must be a date such as 2026-08-10, without quotes",
}


def _section_at(model: type[BaseModel], path: Sequence[str]) -> type[BaseModel]:
    """The model of the section that a place is in."""
    for name in path:
        field = model.model_fields.get(name)
        candidates = (field.annotation, *get_args(field.annotation)) if field else ()
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return model
