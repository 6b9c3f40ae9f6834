"""Supplier mail read by a model: what such a reading may say.

The built-in reader reads every mail first. Whoever can read it otherwise is handed the mail and what lies on
the table, and nothing else; what comes back counts only if the mail and its thread bear it out, and it cannot
make an order of a mail that says that it is none. There is no network here: an `Understand` comes from the
doors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError

from vendsim.suppliers.reading.lexicon import catalogue, lexicon, spelt, stem
from vendsim.suppliers.reading.mail import Mail, fold_products, parse
from vendsim.suppliers.reading.model import Act, ActLine, Intent, MailReading
from vendsim.suppliers.reading.normalise import own_lines, plain
from vendsim.suppliers.reading.quantities import pack_in
from vendsim.suppliers.reading.reading import reading_of
from vendsim.suppliers.reading.tokens import Kind, Token, tokenise
from vendsim.suppliers.reading.topics import topics
from vendsim.suppliers.reading.vetoes import is_vetoed


@dataclass(frozen=True)
class Table:
    """What the thread is about, as the buyer knows it too."""

    text: str = ""  # lines for the model
    goods: frozenset[str] = frozenset()  # catalogue ids
    numbers: frozenset[Decimal] = frozenset()
    orders: frozenset[str] = frozenset()  # digits of order numbers


@dataclass(frozen=True)
class Question:
    """A mail to be read, and who asks."""

    supplier: str
    subject: str
    body: str
    built_in: MailReading
    table: Table = Table()


Understand = Callable[[Question], MailReading | None]
"""The mail as somebody else reads it; None: the built-in reading counts."""


class NotBorneOutError(ValueError):
    """A reading says what neither the mail nor its thread does."""


class _Reply(BaseModel, defer_build=True):
    intent: Intent
    acts: list[Act]


_PURCHASES = frozenset({"order", "accept", "repeat"})
_QUOTED = frozenset({*_PURCHASES, "amend", "cancel", "paid"})  # acts that bind the buyer
_MOST = 10**9  # as for the built-in reader
_LONGEST_BODY = 40_000
_HUNDREDTH_OF_A_CENT = Decimal("0.0001")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_GAP = re.compile(r"\[\.{3}\]|\.{3,}|\u2026")
_QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)


def understood(reply: str, question: Question) -> MailReading:
    """What a model's answer makes of a mail. Raises NotBorneOutError, in a few words, if it may not count.

    An answer is ``{"intent": ..., "acts": [...]}`` with the fields of `Act`; of an act that binds, ``text``
    quotes the words that say so.
    """
    answer = _parsed(reply)
    evidence = _Evidence(question)
    acts = [_checked(act, evidence) for act in answer.acts]
    if question.built_in.address and not any(act.kind == "address" for act in acts):
        acts.append(Act(kind="address", text=""))  # nobody is asked for what is there
    intent = answer.intent
    if is_vetoed(evidence.mail, question.built_in.acts):
        acts = _doubted(acts, question)
        intent = question.built_in.intent if intent in ("order", "accept") else intent
    return reading_of(evidence.mail, tuple(acts), intent)


@dataclass(frozen=True)
class Agreement:
    """In what two readings of a mail agree."""

    intent: bool
    lines: bool
    acts: bool


def agreement(one: MailReading, other: MailReading) -> Agreement:
    """Compare two readings: intent, lines in any order, and acts by kind, topic and order."""
    return Agreement(
        one.intent == other.intent, _lines(one) == _lines(other), _acts(one.acts) == _acts(other.acts)
    )


def _lines(reading: MailReading) -> set[tuple[object, ...]]:
    return {(line.product, line.units, line.unit_price, line.change) for line in reading.lines}


def _acts(acts: Iterable[Act]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for act in acts:
        if act.kind == "ask":
            found |= {("ask", topic) for topic in act.topics}
        elif act.kind not in ("greet", "address"):
            found.add((act.kind, _digits(act.order_id)))
    return found


def _digits(text: str | None) -> str:
    return "".join(c for c in text or "" if c.isdigit())


# The answer ----------------------------------------------------------------------------------------------


def _parsed(reply: str) -> _Reply:
    """The JSON object in an answer, whatever stands around it."""
    start, end = reply.find("{"), reply.rfind("}") + 1
    try:
        value = _without_nulls(json.loads(reply[start:end], parse_float=Decimal))
        return _Reply.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotBorneOutError(f"{where or 'answer'}: {first['msg']}") from None
    except (ValueError, RecursionError):
        raise NotBorneOutError("the answer is no JSON object") from None


def _without_nulls(value: Any) -> Any:
    """Models write null for whatever a mail does not say."""
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


# What bears it out ---------------------------------------------------------------------------------------


class _Evidence:
    """Everything that stands in a mail, in what it quotes and on the table."""

    def __init__(self, question: Question) -> None:
        self.table = question.table
        self.mail: Mail = parse(question.subject, question.body)
        body = question.body[:_LONGEST_BODY]
        subject = plain(question.subject)
        self.own = _words("\n".join([subject, *own_lines(plain(body))]))
        everything = plain(_QUOTE_MARK.sub("", body))
        self.all = _words(f"{subject}\n{everything}")
        quoted = [token for line in everything.split("\n") for token in fold_products(tokenise(line))]
        self._tokens = [*self.mail.tokens, *tokenise(subject), *quoted]

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """All numbers, spoken ones too."""
        found = {token.value for token in self._tokens if token.value is not None}
        return frozenset({*found, *map(Decimal, self.packs), *self.table.numbers})

    @cached_property
    def packs(self) -> frozenset[int]:
        """What "24-pack" says."""
        return frozenset(pack for token in self._tokens if (pack := pack_in(token)))

    @cached_property
    def percents(self) -> frozenset[Decimal]:
        """Of "5 %" and "five percent" the number."""
        signs = [re.sub(r"[^0-9.]", "", t.text) for t in self._tokens if t.kind is Kind.NOISE]
        return frozenset(Decimal(sign) for sign in signs if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", sign))

    @cached_property
    def goods(self) -> frozenset[str]:
        """All products named, in any of their sizes, and those on the table."""
        named = {token.product for token in self._tokens if token.product}
        return frozenset({*named, *self.table.goods, *(s for p in named for s in lexicon().siblings[p])})

    @property
    def has_street(self) -> bool:
        """Whether a street is named that goods can be sent to."""
        return any(token.kind in (Kind.ADDRESS, Kind.STREET) for token in self.mail.tokens)


def _words(text: str) -> str:
    """Words and numbers of a text in plain letters, each with a space around it."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _quoted(quote: str, text: str) -> bool:
    """Whether words stand in a text; dots leave some out."""
    passages = [_words(plain(passage)) for passage in _GAP.split(quote)]
    return all(passage in text for passage in passages if passage.strip())


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise NotBorneOutError(what)


