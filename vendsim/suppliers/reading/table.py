"""The words of a mail that point at what lies on the table between buyer and supplier.

"The first two", "both cans", "the rest", "everything but the jerky", "the nachos", "double the water" become
the names and quantities that they mean, before anything else is read: what follows need not know that they
were not written out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from vendsim.suppliers.reading.counted import (
    halved,
    multiplied,
    paired,
    pairs_in,
    several_of_a_sort,
    with_as_many,
)
from vendsim.suppliers.reading.kinds import Before, Kind, Token
from vendsim.suppliers.reading.lexicon import catalogue, lexicon, stem
from vendsim.suppliers.reading.mail import Mail
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.reading.pronouns import with_goods
from vendsim.suppliers.reading.words import UNITS, words

_DRINKS = ("soda", "bottle_soda", "water", "sports", "juice", "tea_coffee", "energy")
_SNACKS = ("chips", "family_chips", "candy", "gum_mints", "cookies", "nuts_bars", "jerky")
_SORTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("drink", "beverage"), _DRINKS),
    **dict.fromkeys(("soda", "pop", "soft drink"), ("soda", "bottle_soda")),
    **dict.fromkeys(("chip", "crisp"), ("chips", "family_chips")),
    **dict.fromkeys(
        ("big bag", "large bag", "family bag", "family size", "party bag", "party size"), ("family_chips",)
    ),
    **dict.fromkeys(("candy", "candie", "candy bar", "chocolate", "chocolate bar"), ("candy",)),
    **dict.fromkeys(("energy drink",), ("energy",)),
    **dict.fromkeys(("sport drink", "sports drink"), ("sports",)),
    **dict.fromkeys(("tea", "coffee"), ("tea_coffee",)),
    **dict.fromkeys(("gum", "mint"), ("gum_mints",)),
    "snack": _SNACKS,
    "water": ("water",),
    "juice": ("juice",),
    "cookie": ("cookies",),
    "nut": ("nuts_bars",),
    "jerky": ("jerky",),
    **dict.fromkeys(("sandwich", "sandwiche"), ("fresh",)),
    "souvenir": ("souvenir",),
}
"""What a word for a sort of goods, without its plural "s", stands for in the catalogue."""
_PACKED = {"can": " can", "bottle": " bottle"}
"""Sorts by the packing that a name ends in."""

_DETERMINERS = words(
    "the those these your no not of any without minus except skip drop strike remove both and or , : "
    "- * | more extra x plus & with keep put make for on take"
)
_THINGS = words("one ones item items line lines product products thing things")
_OF = Token(Kind.WORD, "of")
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5}
_NOT_PLACES = words(
    "time times order orders week weeks month mail email letter quote price prices shipment delivery day"
)
_NOT_RESTS = words(
    "day days side hand supplier suppliers vendor week way place order orders time question thing"
)
_TOO_GENERAL = words(
    "a an the of and or to for in on at it is are was be you we i my your our all each more other "
    "others one two both oz bag pack box size style new best party family price order drink bar "
    "fresh stick power card cable golden gate fruit cup classic white hot original small big large extra up "
    "sugar"
)
"""Words of names that also mean something else."""
_NOUNS = words("bar drink stick cup classic original")
"""Of these, what names goods all the same where only one on the table is called so."""


def written_out(mail: Mail, table: OnTable) -> Mail:
    """A mail with all that points at the table named; tables with headings stay as they are."""
    mail = replace(mail, before=table.before or mail.before, order_waits=bool(table.ordered))
    if not table.units and not table.carried:
        return mail
    new = [part for part in mail.parts if not mail.is_old(part)]
    said = {t.product for part in new for t in part.tokens if t.kind is Kind.PRODUCT}
    left = replace(table, units={p: n for p, n in table.units.items() if p not in said})
    parts = [
        several_of_a_sort([_of_table(t, table, left) for t in _named(part.tokens)], table)
        for part in new
        if not part.columns
    ]
    named = {t.product for part in new for t in part.tokens if t.kind is Kind.PRODUCT and t.product}
    pairs = pairs_in(parts)
    pointers = (
        _some(part, i, table, named, pairs)
        for part in parts
        for i, it in enumerate(part)
        if it.kind is Kind.WORD
    )
    alone = named | {it[1][0] for it in pointers if it and len(it[1]) == 1}

    def some(tokens: list[Token], i: int) -> Pointer | None:
        """Of a sort that is refused, what the mail names by itself is apart: "yes to nachos, no to chips"."""
        length, goods = _some(tokens, i, table, named, pairs) or (0, ())
        refused = not _REFUSING.isdisjoint(_texts(tokens, max(i - 3, 0), min(i, 3)))
        return length, [it for it in goods if len(goods) == 1 or not (refused and it in alone)] or goods

    found = with_goods([_replaced(part, some) for part in parts])
    found = [with_as_many(part) for part in paired(found, pairs, list(table.units))]
    known = {t.product for part in found for t in part if t.kind is Kind.PRODUCT and t.product} | named
    whole = table.units if table.before is Before.ASKED else table.ordered or table.units
    rest = [product for product in whole if product not in known]
    listed = len(known - table.units.keys()) > 1  # goods of its own, whose rest may be meant

    def others(tokens: list[Token], i: int) -> Pointer | None:
        return None if listed and _prices(tokens, i) else _rest(tokens, i, rest, table)

    found = [_replaced(part, others, of_rest=True) for part in found]
    written = iter([list(multiplied(halved(part), table)) for part in found])
    return replace(
        mail,
        parts=[
            part if part.columns or mail.is_old(part) else replace(part, tokens=next(written))
            for part in mail.parts
        ],
    )


_REFUSING = words("no not none without skip drop minus forget out")


def _named(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the "one" of "the water one", which counts nothing."""
    noun = {
        i
        for i in range(2, len(tokens))
        if tokens[i].text == "one" and tokens[i - 1].kind is Kind.PRODUCT and tokens[i - 2].text == "the"
    }
    return [token for i, token in enumerate(tokens) if i not in noun]


