"""How a mail changes an order it speaks of: to a quantity, by one, or by leaving something out."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.suppliers.reading.model import Change
from vendsim.suppliers.reading.parts import text_at
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import words

_ADD = words("add adding include another additional extra plus append throw tack")
_REMOVE = words(
    "remove removing drop dropping delete skip omit scratch strike without minus less exclude cancel against"
)
_SET = words(
    "change make set increase raise bump reduce lower cut decrease update adjust keep modify swap replace"
)
_SMALLER = words("reduce lower cut decrease drop")
_VERBS = _ADD | _REMOVE | _SET | {"take"}
_LATER_WORDS = 8  # how far behind a product "by 24", "more" or "off" may stand


def change_at(tokens: Sequence[Token], i: int) -> Change | None:
    """What a sentence does with the product at token ``i``; None: it does not say."""
    verb = next((t.text for t in reversed(tokens[:i]) if t.text in _VERBS), "")
    before = [t.text for t in tokens[max(i - 3, 0) : i]]
    after = _behind(tokens, i)
    if "by" in after and verb in _SET | _SMALLER:
        return "remove" if verb in _SMALLER else "add"
    if "to" in after and _number_follows(tokens, i + 1 + after.index("to")):
        return "set"
    if verb in _REMOVE or (verb == "take" and ("off" in after or "out" in after)):
        return "remove"
    if verb in _ADD or "more" in before or "more" in after[:2]:
        return "add"
    return "set" if verb in _SET else None


def _behind(tokens: Sequence[Token], i: int) -> list[str]:
    """The words behind a product, up to the next one."""
    behind: list[str] = []
    for token in tokens[i + 1 : i + 1 + _LATER_WORDS]:
        if token.kind is Kind.PRODUCT or token.text in (",", "and", ";"):
            break
        behind.append(token.text)
    return behind


def _number_follows(tokens: Sequence[Token], i: int) -> bool:
    return text_at(tokens, i + 1) != "" and tokens[i + 1].kind is Kind.NUMBER