def _checked(act: Act, evidence: _Evidence) -> Act:
    """The act in the shape that the built-in reader gives it, if the mail bears it out."""
    text = _words(plain(act.text)).strip()
    _demand(_quoted(act.text, evidence.own), f"{act.kind}: its words are not the sender's")
    _demand(bool(text) or act.kind not in _QUOTED, f"{act.kind}: no words are quoted")
    _demand(all(topic in topics() for topic in act.topics), f"{act.kind}: an unknown topic")
    for name in ("amount", "total"):
        _demand_price(getattr(act, name), evidence, f"{act.kind}: {name}")
    percent_stands = act.percent is None or act.percent in evidence.percents | evidence.numbers
    _demand(percent_stands, f"{act.kind}: percent does not stand in the mail")
    if act.kind == "address" and not act.same_address:
        _demand(evidence.has_street, "address: no street is named")
    return act.model_copy(
        update={
            "text": text,
            "order_id": _checked_id(act.order_id, evidence),
            "lines": tuple(_checked_line(line, evidence) for line in act.lines),
        }
    )


def _checked_id(order_id: str | None, evidence: _Evidence) -> str | None:
    if order_id is None:
        return None
    name = order_id.strip().lstrip("#")
    known = _digits(name) in evidence.table.orders or _quoted(name, evidence.all)
    _demand(bool(_digits(name)) and known, "an order number does not stand in the mail")
    _demand(re.fullmatch(r"[\w -]{1,40}", name, re.ASCII) is not None, "an order number is none")
    return name