def _of_table(token: Token, table: OnTable, left: OnTable) -> Token:
    """A word for a sort of goods as the only ones of that sort on the table: "the water".

    So is a short name that the catalogue gives to another size ("the cokes"), and the number of an order.
    ``left``: the table without goods that the mail names; beside these a word means something else.
    """
    if token.kind is Kind.NUMBER and token.text in table.numbers:
        return Token(Kind.ORDER_ID, token.text)
    if token.kind is not Kind.PRODUCT or not token.product:
        return token
    if not token.certain and token.product in table.prices and token.text in _NO_NOUNS:
        return replace(token, certain=True)  # "cables yes (12)", where they were quoted
    if token.product in table.units:
        return token
    if stem(token.text) in _SORTS:
        fits = _of_sort(stem(token.text), left.units)
    else:
        fits = [product for product in left.units if _is_another_size(token, product)]
    return Token(Kind.PRODUCT, token.text, None, fits[0]) if len(fits) == 1 else token


_NO_NOUNS = words("cables cards orbits quests")
_SIZED = re.compile(r"[0-9]|\b(?:can|cans|bottles?|small|big|large|family|party)\b")


def _is_another_size(token: Token, product: str) -> bool:
    """Whether goods are what a name says that tells no size, in another size than the usual one."""
    named = catalogue()[token.product or ""]
    full = [_SIZED.split(name.lower())[0].strip() for name in (named.name, catalogue()[product].name)]
    return full[0] == full[1] and not _SIZED.search(token.text)


Pointer = tuple[int, Sequence[str]]
"""How many tokens point, and at what."""


def _replaced(
    tokens: list[Token], find: Callable[[list[Token], int], Pointer | None], *, of_rest: bool = False
) -> list[Token]:
    written: list[Token] = []
    i = 0
    while i < len(tokens):
        found = find(tokens, i) if tokens[i].kind in (Kind.WORD, Kind.NUMBER) else None
        if found is None or not found[1]:
            written.append(tokens[i])
            i += 1
            continue
        length, goods = found
        if _introduces(tokens, i + length, alone=len(goods) == 1):
            written.append(tokens[i])
            i += 1
            continue
        if len(goods) > 1 and written and written[-1].value == len(goods):
            written.pop()  # "the two cookies"
        written.extend(_listed(goods, " ".join(token.text for token in tokens[i : i + length]), of_rest))
        i += length
    return written


def _introduces(tokens: Sequence[Token], end: int, *, alone: bool) -> bool:
    """Whether what stands before ``end`` only announces a list: "the drinks in cans: 48 cola and ..."."""
    colon = next((at for at in range(end, min(end + 3, len(tokens))) if tokens[at].text == ":"), None)
    if colon is None:
        return False
    return colon == len(tokens) - 1 or (not alone and any(t.kind is Kind.PRODUCT for t in tokens[colon:]))


