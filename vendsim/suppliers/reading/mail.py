"""A mail as one sequence of tokens: subject first, then the sender's own lines, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from vendsim.data import supplier_identities
from vendsim.suppliers.reading.kinds import Before
from vendsim.suppliers.reading.layout import Column, Piece, Shape, Table, column, is_header, layout, title
from vendsim.suppliers.reading.lexicon import mention_at
from vendsim.suppliers.reading.normalise import own_lines, plain, quoted_lines
from vendsim.suppliers.reading.structured import unfolded
from vendsim.suppliers.reading.tokens import Kind, Token, tokenise
from vendsim.suppliers.reading.words import words

_LONGEST_SUBJECT = 400
_LONGEST_BODY = 40_000  # characters of a thread that are looked at
_LONGEST_OWN_TEXT = 6_000  # of what the sender wrote; the whole catalogue ordered line by line takes 4,500
_MOST_TOKENS = 1_600  # of all that is read; prose of the length above has some 1,300
_GREETING = re.compile(
    r"(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings)\b"
    r"(?: (?:[A-Z][\w.'-]*|[a-z]+(?=[,!])|&|and|or|there|team|all|again|sir|madam|supplier)){0,6}[,!.:]?\s*",
)
_TOTAL_ROW = ("total", "subtotal", "grand", "shipping", "tax", "sum")


@dataclass(slots=True)
class Part:
    """One sentence, list item or table row."""

    shape: Shape
    tokens: list[Token]
    columns: list[Column | None] = field(default_factory=list)  # of a table row: the column of each token


@dataclass(slots=True)
class Mail:
    """All that the sender wrote."""

    parts: list[Part]
    complete: bool  # False: too long to be read to its end
    before: Before | None = None  # what the letter did that this one answers; None: not known
    order_waits: bool = False  # whether an order waits for its money

    @property
    def tokens(self) -> list[Token]:
        """Every token, in order."""
        return [token for part in self.parts for token in part.tokens]

    def is_old(self, part: Part) -> bool:
        """Whether a part is the subject of a reply, "Re: 24 Coke": what it names was asked before."""
        return part.shape is Shape.TITLE and _texts(self.parts[0].tokens[:2]) in (["re", ":"], ["aw", ":"])


def parse(subject: str, body: str) -> Mail:
    """The parts of a mail; products are folded into one token each."""
    whole = plain(body[:_LONGEST_BODY])
    own = unfolded("\n".join(own_lines(whole)))
    text = _names().sub("supplier", own[:_LONGEST_OWN_TEXT])
    parts = [
        part
        for piece in title(_names().sub("supplier", plain(subject[:_LONGEST_SUBJECT])))
        for part in _of_piece(piece)
    ]
    for piece in layout(text.split("\n")):
        if isinstance(piece, Table):
            parts.extend(_rows(piece))
        else:
            parts.extend(_of_piece(piece))
    read = _up_to(_MOST_TOKENS, parts)
    complete = (
        len(own) <= _LONGEST_OWN_TEXT
        and len(body) <= _LONGEST_BODY
        and len(subject) <= _LONGEST_SUBJECT
        and sum(len(part.tokens) for part in read) == sum(len(part.tokens) for part in parts)
    )
    return Mail(read, complete, _answered("\n".join(quoted_lines(whole))))


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]


_A_PRICE = re.compile(r"[0-9]?\.[0-9]{2}\b|\$ ?[0-9]|\b[0-9]+ ?cents?\b")


def _answered(quotation: str) -> Before | None:
    """What a quoted letter does."""
    if not quotation.strip():
        return None
    if "?" in quotation:
        return Before.ASKED
    return Before.OFFERED if _A_PRICE.search(quotation) else Before.TOLD


def _up_to(most: int, parts: Sequence[Part]) -> list[Part]:
    """The parts that say something, up to so many tokens in all."""
    kept: list[Part] = []
    for part in parts:
        tokens = part.tokens[:most]
        if tokens:
            kept.append(Part(part.shape, tokens, part.columns[:most]))
        most -= len(tokens)
    return kept


@cache
def _names() -> re.Pattern[str]:
    """The names of suppliers and their people, which are no goods however they sound."""
    names = [name for s in supplier_identities() for name in (s.name, s.name.rsplit(" ", 1)[0], s.contact)]
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in longest_first)})\b", re.IGNORECASE)


def _of_piece(piece: Piece) -> list[Part]:
    """A sentence or list item; a salutation before it is a part of its own."""
    greeting = _GREETING.match(piece.text)
    tokens = tokenise(piece.text[greeting.end() :] if greeting else piece.text)
    _find_address(tokens)
    hello = [Part(piece.shape, [Token(Kind.WORD, "hello")])] if greeting else []
    return [*hello, Part(piece.shape, fold_products(tokens))]


def fold_products(tokens: list[Token]) -> list[Token]:
    """The tokens with every product that is named made one token, which knows its catalogue id."""
    folded: list[Token] = []
    i = 0
    while i < len(tokens):
        mention = mention_at(tokens, i) if tokens[i].kind is Kind.WORD else None
        if mention is None:
            folded.append(tokens[i])
            i += 1
            continue
        phrase = " ".join(token.text for token in tokens[i : i + mention.length])
        folded.append(Token(Kind.PRODUCT, phrase, None, mention.product, mention.certain, mention.exact))
        i += mention.length
    return folded


_CITY = words("san francisco sf ca california usa")
_DELIVERY = words("deliver delivered delivery ship shipped shipping destination address send sent goes to")


def _find_address(tokens: Sequence[Token]) -> None:
    """A street in a sentence about delivery is where the goods go: "Deliver to 2 Marina Blvd"."""
    alone = all(token.kind is not Kind.WORD or token.text in _CITY for token in tokens)
    if alone or any(token.text in _DELIVERY for token in tokens):
        for token in tokens:
            if token.kind is Kind.STREET:
                token.kind = Kind.ADDRESS


def _rows(table: Table) -> list[Part]:
    """The rows of a table, each with a bar between its cells."""
    columns = [column(cell) for cell in table.rows[0]] if table.rows and is_header(table.rows[0]) else []
    return [_row(row, columns if at else []) for at, row in enumerate(table.rows)]


def _row(cells: Sequence[str], columns: Sequence[Column]) -> Part:
    part = Part(Shape.ROW, [])
    totals = bool(cells) and any(cell.lower().startswith(_TOTAL_ROW) for cell in cells[:2])
    for at, cell in enumerate(cells):
        kind = columns[at] if at < len(columns) and not totals else (Column.OTHER if columns else None)
        tokens = fold_products(tokenise(cell))
        if at:
            tokens.insert(0, Token(Kind.MARK, "|"))
        part.tokens.extend(tokens)
        part.columns.extend([kind] * len(tokens))
    return part
