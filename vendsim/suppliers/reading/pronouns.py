"""Pronouns that mean goods named just before: "24 of those", "Forget that one", "Leave those out"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendsim.suppliers.reading.kinds import Kind, Token
from vendsim.suppliers.reading.words import words

_MANY = words("those them these")
_ONE = words("that this it")
_DROPPING = words("forget drop skip omit ditch nix")
_TAKING = words("take taking leave leaving keep strike cross")
_AWAY = words("off out away")
_ENDS = words(". , ! ? ; ) and but please then for")
_JOINING = words("and , the & your or these")


def with_goods(sentences: Sequence[list[Token]]) -> list[list[Token]]:
    """The sentences of a mail, in which such pronouns are the goods that they mean."""
    written: list[list[Token]] = []
    before: list[Token] = []  # of the last sentence that names any
    for tokens in sentences:
        sentence: list[Token] = []
        i = 0
        while i < len(tokens):
            points = tokens[i].text in _MANY or tokens[i].text in _ONE
            meant = (_last_row(sentence) or before) if points else []
            length = _pronoun(tokens, i, len(meant))
            if length:
                said = " ".join(token.text for token in tokens[i : i + length])
                sentence += _joined(meant[-1:] if said.endswith(" one") else meant, said)
            else:
                sentence.append(tokens[i])
            i += length or 1
        before = _last_row(sentence) or before
        written.append(sentence)
    return written


def _pronoun(tokens: Sequence[Token], i: int, goods: int) -> int:
    """How many tokens at ``i`` are a pronoun for goods, of which so many were named in a row; 0: none."""
    word, before = tokens[i].text, tokens[max(i - 2, 0) : i]
    behind = [token.text for token in tokens[i + 1 : i + 3]]
    if not goods or tokens[i].kind is not Kind.WORD or not before:
        return 0
    counted = len(before) == 2 and before[0].kind is Kind.NUMBER and before[1].text == "of"
    if counted and word in _MANY:
        listed = behind[:1] == [":"] or (len(tokens) > i + 1 and tokens[i + 1].kind is Kind.PRODUCT)
        return int(goods == 1 and not listed)
    number = tokens[i + 1].value if i + 1 < len(tokens) else None
    if before[-2:] and [it.text for it in before] == ["no", "to"] and word in _MANY and number == goods:
        return 2
    one = word in _ONE and behind[:1] == ["one"]
    if not (one or word in _MANY or (word in _ONE and goods == 1)):
        return 0
    rest = behind[one:] or ["."]
    verb = before[-1].text
    away = verb in _TAKING and rest[0] in _AWAY
    return 1 + one if away or (verb in _DROPPING and rest[0] in _ENDS) else 0


def _last_row(tokens: Sequence[Token]) -> list[Token]:
    """The goods named last, with those that only joining words part from them."""
    row: list[Token] = []
    for token in reversed(tokens):
        if token.kind is Kind.PRODUCT and token.product:
            row.append(token)
        elif row and token.text not in _JOINING:
            break
    return row[::-1]


def _joined(goods: Sequence[Token], said: str) -> Iterator[Token]:
    for at, token in enumerate(goods):
        if at:
            yield Token(Kind.WORD, "and")
        yield Token(Kind.PRODUCT, said if len(goods) == 1 else token.text, None, token.product)
