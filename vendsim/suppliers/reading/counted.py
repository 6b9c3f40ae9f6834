"""How many goods a word of a mail means: "the two cookies", "sports drinks, 16 of each flavour", "ditto".

A word for a sort of goods names one product, or all of its sort where the words beside it count several; they
are written out as the names of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from vendsim.suppliers.reading.kinds import Kind, Token
from vendsim.suppliers.reading.lexicon import catalogue, stem
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.reading.words import words

_SEVERAL = words("flavour flavours flavor flavors kind kinds sort sorts type types variety")
_AS_MUCH = (
    "the same much", "the same amount", "the same number", "the same quantity", "the same count", "ditto",
    "likewise", "as many",
)  # fmt: skip
_WITHIN = 5  # tokens behind goods in which "of each flavour" is said of them


def several_of_a_sort(tokens: Sequence[Token], table: OnTable) -> list[Token]:
    """The tokens, where a word for a sort that means several of what was named to the buyer lists them."""
    written: list[Token] = []
    for i, token in enumerate(tokens):
        alike = _alike(token, table)
        counted = bool(written) and written[-1].kind is Kind.NUMBER and written[-1].value == len(alike)
        if len(alike) < 2 or not (counted or _is_of_each_sort(tokens, i) or _texts(written[-1:]) == ["both"]):
            written.append(token)
            continue
        if counted:
            written.pop()
        elif _texts(written[-2:]) == ["of", "the"] and written[-3:-2] and written[-3].kind is Kind.NUMBER:
            written.insert(-2, Token(Kind.WORD, "each"))  # "24 of the sports drinks, each flavour"
        for at, product in enumerate(alike):
            written += [Token(Kind.WORD, "and")] if at else []
            written.append(Token(Kind.PRODUCT, catalogue()[product].name.lower(), None, product))
    return written


def _alike(token: Token, table: OnTable) -> list[str]:
    """The goods of the sort that a plural names, among those of which a price was told."""
    if token.kind is not Kind.PRODUCT or not token.product or not token.text.endswith("s"):
        return []
    named = {stem(word) for word in token.text.split()}
    goods = table.units if token.product in table.units else table.prices
    sort = catalogue()[token.product].category
    return [p for p in goods if catalogue()[p].category == sort and named <= _words(p)]


def _words(product: str) -> set[str]:
    return {stem(word) for word in catalogue()[product].name.lower().split()}


def _is_of_each_sort(tokens: Sequence[Token], i: int) -> bool:
    behind = _texts(tokens[i + 1 : i + 1 + _WITHIN])
    return any(word == "each" and after in _SEVERAL for word, after in pairwise(behind))


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]


def pairs_in(parts: Iterable[Sequence[Token]]) -> tuple[str, ...]:
    """The words for places by which a mail tells two goods apart."""
    said = {token.text for tokens in parts for token in tokens}
    return next((pair for pair in (("first", "second"), ("former", "latter")) if said >= {*pair}), ())


_PLACES = {"first": 0, "second": 1, "former": 0, "latter": -1}


def paired(
    parts: Iterable[Sequence[Token]], pair: Sequence[str], otherwise: Sequence[str]
) -> Iterator[list[Token]]:
    """The sentences, where "48 of the first and 24 of the second" means goods that were just named.

    ``otherwise``: what it means where none were.
    """
    named: list[str] = []
    for tokens in parts:
        own: list[Token] = []
        for token in tokens:
            pointing = token.text in pair and _texts(own[-1:]) == ["the"]
            known = (_goods_of(own), named, otherwise) if pointing else ()
            if goods := next((it for it in known if len(it) > 1), ()):
                own[-1] = Token(Kind.PRODUCT, f"the {token.text}", None, goods[_PLACES[token.text]])
            else:
                own.append(token)
        named = _goods_of(own) or named
        yield own


def _goods_of(tokens: Sequence[Token]) -> list[str]:
    """The goods that are named, but for those that are pointed at."""
    named = (token for token in tokens if token.product and not token.text.startswith("the "))
    return list(dict.fromkeys(token.product or "" for token in named))


def with_as_many(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, where goods of which there shall be as many as of those before have their number."""
    written: list[Token] = []
    last: Token | None = None
    i = 0
    while i < len(tokens):
        said = " ".join(_texts(tokens[i : i + 3]))
        phrase = next((it for it in _AS_MUCH if said == it or said.startswith(f"{it} ")), "")
        if phrase and last and written and written[-1].kind is Kind.PRODUCT:
            written.insert(-1, last)
            i += len(phrase.split())
            continue
        last = tokens[i] if tokens[i].kind is Kind.NUMBER else last
        written.append(tokens[i])
        i += 1
    return written


# Multiples -------------------------------------------------------------------------------------------------

_FACTORS = {
    **dict.fromkeys(("double", "twice"), Decimal(2)),
    **dict.fromkeys(("triple", "treble"), Decimal(3)),
    **dict.fromkeys(("half", "halve"), Decimal("0.5")),
}


