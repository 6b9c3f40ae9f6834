"""Prices in cents without a word for it: "get the water down to 30", "60 on the chips", "at 93".

Of such a number its place in the sentence tells that it is a price, and the goods beside it that it can be
one in cents: it lies near what the supplier asks for them or, where nothing was asked yet, near what they
cost. It is written as money before anything else is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.kinds import Kind, Token
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.mail import Mail
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.quantities import is_a_break, is_for_each
from vendsim.suppliers.reading.words import UNITS, words

_LEAST = 15  # below, quantities are likelier
_NEAR = (40, 120)  # per cent of the supplier's price, between which somebody may offer or name another
_USUAL = (20, 90)  # per cent of the retail price, between which goods are sold to a machine
_DOZENS, _MANY = 12, 100  # whole dozens up to here are counts rather than prices
_SKIPPED = words("the about around roughly just say only a like maybe even")
_PRONOUNS = words("it them those that they these one ones")
_DEAR = 100  # cents, from which on a price that is repeated is no quantity
_WITHIN, _FAR = 10, 16  # tokens that tell that a number is a price, and that may name its goods
_BEING = words("is are was were be")
_GETTING, _CHANGING = words("get bring come go"), words("cut reduce from order change")
_SUPPOSING = words("if could can would")
_COUNTED = UNITS | {"x", "of", "dollars"}
_PARTIES = words("you u we they i he she")


def in_cents(mail: Mail, table: OnTable) -> Mail:
    """A mail in which numbers that can only be prices in cents are written as money."""
    parts, goods = [], ""
    repeated: set[Decimal | None] = set()
    for part in mail.parts:
        tokens = part.tokens
        if not mail.is_old(part) and not part.columns:
            found, dollars = _in_cents(tokens, table, goods), _in_dollars(tokens, table, goods)
            repeated |= {tokens[i].value for i in found if (tokens[i].value or 0) >= _DEAR}
            found |= {i for i, t in enumerate(tokens) if t.value in repeated and can_be_cents(tokens, i)}
            tokens = [as_money(token) if i in found else token for i, token in enumerate(tokens)]
            tokens = [as_money(token, 1) if i in dollars else token for i, token in enumerate(tokens)]
        named = {token.product for token in tokens if token.product}
        goods = (named.pop() or "") if len(named) == 1 else "" if named else goods
        parts.append(replace(part, tokens=tokens))
    return replace(mail, parts=parts)


def as_money(token: Token, parts: int = 100) -> Token:
    """A number as the price of a unit that it is, in dollars; ``parts``: how many of it are a dollar."""
    return replace(token, kind=Kind.MONEY, value=token.value and token.value / parts, exact=False)


def _in_cents(tokens: Sequence[Token], table: OnTable, spoken_of: str) -> set[int]:
    found = _asked_in_a_row(tokens, table)
    rival: bool | None = None
    for i, token in enumerate(tokens):
        if not can_be_cents(tokens, i):
            continue
        goods = _priced_by_place(tokens, i, spoken_of)
        if not is_near_price(token, goods, table):
            continue
        rival = Phrase.RIVAL in acts_of(canonical(tokens)) if rival is None else rival
        clear = not _is_in_dozens(token) or rival or token.value == table.prices.get(goods)
        if clear or _is_named_behind(tokens, i) or tokens[i - 1].text == "to":
            found.add(i)
    return found


def _in_dollars(tokens: Sequence[Token], table: OnTable, spoken_of: str) -> set[int]:
    """Numbers that are offers of whole dollars for dear goods: "could you do 11 on the power banks?"."""
    found: set[int] = set()
    for i, token in enumerate(tokens):
        if not _counts_nothing(tokens, i) or (token.value or 0) >= _LEAST or tokens[i - 1].text == "for":
            continue  # "your lowest on the packs for 6" asks about a quantity
        goods = _priced_by_place(tokens, i, spoken_of)
        known = table.prices.get(goods, 0)
        if known >= _LEAST_DEAR and _NEAR[0] * known <= 10_000 * (token.value or 0) <= 100 * known:
            found.add(i)
    return found


_LEAST_DEAR = 250  # cents; cheaper goods are bargained about in cents


def _is_in_dozens(token: Token) -> bool:
    return token.value is not None and token.value % _DOZENS == 0 and token.value <= _MANY


def rows(tokens: Sequence[Token], start: int, end: int) -> Iterator[list[int]]:
    """The numbers that stand each behind its goods in one row: "nacho 98, meat stick 212 and ale 118"."""
    row: list[int] = []
    for i in range(start + 1, end):
        if tokens[i - 1].kind is not Kind.PRODUCT or not can_be_cents(tokens, i):
            continue
        if row and any(token.text not in _JOINING for token in tokens[row[-1] + 1 : i - 1]):
            yield row
            row = []
        row.append(i)
    if row:
        yield row


_JOINING = words(", and & the")


def is_near_price(token: Token, goods: str, table: OnTable) -> bool:
    """Whether a number can be the price in cents of some goods."""
    if not goods:
        return False
    known, value = table.prices.get(goods), token.value or 0
    (least, most), price = (_NEAR, known) if known else (_USUAL, int(catalogue()[goods].retail * 100))
    return least * price <= 100 * value <= most * price


def can_be_cents(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number may be a price in cents, and says of nothing that it counts."""
    return _counts_nothing(tokens, i) and (tokens[i].value or 0) >= _LEAST


