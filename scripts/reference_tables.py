"""The generated tables of docs/scenarios.md and docs/run-folder.md; scripts/readme.py writes them.

What a setting of a scenario means stands in its field; what a field of a run folder means stands in the
comment behind it, or for events in `EVENT_FIELDS`, because the same names come in many of them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

from vendsim import events
from vendsim.cli.scenario_text import toml_value, unit_of
from vendsim.runs.answer_log import Answer
from vendsim.runs.calls import Call
from vendsim.runs.daily import COLUMNS
from vendsim.runs.folder import Checkpoint
from vendsim.runs.record import RunRecord
from vendsim.scenario import Scenario

Schema = Mapping[str, Any]

_STEPS: Mapping[Any, str] = {tuple: "[]", dict: ".*"}  # into what a field holds

EVENT_FIELDS = {
    "tool": "name of the tool",
    "error": "why it was not carried out; null if it was",
    "purpose": "whether something was to be done or to be answered",
    "text": "what was said or written",
    "slot": "slot of the machine",
    "product": "name of the product",
    "products": "names of the products",
    "units": "units of it",
    "price_cents": "price of a unit, cents",
    "stale_units": "units of them past their best-before date",
    "bank_cents": "in the bank, cents",
    "coins_cents": "in coins inside the machine, cents",
    "card_pending_cents": "paid by card and not yet credited by the bank, cents",
    "units_sold": "units sold on the day",
    "revenue_cents": "paid by customers on the day, cents",
    "card_cents": "of that by card, cents",
    "credited_cents": "card sales that reached the bank on the day, cents",
    "fee_cents": "daily fee that was paid, cents",
    "unpaid_days": "nights in a row with an unpaid fee",
    "machine_units": "units in the machine",
    "storage_units": "units in storage",
    "high_f": "highest temperature of the day, °F",
    "wet": "whether it rained",
    "slots": "goods in each slot that is not empty",
    "storage": "goods in storage",
    "age": "days since the oldest unit was delivered",
    "bill_cents": "what was charged, cents",
    "paid_cents": "what of it could be paid, cents",
    "mail": "number of the mail",
    "to": "mail address of whoever gets it",
    "to_kind": "whether that is a supplier or a customer",
    "sender": "mail address of whoever wrote it",
    "subject": "subject of the mail",
    "body": "text of the mail",
    "cents": "amount, cents",
    "memo": "what the agent wrote beside the amount",
    "supplier": "name of the supplier",
    "until": "last day on which the prices hold",
    "lines": "what is quoted or ordered",
    "unit_cents": "price of a unit, cents",
    "order": "number of the order, like PO-1001",
    "total_cents": "what the order costs, cents",
    "reason": "why",
    "expected_day": "day on which the goods are expected",
    "claim": "number of the claim",
    "customer": "mail address of the customer",
    "note": "number of the note",
    "title": "title of the note",
    "reminder": "number of the reminder",
    "suppliers": "every supplier that the agent wrote to or heard from",
    "kind": "how it behaves: friendly, negotiator, gouger or switch (a cheat)",
    "floors": "lowest prices at which it would ever sell",
}


def settings() -> str:
    """Every setting of a scenario: meaning, unit, value in the default scenario, bounds."""
    defaults, schema = Scenario.load("vb2"), Scenario.model_json_schema()
    parts = [_settings_table("The scenario itself", "", type(defaults), defaults, schema, schema["$defs"])]
    for name, field in Scenario.model_fields.items():
        kind = next((k for k in (field.annotation, *get_args(field.annotation)) if _is_model(k)), None)
        if kind is not None:
            section = schema["$defs"][kind.__name__]
            values = getattr(defaults, name)
            parts.append(
                _settings_table(f"[{name}]", _first_line(kind), kind, values, section, schema["$defs"])
            )
    return "\n\n".join(parts)


def _settings_table(
    title: str, about: str, kind: type[BaseModel], values: BaseModel | None, schema: Schema, defs: Schema
) -> str:
    rows = []
    for name, field in kind.model_fields.items():
        shape = schema["properties"][name]
        if _refers(shape):
            continue
        value = field.default if values is None else getattr(values, name)
        shown = "" if value is None or (values is None and field.is_required()) else f"`{toml_value(value)}`"
        bounds = _bounds(shape, defs)
        rows.append((f"`{name}`", field.description or "", unit_of(field).strip("()"), shown, bounds))
    heading = f"### {f'`{title}`' if title.startswith('[') else title}"
    table = _table(("setting", "meaning", "unit", "default (`vb2`)", "allowed"), rows)
    absent = "`vb2` has no such section." if about and values is None else ""
    return "\n\n".join(filter(None, (heading, " ".join(filter(None, (about, absent))), table)))


def _refers(shape: Schema) -> bool:
    """Whether a field is a section."""
    return "$ref" in shape or any("$ref" in one for one in shape.get("anyOf", ()))


def _bounds(shape: Schema, defs: Schema) -> str:
    """What values are allowed, in words."""
    if options := shape.get("anyOf"):
        return " or ".join(_bounds(one, defs) for one in options if one.get("type") != "null")
    if "const" in shape:
        return f"`{toml_value(shape['const'])}`"
    if "enum" in shape:
        return " or ".join(f"`{toml_value(value)}`" for value in shape["enum"])
    if shape.get("type") == "array":
        return _of_list(shape, defs)
    if shape.get("type") == "string":
        return {"date": "a date, without quotes"}.get(shape.get("format", ""), "") or _text(shape)
    return _range(shape)


def _text(shape: Schema) -> str:
    return f"text like `{shape['pattern']}`" if "pattern" in shape else "text"


def _of_list(shape: Schema, defs: Schema) -> str:
    if each := shape.get("prefixItems"):
        kinds = [_bounds(one, defs) for one in each]
        return f"{len(each)}, each {kinds[0]}" if len(set(kinds)) == 1 else f"list of {' and '.join(kinds)}"
    least, most = shape.get("minItems", 0), shape.get("maxItems")
    count = str(least) if most and least == most else "list of at least 1" if least else "list"
    return f"{count}, each {_bounds(shape['items'], defs)}"


def _range(shape: Schema) -> str:
    kind = {"integer": "whole, ", "boolean": "true or false"}.get(shape.get("type", ""), "")
    low, high = shape.get("minimum"), shape.get("maximum")
    if low is not None and high is not None:
        return f"{kind}{low:g} to {high:g}"
    ends = [f"at least {low:g}"] if low is not None else []
    ends += [f"more than {shape['exclusiveMinimum']:g}"] if "exclusiveMinimum" in shape else []
    ends += [f"at most {high:g}"] if high is not None else []
    ends += [f"less than {shape['exclusiveMaximum']:g}"] if "exclusiveMaximum" in shape else []
    return kind + " and ".join(ends) if ends else f"{kind}any number" if kind != "true or false" else kind


def record() -> str:
    """The fields of run.json."""
    return _fields_table(RunRecord)


def calls() -> str:
    """The fields of a line of calls.jsonl."""
    return _fields_table(Call)


def answers() -> str:
    """The fields of a line of voice.jsonl and reader.jsonl."""
    return _fields_table(Answer)


def checkpoint() -> str:
    """The fields of checkpoint.json."""
    return _fields_table(Checkpoint)


def daily() -> str:
    """The columns of daily.csv."""
    return _table(("column", "meaning"), [(f"`{name}`", text) for name, text in COLUMNS.items()])


def told() -> str:
    """The events of events.jsonl, each with its fields; ``day``, ``time`` and ``kind`` are in all of them."""
    rows = []
    for event in get_args(get_args(events.Event)[0]):
        schema = event.model_json_schema(mode="serialization")
        kind = schema["properties"].pop("kind")["const"]
        about = " ".join((inspect.getdoc(event) or "").split())
        rows.append((f"`{kind}`", "", "", about))
        for name, shape in schema["properties"].items():
            if name not in ("day", "time"):
                rows += _event_rows(name, shape, schema.get("$defs", {}))
    return _table(("event", "field", "type", "meaning"), rows)


def _event_rows(name: str, shape: Schema, defs: Schema, within: str = "") -> Iterator[tuple[str, ...]]:
    path = f"{within}{name}"
    yield "", f"`{path}`", _type(shape, defs), EVENT_FIELDS[name]
    part = shape.get("items", {}).get("$ref")
    if part:
        for inner, inner_shape in defs[part.rpartition("/")[2]]["properties"].items():
            yield from _event_rows(inner, inner_shape, defs, f"{path}[].")


def _fields_table(model: type[Any]) -> str:
    return _table(("field", "type", "meaning"), list(_rows_of(model)))


def _rows_of(model: type[Any], within: str = "") -> Iterator[tuple[str, str, str]]:
    """A row for every field of a model, and below it for the fields of what stands in it."""
    comments = comments_of(model)
    schema = TypeAdapter(model).json_schema(mode="serialization")
    for name, shape in schema["properties"].items():
        path = f"{within}{name}"
        yield f"`{path}`", _type(shape, schema.get("$defs", {})), comments[name].replace("None", "null")
        part, brackets = _model_in(_annotation(model, name))
        if part is not None:
            yield from _rows_of(part, f"{path}{brackets}.")


def _annotation(model: type[Any], name: str) -> Any:
    if issubclass(model, BaseModel):
        return model.model_fields[name].annotation
    return inspect.get_annotations(model, eval_str=True)[name]


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The model that a field holds, and how one gets to it."""
    if _is_model(annotation):
        return annotation, ""
    for one in get_args(annotation):
        found, brackets = _model_in(one)
        if found is not None:
            return found, _STEPS.get(get_origin(annotation), "") + brackets
    return None, ""


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _type(shape: Schema, defs: Schema) -> str:
    """The JSON type of a value."""
    if "$ref" in shape:
        return _type(defs[shape["$ref"].rpartition("/")[2]], defs)
    if options := shape.get("anyOf"):
        return " or ".join(dict.fromkeys(_type(one, defs) for one in options))
    if values := shape.get("enum", [shape["const"]] if "const" in shape else None):
        return " or ".join(f'"{value}"' for value in values)
    kind = str(shape.get("type", "anything"))
    if kind == "array":
        return f"array of {_type(shape.get('items', {}), defs)}s"
    return f"{shape['format']}" if shape.get("format") in ("date", "date-time") else kind


def comments_of(model: type[Any]) -> dict[str, str]:
    """The comment behind every field of a model or dataclass, also of those it takes over from another."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if kind is BaseModel or not (_is_model(kind) or is_dataclass(kind)):
            continue
        source = textwrap.dedent(inspect.getsource(kind))
        lines = source.splitlines()
        [node] = ast.parse(source).body
        for statement in getattr(node, "body", []):
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                line = lines[(statement.end_lineno or 1) - 1].encode()
                behind = line[statement.end_col_offset or 0 :].decode()
                found[statement.target.id] = behind.strip().removeprefix("#").strip()
    return found


def _first_line(kind: type[Any]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
