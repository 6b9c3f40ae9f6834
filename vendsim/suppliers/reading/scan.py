"""One pass over a sentence that finds its parts, and the phrases that name products we do not have."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.suppliers.reading.counts import count_at, lone_pack_at
from vendsim.suppliers.reading.lexicon import mention_at, stem
from vendsim.suppliers.reading.parts import Break, Count, Goods, Part, Price, text_at
from vendsim.suppliers.reading.prices import is_bare_price, price_at, spread_refusal
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import FILLERS, GENERIC, HEADINGS, LABELS, NOT_GOODS, PHRASE_END, UNITS

_BREAKS = frozenset({",", ";", "and", "plus", "+", "but", "then", "|"})
_LONGEST_NAME = 5  # words of a product we do not know
_SKIPPED = FILLERS | {"family", "party", "size"}  # between a count and a name
_NO_NAME = HEADINGS | NOT_GOODS | LABELS


def parts_of(tokens: list[Token]) -> list[Part]:
    """The parts of a sentence in order; mentioned products become ``PRODUCT`` tokens in ``tokens``."""
    found: list[Part] = list(_fold_products(tokens))
    found.extend(part for i in range(len(tokens)) if (part := _part_at(tokens, i)) is not None)
    found.sort(key=lambda part: part.start)
    spread_refusal(tokens, [part for part in found if isinstance(part, Price)])
    return found


def _part_at(tokens: Sequence[Token], i: int) -> Part | None:
    kind = tokens[i].kind
    if kind is Kind.NUMBER and is_bare_price(tokens, i):
        kind = tokens[i].kind = Kind.MONEY
    if kind is Kind.MONEY:
        return price_at(tokens, i)
    if kind is Kind.NUMBER:
        return count_at(tokens, i)
    if kind is Kind.SIZE:
        return lone_pack_at(tokens, i)
    if tokens[i].text == "/" and i + 1 < len(tokens) and tokens[i + 1].kind is Kind.PRODUCT:
        return Break(i, i + 1)  # "monster zero 48 / celsius 36"
    return Break(i, i + 1) if tokens[i].text in _BREAKS else None


def _fold_products(tokens: list[Token]) -> list[Goods]:
    """Fold every mention into one token and say where it is."""
    goods: list[Goods] = []
    i = 0
    while i < len(tokens):
        mention = mention_at(tokens, i) if tokens[i].kind is Kind.WORD else None
        if mention is not None:
            phrase = " ".join(token.text for token in tokens[i : i + mention.length])
            tokens[i : i + mention.length] = [Token(Kind.PRODUCT, phrase)]
            goods.append(Goods(i, i + 1, mention.product, phrase, mention.certain))
        i += 1
    return goods


def unknown_after(tokens: Sequence[Token], count: Count) -> tuple[str, int] | None:
    """The phrase that ``count`` counts if it names no product we know, and where it ends.

    In "50 units of your unicorn protein bars" the known "protein bars" is part of a stranger's name.
    """
    i = count.end
    while i < len(tokens) and (tokens[i].kind is Kind.SIZE or tokens[i].text in _SKIPPED):
        i += 1
    name: list[str] = []
    while i < len(tokens) and len(name) < _LONGEST_NAME:
        if not (_can_name(tokens[i]) or (tokens[i].kind is Kind.PRODUCT and name)):
            break
        name.append(tokens[i].text)
        i += 1
    if name and name[-1] in ("one", "ones", "former", "latter"):
        return None  # "48 blue ones", "48 of the former": of what was named before
    if not name or name[0] in NOT_GOODS or stem(name[0]) in NOT_GOODS or _is_generic(name):
        return None
    return " ".join(name), i


def unknown_before(tokens: Sequence[Token], count: Count) -> str | None:
    """The phrase before a count that names no product we know: "Mars bars (50)", "Mars bars: 50"."""
    i = count.start - 1
    if text_at(tokens, i) in ("qty", "quantity"):
        i -= 1
    if text_at(tokens, i) not in ("(", ":", "-", "x") or text_at(tokens, count.end) not in _AFTER_A_COUNT:
        return None
    name: list[str] = []
    while i > 0 and len(name) < _LONGEST_NAME and _can_name(tokens[i - 1]):
        i -= 1
        name.insert(0, tokens[i].text)
    if all(word in UNITS for word in name) or any(word in _NO_NAME for word in name) or _is_generic(name):
        return None
    return " ".join(name)


_AFTER_A_COUNT = frozenset({"", ")", ",", ".", ";", "and", "@", "at", "-", "(", "for"})


def _is_generic(name: Sequence[str]) -> bool:
    """Whether a phrase says goods in general and names none: "assorted snacks", "soft drinks"."""
    return all(word in GENERIC or word in UNITS for word in name)


def _can_name(token: Token) -> bool:
    return token.kind is Kind.WORD and token.text != "x" and token.text not in PHRASE_END