def _listed(goods: Iterable[str], text: str, of_rest: bool) -> Iterator[Token]:
    """Products in a row, joined by "and"; of a single one the words stay as they were written."""
    goods = list(goods)
    for at, product in enumerate(goods):
        if at:
            yield Token(Kind.WORD, "and")
        name = text if len(goods) == 1 else _short(product)
        yield Token(Kind.PRODUCT, name, None, product, of_rest=of_rest)


def _short(product: str) -> str:
    return catalogue()[product].name.lower()


# Some of the goods ---------------------------------------------------------------------------------------


def _some(
    tokens: list[Token], i: int, table: OnTable, named: set[str], pairs: Sequence[str]
) -> Pointer | None:
    """Goods by their place, by a short name or by their sort; ``pairs``: places that mean something else."""
    if any(word in pairs for word in _texts(tokens, i + 1, 1)):
        return None
    place = _place(tokens, i, list(table.units) or table.carried)
    sized = _by_size(tokens, i, named or table.units)
    return place or sized or _short_name(tokens, i, table, named) or _nickname(tokens, i, table)


def _texts(tokens: Sequence[Token], start: int, length: int) -> list[str]:
    return [token.text for token in tokens[start : start + length]]


def _place(tokens: list[Token], i: int, goods: Sequence[str]) -> Pointer | None:
    """ "The first two", "the last one", "the former", "the second"."""
    start = i + (tokens[i].text in ("the", "your", "those", "just", "only"))
    said = _texts(tokens, start, 3)
    word, behind = (said[0], said[1:]) if said else ("", [])
    if len(goods) < 2 or not word or (behind[:1] and behind[0] in _NOT_PLACES):
        return None
    length = start - i + 1
    number = tokens[start + 1] if start + 1 < len(tokens) else None
    if word in ("first", "top", "last", "bottom") and number is not None and number.kind is Kind.NUMBER:
        count = int(number.value) if number.value is not None and number.value < len(goods) else 0
        things = start + 2 < len(tokens) and tokens[start + 2].text in _THINGS
        chosen = goods[:count] if word in ("first", "top") else goods[-count:]
        return (length + 1 + things, chosen) if count else None
    if start == i:
        return None
    if word in ("former", "latter"):
        return length, [goods[0 if word == "former" else -1]]
    if word in _ORDINALS or word in ("last", "bottom"):
        place = _ORDINALS.get(word, -1)
        things = bool(behind) and (behind[0] in _THINGS or behind[0] == "1")
        alone = not behind or behind[0] in _BESIDE_PLACES or _texts(tokens, i - 1, 1) == ["and"]
        meant = things or (alone and _is_chosen(tokens, i)) or word in ("second", "third", "fourth")
        if meant and place < len(goods):
            return length + things, [goods[place]]
    return None


def _short_name(tokens: list[Token], i: int, table: OnTable, named: set[str]) -> Pointer | None:
    """The one article, or all of one sort, that a short name means; words of named goods mean those."""
    introduced = not i or tokens[i - 1].text in _DETERMINERS or tokens[i - 1].kind in (Kind.NUMBER, Kind.SIZE)
    behind = [t.kind for t in tokens[i + 1 : i + 2] if tokens[i].text != "still"]  # "is it still 90?"
    introduced |= bool(behind) and behind[0] in (Kind.NUMBER, Kind.MONEY)  # "nacho 90"
    if not introduced or tokens[i].kind is not Kind.WORD:
        return None
    for length in (3, 2, 1):
        words = [token for token in tokens[i : i + length] if token.kind is Kind.WORD]
        if len(words) < length or tokens[i + length : i + length + 1] == [_OF]:
            continue  # "24 bottles of water" are no bottles of cola
        stems = frozenset(stem(token.text) for token in words)
        for goods in (table.units, table.carried):
            own = [p for p in goods if stems <= _names(p) or _initials(p) == stems]
            if len(own) == 1 and (stems <= _NOUNS or (goods is table.units and _initials(own[0]) == stems)):
                return length, own
        if sized := _of_size(stems, tokens[i + length : i + length + 1], (*table.units, *table.carried)):
            return length + 1, [sized]
        if stems <= _TOO_GENERAL or words[0].text in _PACKED:
            continue  # "can" is a verb, "cans" are goods
        sort = _of_sort(" ".join(stem(token.text) for token in words), table.units)
        sorts = _SORTS.get(" ".join(stem(token.text) for token in words))
        meant = [p for p in named if stems <= _names(p) and (not sorts or catalogue()[p].category in sorts)]
        if meant and (len(sort) != 1 or sort[0] in meant):
            return (length, meant) if len(meant) == 1 and length == 1 and _is_plain(tokens, i) else None
        if length == 1 and stems & _TOO_GENERAL:
            continue
        name = " ".join(stem(t.text) for t in words)
        counted = i > 0 and tokens[i - 1].kind is Kind.NUMBER
        if name in _PACKED and counted:
            return None  # "120 bottles" of something
        one = counted or _is_numbered(tokens, i, i + length)
        for goods in (table.units, () if name in _SORTS else table.carried):
            fits = [product for product in goods if stems <= _names(product)]
            if len(fits) == 1:
                return length, fits
            if fits and (sort := _of_sort(name, fits)):
                sort = (_usual(name, sort) if one else []) or sort
                return (length, sort) if len(sort) <= _MOST_OF_A_SORT else None
        sort = _of_sort(name, table.units) or ([] if name in _PACKED else _of_sort(name, table.carried))
        if sort and len(sort) <= max(_MOST_OF_A_SORT, len(table.units)):
            return length, (_usual(name, sort) if one else []) or sort
    return None