def _counts_nothing(tokens: Sequence[Token], i: int) -> bool:
    token, behind = tokens[i], tokens[i + 1 : i + 2]
    if token.kind is not Kind.NUMBER or token.value is None or not token.text.isdigit():
        return False
    counts = any(token.kind is Kind.PRODUCT or token.text in _COUNTED for token in behind)
    counts |= is_for_each(tokens, i) or (is_a_break(tokens, i) and token.value < _MANY)
    return not counts


def _priced_by_place(tokens: Sequence[Token], i: int, spoken_of: str) -> str:
    """The goods of which the number at ``i`` is said as a price is; "": of none."""
    if behind := _is_named_behind(tokens, i):
        return behind
    if any(token.text == "for" for token in tokens[i + 1 : i + 2]):
        return ""  # of several goods, or of none
    before = [token for token in tokens[max(i - _WITHIN, 0) : i] if token.text not in _SKIPPED]
    said = ["PRODUCT" if token.kind is Kind.PRODUCT else token.text for token in before[-3:]]
    last, of_goods = said[-1:], said[-2:-1] == ["PRODUCT"]
    pronoun = next((token.text for token in reversed(before[-4:]) if token.text in _PRONOUNS), "")
    at = last in (["at"], ["@"]) or (last == ["for"] and (of_goods or said[-2:-1] == [pronoun]))
    at |= last in (["under"], ["below"]) and said[:1] == ["PRODUCT"] and said[1] in _BEING
    at |= last == ["still"] and of_goods and said[0] in _BEING
    at |= bool(last) and last[0] in _BEING and said[-2:-1] == [pronoun] and said[:1][0] in _SUPPOSING
    down = last == ["to"] and _is_lowered(before, said[-2:-1])
    if not (at or down or (last == ["do"] and said[-2:-1] and said[-2] in _PARTIES)):
        return ""
    named = next((t.product for t in reversed(tokens[max(i - _FAR, 0) : i]) if t.product), "")
    return named or (spoken_of if (pronoun and last[0] not in _BEING) or not at else "")


def _is_lowered(before: Sequence[Token], last: Sequence[str]) -> bool:
    """Whether it is a price that comes "down to": nobody gets a quantity down from a supplier."""
    said = {token.text for token in before}
    return ("down" in said or (last == ["PRODUCT"] and bool(said & _GETTING))) and not said & _CHANGING


def _is_named_behind(tokens: Sequence[Token], i: int) -> str:
    """The goods of "60 on the chips" and "60 for the chips"; "": the number is followed by none."""
    behind = [token for token in tokens[i + 1 : i + 7] if token.text not in _SKIPPED][:4]
    if len(behind) < 2 or behind[0].text not in ("on", "for"):
        return ""
    several = [token.text for token in behind[2:3]] == ["and"] and behind[-1].product is not None
    return "" if several else behind[1].product or ""


def _asked_in_a_row(tokens: Sequence[Token], table: OnTable) -> set[int]:
    """The prices of "can you do diet 60, water 40?", all of which can be such."""
    found: set[int] = set()
    for row in rows(tokens, 0, len(tokens)):
        before = [t.text for t in tokens[max(row[0] - 4, 0) : row[0] - 1] if t.text != "the"][-2:]
        asked = before[1:] == ["do"] and before[0] in _PARTIES
        goods = {i: tokens[i - 1].product or "" for i in row}
        if asked and all(goods[i] in table.prices and is_near_price(tokens[i], goods[i], table) for i in row):
            found |= {*row}
    return found
