"""What each number and name in a mail is: a quantity, my price, yours, a rival's, a total, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.cents import as_money, can_be_cents, is_near_price, rows
from vendsim.suppliers.reading.kinds import Before, Known
from vendsim.suppliers.reading.labels import ROLES
from vendsim.suppliers.reading.layout import Column, Shape
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.mail import Mail
from vendsim.suppliers.reading.network import Floats, no_names
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.quantities import (
    is_a_break,
    is_a_limit,
    is_a_pronoun,
    is_for_each,
    is_for_shipping,
    is_for_the_lot,
    is_given_up,
    is_of_all_together,
    is_of_no_goods,
    is_summed_up,
    pack_in,
)
from vendsim.suppliers.reading.tokens import Kind, Token

PRICES = ("bid", "case_bid", "yours", "rival", "retail", "line_total", "total", "money", "paid")
_OF_A_UNIT = ("bid", "yours", "rival", "retail")
COUNTS = ("units", "cases", "more", "fewer", "count", "missing")
_MANY = 100  # units, from which on a number behind "at" is a price
_ODD = ["and", "change"]
_RIGHT_BEHIND = 4  # tokens, within which goods may follow the price that is said of them
_LEAST_COUNT = 8  # whole numbers from here on are no prices unless a currency says so
_CENTS = re.compile(r"\.[0-9]{2}$")  # "35.00" counts nothing
_ROLES_OF: dict[Kind, tuple[str, ...]] = {
    Kind.PRODUCT: ("wanted", "excluded", "mentioned", "none"),
    Kind.WORD: ("none", "name"),
    Kind.NUMBER: ("none", *COUNTS, *PRICES),
    Kind.MONEY: ("none", *PRICES),
    Kind.SIZE: ("none", "units", "cases", "more", "fewer"),
    Kind.NOISE: ("none", "percent"),
}
_ROLE_OF_COLUMN: dict[Column, str] = {
    Column.UNITS: "units", Column.CASES: "cases", Column.PRICE: "bid", Column.CASE_PRICE: "case_bid",
    Column.THEIR_PRICE: "yours", Column.PER_CASE: "none", Column.OTHER: "none", Column.SIZE: "none",
}  # fmt: skip
_ROLE_AT = {role: i for i, role in enumerate(ROLES)}


def roles_in(mail: Mail, scores: Floats) -> list[str]:
    """The role of each token, by the network and by what the words beside it allow."""
    roles = _with_counted(mail.tokens, _in_rows(mail.tokens, _roles(mail, scores), scores))
    return _with_rivals(mail, _without_title(mail, roles))


def _with_counted(tokens: Sequence[Token], roles: list[str]) -> list[str]:
    """The roles, where goods that a quantity is said "of" are meant: "48 of the first"."""
    for i in range(2, len(tokens)):
        if tokens[i].kind is Kind.PRODUCT and roles[i] == "none" and tokens[i - 1].text == "of":
            roles[i] = "wanted" if roles[i - 2] in COUNTS else "none"
    return roles


def with_cents(mail: Mail, scores: Floats, known: Sequence[Sequence[Known]], table: OnTable) -> Mail:
    """A mail in which numbers that are prices in cents are written as money: "could the Coke be 65?".

    They are where that is a price that the supplier named, or near one, and the network takes them for one.
    Numbers of one row ("nacho 98, cola 70") are all prices or all none.
    """
    tokens, at, parts = mail.tokens, 0, []
    for part in mail.parts:
        inside = range(at, at + len(part.tokens))
        goods = next((i for i in inside if tokens[i].kind is Kind.PRODUCT), inside.start)
        cents = {
            i
            for i in inside[max(goods - at - _RIGHT_BEHIND, 0) :]
            if _is_cents(tokens, i, scores[i], known[i])
        }
        for row in rows(tokens, inside.start, inside.stop):
            near = [is_near_price(tokens[i], tokens[i - 1].product or "", table) for i in row]
            if len(row) > 1 and all(near):
                priced = sum(_best(scores[i], _OF_A_UNIT) - _best(scores[i], COUNTS) for i in row) > 0
                cents = cents | {*row} if priced else cents - {*row}
        own = [as_money(tokens[i]) if i in cents else tokens[i] for i in inside]
        parts.append(replace(part, tokens=own))
        at += len(own)
    return replace(mail, parts=parts)


def _best(row: Floats, roles: Sequence[str]) -> float:
    return max(float(row[_ROLE_AT[role]]) for role in roles)


def _is_cents(tokens: Sequence[Token], i: int, row: Floats, known: Sequence[Known]) -> bool:
    token = tokens[i]
    if Known.CENTS not in known or not can_be_cents(tokens, i) or _must_count(tokens, i):
        return False
    if [t.text for t in tokens[i - 1 : i]] == ["than"] or [t.text for t in tokens[i + 1 : i + 3]] == _ODD:
        return False  # "I make it more than 44", "that is 64 and change"
    if i and tokens[i - 1].kind is Kind.PRODUCT and Known.PRICE in known and (token.value or 0) >= _MANY:
        return True
    return max(_ROLES_OF[Kind.NUMBER], key=lambda role: row[_ROLE_AT[role]]) in _OF_A_UNIT


def _in_rows(tokens: Sequence[Token], roles: list[str], scores: Floats) -> list[str]:
    """The roles, where numbers of one row are of one kind: "24 Coke, 36 water and 12 chips"."""
    found = list(roles)
    counted = [i for i in range(len(tokens) - 1) if roles[i] in COUNTS and tokens[i].kind is Kind.NUMBER]
    counted = [i for i in counted if tokens[i + 1].kind is Kind.PRODUCT]
    while counted:
        row = [counted.pop(0)]
        while counted and counted[0] == row[-1] + 3 and tokens[row[-1] + 2].text in (",", "and", "&"):
            row.append(counted.pop(0))
        said = {roles[i] for i in row}
        if len(said) > 1:
            meant = max(sorted(said), key=lambda role: sum(scores[i][_ROLE_AT[role]] for i in row))
            found[row[0] : row[-1] + 1 : 3] = [meant] * len(row)
    return found


def _roles(mail: Mail, scores: Floats) -> list[str]:
    """The role of each token, among those that its kind can have."""
    roles: list[str] = []
    tokens = mail.tokens
    columns = [column for part in mail.parts for column in (part.columns or [None] * len(part.tokens))]
    for i, (token, row, column) in enumerate(zip(tokens, scores, columns, strict=True)):
        if token.kind is Kind.NUMBER and (is_given_up(tokens, i) or is_a_break(tokens, i)):
            asked = mail.before is not None and is_a_break(tokens, i) and tokens[i - 2].text == "and"
            roles.append("units" if asked else "count")  # "And at 96?" of what was quoted
            continue
        if token.kind in (Kind.NUMBER, Kind.MONEY) and (is_summed_up(tokens, i) or is_a_limit(tokens, i)):
            roles.append("none")
            continue
        if token.kind in (Kind.NUMBER, Kind.MONEY) and is_for_the_lot(tokens, i):
            roles.append("total")
            continue
        if token.kind is Kind.NUMBER and any(found(tokens, i) for found in _COUNTING_NO_GOODS):
            roles.append("none")
            continue
        if token.kind is Kind.NUMBER and is_for_shipping(tokens, i):
            roles.append("money")
            continue
        if column in _ROLE_OF_COLUMN and token.kind in (Kind.NUMBER, Kind.MONEY):
            roles.append(_in_column(_ROLE_OF_COLUMN[column], token))
            continue
        possible = COUNTS if _must_count(tokens, i) else _possible(token)
        if token.kind is Kind.WORD and _is_of_a_name(tokens, i):
            possible = ()
        role = max(possible, key=lambda role: row[_ROLE_AT[role]]) if possible else "none"
        if role in ("more", "fewer") and any(
            is_given_up(tokens, j) for j in range(i + 1, min(i + 9, len(tokens)))
        ):
            role = "units"  # "36 instead of 24"
        elif role == "count" and (mail.order_waits or mail.before is Before.ASKED) and _corrects(tokens, i):
            role = "units"
        elif role in COUNTS:
            role = _changed_by(tokens, i) or role
        roles.append("money" if role in ("bid", "total") and is_for_shipping(tokens, i) else role)
    return roles


_COUNTING_NO_GOODS = (is_a_pronoun, is_of_all_together, is_of_no_goods)


def _must_count(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number can only count: "make it 96", "2.5 Coke", "12 more water"."""
    token = tokens[i]
    if token.kind is not Kind.NUMBER or token.value is None:
        return False
    before = [t.text for t in tokens[max(i - 2, 0) : i]]
    if before == ["make", "it"] and token.value >= 1 and not _CENTS.search(token.text):
        return True
    whole = token.value == token.value.to_integral_value() and not _CENTS.search(token.text)
    if whole and token.value >= 1 and is_for_each(tokens, i) and before[-1:] not in (["at"], ["for"], ["@"]):
        return True
    goods = [t for t in tokens[i + 1 : i + 3] if t.text not in _MORE][:1]
    named = bool(goods) and goods[0].kind is Kind.PRODUCT and token.value > 0
    return named and not _CENTS.search(token.text) and before[-1:] not in (["at"], ["for"], ["@"])


