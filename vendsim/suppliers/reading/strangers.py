"""Goods that the catalogue lacks: what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.lexicon import is_flavour
from vendsim.suppliers.reading.mail import Mail
from vendsim.suppliers.reading.network import no_names
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import FILLERS, GENERIC, HEADINGS, NOT_GOODS, PHRASE_END, UNITS

QUANTITIES = ("units", "cases", "more", "fewer")
_GOODS = frozenset({"wanted", "excluded", "mentioned", "name"})
_NO_NAMES = PHRASE_END | UNITS | FILLERS | HEADINGS | GENERIC | NOT_GOODS


def name_strangers(mail: Mail, roles: list[str]) -> None:
    """Where there is a quantity and no known goods, the words beside the quantity are their name."""
    at = 0
    for part in mail.parts:
        here = range(at, at + len(part.tokens))
        known = any(roles[i] in _GOODS for i in here)
        if not known and any(roles[i] in QUANTITIES for i in here):
            number = next(i for i in here if roles[i] in QUANTITIES)
            listed = part.shape in (Shape.ITEM, Shape.ROW)
            for i in (
                *range(number + 1, here.stop),
                *(range(number - 1, here.start - 1, -1) if listed else ()),
            ):
                token = part.tokens[i - at]
                begun = roles[i - 1] == "name" and token.text in UNITS  # "Mars bars"
                if token.kind is Kind.WORD and (begun or token.text not in _NO_NAMES | no_names()):
                    roles[i] = "name"
                elif any(roles[j] == "name" for j in here):
                    break
        at += len(part.tokens)


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
