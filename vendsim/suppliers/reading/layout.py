"""The shape of a mail: which lines are prose, list items or table rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum


class Shape(Enum):
    """How a piece of a mail was written."""

    TITLE = "title"  # the subject
    PROSE = "prose"  # one sentence
    ITEM = "item"  # a list item, or a sentence of one
    ROW = "row"  # a row of a table


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence or list item."""

    shape: Shape
    text: str


@dataclass(slots=True)
class Table:
    """Cells as written, row by row; the header, if there is one, is the first row."""

    separator: re.Pattern[str]
    rows: list[list[str]] = field(default_factory=list)


_BULLET = re.compile(
    r"\s*(?:[-*+\u2022]+\s+|\(?[0-9]{1,2}[.)](?!\S)\s*|\[[ x]?\]\s*|\(?[a-z][.)]\s+)+", re.IGNORECASE
)
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|`+|~~")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_ABBREVIATION = re.compile(
    r"(?<!&)\b(dr|mr|mrs|ms|no(?=\.\s*#?[0-9])|vs|approx|incl|e\.g|i\.e)\.(?=\s)"
    r"|\b(oz|ea|pcs|qty|ct|fl|inc|st)\.(?=\s+(?:(?-i:[a-z0-9$@(])|san francisco|sf\b))",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?<=[a-z0-9)]) ?\.{2,} ?(?=\d+$)", re.IGNORECASE)  # "Snickers ... 48"
_SENTENCE_END = re.compile(r"(?<=[.!?])[)\"']*\s+")
_RULE_ROW = re.compile(r"[\s|:+=-]+")
_BAR = re.compile(r"\|")
_SEPARATORS = (re.compile(r"[ \t]{3,}|\t"), re.compile(","), re.compile(";"))
_COLUMNS_IN = re.compile(r"\||\S(?: {3}|\t)")
_STARTS_ANEW = re.compile(
    rf"{_BULLET.pattern}|\s*\*\*|\s*(?-i:[A-Z])[a-z]+: "
    rf"|\s*(?:item|product|line|sku|no\.?)? ?#?[0-9]{{1,2}} ?[:.)]",
    re.IGNORECASE,
)
_PRICE_END = re.compile(r"[0-9]\.[0-9]{2}$")
_OPEN_END = re.compile(r"[a-z0-9,&]$", re.IGNORECASE)
_WRAP_WIDTH = 50  # a line this long that stops in mid-sentence was wrapped, not ended
_LONGEST_SENTENCE = 800


def layout(lines: Sequence[str]) -> list[Piece | Table]:
    """The pieces and tables of a body, in order."""
    blocks = _unwrapped(lines)
    found: list[Piece | Table] = []
    table: Table | None = None
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else ""
        separator = _goes_on(block, table) or _begins_table(block, following)
        if separator is None:
            table = None
            found.extend(_pieces(block))
            continue
        if table is None or table.separator is not separator:
            table = Table(separator)
            found.append(table)
        if not _RULE_ROW.fullmatch(block):
            table.rows.append(_split(block, separator))
    return found


def title(subject: str) -> list[Piece]:
    """The sentences of a subject line."""
    return [Piece(Shape.TITLE, sentence) for sentence in _sentences(_EMPHASIS.sub("", subject))]


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines with hard wraps undone: a list mark, a table bar or a blank line always starts anew."""
    joined: list[str] = []
    wrapped = False
    for line in lines:
        goes_on = wrapped and line.strip() and not (_STARTS_ANEW.match(line) or _COLUMNS_IN.search(line))
        if goes_on:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
        prose = len(line) >= _WRAP_WIDTH and not _COLUMNS_IN.search(line)
        wrapped = prose and bool(_OPEN_END.search(line.rstrip())) and not _PRICE_END.search(line.rstrip())
    return [line for line in joined if line.strip()]


def _goes_on(line: str, table: Table | None) -> re.Pattern[str] | None:
    """The separator of ``table`` if ``line`` is one more row of it."""
    if table is None:
        return None
    if table.separator is _BAR:
        return _BAR if "|" in line or _RULE_ROW.fullmatch(line) else None
    same = table.rows and len(_split(line, table.separator)) == len(table.rows[0])
    return table.separator if same else None


def _begins_table(line: str, following: str) -> re.Pattern[str] | None:
    """The separator of the table that begins with ``line``, if one does."""
    if line.count("|") >= 2:
        return _BAR
    for separator in _SEPARATORS:
        cells = _split(line, separator)
        if len(cells) >= 2 and len(cells) == len(_split(following, separator)) and is_header(cells):
            return separator
    return None


def _split(line: str, separator: re.Pattern[str]) -> list[str]:
    return [_clean(cell) for cell in separator.split(line.strip().strip("|"))]


def _clean(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", text).split())


def _pieces(line: str) -> list[Piece]:
    line = _HEADING.sub("", line)
    bullet = _BULLET.match(line)
    shape = Shape.ITEM if bullet else Shape.PROSE
    text = line[bullet.end() :] if bullet else line
    return [Piece(shape, sentence) for sentence in _sentences(_EMPHASIS.sub("", text))]


def _sentences(text: str) -> list[str]:
    text = _LEADER.sub(" - ", _ABBREVIATION.sub(r"\1\2", " ".join(text.split())))
    return [part for sentence in _SENTENCE_END.split(text) for part in _cut(sentence)]


def _cut(sentence: str) -> list[str]:
    """A sentence, or what is no sentence any more in stretches that cost little to read."""
    cut: list[str] = []
    while len(sentence) > _LONGEST_SENTENCE:
        window = (_LONGEST_SENTENCE // 2, _LONGEST_SENTENCE)
        ends = (sentence.rfind(mark, *window) + 1 for mark in (";", ",", " "))
        end = next((end for end in ends if end), _LONGEST_SENTENCE)
        cut.append(sentence[:end])
        sentence = sentence[end:].lstrip()
    return [*cut, sentence] if sentence else cut


# Table columns ------------------------------------------------------------------------------------------


class Column(Enum):
    """What a column of a table holds."""

    ITEM = "item"
    SIZE = "size"
    UNITS = "units"
    CASES = "cases"
    PER_CASE = "units per case"
    PRICE = "unit price"
    CASE_PRICE = "case price"
    THEIR_PRICE = "the reader's own price"
    OTHER = "other"


# The first that fits: "Total units" holds units, "Case price" a price, "Line total" nothing that is needed.
_COLUMNS = tuple(
    (kind, re.compile("|".join(patterns)))
    for kind, patterns in (
        (
            Column.PER_CASE,
            (
                r"\b(?:units?|cans?|pcs|pieces|count|ct|qty) ?(?:per|/|in a?) ?(?:case|box)\b",
                r"\b(?:case|box) ?(?:pack|size|count)\b",
                r"\bper case\b(?!.*(?:price|cost|\$))",
                r"^pack(?: size)?$",
            ),
        ),
        (
            Column.OTHER,
            (
                r"\b(?:sub ?total|line total|ext(?:ended)?|amount|sum)\b",
                r"\b(?:retail|resale|sell(?:ing)?|margin|profit)\b",
                r"\btotal (?:price|cost|\(?\$|amount|usd)|^total\b(?!.*(?:unit|qty|quant|case))",
                r"\b(?:slot|notes?|comments?|stock|date|category|type)\b",
            ),
        ),
        (Column.CASE_PRICE, (r"(?:price|cost|\$).*\bcases?\b", r"\bcase (?:price|cost)\b")),
        (
            Column.THEIR_PRICE,
            (r"\b(?:your|yours|quoted|current|list(?:ed)?|old|was|previous|asking)\b",),
        ),
        (Column.PRICE, (r"\b(?:propos\w*|counter\w*|request\w*|my|our)\b(?!.*(?:qty|unit|quant|order))",)),
        (Column.PRICE, (r"\b(?:prices?|costs?|rate|offer|target|each|ppu|bid)\b", r"\$")),
        (Column.CASES, (r"\b(?:cases?|boxes|cartons?)\b",)),
        (
            Column.UNITS,
            (
                r"\b(?:qty|quant|quantity|quantities|units?|count|pcs|pieces|cans|volume|usage|amount "
                r"needed)\b",
                r"\b(?:order(?:ed)?|how many|needed)\b",
            ),
        ),
        (Column.SIZE, (r"\b(?:size|format)\b",)),
        (
            Column.ITEM,
            (
                r"\b(?:products?|items?|description|name|sku|article|brand|goods|snacks?|drinks?"
                r"|beverages?)\b",
            ),
        ),
    )
)
_LONGEST_HEADING = 40


def column(heading: str) -> Column:
    """What the column under ``heading`` holds."""
    text = heading.lower().strip()
    return next((kind for kind, pattern in _COLUMNS if pattern.search(text)), Column.OTHER)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: an item column and another known one, and no digits anywhere."""
    if any(len(cell) > _LONGEST_HEADING or any(c in "0123456789.!?" for c in cell) for cell in cells):
        return False
    kinds = [column(cell) for cell in cells if cell.strip()]
    return (
        Column.ITEM in kinds and len(kinds) >= 2 and any(k not in (Column.ITEM, Column.OTHER) for k in kinds)
    )
