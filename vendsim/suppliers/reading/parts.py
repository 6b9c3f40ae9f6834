"""What a sentence says of goods: products, counts and prices, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum
from itertools import pairwise

from vendsim.suppliers.reading.lexicon import CONTAINERS, mention_at, stem
from vendsim.suppliers.reading.tokens import Kind, Token


class Unit(Enum):
    """What a count counts."""

    SINGLE = "single"
    CASE = "case"
    PACK = "pack"  # a case of drinks, chips or candy, but a single packet of gum or cards


class Basis(Enum):
    """What a price is for."""

    UNIT = "unit"
    CASE = "case"
    TOTAL = "total"
    UNSAID = "unsaid"


class Standing(IntEnum):
    """Whose price it is; of several for one product the highest counts."""

    REFUSED = 0  # the reader's own price, named only to refuse it
    RIVAL = 1  # another supplier's: what the sender would like
    OFFERED = 2


@dataclass(slots=True)
class Goods:
    """A product named in the sentence; ``product`` is None for one that the catalogue does not have."""

    start: int
    end: int
    product: str | None
    phrase: str
    certain: bool = True


@dataclass(slots=True)
class Count:
    """A number of units or cases; ``value`` is None for "-24" or "48-60"."""

    start: int
    end: int
    value: Decimal | None
    unit: Unit
    named: bool  # a unit noun was written
    each: bool = False  # "of each": holds for every product
    replaced: bool = False  # the old one of "96 instead of 48"


@dataclass(slots=True)
class PerCase:
    """How many units the sender takes a case to hold."""

    start: int
    end: int
    value: Decimal


@dataclass(slots=True)
class Price:
    """An amount of dollars; ``value`` is None for a negative one."""

    start: int
    end: int
    value: Decimal | None
    basis: Basis
    each: bool = False  # "each", "all", "both"
    standing: Standing = Standing.OFFERED
    budget: bool = False


@dataclass(slots=True)
class Break:
    """A comma, "and" or the like."""

    start: int
    end: int


Part = Goods | Count | PerCase | Price | Break

_SINGLE_NOUNS = frozenset(
    "unit units piece pieces pcs pc ea bag bags bar bars item items sachet sachets packet packets cup cups "
    "pair pairs set sets stick sticks tin tins pouch pouches tub tubs roll rolls "
    "sandwich sandwiches count".split()
) | frozenset(CONTAINERS)  # fmt: skip
_CASE_NOUNS = frozenset("case cases cs box boxes carton cartons flat flats tray trays crate crates".split())
_PACK_NOUNS = frozenset("pack packs pk pks".split())
_FILLERS = frozenset(
    "x of the your my our more additional extra another individual single singles full whole regular "
    "standard "
    "original fresh cold those these some such said following same different".split()
) | frozenset("hershey hersheys nabisco kelloggs kellogg frito lay mars quaker nestle wrigleys brand".split())  # fmt: skip

# Numbers of these are no quantities of goods.
_NOT_GOODS = frozenset(
    "day days week weeks month months year years hour hours minute minutes business working calendar machine "
    "machines "
    "location locations site sites slot slots row rows column columns order orders delivery deliveries "
    "shipment "
    "shipments supplier suppliers vendor vendors distributor distributors time times round rounds people "
    "person "
    "customer customers mile miles question questions thing things product products sku skus price prices "
    "quote "
    "quotes point points option options invoice invoices visit visits trip trips different types type kinds "
    "kind "
    "varieties flavors flavours lines other others sales percent tower floor stars reasons emails mails "
    "spirals "
    "figures digits stores offices ways".split()
)  # fmt: skip
_LABELS = frozenset(
    "slot row page week day option top version suite room number no step phase tier year net line "
    "part round level note month apt unit chapter ext zip phone tel".split()
)  # fmt: skip
_EACH = frozenset({"each", "apiece", "both", "everything"})
_PER = frozenset({"per", "/", "a"})
_REPLACED = (("instead", "of"), ("rather", "than"), ("down", "from"), ("up", "from"), ("in", "place", "of"))
_REPLACED_BY_ONE = frozenset({"not", "previously", "originally", "versus", "vs"})
_TIMES = frozenset("day week month year hour visit trip slot row machine".split())

# Words at which a phrase that may name an unknown product ends.
_PHRASE_END = frozenset(
    "at for to with or from by on in please shipped ship delivered deliver delivery per each if when this "
    "that is "
    "are was were be been would will could should can may might instead every as plus now asap today "
    "tomorrow next "
    "before after so then which total i we you it they my me us only arrived cost costs too also under over "
    "than but "
    "monthly weekly daily regularly have has had do does did not and thanks thank not available last once "
    "while "
    "because since until within via regards best sent needed need want like right away immediately straight "
    "again "
    "cheaper more less about all".split()
)  # fmt: skip


def parts_of(tokens: list[Token]) -> list[Part]:
    """The parts of a sentence; mentioned products become ``PRODUCT`` tokens in ``tokens``."""
    goods = _mark_products(tokens)
    found: list[Part] = list(goods)
    for i, token in enumerate(tokens):
        if token.kind is Kind.NUMBER:
            part = _number(tokens, i)
            if part:
                found.append(part)
        elif token.kind is Kind.MONEY:
            price = _price(tokens, i, i + 1, token.value)
            if price:
                found.append(price)
        elif token.kind is Kind.SIZE and (pack := _lone_pack(tokens, i)):
            found.append(pack)
        elif token.text in (",", ";", "and", "plus", "+", "but", "then", "|"):
            found.append(Break(i, i + 1))
    found.sort(key=lambda part: part.start)
    _spread_refusal(tokens, [part for part in found if isinstance(part, Price)])
    return found


def _spread_refusal(tokens: Sequence[Token], prices: Sequence[Price]) -> None:
    """In "you quoted $1.30 for coke and $1.50 for monster" both prices are the reader's."""
    for first, second in pairwise(prices):
        between = {token.text for token in tokens[first.end : second.start]}
        if first.standing is Standing.REFUSED and "and" in between and not between & _TURNS:
            second.standing = Standing.REFUSED


