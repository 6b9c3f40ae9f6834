"""Mails with their meaning marked, as their authors wrote them (see README.md for the marks)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from vendsim.data import products
from vendsim.suppliers.reading.kinds import Before, Kind, Known, Token
from vendsim.suppliers.reading.on_table import NOTHING, OnTable
from vendsim.suppliers.reading.tokens import tokenise

_HEAD = re.compile(r"(?m)^=== *")
_PIECE = re.compile(r"\[(?P<act>[a-z_]+(?::[a-z_]+)?|if)\] ?|\{(?P<code>[^{}:]+):(?P<words>[^{}]*)\}")
_RENAMED = {"if": "condition"}
NOT_BOUGHT = "not bought"


@dataclass(frozen=True)
class Span:
    """Some words that do one thing; ``code`` marks a product, a number or a price."""

    text: str
    act: str | None  # None: not said (a subject line, a quotation)
    code: str = ""
    known: tuple[Known, ...] = ()  # what the letters before tell of it

    @property
    def letter(self) -> str:
        """What is marked: "P" of "P1=coke_12"."""
        return self.code.split("=")[0].rstrip("0123456789*")

    @property
    def index(self) -> str:
        """Which product of the mail: "1" of "U1"; "*": none or all."""
        return self.code.split("=")[0].lstrip("PXMUCARNLBYVKTSGI$D%")

    @property
    def product(self) -> str:
        """The catalogue id of "P1=coke_12"."""
        return self.code.partition("=")[2]


@dataclass(frozen=True)
class Marked:
    """One mail."""

    intent: str | None  # None: not known; ``NOT_BOUGHT``: anything but a purchase
    subject: tuple[Span, ...]
    body: tuple[Span, ...]
    table: OnTable = NOTHING  # what the letters before had put on the table, where that is known


def read(path: Path) -> Iterator[Marked]:
    """The mails of one author."""
    for text in _HEAD.split(path.read_text(encoding="utf-8"))[1:]:
        head, _, rest = text.partition("\n")
        said = dict(word.split("=", 1) for word in head.split() if "=" in word)
        table = _table(said)
        subject, _, body = rest.partition("\n")
        lines = _quoted_apart(body.strip("\n") + "\n")
        yield Marked(
            said.get("intent"),
            tuple(_spans(subject.removeprefix("Subject:").strip())),
            _told([span for line in lines for span in line], table),
            table,
        )


def _table(said: Mapping[str, str]) -> OnTable:
    """What lay on the table, as the head of a reply tells it (see README.md)."""
    return OnTable(
        _numbered(said.get("goods", "")),
        ordered=tuple(said["open"].split(",")) if "open" in said else (),
        before=Before(said["before"]) if "before" in said else None,
        prices=_numbered(said.get("prices", "")),
        sums=frozenset(map(int, said["sums"].split(","))) if "sums" in said else frozenset(),
    )


def _numbered(said: str) -> dict[str, int]:
    """The numbers of goods, such as "coke_12:24,kind:0"."""
    pairs = (word.partition(":") for word in said.split(",") if word)
    return {product: int(number) for product, _, number in pairs}


def _told(spans: Sequence[Span], table: OnTable) -> tuple[Span, ...]:
    """Spans with what the letters before tell of them."""
    last = list(accumulate((span.product for span in spans), _latest))
    following = list(accumulate((span.product for span in reversed(spans)), _latest))[::-1]
    around = zip(spans, last, following, strict=True)
    return tuple(replace(span, known=_known(span, table, beside)) for span, *beside in around)


def _latest(before: str, product: str) -> str:
    return product or before


def _known(span: Span, table: OnTable, beside: Sequence[str]) -> tuple[Known, ...]:
    """What the letters before tell of a marked number or product."""
    if table is NOTHING or not span.code:
        return ()
    if span.product:
        return tuple(table.known(Token(Kind.PRODUCT, span.text, None, span.product)))
    return tuple(known for token in tokenise(span.text) for known in table.known(token, beside))


def _quoted_apart(body: str) -> Iterator[list[Span]]:
    """The spans of each line; quoted lines hold none but their own text."""
    act: str | None = None
    for line in body.split("\n"):
        if line.startswith(">"):
            yield [Span(line + "\n", None)]
            continue
        spans = list(_spans(line + "\n", act))
        act = spans[-1].act if spans else act
        yield spans


def _pointed_at(code: str, act: str | None) -> Iterator[Span]:
    """Goods that words point at, as a reader sees them that knows the table: "{P3=twix+kitkat:the rest}"."""
    which, _, ids = code.partition("=")
    names = {product.id: product.name for product in products()}
    for at, product in enumerate(ids.split("+")):
        if at:
            yield Span(" and ", act)
        yield Span(names[product], act, f"{which[0]}{(int(which[1:]) + at) % 10}={product}")


def _spans(text: str, act: str | None = None) -> Iterator[Span]:
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            yield Span(text[end : match.start()], act)
        end = match.end()
        if match["act"]:
            act = _RENAMED.get(match["act"], match["act"])
        elif "+" in match["code"]:
            yield from _pointed_at(match["code"], act)
        else:
            yield Span(match["words"], act, match["code"])
    if end < len(text):
        yield Span(text[end:], act)
