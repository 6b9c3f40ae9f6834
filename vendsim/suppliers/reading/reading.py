"""``read_mail``: the whole way from a mail to its reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.claims import missing_in
from vendsim.suppliers.reading.features import features_of
from vendsim.suppliers.reading.labels import INTENTS, TOPICS
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.mail import Mail, parse
from vendsim.suppliers.reading.meaning import acts_in
from vendsim.suppliers.reading.model import Act, ActLine, Intent, MailLine, MailReading, Reference
from vendsim.suppliers.reading.network import (
    POINT,
    Scores,
    scores,
    vocabulary,
)
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.phrases import patterns
from vendsim.suppliers.reading.table import NOTHING, OnTable, written_out
from vendsim.suppliers.reading.tokens import Kind

T = TypeVar("T")

_PURCHASES = frozenset({"order", "accept", "repeat"})
_TRADING = frozenset({"ask_price", "ask", "bid", "order", "accept", "repeat", "amend", "hold", "condition"})
_ABOUT_GOODS = _TRADING | {"inform", "paid", "cancel", "status", "complain", "remedy", "decline"}
_LINES_OF: dict[Intent, frozenset[str]] = {
    "amend": frozenset({"amend", "order", "repeat", "bid"}),
    "accept": frozenset({"accept", "order", "amend", "bid", "repeat"}),
    "order": frozenset({"order", "accept", "repeat", "amend", "bid"}),
}
"""Whose lines a reading with this intent has; for other trading intents those of all trading acts."""
_BUSINESS = frozenset(
    {"ask_price", "ask_list", "ask", "bid", "accept", "order", "repeat", "status", "complain", "remedy"}
)


def read_mail(subject: str, body: str, table: OnTable = NOTHING) -> MailReading:
    """What a mail to a supplier says: every act of it, and the most consequential one as its ``intent``.

    ``table`` is what buyer and supplier have talked about: "the first two" is read as what it means there.
    Whatever the text, this returns a reading and never raises. What is not understood is left out; a mail
    that is not clearly an order is never read as one.
    """
    return _read(subject, body, tuple(table.units.items()), table.carried, table.open_order)


@lru_cache(maxsize=512)  # who asks many suppliers for their list writes the same to all
def _read(
    subject: str, body: str, units: tuple[tuple[str, int], ...], carried: tuple[str, ...], open_order: bool
) -> MailReading:
    table = OnTable(dict(units), carried, open_order)
    mail = written_out(parse(subject, body), table)
    if not mail.parts:
        return MailReading(intent="other")
    parts = [at for at, part in enumerate(mail.parts) for _ in part.tokens]
    scored = scores(features_of(mail, vocabulary()), parts)
    acts = acts_in(mail, scored)
    intent = _intent(mail, acts, scored)
    return reading_of(mail, _with_doubts(mail, acts, intent), intent)


def _intent(mail: Mail, acts: Sequence[Act], scored: Scores) -> Intent:
    """The intent that fits best, among those that the mail's acts and doubts allow."""
    ranked = sorted(range(len(INTENTS)), key=lambda i: (-scored.intents[i], i))
    kinds = {act.kind for act in acts}
    others = max(scored.intents[i] for i, name in enumerate(INTENTS) if name not in ("order", "accept"))
    bought = max(scored.intents[INTENTS.index(name)] for name in ("order", "accept"))
    forbidden: set[str] = set()
    if not kinds & _PURCHASES or bought < others + _CLEARLY or is_vetoed(mail, acts):
        forbidden |= {"order", "accept"}
    if kinds & _BUSINESS:
        forbidden.add("other")
    return next(INTENTS[i] for i in ranked if INTENTS[i] not in forbidden)


_FIRM = frozenset({Phrase.ORDER, Phrase.REPEAT, Phrase.ACCEPT})
_CLEARLY = 3 * POINT
"""What a purchase must score above all else: 540 of 559 orders of the corpora do, and nothing else."""


