"""Which count and which price belong to which product."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from vendsim.suppliers.reading.changes import change_at
from vendsim.suppliers.reading.layout import Column, Table, column, is_header
from vendsim.suppliers.reading.lexicon import catalogue, is_flavour
from vendsim.suppliers.reading.model import Change
from vendsim.suppliers.reading.parts import Basis, Break, Count, Goods, Part, PerCase, Price, Standing, Unit
from vendsim.suppliers.reading.scan import parts_of, unknown_after, unknown_before
from vendsim.suppliers.reading.tokens import Kind, Token, tokenise

# Categories of which one "pack" is a single article, not a case.
_SINGLE_PACKS = frozenset(
    {"candy", "gum_mints", "cookies", "nuts_bars", "jerky", "souvenir", "collectible", "travel"}
)
_MOST_UNITS = 10**9
_TYPICAL_DEAR = 2  # times the retail price: above it, money without "each" is a total
_CENT_TENTHS = Decimal("0.0001")


@dataclass(slots=True)
class Draft:
    """A line in the making: a product and all that was said of it in one place."""

    product: str
    listed: bool  # in a list item or table row
    counts: list[Count] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    per_case: Decimal | None = None
    change: Change | None = None  # what the sentence does with it in an order there is

    @property
    def pack(self) -> Decimal:
        """Units in a case: as the sender says, else as the catalogue does."""
        return self.per_case or Decimal(catalogue()[self.product].case_pack)


@dataclass(slots=True)
class Found:
    """What one piece of a mail says of goods."""

    drafts: list[Draft] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    loose: list[Count | Price] = field(default_factory=list)  # said without a product beside it
    back: list[Count] = field(default_factory=list)  # of what was named before: "12 of those"
    budget: Decimal | None = None


# Sentences ----------------------------------------------------------------------------------------------


def bind(tokens: list[Token], *, listed: bool) -> Found:
    """What a sentence or list item says of goods."""
    found = Found()
    parts = _known_parts(tokens, parts_of(tokens), found, listed)
    waiting: list[Count | Price] = []
    chunks = list(_chunks(tokens, parts))
    for chunk in chunks:
        goods = [part for part in chunk if isinstance(part, Goods)]
        if not goods:
            _attach(found.drafts, chunk, waiting)
            continue
        drafts = {
            part.start: Draft(part.product or "", listed, change=change_at(tokens, part.start))
            for part in goods
        }
        for part in chunk:
            if not isinstance(part, Goods | Break):
                _give(drafts[_nearest(goods, part, tokens).start], part)
        first = next(iter(drafts.values()))
        for part in waiting:
            _give_if_missing(first, part)
        waiting = []
        found.drafts.extend(drafts.values())
    found.loose.extend(waiting)
    if any(token.text == "respectively" for token in tokens) or _counts_follow(parts, found.drafts):
        _deal_out(found.drafts, parts)
    _repeat_prices(tokens, parts, found.drafts)
    _replace_counts(tokens, parts, found.drafts)
    _share(found.drafts)
    _share_pair_price(tokens, parts, found.drafts)
    _detach_total(found)
    return found


def _known_parts(tokens: list[Token], parts: list[Part], found: Found, listed: bool) -> list[Part]:
    """The parts without strangers: products we do not have go to ``unknown`` with the counts they have."""
    kept: list[Part] = []
    end = -1
    for part in parts:
        if part.start < end:
            continue
        if isinstance(part, Count) and _points_back(tokens, part, parts):
            found.back.append(part)
            continue
        if isinstance(part, Count) and not part.each and not part.replaced:
            stranger = unknown_after(tokens, part)
            if stranger and _is_meant(part, kept):
                found.unknown.append(stranger[0])
                end = stranger[1]
                continue
            if not stranger and (named := unknown_before(tokens, part)):
                found.unknown.append(named)
                continue
        if isinstance(part, Goods) and part.product is None:
            found.unknown.append(_stranger(tokens, part))
            if kept and isinstance(kept[-1], Count):
                kept.pop()
            continue
        if isinstance(part, Goods) and not (part.certain or listed or _is_counted(tokens, part, kept)):
            continue
        if isinstance(part, Price) and part.budget:
            found.budget = part.value
            continue
        kept.append(part)
    return kept


def _points_back(tokens: Sequence[Token], count: Count, parts: Sequence[Part]) -> bool:
    """Whether a count is of goods named in an earlier sentence: "12 of those, and 8 veggie wraps"."""
    behind = [token.text for token in tokens[count.end : count.end + 3]]
    if behind[behind[:1] == ["more"] :][:2] not in (["of", "those"], ["of", "these"]):
        return False
    return any(isinstance(part, Goods) and part.start >= count.end for part in parts)


def _is_counted(tokens: Sequence[Token], goods: Goods, before: Sequence[Part]) -> bool:
    """Whether an everyday word has a count beside it, and so is a product: "48 kind", "orbit x 24"."""
    if before and isinstance(before[-1], Count):
        return True
    after = tokens[goods.end : goods.end + 2]
    if len(after) == 2 and after[0].text in ("at", "for", "@") and after[1].kind is Kind.MONEY:
        return True
    return len(after) == 2 and after[0].text in ("x", ":", "-", "(") and after[1].kind is Kind.NUMBER


def _is_meant(count: Count, before: Sequence[Part]) -> bool:
    """Whether the words after a count are goods, and not a remark: "Cola Classic 48 chilled"."""
    return count.named or not (before and isinstance(before[-1], Goods))


def _stranger(tokens: Sequence[Token], goods: Goods) -> str:
    """The name of an article like one of ours, with the word that makes it another."""
    before = [token.text for token in tokens[max(goods.start - 1, 0) : goods.start] if is_flavour(token.text)]
    after = [token.text for token in tokens[goods.end : goods.end + 1] if is_flavour(token.text)]
    return " ".join([*before, goods.phrase, *after])


def _chunks(tokens: Sequence[Token], parts: Sequence[Part]) -> Iterable[list[Part]]:
    """Parts between one comma or "and" and the next."""
    chunk: list[Part] = []
    for part in parts:
        if isinstance(part, Break):
            if chunk:
                yield chunk
            chunk = []
        else:
            chunk.append(part)
    if chunk:
        yield chunk


def _nearest(goods: Sequence[Goods], part: Count | PerCase | Price, tokens: Sequence[Token]) -> Goods:
    """The product of ``part`` among those of its chunk: the next one if it leads up to it, else the last."""
    following = [g for g in goods if g.start >= part.end]
    preceding = [g for g in goods if g.end <= part.start]
    if following and (not preceding or _leads(tokens, part, following[0])):
        return following[0]
    return preceding[-1] if preceding else goods[0]


def _leads(tokens: Sequence[Token], part: Count | PerCase | Price, goods: Goods) -> bool:
    """Whether only small words stand between ``part`` and the product after it."""
    between = tokens[part.end : goods.start]
    return all(t.kind is Kind.SIZE or t.text in ("of", "x", "the", "your", "for", "more") for t in between)


def deal_loose(drafts: Sequence[Draft], found: Found) -> bool:
    """Give a sentence's "108 and 96 respectively" to the products named before it, if the numbers match."""
    fits = len(drafts) > 1 and len(found.loose) == len(drafts)
    if fits:
        _deal_out(drafts, found.loose)
    return fits