def _corrects(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number was wanted from the first: "I said 24"."""
    return _SAID.search(" ".join(token.text for token in tokens[max(i - 5, 0) : i])) is not None


_SAID = re.compile(
    r"\b(?:i|we) (?:had |have )?(?:said|asked for|wanted|meant|wrote|ordered)(?: only| just)?(?: the)?$"
)
_MORE = frozenset({"more", "extra", "additional", "fewer", "less"})


def _is_of_a_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word belongs to the name of the goods behind it: "family size doritos"."""
    goods = next((t.product for t in tokens[i + 1 : i + 3] if t.kind is Kind.PRODUCT), None)
    return goods is not None and tokens[i].text in catalogue()[goods].name.lower().split()


_UP = re.compile(r"\b(?:increas|rais|bump|up\b|go up)")
_DOWN = re.compile(r"\b(?:reduc|decreas|cut|lower|shorten|drop)")


def _changed_by(tokens: Sequence[Token], i: int) -> str:
    """What the number behind "by" or "to" does: "increase the Coke by 24", "to 48"."""
    start = next((j for j in range(i - 1, -1, -1) if tokens[j].text in (".", "?", "!", ";")), -1)
    said = " ".join(token.text for token in tokens[start + 1 : i])
    if said.endswith(" to") and (_UP.search(said) or _DOWN.search(said) or "change " in said):
        return "units"
    if not said.endswith(" by"):
        return ""
    return "more" if _UP.search(said) else "fewer" if _DOWN.search(said) else ""


def _without_title(mail: Mail, roles: list[str]) -> list[str]:
    """The roles, where the subject names nothing if the mail itself names goods or answers a letter."""
    titles = [part for part in mail.parts if part.shape is Shape.TITLE]  # they come first
    body = (token for part in mail.parts[len(titles) :] for token in part.tokens)
    if titles and (mail.is_old(titles[0]) or any(token.kind is Kind.PRODUCT for token in body)):
        length = sum(len(part.tokens) for part in titles)
        return ["none"] * length + roles[length:]
    return roles


def _with_rivals(mail: Mail, roles: list[str]) -> list[str]:
    """The roles, where the only price of a sentence about another supplier is that supplier's."""
    at = 0
    for part in mail.parts:
        prices = [i for i in range(at, at + len(part.tokens)) if roles[i] in PRICES]
        if (
            len(prices) == 1
            and roles[prices[0]] in ("bid", "yours")
            and Phrase.RIVAL in acts_of(canonical(part.tokens))
        ):
            roles[prices[0]] = "rival"
        at += len(part.tokens)
    return roles


def _in_column(role: str, token: Token) -> str:
    return "bid" if role == "units" and token.kind is Kind.MONEY else role


def _possible(token: Token) -> tuple[str, ...]:
    if token.kind is Kind.PRODUCT and token.product is None:
        return ("name",)
    if token.kind is Kind.NOISE and "%" not in token.text and "percent" not in token.text:
        return ()
    if token.kind is Kind.MONEY and not token.exact:
        return ("none", *_OF_A_UNIT)
    if token.kind is Kind.SIZE and not pack_in(token):
        return ()
    if token.kind is Kind.NUMBER and _is_too_much_for_a_price(token):
        return ("none", *COUNTS, "money")
    if token.kind is Kind.NUMBER and _CENTS.search(token.text):
        return ("none", *PRICES)
    if token.kind is Kind.WORD and token.text in no_names():
        return ()
    return _ROLES_OF.get(token.kind, ())


def _is_too_much_for_a_price(token: Token) -> bool:
    """Whether a number without a currency is a quantity if it is anything."""
    return (
        token.value is not None
        and token.value >= _LEAST_COUNT
        and token.value == token.value.to_integral_value()
        and not _CENTS.search(token.text)
    )