def is_vetoed(mail: Mail, acts: Sequence[Act]) -> bool:
    """Whether something in the mail says that it is no order, or none yet."""
    if not mail.complete or any(act.kind in ("hold", "condition") for act in acts):
        return True
    if any(act.kind in _PURCHASES and _hangs_on_something(act) for act in acts):
        return True
    return any(Phrase.NO_ORDER in acts_of(canonical(part.tokens)) for part in mail.parts)


_CONDITION = re.compile(r"\b(?:if|provided|providing|as long as|unless|assuming)\b")


def _hangs_on_something(act: Act) -> bool:
    """Whether the words of a purchase name a condition: "I'm in for all four if you bring it for free"."""
    return _CONDITION.search(patterns()[Phrase.HARMLESS].sub(" ", act.text)) is not None


def _with_doubts(mail: Mail, acts: Sequence[Act], intent: Intent) -> tuple[Act, ...]:
    """The acts, where a purchase is only likely: in doubt, or beside something else and in no usual words."""
    said = any(acts_of(canonical(part.tokens)) & _FIRM for part in mail.parts)
    sure = intent in ("order", "accept") or (said and not is_vetoed(mail, acts))
    changes = not is_vetoed(mail, acts) and not any(
        Phrase.MAYBE in acts_of(canonical(part.tokens)) for part in mail.parts
    )
    doubtful = (set() if sure else _PURCHASES) | (set() if changes else {"amend"})
    return tuple(
        act.model_copy(update={"sure": False})
        if act.kind in doubtful or (act.kind == "cancel" and _IF.search(act.text))
        else act
        for act in acts
    )


_IF = re.compile(r"\b(?:if|unless|otherwise|or else)\b")


# The fields of a reading ---------------------------------------------------------------------------------


def reading_of(mail: Mail, acts: tuple[Act, ...], intent: Intent) -> MailReading:
    """All fields of a reading, from what the mail does."""
    lines = _lines(acts, intent)
    named = [line for line in lines if line.product]
    bare = (
        []
        if named
        else [line for act in acts if act.kind in _TRADING for line in act.lines if not line.phrase]
    )
    address = any(token.kind is Kind.ADDRESS for token in mail.tokens)
    canonicals = [canonical(part.tokens) for part in mail.parts]
    same = any(Phrase.SAME_ADDRESS in acts_of(text) for text in canonicals)
    repeat = any(act.kind == "repeat" for act in acts)
    complaining = [act for act in acts if act.kind in ("complain", "remedy", "status")]
    return MailReading(
        intent=intent,
        acts=_with_address(acts, mail, same=same and not address),
        lines=tuple(MailLine(product=line.product, units=line.units, unit_price=line.unit_price,
                             change=line.change if intent == "amend" else "set") for line in named),
        address=address or (repeat and same),
        amount=next((act.amount for act in acts if act.kind == "paid" and act.amount), None)
        if intent == "payment_notice" else None,
        order_id=_order_id(mail),
        asks_about=_topics(acts),
        unclear=_unclear(named),
        unknown=tuple(dict.fromkeys(line.phrase for line in lines if line.phrase)),
        repeat_last=repeat,
        same_address=same,
        rival_quote=any(Phrase.RIVAL in acts_of(text) and "MONEY" in text for text in canonicals)
        or any(line.whose == "rival" and line.unit_price is not None for act in acts for line in act.lines),
        total_budget=next((act.total for act in acts if act.total is not None and not _adds_up(act)), None),
        bare_units=next((line.units for line in bare if line.units), None),
        bare_cases=next((line.cases for line in bare if line.cases), None),
        bare_price=next((line.unit_price for line in bare if line.unit_price is not None), None),
        refers_to=_references(acts),
        problems=_once(p for act in complaining for p in act.problems)
        if intent in ("complaint", "status") else (),
        wants=_once(w for act in acts for w in act.wants)
        if intent in ("complaint", "status", "cancel") else (),
        missing_units=_missing(mail, acts) if intent == "complaint" else None,
        mentions=_once(t.product for t in mail.tokens if t.kind is Kind.PRODUCT and t.product),
    )  # fmt: skip