def _give(draft: Draft, part: Count | PerCase | Price) -> None:
    if isinstance(part, PerCase):
        draft.per_case = part.value
    elif isinstance(part, Count):
        draft.counts.append(part)
    else:
        draft.prices.append(part)


def _give_if_missing(draft: Draft, part: Count | PerCase | Price) -> None:
    if (
        isinstance(part, PerCase)
        or (isinstance(part, Count) and all(count.replaced for count in draft.counts))
        or (isinstance(part, Price) and not offered(draft))
    ):
        _give(draft, part)


def offered(draft: Draft) -> bool:
    """Whether the sender named a price of his own."""
    return any(price.standing is Standing.OFFERED for price in draft.prices)


def _attach(drafts: list[Draft], chunk: Sequence[Part], waiting: list[Count | Price]) -> None:
    """Give what a chunk without a product says to the product before it, else let it wait for the next."""
    for part in chunk:
        if isinstance(part, Goods | Break):
            continue
        if drafts:
            _give_if_missing(drafts[-1], part)
        elif not isinstance(part, PerCase):
            waiting.append(part)


def _counts_follow(parts: Sequence[Part], drafts: Sequence[Draft]) -> bool:
    """Whether every product is named before every count: "Stok and Frappuccino, say 24 and 15"."""
    counts = [part for part in parts if isinstance(part, Count)]
    goods = [part for part in parts if isinstance(part, Goods)]
    if not len(counts) == len(goods) == len(drafts) > 1 or any(part.each for part in counts):
        return False
    return goods[-1].end <= counts[0].start


def _deal_out(drafts: Sequence[Draft], parts: Sequence[Part]) -> None:
    """Give "108 and 96 respectively" and "$0.60 and $0.50 respectively" to the products in their order."""
    counts = [part for part in parts if isinstance(part, Count)]
    prices = [part for part in parts if isinstance(part, Price)]
    if any(price.standing is Standing.REFUSED for price in prices[:1]):
        prices = []
    for draft, count in zip(drafts, counts if len(counts) == len(drafts) else (), strict=False):
        draft.counts = [count]
    for draft, price in zip(drafts, prices if len(prices) == len(drafts) else (), strict=False):
        draft.prices = [price]