def _checked_line(line: ActLine, evidence: _Evidence) -> ActLine:
    product = catalogue().get(line.product) if line.product else None
    phrase = _words(plain(line.phrase or "")).strip()
    _demand(_quoted(line.phrase or "", evidence.all), "the name of goods does not stand in the mail")
    if line.product is not None:
        _demand(product is not None, "a product is not in the catalogue")
        named = line.product in evidence.goods or (bool(phrase) and _may_mean(phrase, line.product))
        _demand(named, f"{line.product} is neither in the mail nor on the table")
    pack = product.case_pack if product else 0
    _demand_count(line.units, evidence, {pack, *evidence.packs} - {0})
    _demand_count(line.cases, evidence, ())
    counts = [n for n in evidence.numbers if n == n.to_integral_value()]
    missing = line.missing
    short = missing is None or missing in evidence.numbers or any(missing + n in counts for n in counts)
    _demand(short and (missing is None or 0 < missing < _MOST), "missing units are not said")
    _demand_price(line.unit_price, evidence, "a unit price")
    _demand_price(line.case_price, evidence, "a case price")
    return _in_units(line.model_copy(update={"phrase": None if product else phrase or None}), pack)


def _in_units(line: ActLine, pack: int) -> ActLine:
    """Of a product whose case is known, units and prices of units."""
    units, cases, price, case_price = line.units, line.cases, line.unit_price, line.case_price
    if pack and cases is not None:
        units, cases = cases * pack if units is None else units, None
    if pack and case_price is not None:
        price, case_price = case_price / pack if price is None else price, None
    return line.model_copy(
        update={
            "units": units,
            "cases": cases,
            "unit_price": None if price is None else price.quantize(_HUNDREDTH_OF_A_CENT).normalize() + 0,
            "case_price": case_price,
        }
    )


def _may_mean(phrase: str, product: str) -> bool:
    """Whether words that the lexicon does not read as goods share one with a product's names."""
    tokens: list[Token] = fold_products(tokenise(phrase))
    if any(token.kind is Kind.PRODUCT for token in tokens):
        return False  # they name other goods
    return any(spelt(stem(t.text)) in lexicon().words[product] for t in tokens if t.kind is Kind.WORD)


def _demand_count(count: int | None, evidence: _Evidence, packs: Collection[int]) -> None:
    """A quantity stands as it is, or as so many packs."""
    if count is None:
        return
    stands = count in evidence.numbers or any(
        count % pack == 0 and count // pack in evidence.numbers for pack in packs
    )
    _demand(0 < count < _MOST and stands, f"the quantity {str(count)[:20]} does not stand in the mail")


def _demand_price(price: Decimal | None, evidence: _Evidence, what: str) -> None:
    """A sum of dollars stands as it is, or in cents."""
    if price is not None:
        stands = price in evidence.numbers or price * 100 in evidence.numbers
        _demand(0 <= price < _MOST and stands, f"{what} does not stand in the mail")


# The veto ------------------------------------------------------------------------------------------------


def _doubted(acts: Iterable[Act], question: Question) -> list[Act]:
    """The acts of a mail that says that it is no order, or none yet: nothing in them can book anything."""
    built_in, changes = question.built_in.acts, question.table.orders
    doubted: list[Act] = []
    for act in acts:
        if act.kind == "amend":  # of an order that there is, where the built-in reader sees one too
            agreed = bool(changes) and any(other.kind == "amend" for other in built_in)
            _demand(agreed, "amend: the mail says that it is no order")
        elif "other" in act.refers_to:
            act = act.model_copy(update={"refers_to": tuple(it for it in act.refers_to if it != "other")})
        doubted.append(act.model_copy(update={"sure": False}) if act.kind in _PURCHASES else act)
    if not any(act.kind in ("hold", "condition") for act in doubted):
        doubted += [act for act in built_in if act.kind in ("hold", "condition")] or [
            Act(kind="hold", text="")
        ]
    return doubted
