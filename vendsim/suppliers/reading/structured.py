"""Mails of which a part is JSON, as programs write them, turned into the lines a person would have "
"written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

_NAMES = re.compile(r"item|name|product|sku|description|article", re.IGNORECASE)
_CASES = re.compile(r"case|carton|box", re.IGNORECASE)
_COUNTS = re.compile(r"qty|quant|units?$|count|amount|number|pieces|cases|cartons|boxes", re.IGNORECASE)
_PRICES = re.compile(r"price|offer|target|bid|cost|rate", re.IGNORECASE)
_DEEPEST = 6


def unfolded(text: str) -> str:
    """``text`` with its first JSON object or list written out as lines; unchanged if it has none."""
    start = next((i for i, c in enumerate(text) if c in "{["), None)
    if start is None:
        return text
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return text
    if not isinstance(value, dict | list) or not value:
        return text
    lines = "\n".join(_lines(value, 0))
    return f"{text[:start].rstrip('`json ')}\n{lines}\n{text[end:].lstrip('` ')}"


def _lines(value: object, depth: int) -> Iterable[str]:
    """A value as lines: of an object one a key, of a list one an item."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if _is_goods(value):
            yield _goods(value)
            return
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _lines(inner, depth + 1)
            elif inner is not None:
                yield f"{_words(key)}: {inner}"
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                yield from _lines(inner, depth + 1)
            else:
                yield f"- {inner}"


def _is_goods(value: Mapping[str, object]) -> bool:
    plain = not any(isinstance(inner, dict | list) for inner in value.values())
    return plain and any(_NAMES.search(key) for key in value) and any(_COUNTS.search(key) for key in value)


def _goods(value: Mapping[str, object]) -> str:
    """An object that names goods, as an item of a list: "- Cola Classic 12oz can: 72 @ $0.6"."""
    name = next(str(inner) for key, inner in value.items() if _NAMES.search(key))
    key, count = next((key, inner) for key, inner in value.items() if _COUNTS.search(key))
    price = next((inner for key, inner in value.items() if _PRICES.search(key)), None)
    unit = " cases" if _CASES.search(key) else ""
    return f"- {name}: {count}{unit}" + (f" @ ${str(price).lstrip('$')}" if price is not None else "")


def _words(key: str) -> str:
    return re.sub(r"[_-]+", " ", key)
