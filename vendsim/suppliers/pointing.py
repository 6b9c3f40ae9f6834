"""What words point at on the table without naming it: "the first two", "not the energy", "the rest stays"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal

from vendsim.suppliers.book import Item
from vendsim.suppliers.trade import product

Rest = Literal["", "kept", "dropped"]

_CLAUSE = re.compile(r" (?:[.,;:!?()]|-|(?<!everything )(?<!all )but|and then|then) ")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT = rf"(?:{'|'.join(_NUMBERS)}|\d+)"
_THINGS = r"(?:ones?|items?|lines?|products?|things?)"
_REST = re.compile(
    r"(?:^ | and )rest\b"
    rf"|\b(?:the (?:rest|others|remaining|remainder|other(?: {_COUNT})?(?: {_THINGS})?(?= |$))"
    r"|(?:everything|all|anything) else|whatever (?:is left|else))"
    r"(?! (?:day|side|hand|supplier|vendor|week|way|place|order)s?\b)"
)
_SAME = re.compile(
    r"\b(?:the )?same (?:list|items|quantit\w+|amounts?|numbers|counts|lines|products|stuff|things|basket)\b"
    r"|\bsame (?:order )?as (?:in |on )?(?:(?:your|the) )?(?:quoted?|above|you quoted)\b"
    r"|\b(?:all|the lot|everything) as (?:is|quoted)\b"
    r"|\b(?:all|everything)(?: of \w+)? (?:but|except|minus|without)\b"
)
_PLACE = re.compile(
    rf"\b(?:the|your|those|just|only) (?P<end>first|top|last|bottom|final)(?: (?P<count>{_COUNT}))?"
    rf"(?: {_THINGS})?(?= |$)"
    r"(?! (?:time|order|week|month|mail|email|letter|quote|price|shipment|delivery)s?\b)"
    rf"|\b(?:the|item|line|number|no) (?P<nth>first|second|third|fourth|fifth|sixth)(?: {_THINGS})?(?= |$)"
)
_NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5}
_SHORT = re.compile(
    r"\b(?:the|those|these|your|no|not|of|any|without|minus|except|skip|drop|both|\d+|and|or)"
    r" (?P<words>[a-z&']+(?: [a-z&']+)?)"
)
_DROPPED = re.compile(
    r"\b(?:skip|drop|without|not|no|minus|except|excluding|forget|remove|scratch|lose|cut|pass on|leave out"
    r"|hold off on|less|neither|strike|cancel|take out|take off|leave|(?:everything|all)(?: of \w+)? but)\b"
)
_LEFT_OUT = re.compile(r"\b(?:off|out)\b|\bfor (?:now|later|another time|next time)\b")
_KEPT = re.compile(
    r"\b(?:stays?|remains?|keep|unchanged|as (?:is|it is|they are|before|quoted|planned|agreed|usual)|same"
    r"|untouched|alone)\b|\b(?:is|are) (?:fine|good|ok|okay|great)\b"
)
_UNWANTED = re.compile(r"\b(?:not|never) (?:need|want|buy|take|interested|moving|sell)\b|\bcan (?:wait|go)\b")
_NO_OFFER = re.compile(r"\bno (?:problem|worries|rush|need|hurry|thanks|changes?)\b")

_OF_CATEGORY = {
    "drink": ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy"),
    "beverage": ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy"),
    "soda": ("soda", "bottle_soda"),
    "pop": ("soda", "bottle_soda"),
    "soft drink": ("soda", "bottle_soda"),
    "water": ("water",),
    "juice": ("juice",),
    "tea": ("tea_coffee",),
    "coffee": ("tea_coffee",),
    "energy drink": ("energy",),
    "sports drink": ("sports",),
    "snack": ("chips", "family_chips", "candy", "cookies", "nuts_bars", "jerky", "gum_mints"),
    "chip": ("chips", "family_chips"),
    "crisp": ("chips", "family_chips"),
    "candy": ("candy",),
    "candie": ("candy",),
    "candy bar": ("candy",),
    "chocolate": ("candy",),
    "sweet": ("candy", "gum_mints"),
    "gum": ("gum_mints",),
    "mint": ("gum_mints",),
    "cookie": ("cookies",),
    "nut": ("nuts_bars",),
    "jerky": ("jerky",),
    "sandwiche": ("fresh",),
    "souvenir": ("souvenir",),
}
"""What a word for a sort of goods, without its plural "s", stands for in the catalogue."""


@dataclass
class Pointed:
    """What an act points at among the goods on the table."""

    taken: list[Item] = field(default_factory=list)
    dropped: list[Item] = field(default_factory=list)
    rest: Rest = ""  # what becomes of the goods that are neither named nor pointed at


def pointed(text: str, ground: Sequence[Item], named: frozenset[int]) -> Pointed:
    """What the words of an act point at; ``named`` are the products that it names anyway."""
    found = Pointed()
    for clause in _CLAUSE.split(f" {text.lower()} "):
        if match := _REST.search(clause):
            found.rest = "dropped" if _is_dropped(clause, match.start()) else "kept"
        elif _SAME.search(clause):
            found.rest = "kept"
        for at, items in _places(clause, ground, named):
            goods = [item for item in items if item.product not in named]
            (found.dropped if _is_dropped(clause, at) else found.taken).extend(goods)
    taken = {item.product for item in found.taken}
    found.dropped = [item for item in found.dropped if item.product not in taken]
    return found


def _places(clause: str, ground: Sequence[Item], named: frozenset[int]) -> Iterator[tuple[int, list[Item]]]:
    """Where a clause points at some of the goods, and at which."""
    for match in _PLACE.finditer(clause):
        yield match.start(), _by_place(match, ground)
    for match in _SHORT.finditer(clause):
        items = _by_short_name(match["words"].split(), ground, named)
        if items:
            yield match.start("words"), items


def _by_place(match: re.Match[str], ground: Sequence[Item]) -> list[Item]:
    if match["nth"]:
        return list(ground[_NTH[match["nth"]] :][:1])
    words = match["count"] or "one"
    count = _NUMBERS[words] if words in _NUMBERS else int(words)
    if not 0 < count < len(ground):
        return []
    return list(ground[:count] if match["end"] in ("first", "top") else ground[-count:])


def _by_short_name(words: Sequence[str], ground: Sequence[Item], named: frozenset[int]) -> list[Item]:
    """The one article, or all of one sort, that a short name means; of two words both count if they can.

    Words of a product that is named anyway mean that one.
    """
    for name in (words, words[:1], words[1:]):
        stems = frozenset(map(stem, name))
        if not stems or stems & _TOO_GENERAL or any(stems & _names(index) for index in named):
            continue
        fits = [item for item in ground if stems <= _names(item.product)]
        if len(fits) == 1:
            return fits
        sort = _OF_CATEGORY.get(" ".join(map(stem, name)))
        if sort and (goods := [item for item in ground if product(item.product).category in sort]):
            return goods
    return []


def sort_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The words for a sort of goods in a text, and its categories: "any chips too?"."""
    words = re.findall(r"[a-z]+", text.lower())
    names = [*map(" ".join, pairwise(words)), *words]
    return next(((name, _OF_CATEGORY[stem(name)]) for name in names if stem(name) in _OF_CATEGORY), None)


@cache
def _names(index: int) -> frozenset[str]:
    """All words of a product's names."""
    row = product(index)
    return frozenset(
        stem(word) for name in (row.name, *row.aliases) for word in re.findall(r"[a-z&']+", name.lower())
    )


def stem(word: str) -> str:
    """A word without its plural "s"."""
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_TOO_GENERAL = frozenset(
    re.findall(
        r"\w+",
        "a an the of and or to for in on at it is are was be you we i my your our all each more other others "
        "one two both oz can bottle bag pack box size style new best party family price order drink bar",
    )
)
"""Words of names that also mean something else."""


def _is_dropped(clause: str, at: int) -> bool:
    """Whether the words before (or behind) what is pointed at leave it out."""
    before, behind = _NO_OFFER.sub("", clause[:at]), clause[at:]
    if _KEPT.search(behind) or re.search(r"\bkeep\b", before):
        return False
    if re.search(r"\bleave\b", before) and not _LEFT_OUT.search(clause):
        return _DROPPED.search(before.replace("leave", "")) is not None
    return _DROPPED.search(before) is not None or _UNWANTED.search(behind) is not None