def _of_size(stems: frozenset[str], behind: Sequence[Token], goods: Iterable[str]) -> str:
    """The goods of "energy 8.4oz"; "": no size stands behind the name, or it is the size of none."""
    size = behind[0].text.replace(" ", "") if behind and behind[0].kind is Kind.SIZE else ""
    fits = {p for p in goods if stems <= _names(p) and size in catalogue()[p].name.lower().split()}
    return fits.pop() if len(fits) == 1 else ""


def _by_size(tokens: Sequence[Token], i: int, goods: Iterable[str]) -> Pointer | None:
    """The only goods of a size: "24 of the 8.4 oz"."""
    said, behind = tokens[i + 1 : i + 2], tokens[i + 2 : i + 3]
    if tokens[i].text != "the" or not said or said[0].kind is not Kind.SIZE:
        return None
    if behind and (behind[0].kind is Kind.PRODUCT or stem(behind[0].text) in lexicon().owners):
        return None  # "the 12 oz cola"
    sized = _of_size(frozenset(), said, goods)
    return (2, [sized]) if sized else None


def _is_numbered(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether goods have one quantity or price: "96 of the chips", "75 for the chips", "chips 60"."""
    before, behind = tokens[max(start - 3, 0) : start - 1], tokens[end : end + 3]
    joined = [token.text for token in before[-1:]] in (["of"], ["for"], ["on"])
    while behind[1:] and behind[0].text in ("up", "down", "to", "at", ":"):
        behind = behind[1:]
    beside = [*(before if joined else ()), *behind[:1]]
    return any(token.kind in (Kind.NUMBER, Kind.MONEY) for token in beside)


LONGEST_NICKNAME = 3
"""Words of a nickname."""
_CLEARLY = 0.75  # of the uses of a nickname, among the goods that can be meant
_ARTICLES = words("the those these your our my some of")


def nickname(tokens: Iterable[Token]) -> str:
    """Words as `training/nicknames.py` collects them: "the small energies" as "small energy"."""
    return " ".join(stem(token.text) for token in tokens if token.text not in _ARTICLES)


@cache
def _nicknames() -> Mapping[str, Mapping[str, int]]:
    """What people have meant by short names, and how often."""
    text = files(__package__).joinpath("weights", "nicknames.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, int]] = json.loads(text)
    return found


def _nickname(tokens: list[Token], i: int, table: OnTable) -> Pointer | None:
    """The goods that people usually mean by a short name, among those on the table, else those we have."""
    before = tokens[i - 1] if i else None
    if before and before.text not in _DETERMINERS and before.kind is not Kind.NUMBER:
        return None
    for length in range(LONGEST_NICKNAME, 0, -1):
        said = tokens[i : i + length]
        if len(said) < length or any(
            token.kind is not Kind.WORD or token.text in _ARTICLES for token in said
        ):
            continue
        behind = tokens[i + length] if i + length < len(tokens) else None
        counts = said[0].text in UNITS and before is not None and before.kind is Kind.NUMBER
        if counts or (behind and (behind.kind is Kind.PRODUCT or behind == _OF)):
            continue  # "24 packs of cola", "orange juice"
        for goods in (table.units, table.carried):
            if meant := _usual(nickname(said), goods):
                return length, meant
    return None


def _usual(name: str, goods: Collection[str]) -> list[str]:
    """The one of some goods that people usually mean by a short name, if there is one."""
    meant = {product: count for product, count in _nicknames().get(name, {}).items() if product in goods}
    likeliest = max(meant, key=lambda product: meant[product], default="")
    return [likeliest] if meant and meant[likeliest] >= _CLEARLY * sum(meant.values()) else []


_BESIDE_PLACES = frozenset({"and", ",", "&", "."})


def _is_chosen(tokens: Sequence[Token], i: int) -> bool:
    """Whether a place is what is bought: "book the first and the last"."""
    return not _CHOOSING.isdisjoint(token.text for token in tokens[max(i - 5, 0) : i])


_CHOOSING = words("book take order buy want need drop skip only just")


@cache
def _initials(product: str) -> frozenset[str]:
    """ "CC" for Cola Classic: what stands for a name of at least two words."""
    words = re.findall(r"\b[a-z]", re.sub(r"[0-9.]+.*", "", catalogue()[product].name.lower()))
    return frozenset({"".join(words)}) if len(words) > 1 else frozenset()


def _is_plain(tokens: list[Token], i: int) -> bool:
    """Whether a word names goods by itself: "50 of the chips", not "the mint candy"."""
    return i + 1 >= len(tokens) or tokens[i + 1].kind is not Kind.PRODUCT


_MOST_OF_A_SORT = 5  # goods of one sort that a word may point at


def _of_sort(name: str, goods: Iterable[str]) -> list[str]:
    if name in _PACKED:
        return [product for product in goods if catalogue()[product].name.endswith(_PACKED[name])]
    sorts = _SORTS.get(name, ())
    return [product for product in goods if catalogue()[product].category in sorts]


@dataclass(frozen=True)
class Sort:
    """A sort of goods that a text names."""

    name: str  # as written
    categories: tuple[str, ...]
    goods: tuple[str, ...]  # of the catalogue
    whole: bool  # all of the categories: nothing is said that only some have
    others: bool  # besides those that are named: "another kind of chips"


def sorts_in(text: str) -> list[Sort]:
    """The sorts of goods that a text names: "canned soda, water and tortilla chips".

    A word for much ("drinks") only introduces what is named beside it ("cola, water").
    """
    said = re.findall(r"[a-z&']+", text.lower())
    found: dict[str, Sort] = {}
    i = 0
    while i < len(said):
        names = (" ".join(said[i : i + length]) for length in (2, 1))
        name = next((name for name in names if stem(name) in _SORTS), "")
        if name and not _NOT_SORTS & set(said[i + len(name.split()) :][:1]):
            goods = _of_sort(stem(name), catalogue())
            meant = _narrowed(said[i - 1] if i else "", goods)
            others = not _OTHERS_OF.isdisjoint(said[max(i - 3, 0) : i])
            found[name] = Sort(name, _SORTS[stem(name)], tuple(meant), len(meant) == len(goods), others)
        i += len(name.split()) or 1
    narrow = [set(sort.categories) for sort in found.values()]
    return [sort for sort in found.values() if not any(other < set(sort.categories) for other in narrow)]


_OTHERS_OF = words("other another else second different")
_NOT_SORTS = words("machine machines vending slot slots coil coils company supplier distributor house")
"""Behind a word for goods: it tells what something is for."""


def _narrowed(before: str, goods: list[str]) -> list[str]:
    """Those of some goods that the word before them fits: "canned soda", "tortilla chips"; else all."""
    if before in ("canned", "bottled"):
        fits = [p for p in goods if (catalogue()[p].name.endswith(" can")) == (before == "canned")]
    else:
        fits = [p for p in goods if before not in _TOO_GENERAL and stem(before) in _names(p)]
    return fits or goods


@cache
def _names(product: str) -> frozenset[str]:
    """All words of a product's names."""
    row = catalogue()[product]
    return frozenset(
        stem(word) for name in (row.name, *row.aliases) for word in re.findall(r"[a-z&']+", name.lower())
    )


# The rest, and all -----------------------------------------------------------------------------------------

_OTHERS = frozenset({"rest", "others", "remaining", "remainder", "other"})
_BEFORE_REST = frozenset({",", "and", ";", "-", ".", ":"})
_STAYING = words("unchanged same stay stays remain remains as like the")
_OF_THESE = words("them it those these list order quote items goods lot")
_ENDS = frozenset({"", ".", ",", "!", "?", ";", ")"})
_TOO = frozenset({"too", "also", "well"})
_SAME = words("list items quantities amounts numbers counts lines products basket stuff things")


def _rest(tokens: list[Token], i: int, rest: Sequence[str], table: OnTable) -> Pointer | None:
    """ "The rest", "the other two", "everything else"; where others are named apart also "everything"."""
    said = _texts(tokens, i, 5)
    if len(rest) > _MOST_OF_A_SORT and not any(table.units.get(product) for product in rest):
        return None  # nobody orders "the others" of a whole price list
    if table.ordered and said[:2] == ["the", "other"] and _TOO & {token.text for token in tokens}:
        return None
    if said[:2] in _ELSE:
        return None if _STOCK.match(" ".join(said[2:])) else (2, rest)
    if said[:3] == ["the", "rest", "with"] and i and tokens[i - 1].text in ("fill", "up"):
        return None
    if "than" in _texts(tokens, max(i - 2, 0), min(i, 2)):
        return None  # "it sells better than all the rest"
    if said[0] == "the" and said[1:2] and said[1] in _OTHERS:
        return _others(tokens, i, said[1], rest)
    bare = said[0] == "rest" or (said[0] == "others" and said[1:2] and said[1] in _STAYING)
    if bare and (i == 0 or tokens[i - 1].text in _BEFORE_REST):
        return 1, rest
    return _all(tokens, i, said, rest, table) if len(rest) < len(table.ordered or table.units) else None


def _prices(tokens: list[Token], i: int) -> bool:
    """Whether "the rest" is what no price is offered for: "$3 for the sunglasses, the rest at your price"."""
    return _AT_PRICES.match(" ".join(_texts(tokens, i, 5))) is not None


_AT_PRICES = re.compile(r"(?:the )?(?:rest|others?|remaining)(?: \w+)? (?:at|for) (?:your|the|list)\b")


def _others(tokens: list[Token], i: int, word: str, rest: Sequence[str]) -> Pointer | None:
    """ "The others", "the other two items"; not "the other supplier", nor "the other twelve" of two goods."""
    end = i + 2
    if end < len(tokens) and tokens[end].kind is Kind.NUMBER:
        if (tokens[end].value or 0) > len(rest):
            return None
        end += 1
    end += end < len(tokens) and tokens[end].text in _THINGS
    behind = tokens[end].text if end < len(tokens) else ""
    if behind == "of":  # "of the order", not "of the week"
        known = next(
            (at for at in range(end + 1, min(end + 3, len(tokens))) if tokens[at].text in _OF_THESE), None
        )
        return (known + 1 - i, rest) if known else None
    alone = word == "other" and end == i + 2 and behind not in _ENDS
    return None if alone or behind in _NOT_RESTS else (end - i, rest)


def _all(tokens: list[Token], i: int, said: list[str], rest: Sequence[str], table: OnTable) -> Pointer | None:
    """ "Everything", "all four", "all of them", "the same list", but for what is named apart."""
    if said[0] == "everything":
        told = (said[1:2] and said[1] in _NEWS) or (i > 0 and tokens[i - 1].text in ("cancel", "stop"))
        return None if told else (1, rest)
    for phrase in _ALL:
        if said[: len(phrase)] == phrase:
            return len(phrase), rest
    if said[0] == "same" and said[1:2] and said[1] in _SAME:
        return 2, rest
    count = tokens[i + 1].value if i + 1 < len(tokens) else None
    if said[0] in ("all", "the") and count == len(table.units) and said[2:3] not in (["cases"], ["units"]):
        return 2 + (said[2:3] != [] and said[2] in _THINGS), list(table.units)
    return None


_NEWS = words("in arrived came is was looks went sold has you we i works worked to goes")
"""Behind "everything": what tells of it, or where it goes, and orders nothing."""
_STOCK = re.compile(r"(?:i|we) (?:\w+ )?(?:have|got|had)\b")
"""Behind "everything else": tells of the sender's own stock."""
_ELSE = (["everything", "else"], ["anything", "else"], ["all", "else"])
_ALL = [
    phrase.split()
    for phrase in ("all of them", "all of it", "all of those", "the lot", "the whole lot", "the whole list")
]
