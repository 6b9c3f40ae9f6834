"""Mails of which only the outcome is known (intent and lines): what can be learned from them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from training.examples import NO_PURCHASE, UNKNOWN, Example
from vendsim.suppliers.reading.features import features_of
from vendsim.suppliers.reading.labels import ACTS, FARTHEST, INTENTS, OFFSETS, ROLES
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.mail import parse
from vendsim.suppliers.reading.tokens import Kind, Token

_PRICED = frozenset({"order", "counter", "amend", "accept"})
_TELLING = frozenset(ROLES.index(role) for role in ("wanted", "units", "cases", "bid"))
_NUMBERS = (Kind.NUMBER, Kind.MONEY)


def weak_examples(paths: Sequence[Path], vocabulary: Mapping[str, int]) -> Iterator[Example]:
    """What the outcomes of the mails in JSON lines teach."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                yield _example(json.loads(line, parse_float=Decimal), vocabulary)


def _example(mail: Mapping[str, Any], vocabulary: Mapping[str, int]) -> Example:
    parsed = parse(mail["subject"], mail["body"])
    tokens = parsed.tokens
    expect = mail.get("expect", {})
    roles, offsets = _roles(tokens, expect)
    intent = expect.get("intent")
    return Example(
        features=features_of(parsed, vocabulary),
        parts=[at for at, part in enumerate(parsed.parts) for _ in part.tokens],
        acts=_acts(roles, intent) if expect else [NO_PURCHASE] * len(tokens),
        topics=[UNKNOWN] * len(tokens),
        roles=roles,
        offsets=offsets,
        intent=INTENTS.index(intent) if intent in INTENTS else UNKNOWN if expect else NO_PURCHASE,
    )


_ACT_OF = {"order": "order", "ask_quote": "ask_price", "counter": "bid", "amend": "amend"}


def _acts(roles: Sequence[int], intent: str | None) -> list[int]:
    """What goods and quantities that stand in the expected lines are named for."""
    act = ACTS.index(_ACT_OF[intent]) if intent in _ACT_OF else UNKNOWN
    return [act if role in _TELLING else UNKNOWN for role in roles]


def _roles(tokens: Sequence[Token], expect: Mapping[str, Any]) -> tuple[list[int], list[int]]:
    """Roles and products of the numbers that stand in the expected lines; nothing is said of the others."""
    roles = [UNKNOWN if t.kind in (*_NUMBERS, Kind.PRODUCT) else ROLES.index("none") for t in tokens]
    if expect.get("unknown"):
        roles = [UNKNOWN] * len(tokens)
    places = [i for i, token in enumerate(tokens) if token.kind is Kind.PRODUCT]
    owners: dict[int, list[list[int]]] = {}
    for line in expect.get("lines", ()):
        own = [i for i in places if tokens[i].product == line.get("product")]
        for i in own:
            roles[i] = ROLES.index("wanted")
        for i, role in _numbers(tokens, own, line, expect["intent"]) if own else ():
            roles[i] = ROLES.index(role)
            owners.setdefault(i, []).append(own)
    offsets = [UNKNOWN] * len(tokens)
    for i, of in owners.items():
        offsets[i] = OFFSETS.index(0) if len(of) > 1 else _offset(i, of[0], places)  # "24 of each"
    return roles, offsets


def _numbers(
    tokens: Sequence[Token], own: Sequence[int], line: Mapping[str, Any], intent: str
) -> Iterator[tuple[int, str]]:
    """The tokens that say a line's units and price, and as what."""
    pack = catalogue()[line["product"]].case_pack
    found, role = _nearest(tokens, own, Kind.NUMBER, line.get("units")), "units"
    if found is None and line.get("units") and line["units"] % pack == 0:
        found, role = _nearest(tokens, own, Kind.NUMBER, line["units"] // pack), "cases"
    if found is not None:
        yield found, role
    price = _nearest(tokens, own, Kind.MONEY, line.get("unit_price")) if intent in _PRICED else None
    if price is not None:
        yield price, "bid"


def _nearest(tokens: Sequence[Token], own: Sequence[int], kind: Kind, value: object) -> int | None:
    if value is None:
        return None
    same = [i for i, token in enumerate(tokens) if token.kind is kind and token.value == value]
    return min(same, key=lambda i: min(abs(i - p) for p in own), default=None)


def _offset(i: int, own: Sequence[int], places: Sequence[int]) -> int:
    before = sum(p < i for p in places)
    nearest = min((places.index(p) - before + (places.index(p) >= before) for p in own), key=abs)
    return OFFSETS.index(nearest) if abs(nearest) <= FARTHEST else UNKNOWN