def _mark_products(tokens: list[Token]) -> list[Goods]:
    """Fold every mention into one token and say where it is."""
    goods: list[Goods] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        mention = mention_at(tokens, i) if token.kind is Kind.WORD else None
        if mention is None:
            i += 1
            continue
        phrase = " ".join(t.text for t in tokens[i : i + mention.length])
        tokens[i : i + mention.length] = [Token(Kind.PRODUCT, phrase, product=mention.product)]
        goods.append(Goods(i, i + 1, mention.product, phrase, mention.certain))
        i += 1
    return goods


def _text(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if 0 <= i < len(tokens) else ""


def _number(tokens: list[Token], i: int) -> Count | PerCase | Price | None:
    """What the number at ``i`` is: a count, a bare price, or nothing of the kind."""
    token = tokens[i]
    before = _text(tokens, i - 1)
    if _is_bare_price(tokens, i):
        return _price(tokens, i, i + 1, token.value)
    if before in _LABELS and tokens[i - 1].kind is Kind.WORD and not _is_quantity_label(tokens, i - 1):
        return None
    j, factor = _skip_pack_size(tokens, i + 1)
    while _text(tokens, j) in _FILLERS and tokens[j].kind is Kind.WORD:
        j += 1
    noun = _text(tokens, j)
    if noun in _NOT_GOODS and tokens[j].kind is Kind.WORD:
        return None
    unit, named = _unit(noun)
    end = j + 1 if named else i + 1
    per = _text(tokens, end)
    if per in ("per", "/") or (per in ("to", "in") and _text(tokens, end + 1) in ("a", "each", "every")):
        container = _text(tokens, end + (1 if per in ("per", "/") else 2))
        if container in _CASE_NOUNS and token.value:
            return PerCase(i, end + 2, token.value)
        if container not in _SINGLE_NOUNS:
            return None  # a rate: "24 a week", "12 per slot"
    if per in ("a", "an", "every", "each") and _text(tokens, end + 1) in _TIMES:
        return None
    if _text(tokens, i - 1) in ("of", "x") and _text(tokens, i - 2) in _CASE_NOUNS and token.value and unit is not Unit.CASE:
        return PerCase(i, end, token.value)
    if _is_unspoken_one(token, named, tokens, i):
        return None
    value = token.value * factor if token.value is not None else None
    each = _text(tokens, end) in _EACH or (_text(tokens, end), _text(tokens, end + 1)) in (("of", "each"), ("of", "both"), ("of", "all"), ("for", "each"))
    each = each or before in ("each", "both") or _text(tokens, i - 2) == "each"
    return Count(i, end, value, unit, named, each=each, replaced=_is_replaced(tokens, i))


def _skip_pack_size(tokens: Sequence[Token], j: int) -> tuple[int, int]:
    """Past the "24-pack" of "2 x 24-packs": where to go on, and by how much the count multiplies."""
    k = j + 1 if _text(tokens, j) == "x" else j
    if k < len(tokens) and (held := pack_size(tokens[k])):
        return k + 1, held
    while j < len(tokens) and tokens[j].kind is Kind.SIZE:  # "24 12oz cans"
        j += 1
    return j, 1


def pack_size(token: Token) -> int:
    """24 for "24-pack"; 0 for anything else."""
    if token.kind is not Kind.SIZE or "pack" not in token.text and "pk" not in token.text:
        return 0
    digits = token.text.rstrip("spack -")
    return int(digits) if digits.isdigit() and len(digits) <= 3 else 0


def _lone_pack(tokens: Sequence[Token], i: int) -> Count | None:
    """ "a 24-pack of coke" counts 24."""
    held = pack_size(tokens[i])
    if held and _text(tokens, i - 1) in ("a", "an") and _text(tokens, i + 1) in ("of", ""):
        return Count(i, i + 1, Decimal(held), Unit.SINGLE, named=True)
    return None


def _unit(noun: str) -> tuple[Unit, bool]:
    if noun in _CASE_NOUNS:
        return Unit.CASE, True
    if noun in _PACK_NOUNS:
        return Unit.PACK, True
    return Unit.SINGLE, noun in _SINGLE_NOUNS


def _is_quantity_label(tokens: Sequence[Token], i: int) -> bool:
    return _text(tokens, i) in ("number", "no", "line") and _text(tokens, i + 1) == ":"


def _is_unspoken_one(token: Token, named: bool, tokens: Sequence[Token], i: int) -> bool:
    """Whether "one" is a pronoun here: "the coke one", "one of them"."""
    if token.text != "one" or named:
        return False
    return i + 1 >= len(tokens) or tokens[i + 1].kind is not Kind.PRODUCT


def _is_replaced(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` is the one given up: "96 instead of 48", "from 48 to 96"."""
    words = tuple(_text(tokens, j) for j in range(i - 3, i))
    if words[1:] in _REPLACED or words in _REPLACED:
        return True
    return words[2] in _REPLACED_BY_ONE or (words[2] == "from" and _text(tokens, i + 1) == "to")


def _is_bare_price(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number without a currency is a price: "@ .62", "at 0.62", "0.62 each", "price: 0.62"."""
    value, before, after = tokens[i].value, _text(tokens, i - 1), _text(tokens, i + 1)
    if before == "@":
        return True
    label = _text(tokens, i - 2) if before in (":", "=", "is") else before
    if label in ("price", "prices", "cost", "rate"):
        return True
    fractional = value is not None and value != value.to_integral_value()
    if not fractional:
        return False
    return before in ("at", "for") or after in ("each", "apiece", "ea") or (
        after in ("per", "/", "a") and _unit(_text(tokens, i + 2))[1]
    )


# Prices -------------------------------------------------------------------------------------------------

_TOTAL_BEFORE = frozenset("total totals totaling totalling subtotal sum =".split())
_TOTAL_AFTER = frozenset("total altogether overall".split())
_OTHER_MONEY = frozenset(
    "shipping freight delivery fee fees over above under below minimum exceeds balance deposit save saves "
    "saving savings "
    "off profit revenue retail sell sells selling resell charge charged worth least exceed".split()
)  # fmt: skip
_THEIRS_BEFORE = (
    ("you", "quoted"), ("your", "quote"), ("your", "price"), ("quoted", "price"), ("down", "from"), ("instead", "of"),
    ("original", "price"), ("current", "price"), ("currently", "at"), ("your", "quoted"), ("your", "offer"),
    ("your", "current"), ("listed", "at"), ("than", "your"), ("rather", "than"), ("you", "offered"),
)  # fmt: skip


_TURNS = frozenset("i we my our but to can could would is are".split())
_REFUSES = frozenset("too bit rather quite very pretty way above close well much little seems is".split())
_REFUSING = frozenset("high much expensive steep pricey market wholesale street retail to over above".split())


def _price(tokens: Sequence[Token], start: int, end: int, value: Decimal | None) -> Price | None:
    """The price at ``start``; None for money that is no price of goods: fees, thresholds, savings."""
    lead: list[str] = []
    for token in tokens[max(start - 5, 0) : start]:
        lead = [] if token.kind is Kind.MONEY else [*lead, token.text]
    near = lead[-3:]
    if "budget" in lead or ("spend" in near):
        return Price(start, end, value, Basis.TOTAL, budget=True)
    after = _text(tokens, end)
    if any(word in _OTHER_MONEY for word in near) or after in ("shipping", "off", "minimum", "delivery", "freight", "fee", "discount"):
        return None
    basis, each, end = _basis(tokens, end)
    if basis is Basis.UNSAID:
        if any(word in _TOTAL_BEFORE for word in near):
            basis = Basis.TOTAL
        elif "@" in near[-1:] or "at" in near[-2:]:
            basis = Basis.UNIT
    theirs = any(pair in _THEIRS_BEFORE for pair in pairwise(lead)) or "vs" in near[-1:] or (
        "from" in near[-1:] and "to" in [_text(tokens, j) for j in range(end, end + 2)]
    )
    budget = after == "budget"
    standing = Standing.REFUSED if theirs or _is_refused(tokens, end) else Standing.OFFERED
    return Price(start, end, value, Basis.TOTAL if budget else basis, each, standing, budget)


def _is_refused(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words after a price turn it down: "$1.30 a can is too high"."""
    words = [token.text for token in tokens[i : i + 12]]
    for n, word in enumerate(words):
        if word in (",", ";", "but", "-", "@") or tokens[i + n].kind is Kind.MONEY:
            return False
        if word in _REFUSING and n and words[n - 1] in _REFUSES:
            return True
    return False


def _basis(tokens: Sequence[Token], i: int) -> tuple[Basis, bool, int]:
    """What the words from ``i`` say a price is for, whether for every product, and where they end."""
    first, second, third = (_text(tokens, j) for j in (i, i + 1, i + 2))
    if first in _EACH or first == "ea":
        return Basis.UNIT, True, i + 1
    if first in ("for", "on") and second in ("each", "both", "all", "everything"):
        return (Basis.TOTAL, False, i + 2) if second == "everything" else (Basis.UNIT, True, i + 2)
    if first in _PER and second:
        unit, named = _unit(second)
        if unit is Unit.CASE:
            return Basis.CASE, False, i + 2
        if named or unit is Unit.PACK or second in ("pop", "item", "each"):
            return Basis.UNIT, True, i + 2
    if first in ("for", "/") and third in _CASE_NOUNS and second in ("a", "the", "each", "one"):
        return Basis.CASE, False, i + 3
    if first in _TOTAL_AFTER or (first in ("in", "all") and second in ("total", "all", "in")):
        return Basis.TOTAL, False, i + 2
    return Basis.UNSAID, False, i


# Products that the catalogue does not have --------------------------------------------------------------


# Words of labels, which stand before a number as a product might: "Total units: 120".
_UNIT_NOUNS = _SINGLE_NOUNS | _CASE_NOUNS | _PACK_NOUNS
_HEADINGS = frozenset(
    "unit units cases boxes count quantity quantities qty total totals amount subtotal budget price cost "
    "need needs minimum min maximum max lead shipping "
    "mail balance sum stock sold capacity approx approximately about roughly order ordering send ship quote "
    "product".split()
)  # fmt: skip


def unknown_after(tokens: Sequence[Token], count: Count) -> tuple[str, int] | None:
    """The phrase that ``count`` counts if it names no product we know, and where it ends.

    In "50 units of your unicorn protein bars" the known "protein bars" is part of a stranger's name.
    """
    i = count.end
    while _text(tokens, i) in _FILLERS or _text(tokens, i) in ("family", "party", "size") or (i < len(tokens) and tokens[i].kind is Kind.SIZE):
        i += 1
    words: list[str] = []
    while i < len(tokens) and len(words) < 5:
        token = tokens[i]
        if token.kind is Kind.PRODUCT and words:
            words.append(token.text)
            i += 1
            continue
        if token.kind is not Kind.WORD or token.text in _PHRASE_END or token.text == "x":
            break
        words.append(token.text)
        i += 1
    if not words or words[0] in _NOT_GOODS or stem(words[0]) in _NOT_GOODS:
        return None
    return " ".join(words), i


def unknown_before(tokens: Sequence[Token], count: Count) -> str | None:
    """The phrase before a count that names no product we know: "Mars bars (50)", "Mars bars: 50"."""
    if _text(tokens, count.end) not in ("", ")", ",", ".", ";", "and", "@", "at", "-", "(", "for"):
        return None
    i = count.start - 1
    if _text(tokens, i) in ("qty", "quantity"):
        i -= 1
    if _text(tokens, i) not in ("(", ":", "-", "x"):
        return None
    words: list[str] = []
    while i > 0 and len(words) < 5:
        token = tokens[i - 1]
        if token.kind is not Kind.WORD or token.text in _PHRASE_END:
            break
        words.insert(0, token.text)
        i -= 1
    if all(word in _UNIT_NOUNS for word in words) or any(word in _HEADINGS | _NOT_GOODS | _LABELS for word in words):
        return None
    return " ".join(words)

