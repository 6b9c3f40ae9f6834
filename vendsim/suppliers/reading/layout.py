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


_BULLET = re.compile(r"\s*(?:[-*+\u2022]+\s+|\(?[0-9]{1,2}[.)](?!\S)\s*|\[[ x]?\]\s*|\(?[a-z][.)]\s+)+", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|`+|~~")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_ABBREVIATION = re.compile(
    r"\b(dr|mr|mrs|ms|no|vs|approx|incl|e\.g|i\.e)\.(?=\s)"
    r"|\b(oz|ea|pcs|qty|ct|fl|inc|st)\.(?=\s+(?:(?-i:[a-z0-9$@(])|san francisco|sf\b))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[)\"']*\s+")
_RULE_ROW = re.compile(r"[\s|:+=-]+")
_BAR = re.compile(r"\|")
_SEPARATORS = (re.compile(r"[ \t]{3,}|\t"), re.compile(","), re.compile(";"))
_OPEN_END = re.compile(r"[a-z0-9,&]$", re.IGNORECASE)
_WRAP_WIDTH = 50  # a line this long that stops in mid-sentence was wrapped, not ended
_TRAILER = re.compile(r"--\s?$")
_LONGEST_SIGNATURE = 8
_LONGEST_SENTENCE = 800


def layout(lines: Sequence[str]) -> list[Piece | Table]:
    """The pieces and tables of a body, in order."""
    blocks = _unwrapped(_without_signature(lines))
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


def _without_signature(lines: Sequence[str]) -> Sequence[str]:
    """The lines above a "--" signature, if there is one near the end."""
    for i in range(len(lines) - 1, max(len(lines) - 2 - _LONGEST_SIGNATURE, 0), -1):
        if _TRAILER.match(lines[i]):
            return lines[:i]
    return lines


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines with hard wraps undone: a list mark, a table bar or a blank line always starts anew."""
    joined: list[str] = []
    wrapped = False
    for line in lines:
        goes_on = wrapped and line.strip() and not _BULLET.match(line) and "|" not in line
        if goes_on:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
        wrapped = len(line) >= _WRAP_WIDTH and "|" not in line and bool(_OPEN_END.search(line.rstrip()))
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
    text = _ABBREVIATION.sub(r"\1\2", " ".join(text.split()))
    return [part for sentence in _SENTENCE_END.split(text) for part in _cut(sentence)]


def _cut(sentence: str) -> list[str]:
    """A sentence, or what is no sentence any more in stretches that cost little to read."""
    cut: list[str] = []
    while len(sentence) > _LONGEST_SENTENCE:
        end = sentence.rfind(" ", _LONGEST_SENTENCE // 2, _LONGEST_SENTENCE)
        end = end if end > 0 else _LONGEST_SENTENCE
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
    OTHER = "other"


_COLUMNS = (
    (Column.PER_CASE, re.compile(r"\b(?:units?|cans?|pcs|pieces|count|ct|qty) ?(?:per|/|in a?) ?(?:case|box)\b"
                                 r"|\b(?:case|box) ?(?:pack|size|count)\b|\bper case\b(?!.*(?:price|cost"
                                 r"|\$))|^pack(?: size)?$")),
    (Column.OTHER, re.compile(r"\b(?:sub ?total|line total|total (?:price|cost|\(?\$|amount|usd)|ext(?:ended)?|amount|sum|"
                              r"retail|resale|sell(?:ing)?|margin|profit|slot|notes?|comments?|stock|date"
                              r"|category|type)\b"
                              r"|^total\b(?!.*(?:unit|qty|quant|case))")),
    (Column.CASE_PRICE, re.compile(r"(?:price|cost|\$).*\bcases?\b|\bcase (?:price|cost)\b")),
    (Column.PRICE, re.compile(r"\bprices?\b|\bcosts?\b|\brate\b|\boffer\b|\btarget\b|\$|\beach\b|\bppu\b|\bbid\b")),
    (Column.CASES, re.compile(r"\bcases?\b|\bboxes\b|\bcartons?\b")),
    (Column.UNITS, re.compile(r"\bqty\b|\bquantity\b|\bquantities\b|\bunits?\b|\bcount\b|\bpcs\b|\bpieces\b|\border(?:ed)?\b|\bcans\b"
                              r"|\bhow many\b|\bneeded\b|\bquant\b")),
    (Column.SIZE, re.compile(r"\bsize\b|\bformat\b")),
    (Column.ITEM, re.compile(r"\bproducts?\b|\bitems?\b|\bdescription\b|\bname\b|\bsku\b|\barticle\b|\bbrand\b|\bgoods\b|\bsnacks?\b"
                             r"|\bdrinks?\b|\bbeverages?\b")),
)  # fmt: skip
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
    return Column.ITEM in kinds and len(kinds) >= 2 and any(k not in (Column.ITEM, Column.OTHER) for k in kinds)
