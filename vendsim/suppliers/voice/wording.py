"""Small pieces of text: dates, lists, price lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vendsim.money import show
from vendsim.suppliers.decisions import Line
from vendsim.suppliers.voice.writer import Slot, Writer
from vendsim.text import MONTHS, WEEKDAYS

LAYOUTS = (
    "- {goods} at {price} each",
    "{goods}: {price} each",
    "* {goods} - {price} per unit",
    "{goods} | {price} each",
)
"""How price lines may look. In each, the unit price stands right before "each" or "per unit"."""


def day(when: date) -> str:
    """ "Friday, August 14"."""
    return f"{WEEKDAYS[when.weekday()]}, {MONTHS[when.month - 1]} {when.day}"


def both(parts: Sequence[str]) -> str:
    """ "", "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop."""
    return clause[:1].upper() + clause[1:] + "."


def paragraphs(*parts: str) -> str:
    """The parts that are there, a blank line between them."""
    return "\n\n".join(part for part in parts if part)


def sentences(*parts: str) -> str:
    """The parts that are there, in one paragraph."""
    return " ".join(part for part in parts if part)


def price_lines(writer: Writer, lines: Sequence[Line]) -> str:
    """One row for each line, all in one layout."""
    layout = LAYOUTS[writer.choose(Slot.LAYOUT, writer.tone.layouts)]
    return "\n".join(
        layout.format(goods=goods(line), price=show(line.unit_cents)) + _offered(line) for line in lines
    )


def goods(line: Line) -> str:
    """ "72 x Cola Classic 12oz can", or the name alone."""
    return line.product if line.units is None else f"{line.units} x {line.product}"


_ASKED = {"mine": "you offered", "yours": "you wrote", "rival": "you mentioned"}


def _offered(line: Line) -> str:
    return "" if line.asked_cents is None else f" ({_ASKED[line.asked_whose]} {show(line.asked_cents)})"


def points(lead: str, items: Sequence[str]) -> str:
    """A lead that ends in a colon, then one item in the same line or several below each other."""
    if len(items) == 1:
        return f"{lead} {items[0]}."
    return "\n".join((lead, *(f"- {item}" for item in items)))