def halved(tokens: list[Token]) -> list[Token]:
    """ "48 cans, half Coke, half Sprite" as 24 of each."""
    halves = [
        at
        for at, token in enumerate(tokens[:-1])
        if token.text == "half" and tokens[at + 1].kind is Kind.PRODUCT
    ]
    whole = next((at for at, token in enumerate(tokens) if token.kind is Kind.NUMBER and token.value), None)
    if len(halves) != 2 or whole is None or whole > halves[0]:
        return tokens
    half = (tokens[whole].value or Decimal(0)) / 2
    written = list(tokens)
    written[whole] = Token(Kind.WORD, "some")
    for at in halves:
        written[at] = Token(Kind.NUMBER, f"{half:f}", half)
    return written


_BETWEEN = words("the up on of quantity quantities amount amounts units number numbers as many much")


def multiplied(tokens: list[Token], table: OnTable) -> Iterator[Token]:
    """ "Double the water" as "96 water", where the table has 48."""
    i = 0
    while i < len(tokens):
        end = i + 1
        compares = i > 0 and tokens[i - 1].text == "than"  # "less than half of that"
        if each := _of_each(tokens, i, table):
            yield Token(Kind.NUMBER, str(each), Decimal(each))
            i += 1
            continue
        if tokens[i].kind is Kind.WORD and tokens[i].text in _FACTORS and not compares:
            while end < len(tokens) and tokens[end].text in _BETWEEN:
                end += 1
            run, behind = _run(tokens, end)
            goods = run or _whole(tokens, i, end, table)
            if goods and not _is_the_result(tokens, behind) and all(_units(table, token) for token in goods):
                if table.ordered and tokens[end].kind is not Kind.PRODUCT:
                    yield Token(Kind.WORD, "make")  # of the order that waits for its money
                for at, token in enumerate(goods):
                    if at:
                        yield Token(Kind.WORD, "and")
                    count = int(_FACTORS[tokens[i].text] * _units(table, token))
                    yield Token(Kind.NUMBER, str(count), Decimal(count))
                    yield token
                i = behind if run else end + (tokens[end].text in _WHOLE)
                continue
        if end < len(tokens) and tokens[end].text == "doubled" and _units(table, tokens[i]):
            count = 2 * _units(table, tokens[i])
            yield from (Token(Kind.NUMBER, str(count), Decimal(count)), tokens[i])
            i += 2
            continue
        yield tokens[i]
        i += 1


def _of_each(tokens: Sequence[Token], at: int, table: OnTable) -> int:
    """ "Half each" of goods of which as many lie on the table: 32, where it has 64 of each; else 0."""
    if tokens[at].text not in _FACTORS or _texts(tokens[at + 1 : at + 2]) not in (["each"], ["of"]):
        return 0
    if "each" not in _texts(tokens[at + 1 : at + 3]):
        return 0
    named = [token for token in tokens[:at] if token.kind is Kind.PRODUCT and token.product in table.units]
    there = {_units(table, token) for token in named} or set(table.units.values())
    return int(_FACTORS[tokens[at].text] * there.pop()) if len(there) == 1 else 0


def _units(table: OnTable, token: Token) -> int:
    """How many units of some goods lie on the table, or else were ordered last."""
    return table.units.get(token.product or "") or dict(table.last).get(token.product or "", 0)


_WHOLE = words("everything all it that order lot them")


def _is_the_result(tokens: Sequence[Token], end: int) -> bool:
    """Whether the quantity itself is named: "double the water to 96"."""
    behind = tokens[end : end + 2]
    return len(behind) == 2 and behind[0].text == "to" and behind[1].kind is Kind.NUMBER


def _whole(tokens: Sequence[Token], start: int, at: int, table: OnTable) -> list[Token]:
    """Everything on the table, for "double it", "double the order", "double the quantities of PO-1001".

    "Half of it" tells of a part, and "less than half of that" compares.
    """
    part = tokens[at - 1].text == "of" and tokens[start].text == "half"
    if part and (at >= len(tokens) or tokens[at].text not in ("everything", "each", "all")):
        return []
    meant = at < len(tokens) and (tokens[at].text in _WHOLE or tokens[at].kind is Kind.ORDER_ID)
    return (
        [Token(Kind.PRODUCT, catalogue()[product].name.lower(), None, product) for product in table.units]
        if meant
        else []
    )


def _run(tokens: Sequence[Token], start: int) -> tuple[list[Token], int]:
    """The products that stand in a row from ``start``, joined by "and", and where it ends."""
    row: list[Token] = []
    i = start
    while i < len(tokens) and tokens[i].kind is Kind.PRODUCT:
        row.append(tokens[i])
        start = i + 1
        i += 2 + (_texts(tokens[i + 1 : i + 3]) == ["and", "the"])
        if tokens[start : start + 1] == [] or tokens[start].text != "and":
            break
    return row, start