_TURNED = re.compile(
    r"\b(?:that|it|them|those) (?:down to|up to|back to|into)\b|\bbut it (?:must|should|has to|needs to) be\b"
)


def _replace_counts(tokens: Sequence[Token], parts: Sequence[Part], drafts: Sequence[Draft]) -> None:
    """The last number of "there were 72 waters on it; make it 120 instead" is the one that counts."""
    texts = [token.text for token in tokens]
    instead = "instead" in texts and "of" not in texts[texts.index("instead") :][1:2]
    if len(drafts) != 1 or not (instead or "meant" in texts or _TURNED.search(" ".join(texts))):
        return
    counts = [part for part in parts if isinstance(part, Count) and not part.replaced]
    drafts[0].counts[:] = counts[-1:] or drafts[0].counts


_SAME_PRICE = [["same", "price"], ["same", "rate"], ["same", "money"], ["same", "cost"]]


def _repeat_prices(tokens: Sequence[Token], parts: Sequence[Part], drafts: Sequence[Draft]) -> None:
    """Give the product before "at the same price" the price of the one before it."""
    goods = [part for part in parts if isinstance(part, Goods)]
    if len(goods) != len(drafts):
        return
    for i in range(len(tokens) - 1):
        if [token.text for token in tokens[i : i + 2]] in _SAME_PRICE:
            at = sum(part.start < i for part in goods) - 1
            if at > 0 and not drafts[at].prices:
                drafts[at].prices.extend(drafts[at - 1].prices)


def _share(drafts: Sequence[Draft]) -> None:
    """Spread what was said "of each" over the products that lack it."""
    counts = [count for draft in drafts for count in draft.counts if count.each]
    if counts:  # the one of "the price for one Red Bull, if I take 50 of each" is no quantity
        for draft in drafts:
            draft.counts = [count for count in draft.counts if count.value != 1 or count.each]
    prices = [price for draft in drafts for price in draft.prices if price.each]
    for draft in drafts:
        if not draft.counts:
            draft.counts.extend(counts[-1:])
        if not draft.prices:
            draft.prices.extend(prices[-1:])


def _share_pair_price(tokens: Sequence[Token], parts: Sequence[Part], drafts: Sequence[Draft]) -> None:
    """The only price of "24 Monster and 24 Monster Zero at $1.68" is that of both."""
    goods = [part for part in parts if isinstance(part, Goods)]
    prices = [part for part in parts if isinstance(part, Price)]
    if not len(drafts) == len(goods) == 2 or len(prices) != 1 or drafts[0].prices:
        return
    between = tokens[goods[0].end : goods[1].start]
    joined = all(token.kind is Kind.NUMBER or token.text in ("and", "of", "the") for token in between)
    if joined and drafts[1].prices and prices[0].basis is Basis.UNIT:
        drafts[0].prices.append(prices[0])


def _detach_total(found: Found) -> None:
    """The only price of "72 coke and 64 doritos for $90 in total" is none of the last product alone."""
    if len(found.drafts) < 2 or any(draft.prices for draft in found.drafts[:-1]):
        return
    prices = found.drafts[-1].prices
    if len(prices) == 1 and prices[0].basis is Basis.TOTAL:
        found.loose.append(prices.pop())


# Tables -------------------------------------------------------------------------------------------------


def bind_table(table: Table) -> Found:
    """What the rows of a table say of goods."""
    found = Found()
    if not table.rows:
        return found
    header, *rows = table.rows
    if not is_header(header):
        columns, rows = None, table.rows
    else:
        columns = [column(cell) for cell in header]
    for row in rows:
        if not row or row[0].lower().startswith(("total", "subtotal", "grand", "shipping", "tax", "sum")):
            continue
        part = _bind_row(row, columns) if columns else bind(tokenise(_headless(row)), listed=True)
        found.drafts.extend(part.drafts)
        found.unknown.extend(part.unknown)
    return found


def _headless(row: Sequence[str]) -> str:
    """A row without known columns, as a list item."""
    cells = [cell for cell in row if cell]
    if cells and cells[0].strip("#. ").isdigit() and len(cells) > 2 and not cells[1][:1].isdigit():
        cells = cells[1:]  # a running number
    return " - ".join(cells)