def _with_address(acts: tuple[Act, ...], mail: Mail, *, same: bool) -> tuple[Act, ...]:
    """The acts, with an address that stands among other words as one of its own; ``same``: as used before."""
    written = next((token.text for token in mail.tokens if token.kind is Kind.ADDRESS), None)
    told = [act for act in acts if act.kind == "address"]
    if not told and (written or same):
        acts = (*acts, Act(kind="address", text=written or "same address"))
    return tuple(
        act.model_copy(update={"same_address": written is None}) if act.kind == "address" else act
        for act in acts
    )


def _unclear(lines: Iterable[ActLine]) -> tuple[str, ...]:
    return _once(
        f"the {what} of {catalogue()[line.product].name}"
        for line in lines
        for what in line.unclear
        if line.product
    )


def _lines(acts: Iterable[Act], intent: Intent) -> list[ActLine]:
    """The goods that a mail is about, one line each; of several acts the later ones fill in and correct."""
    if intent == "complaint":
        return []  # what came and what did not is nothing to trade
    acts = list(acts)
    merged: dict[tuple[str | None, str | None], ActLine] = {}
    wanted = [act for act in acts if act.kind in _LINES_OF.get(intent, _ABOUT_GOODS)]
    if not any(line.product for act in wanted for line in act.lines):
        wanted = acts  # what is asked about was told before: "We bought ... Are those prices still good?"
    for line in (_with_total(line, act) for act in wanted for line in act.lines):
        if not (line.product or line.phrase) or (line.change == "remove" and intent != "amend"):
            continue
        key = (line.product, line.phrase)
        if line.whose not in ("mine", "rival") and intent != "order":
            line = line.model_copy(update={"unit_price": None})
        merged[key] = _filled(merged[key], line) if key in merged else line
    return list(merged.values())


def _adds_up(act: Act) -> bool:
    """Whether a total is only the sum of the act's lines."""
    sums = [line.units * line.unit_price for line in act.lines if line.units and line.unit_price is not None]
    return (
        bool(sums)
        and len(sums) == len(act.lines)
        and act.total is not None
        and abs(sum(sums) - act.total) < 1
    )


def _with_total(line: ActLine, act: Act) -> ActLine:
    """A line with its part of "$90 all in", where it is the only one."""
    if act.total is None or len(act.lines) != 1 or not line.units or line.unit_price is not None:
        return line
    share = (act.total / line.units).quantize(Decimal("0.0001")).normalize() + 0
    return line.model_copy(update={"unit_price": share})


def _filled(earlier: ActLine, later: ActLine) -> ActLine:
    return earlier.model_copy(
        update={
            "units": later.units if later.units is not None else earlier.units,
            "unit_price": later.unit_price if later.unit_price is not None else earlier.unit_price,
            "unclear": (*earlier.unclear, *later.unclear),
        }
    )


def _order_id(mail: Mail) -> str | None:
    """The order that is meant: the body's rather than the subject's, which may be an old thread's."""
    by_title = sorted(mail.parts, key=lambda part: part.shape is Shape.TITLE)
    return next((t.text for part in by_title for t in part.tokens if t.kind is Kind.ORDER_ID), None)


def _topics(acts: Iterable[Act]) -> tuple[str, ...]:
    asked = {topic for act in acts for topic in act.topics}
    if any(act.kind == "ask_list" for act in acts):
        asked.add("catalogue")
    return tuple(topic for topic in TOPICS if topic in asked)


def _references(acts: Iterable[Act]) -> tuple[Reference, ...]:
    return _once(name for act in acts for name in act.refers_to)


def _missing(mail: Mail, acts: Iterable[Act]) -> int | None:
    said = sum(line.missing or 0 for act in acts for line in act.lines)
    return said or missing_in([(canonical(part.tokens), part.tokens) for part in mail.parts])


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
