"""Goods that the catalogue lacks: what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import dropwhile, pairwise

from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.lexicon import is_flavour
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.network import no_names
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import FILLERS, GENERIC, HEADINGS, NOT_GOODS, PHRASE_END, UNITS

QUANTITIES = ("units", "cases", "more", "fewer")
_GOODS = frozenset({"wanted", "excluded", "mentioned", "name"})


@cache
def _no_names() -> frozenset[str]:
    """Words that name no goods."""
    return frozenset(PHRASE_END | UNITS | FILLERS | HEADINGS | GENERIC | NOT_GOODS | no_names())


def name_strangers(mail: Mail, roles: list[str]) -> None:
    """Where there is a quantity and no known goods, the words beside the quantity are their name."""
    at = 0
    for part in mail.parts:
        here = range(at, at + len(part.tokens))
        known = any(roles[i] in _GOODS for i in here)
        if known:
            _name_behind_quantities(part, at, roles)
            _name_in_rows(part, at, roles)
        elif any(roles[i] in QUANTITIES for i in here):
            number = next(i for i in here if roles[i] in QUANTITIES)
            listed = part.shape in (Shape.ITEM, Shape.ROW)
            for i in (
                *range(number + 1, here.stop),
                *(range(number - 1, here.start - 1, -1) if listed else ()),
            ):
                token = part.tokens[i - at]
                begun = roles[i - 1] == "name" and token.text in UNITS  # "Mars bars"
                if token.kind is Kind.WORD and (begun or token.text not in _no_names()):
                    roles[i] = "name"
                elif any(roles[j] == "name" for j in here):
                    break
        at += len(part.tokens)


def _name_behind_quantities(part: Part, at: int, roles: list[str]) -> None:
    """A word of names right behind a quantity, with no goods after it: "48 orange and 16 Gatorade"."""
    for i, (number, word) in enumerate(pairwise(part.tokens)):
        counts = number.kind is Kind.NUMBER and roles[at + i] in QUANTITIES and roles[at + i + 1] == "none"
        if counts and word.kind is Kind.WORD and word.text not in _no_names():
            behind = dropwhile(_goes_on, part.tokens[i + 2 :])
            if next(behind, number).kind is not Kind.PRODUCT:
                roles[at + i + 1] = "name"


def _name_in_rows(part: Part, at: int, roles: list[str]) -> None:
    """A word or two between goods in a row of them: "magnets, keyrings, postcards", "cola or lemonade"."""
    ends = [i for i, token in enumerate(part.tokens) if token.text in _ROW]
    items = [range(start + 1, end) for start, end in pairwise([-1, *ends, len(part.tokens)])]
    items = [item for item in items if item]
    known = [any(roles[at + i] in ("wanted", "name") for i in item) for item in items]
    for place, item in enumerate(items):
        before, after = known[max(place - 1, 0) : place], known[place + 1 : place + 2]
        joint = part.tokens[item.start - 1].text if item.start else ""
        last = joint == "or" or (joint in ("and", "&") and place > 1 and known[place - 2])
        words = [part.tokens[i] for i in item if not _is_article(part.tokens[i])]
        opens = part.tokens[item.stop].text == "(" if item.stop < len(part.tokens) else False
        strange = all(token.kind is Kind.WORD and token.text not in _no_names() for token in words)
        named = 0 < len(words) <= _IN_A_NAME and strange and not opens  # "munchies (chips, nuts)"
        if any(before) and (any(after) or last) and named:
            for i in item:
                roles[at + i] = "none" if _is_article(part.tokens[i]) else "name"


def _is_article(token: Token) -> bool:
    return token.text in ("a", "an", "the", "some", "any")


_ROW = frozenset({",", "and", "or", "&", "/", ".", "?", "!", ";", ":", "(", ")"})
_IN_A_NAME = 2  # words that the name of a stranger in a row has at most


def _goes_on(token: Token) -> bool:
    """Whether a word can stand within a name of goods."""
    return token.kind is Kind.WORD and token.text not in PHRASE_END


def stranger(tokens: Sequence[Token], i: int) -> str:
    """The name of an article like one of ours, with the word that makes it another; "" for one of ours."""
    around = [tokens[j].text if 0 <= j < len(tokens) else "" for j in (i - 1, i + 1)]
    before, after = around
    if tokens[i].product is None:
        named = (before if is_flavour(before) else "", tokens[i].text, after if is_flavour(after) else "")
        return " ".join(word for word in named if word)
    if tokens[i].exact or i < 2 or tokens[i - 1].kind is not Kind.WORD:
        return ""
    counted = tokens[i - 2].kind is Kind.NUMBER or tokens[i - 2].text in ("x", "of")
    strange = counted and before not in PHRASE_END | UNITS | FILLERS | HEADINGS
    return f"{before} {tokens[i].text}" if strange else ""  # "40 unicorn energy bars"