def _bind_row(row: Sequence[str], columns: Sequence[Column]) -> Found:
    cells: dict[Column, list[list[Token]]] = {}
    for text, named in zip(row, columns, strict=False):
        kind = Column.PRICE if named is Column.UNITS and text.startswith("$") else named
        cells.setdefault(kind, []).append(tokenise(text))
    name = [t for kind in (Column.ITEM, Column.SIZE) for cell in cells.get(kind, []) for t in cell]
    texts = " ".join(t.text for t in name)
    found = bind(name, listed=True)
    if not found.drafts:
        found.unknown = [texts] if any(t.kind is Kind.WORD for t in name) else []
        return found
    found.drafts = found.drafts[:1]
    draft = found.drafts[0]
    draft.counts.clear()
    for kind, unit in ((Column.UNITS, Unit.SINGLE), (Column.CASES, Unit.CASE)):
        for cell in cells.get(kind, [])[:1]:
            draft.counts.extend(_cell_counts(cell, unit))
    for cell in cells.get(Column.PER_CASE, [])[:1]:
        if cell and cell[0].kind is Kind.NUMBER and cell[0].value:
            draft.per_case = cell[0].value
    for kind, basis in ((Column.PRICE, Basis.UNIT), (Column.CASE_PRICE, Basis.CASE)):
        for cell in cells.get(kind, [])[-1:]:
            draft.prices.extend(_cell_prices(cell, basis))
    if not draft.prices:
        draft.prices.extend(
            p for cell in cells.get(Column.THEIR_PRICE, []) for p in _cell_prices(cell, Basis.UNIT)
        )
    return found


def _cell_counts(cell: list[Token], unit: Unit) -> list[Count]:
    counts = [part for part in parts_of(cell) if isinstance(part, Count)]
    for count in counts:
        if not count.named:
            count.unit = unit
            count.named = True
    return counts[:2]


def _cell_prices(cell: list[Token], basis: Basis) -> list[Price]:
    values = [t.value for t in cell if t.kind in (Kind.MONEY, Kind.NUMBER)]
    per_case = any(t.text in ("case", "cs") for t in cell)
    return [Price(0, 1, value, Basis.CASE if per_case else basis) for value in values[:1]]


# From what was said to what is meant --------------------------------------------------------------------


def units_of(draft: Draft) -> tuple[int | None, bool]:
    """The units of a draft (None: not said), and whether what was said is understood."""
    counts = [count for count in draft.counts if not count.replaced]
    if not counts:
        return None, True
    singles = [c for c in counts if c.unit is Unit.SINGLE and c.named]
    cases = [c for c in counts if c.unit is not Unit.SINGLE]
    telling = singles if singles and cases else [c for c in counts if c.named] or counts
    values = {_in_units(draft, count) for count in telling}
    if len(values) != 1:
        return None, False
    value = values.pop()
    if value is None or value != value.to_integral_value() or not 0 < value < _MOST_UNITS:
        return None, False
    return int(value), True


def _in_units(draft: Draft, count: Count) -> Decimal | None:
    if count.value is None:
        return None
    by_case = count.unit is Unit.CASE or (
        count.unit is Unit.PACK and catalogue()[draft.product].category not in _SINGLE_PACKS
    )
    return (count.value * draft.pack).normalize() if by_case else count.value.normalize()


def price_of(draft: Draft, units: int | None) -> tuple[Decimal | None, bool]:
    """The unit price that the sender offers (None: not said), and whether what was said is understood."""
    named = [price for price in draft.prices if price.standing is not Standing.REFUSED]
    if not named:
        return None, True
    best = [price for price in named if price.standing == max(p.standing for p in named)]
    if any(price.value is None for price in best):
        return None, False
    values = [value for price in best if (value := _per_unit(draft, price, units)) is not None]
    if not values:
        return None, True
    return values[0 if len(best) > 1 and _has_row_total(best, units) else -1], True


def _has_row_total(prices: Sequence[Price], units: int | None) -> bool:
    """Whether the last of several prices is the first times the units: "48 - $0.62 - $29.76"."""
    first, last = prices[0].value, prices[-1].value
    return units is not None and first is not None and last is not None and abs(first * units - last) < 1


def _per_unit(draft: Draft, price: Price, units: int | None) -> Decimal | None:
    value = price.value
    if value is None:
        return None
    if price.basis is Basis.CASE:
        return _rounded(value / draft.pack)
    dear = _TYPICAL_DEAR * Decimal(str(catalogue()[draft.product].retail))
    if price.basis is Basis.TOTAL:
        return _rounded(value / units) if units else None
    if price.basis is Basis.UNSAID and units and value > dear and value / units <= dear:
        return _rounded(value / units)
    return _rounded(value)


def _rounded(value: Decimal) -> Decimal:
    """To a hundredth of a cent, without trailing zeros."""
    return value.quantize(_CENT_TENTHS).normalize() + 0
