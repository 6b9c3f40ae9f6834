"""What the network sees of a token: a few numbers, each naming a row of its table of embeddings."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.kinds import Before, Known
from vendsim.suppliers.reading.layout import Column, Shape
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.phrases import Act
from vendsim.suppliers.reading.tokens import Kind, Token

_SIZES = (1, 3, 8, 13, 25, 40, 60, 75, 100, 150, 400)
"""Between these lie numbers of a like size: of cases, of units, of cents."""
_MULTIPLES = (5, 6, 10, 12)
"""Goods are counted by these more often than prices are."""
_BUCKETS = 1024  # of beginnings of words, and again of endings
_UNKNOWN_WORD = 0
_PREFIXES = 1
_SUFFIXES = _PREFIXES + _BUCKETS
_SHAPES = _SUFFIXES + _BUCKETS
_KINDS = _SHAPES + len(Shape)
_COLUMNS = _KINDS + len(Kind)
_PHRASES = _COLUMNS + len(Column)
_PLACES = _PHRASES + len(Act)  # first and last of its part, part of the mail
_NUMBERS = _PLACES + 8
_FORMS = 2 + len(_SIZES)  # of the rows of numbers: those that come after the sizes
_PERCENT = _NUMBERS + _FORMS + 2 + len(_MULTIPLES)
_GOODS = _PERCENT + 1
_BEFORE = _GOODS + 3
_KNOWN = _BEFORE + len(Before)
_ORDER_WAITS = _KNOWN + len(Known)
WORDS = _ORDER_WAITS + 1
"""The first row of known words; the rows before are the same for every vocabulary."""

_SHAPE_AT = {shape: _SHAPES + i for i, shape in enumerate(Shape)}
_KIND_AT = {kind: _KINDS + i for i, kind in enumerate(Kind)}
_COLUMN_AT = {column: _COLUMNS + i for i, column in enumerate(Column)}
_BEFORE_AT = {before: _BEFORE + i for i, before in enumerate(Before)}
_KNOWN_AT = {known: _KNOWN + i for i, known in enumerate(Known)}
_PHRASE_AT = {act: _PHRASES + i for i, act in enumerate(Act)}


def features_of(
    mail: Mail, vocabulary: Mapping[str, int], known: Sequence[Sequence[Known]] = ()
) -> list[list[int]]:
    """For every token of a mail, the rows that describe it; ``known``: what the thread tells of each."""
    rows = [row for at, part in enumerate(mail.parts) for row in _of_part(part, at, mail, vocabulary)]
    for row, facts in zip(rows, known, strict=bool(known)):
        row.extend(_KNOWN_AT[fact] for fact in facts)
    return rows


def word_of(token: Token) -> str:
    """What stands for a token in the vocabulary."""
    return token.text if token.kind in (Kind.WORD, Kind.MARK) else token.kind.value


def _of_part(part: Part, at: int, mail: Mail, vocabulary: Mapping[str, int]) -> list[list[int]]:
    shared = [_SHAPE_AT[part.shape], *(_PHRASE_AT[act] for act in _acts(part))]
    shared.append(_PLACES + 2 + min(at, 2))
    if at == len(mail.parts) - 1:
        shared.append(_PLACES + 5)
    if mail.before:
        shared.append(_BEFORE_AT[mail.before])
    if mail.order_waits:
        shared.append(_ORDER_WAITS)
    rows = []
    for i, token in enumerate(part.tokens):
        row = [*_of_token(token, vocabulary), *shared]
        if i == 0:
            row.append(_PLACES)
        if i == len(part.tokens) - 1:
            row.append(_PLACES + 1)
        column = part.columns[i] if part.columns else None
        if column is not None:
            row.append(_COLUMN_AT[column])
        rows.append(row)
    return rows


def _acts(part: Part) -> list[Act]:
    found = acts_of(canonical(part.tokens))
    return [act for act in Act if act in found]


def _of_token(token: Token, vocabulary: Mapping[str, int]) -> list[int]:
    word = word_of(token)
    row = [vocabulary.get(word, _UNKNOWN_WORD), _KIND_AT[token.kind]]
    if token.kind is Kind.WORD:
        row.append(_PREFIXES + _bucket(token.text[:4]))
        row.append(_SUFFIXES + _bucket(token.text[-3:]))
    elif token.kind in (Kind.NUMBER, Kind.MONEY):
        row.extend(_NUMBERS + i for i in _of_number(token.value))
    elif token.kind is Kind.PRODUCT:
        row.append(_GOODS + (0 if token.product is None else 1 if token.certain else 2))
    elif token.kind is Kind.NOISE and "%" in token.text:
        row.append(_PERCENT)
    return row


def _bucket(text: str) -> int:
    return zlib.crc32(text.encode()) % _BUCKETS


def _of_number(value: Decimal | None) -> Iterator[int]:
    """A number's size, whether it is a whole one, and of what it is a multiple."""
    if value is None:
        yield 0
        return
    yield 1 + sum(value >= size for size in _SIZES)
    whole = value == value.to_integral_value()
    yield _FORMS + (0 if whole else 1)
    if whole and value:
        yield from (_FORMS + 2 + i for i, by in enumerate(_MULTIPLES) if value % by == 0)
