"""Sums, quantities, dates, order numbers and products of a letter, and what belongs to what.

"$1,200" and "1200 dollars", "12 cents" and "$0.12", "two dozen" and "24", "Aug 14th" and "Friday, August 14"
are the same fact. Facts may change places, but not owners: a price stays with its product, a date with its
order, and what was received does not become what is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from vendsim.data import products
from vendsim.suppliers.reading.numbers import numeral, spoken_number
from vendsim.text import MONTHS, WEEKDAYS

Key = tuple[
    str, str
]  # kind and value: ("money", "1.20"), ("count", "24"), ("date", "8-14"), ("order", "1004")

_OWNED = ("money", "count", "percent", "date")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSE_END = re.compile(
    r"[;:()|!?]|\s/\s|,(?!\d)|\s[-\u2013\u2014]+\s|\b(?:and|but|while|whereas|leaving|plus|with)\b|\.(?!\d)|\n"
)
_WORDS = re.compile("[a-z]+(?:-[a-z]+)*")

_MONTH = "|".join(
    f"{name[:3].lower()}(?:{name[3:].lower()}|\\.)?" if len(name) > 4 else name.lower() for name in MONTHS
)
_DAY_NAME = "|".join(f"{name[:3].lower()}(?:{name[3:].lower()})?" for name in WEEKDAYS)
_DAY_OF_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_DATE = re.compile(
    rf"(?:\b({_DAY_NAME})\.?,?\s+(?:the\s+)?)?"
    rf"(?:\b({_MONTH})\.?\s+(?:the\s+)?{_DAY_OF_MONTH}|\b{_DAY_OF_MONTH}\s+(?:of\s+)?\b({_MONTH})\b\.?"
    r"|\b(\d{1,2})/(\d{1,2})\b(?!/))"
)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MONEY = re.compile(rf"\$\s?({_NUMBER})|(?<![\d.,])({_NUMBER})\s?(dollars?|bucks|usd|cents?)\b")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|percent\b|per cent\b)")
_COUNT = re.compile(_NUMBER)
_PRODUCT = re.compile("\u27e6([0-9]+)\u27e7")  # as written by `_without_products`
_ORDER = re.compile(r"\bpo[\s#-]{0,2}(\d{3,})\b")

# What a sum is, by the words around it.
_ROLES = {
    "received": re.compile(
        r"\breceived|\breceipt|\bgot\b|\barriv|\breached|\bcame in|\bcome in|\blanded|\bpayment of|\bsent\b"
        r"|\bpaid\b|\bis here|\bthanks for|\bin from you"
    ),
    "missing": re.compile(
        r"\bmissing|\bshort\b|\bremain|\brest\b|\bopen\b|\boutstanding|\bowe|\bbalance\b|\bstill\b|\bleft\b"
        r"|\black|\bunpaid|\bdue\b|\banother\b|\bfurther\b|\bmore\b|\badd\b|\bother\b|\bneed"
    ),
    "credit": re.compile(r"\bcredit"),
    "total": re.compile(r"\btotal|\baltogether|\bin all\b|\bcomes? to\b|\bto pay\b|\boverall|\bamount due"),
    "goods": re.compile(
        r"\bgoods\b|\bmerchandise|\bproducts?\b|\bsubtotal|\byou (?:picked|chose|ordered)"
        r"|\byour order (?:is|comes)"
    ),
    "shipping": re.compile(r"\bshipping|\bdelivery\b|\bfreight"),
    "minimum": re.compile(r"\bminimum|\bat least|\bsmallest|\bmin\b"),
    "free": re.compile(r"\bfree\b|\bwaived\b|\bincluded\b"),
    "offered": re.compile(
        r"\byou(?:'d|'ve| had| have)? (?:offer|suggest|propos|ask)\w*"
        r"|\byour (?:offer|price|figure|number|bid)"
    ),
    "unit": re.compile(r"\beach\b|\bper\b|\bapiece|\ba unit|\ba can|\ba bag|\ba piece"),
}  # fmt: skip
_NOT_OF_A_PRODUCT = {"credit", "total", "shipping", "minimum", "free", "offered"}


@dataclass(frozen=True)
class Fact:
    """One fact where it stands."""

    key: Key
    start: int
    end: int


@dataclass
class Facts:
    """Those of one letter."""

    text: str  # with facts written out of the way
    found: list[Fact] = field(default_factory=list)
    weekday_of: dict[Key, str] = field(default_factory=dict)  # of dates, where the letter names it
    weekdays: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)  # what has a digit in it and could not be read


def same_facts(text: str, template: str) -> bool:
    """Whether both letters hold the same facts in the same relations."""
    told, meant = _read(text), _read(template)
    return (
        {fact.key for fact in told.found} == {fact.key for fact in meant.found}
        and sorted(set(told.unread)) == sorted(set(meant.unread))
        and _counts(told) <= _counts(meant)
        and told.weekdays <= meant.weekdays
        and all(meant.weekday_of.get(key, day) == day for key, day in told.weekday_of.items())
        and _same_owners(told, meant)
        and _same_roles(told, meant)
    )


def _counts(facts: Facts) -> Counter[Key]:
    """How often each bare number is named; one more is one thing more."""
    return Counter(fact.key for fact in facts.found if fact.key[0] == "count")


# Reading -------------------------------------------------------------------------------------------------


def _read(letter: str) -> Facts:
    facts = Facts(_digits_for_words(_without_products(letter.lower())))
    _take(facts, _PRODUCT, lambda found: ("product", found[1]))
    _take(facts, _ORDER, lambda found: ("order", found[1]))
    _take_dates(facts)
    _take(facts, _MONEY, _money)
    _take(facts, _PERCENT, lambda found: ("percent", str(Decimal(found[1]).normalize())))
    _take(facts, _COUNT, _count)
    facts.unread = re.findall(r"\S*[0-9]\S*", facts.text)
    facts.weekdays |= {name[:3] for name in re.findall(rf"\b(?:{_DAY_NAME})s?\b", facts.text)}
    facts.found.sort(key=lambda fact: fact.start)
    return facts


def _take(facts: Facts, pattern: re.Pattern[str], key_of: Callable[[re.Match[str]], Key | None]) -> None:
    """Note every match that ``key_of`` makes a fact of, and blank it out."""
    for found in list(pattern.finditer(facts.text)):
        key = key_of(found)
        if key is not None:
            facts.found.append(Fact(key, found.start(), found.end()))
            facts.text = _blanked(facts.text, found)


def _blanked(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + "\u2022" * (found.end() - found.start()) + text[found.end() :]


def _take_dates(facts: Facts) -> None:
    for found in list(_DATE.finditer(facts.text)):
        weekday, month, day, other_day, other_month, slash_month, slash_day = found.groups()
        number = int(day or other_day or slash_day)
        name = (month or other_month or "").rstrip(".")
        place = int(slash_month) if slash_month else _month_number(name)
        if not (1 <= place <= 12 and 1 <= number <= 31):
            continue
        key = ("date", f"{place}-{number}")
        facts.found.append(Fact(key, found.start(), found.end()))
        if weekday:
            facts.weekday_of[key] = weekday[:3]
            facts.weekdays.add(weekday[:3])
        facts.text = _blanked(facts.text, found)


def _month_number(name: str) -> int:
    return next((i for i, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3])), 0)


def _money(found: re.Match[str]) -> Key | None:
    amount = numeral(found[1] or found[2])
    if amount is None:
        return None
    if found[3] and found[3].startswith("cent"):
        amount /= 100
    return "money", f"{amount:.2f}" if amount == round(amount, 2) else str(amount)


def _count(found: re.Match[str]) -> Key | None:
    amount = numeral(found[0])
    return None if amount is None else ("count", str(amount.normalize()))


def _without_products(letter: str) -> str:
    """The letter with products as numbers in brackets of their own."""
    rows = sorted(enumerate(products()), key=lambda row: -len(row[1].name))
    for place, product in rows:
        letter = letter.replace(product.name.lower(), f"\u27e6{place}\u27e7")
    return letter


_ONE_OF_SOMETHING = re.compile(
    r"one (?:(?:more|extra|free) )?"
    r"(?:unit|case|can|box|bag|bottle|dollar|cent|percent|day|week|month|for free)s?\b"
)


def _digits_for_words(letter: str) -> str:
    """Spoken numbers as digits; "one" only where something is counted."""
    out, at = [], 0
    words = list(_WORDS.finditer(letter))
    skip = 0
    for i, word in enumerate(words):
        if skip:
            skip -= 1
            continue
        run = _run(letter, words, i)
        length, value = spoken_number([part for w in run for part in w[0].split("-")] or [""])
        if not length or (
            length == 1 and word[0] == "one" and not _ONE_OF_SOMETHING.match(letter, word.start())
        ):
            continue
        taken, parts = 0, 0
        while parts < length:
            parts += len(run[taken][0].split("-"))
            taken += 1
        if parts != length:
            continue
        out += [letter[at : word.start()], str(value.normalize() if value % 1 else int(value))]
        at, skip = run[taken - 1].end(), taken - 1
    return "".join((*out, letter[at:]))


def _run(letter: str, words: list[re.Match[str]], first: int) -> list[re.Match[str]]:
    """A word and those that follow it with nothing but a space between, up to six."""
    run = [words[first]]
    for word in words[first + 1 : first + 6]:
        if letter[run[-1].end() : word.start()] != " ":
            break
        run.append(word)
    return run


# Relations -----------------------------------------------------------------------------------------------


def _spans(text: str, end: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for found in end.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _owners(facts: Facts) -> dict[Key, set[Key]]:
    """What belongs to each product and, where there are several, to each order: the facts nearest to it."""
    orders = {fact.key for fact in facts.found if fact.key[0] == "order"}
    kinds = ("product", "order") if len(orders) > 1 else ("product",)
    owned: dict[Key, set[Key]] = {}
    roles = _roles(facts)
    for start, end in _spans(facts.text, _SENTENCE_END):
        inside = [fact for fact in facts.found if start <= fact.start < end]
        owners = [fact for fact in inside if fact.key[0] in kinds]
        for owner in owners:
            owned.setdefault(owner.key, set())
        for fact in inside:
            free = fact.key[0] == "money" and roles[fact] & _NOT_OF_A_PRODUCT and len(orders) < 2
            if fact.key[0] in _OWNED and owners and not free:
                nearest = min(
                    owners, key=lambda it: (max(fact.start - it.end, it.start - fact.end), -it.start)
                )
                owned[nearest.key].add(fact.key)
    return owned


def _same_owners(told: Facts, meant: Facts) -> bool:
    owned, right = _owners(told), _owners(meant)
    several = {key for key in right if key[0] == "order"}
    return all(
        right[owner] <= owned.get(owner, set())
        and all(key[0] == "date" and not several for key in owned.get(owner, set()) - right[owner])
        for owner in right
    )


def _roles(facts: Facts) -> dict[Fact, set[str]]:
    """What each sum is said to be in its own clause; two sums in one clause share it half and half."""
    roles: dict[Fact, set[str]] = {}
    label = ""
    for start, end in _spans(facts.text, _CLAUSE_END):
        sums = [fact for fact in facts.found if fact.key[0] == "money" and start <= fact.start < end]
        for i, fact in enumerate(sums):
            left = start if i == 0 else (sums[i - 1].end + fact.start) // 2
            right = end if i + 1 == len(sums) else (fact.end + sums[i + 1].start) // 2
            labelled = i == 0 and facts.text[:start].endswith(":") and _said(label)
            roles[fact] = labelled or _said(facts.text[left:right])  # "Still to pay: $5.56"
        label = facts.text[start:end]
    return roles


def _said(words: str) -> set[str]:
    return {role for role, said in _ROLES.items() if said.search(words)}


def _sums(facts: Facts, owned: bool) -> dict[Key, set[str]]:
    """All sums, or those that belong to no product, in order: each with all that it is said to be."""
    of_products = {key for keys in _owners(facts).values() for key in keys}
    roles = _roles(facts)
    sums: dict[Key, set[str]] = {}
    for fact in facts.found:
        if fact.key[0] == "money" and (owned or fact.key not in of_products):
            sums.setdefault(fact.key, set()).update(roles.get(fact, set()))
    return sums


def _same_roles(told: Facts, meant: Facts) -> bool:
    """Whether no sum is said to be what another one is, and those that changed places are named."""
    said, right = _sums(told, owned=True), _sums(meant, owned=True)
    own = {key: roles - _others(right, key) for key, roles in right.items()}
    for key, roles in said.items():
        if roles & _others(own, key) and not roles & own.get(key, set()):
            return False
    if [*_sums(told, owned=False)] == [*_sums(meant, owned=False)]:
        return True
    free = [*_sums(meant, owned=False)]
    named = [key for key in free if own[key]]
    return len(named) >= len(free) - 1 and all(said.get(key, set()) & own[key] for key in named)


def _others(roles: dict[Key, set[str]], key: Key) -> set[str]:
    """The roles of all other sums."""
    return {role for other, its in roles.items() if other != key for role in its}
