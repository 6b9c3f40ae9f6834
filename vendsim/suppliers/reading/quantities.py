"""How many single units a number means: packs written as sizes, and cases of a stated size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, takewhile

from vendsim.suppliers.reading.acts import canonical
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import CASES, PACKS, SINGLES, UNITS, words

# Categories of which one "pack" is a single article, not a case.
_SINGLE_PACKS = frozenset(
    {"candy", "gum_mints", "cookies", "nuts_bars", "jerky", "souvenir", "collectible", "travel"}
)
_WITHIN = 6  # tokens between a number of cases and what each holds


def pack_in(token: Token) -> int:
    """24 for "24-pack"; 0 for anything else."""
    if token.kind is not Kind.SIZE or not ("pack" in token.text or "pk" in token.text):
        return 0
    digits = token.text.rstrip("spack -")
    return int(digits) if digits.isdigit() and len(digits) <= 3 else 0


def counts_cases(tokens: Sequence[Token], i: int, product: str | None, seems: bool) -> bool:
    """Whether the number at ``i`` counts cases: the noun behind it decides, without one what it seems."""
    noun = next((t.text for t in tokens[i + 1 : i + 3] if t.text in CASES | PACKS | SINGLES), "")
    if noun in CASES:
        return True
    if noun in PACKS:
        return product is None or catalogue()[product].category not in _SINGLE_PACKS
    times = i + 1 < len(tokens) and tokens[i + 1].text == "x"  # "1 x Coke" is one can
    return seems and noun not in SINGLES and not times


def priced_by_case(tokens: Sequence[Token], i: int) -> bool:
    """Whether the price at ``i`` is for a case: "$25.20 per case", "$22 a case", "$30/cs"."""
    words = [token.text for token in tokens[i + 1 : i + 4]]
    return len(words) >= 2 and words[0] in ("per", "/", "a", "the", "each") and words[1] in CASES


def is_given_up(tokens: Sequence[Token], i: int) -> bool:
    """Whether another number replaces the one at ``i``: "96 instead of 48", "24, not 32", "not the 12"."""
    before = [token.text for token in tokens[max(i - 3, 0) : i] if token.text != "the"][-2:]
    if before in (["instead", "of"], ["rather", "than"], ["place", "of"]):
        return True
    if before[-1:] == ["not"] and any(t.kind is Kind.NUMBER for t in _since_a_stop(tokens, i)):
        return True
    words = [token.text for token in tokens[max(i - 2, 0) : i + 2]]
    if words[:2] == ["to", "the"] and words[3:] in (["i"], ["we"]):
        return True  # "another dozen to the dozen I've got"
    return i > 2 and words[:2] == ["of", "the"] and tokens[i - 3].kind is Kind.NUMBER  # "4 of the 12"


def _since_a_stop(tokens: Sequence[Token], i: int) -> Sequence[Token]:
    """The words before ``i`` in its sentence."""
    start = next((at + 1 for at in range(i - 1, -1, -1) if tokens[at].text in _STOPS), 0)
    return tokens[start:i]


_STOPS = frozenset(".?!;")


def direction(tokens: Sequence[Token], i: int) -> str:
    """Whether the words beside the number at ``i`` make it "more" or "fewer": "8 more", "take the 12 off"."""
    before, behind = [[t.text for t in tokens[max(i - 2, 0) : i]], [t.text for t in tokens[i + 1 : i + 2]]]
    if behind in (["more"], ["extra"], ["additional"]) or before[-1:] in (["another"], ["additional"]):
        return "more"
    taken = before[-1:] == ["take"] or before == ["take", "the"]
    return "fewer" if behind in (["fewer"], ["less"]) or (taken and behind == ["off"]) else ""


_FREIGHT = frozenset({"shipping", "freight", "delivery", "postage"})


def is_for_shipping(tokens: Sequence[Token], i: int) -> bool:
    """Whether the money at ``i`` is what shipping costs: "$14 shipping", "freight of $14"."""
    before = [token.text for token in tokens[max(i - 3, 0) : i]]
    behind = [token.text for token in tokens[i + 1 : i + 4]]
    if behind[:1] and behind[0] in _FREIGHT:
        return True
    if behind[:2] and behind[0] in ("for", "of") and _FREIGHT & set(behind[1:]):
        return True
    return len(before) >= 2 and before[-2] in _FREIGHT and before[-1] in ("of", "is", "at", ":")


_TAKING_OUT = words(
    "remove drop delete strike scratch omit skip forget removing dropping striking omitting skipping"
)
_NEXT_CLAUSE = frozenset(",;:.")
_TAKING = frozenset({"take", "leave", "leaving", "taking", "keep"})
_SWAPPING = frozenset({"swap", "exchange", "replace", "switch", "trade", "swapping", "replacing"})
_IN_EXCHANGE = re.compile(r"(?:(?:in|on|from|of) (?:ORDERID|(?:the|my|our) order) )?(?:for|with|by)\b")
_LEAVING_OUT = re.compile(
    r"\b(?:leave|leaving|take|taking) (?:off|out)\b(?: \w+){0,2}$|\bno need (?:of|for)\b"
)
_EXCEPTING = frozenset({"but", "except", "minus", "without", "excluding", "no"})
_ARTICLES = frozenset({"the", "for", "any", "those", "your"})


_POINTING = frozenset({"the", "your", "those", "these", "any", "that", "more"})
_REFUSING = frozenset({"no", "not", "without", "skip", "minus", "nix", "scratch", "scrap", "omit", "forget"})


def _is_refused(before: Sequence[Token]) -> bool:
    """Whether the words right before some goods refuse them: "no Snickers", "not the Coke"."""
    said = [token.text for token in before if token.text not in _POINTING]
    counted = before and before[-1].kind is Kind.NUMBER and said[-2:-1] in (["without"], ["minus"])
    if said[-2:-1] == ["not"]:  # "do not forget the chips"
        return False
    return bool(said) and (bool(counted) or said[-1] in _REFUSING or said[-2:] == ["none", "of"])


def _is_held(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether goods are held back: "Yes, but hold the chips"; not "hold the chips until Friday"."""
    said = [token.text for token in before if token.text not in _POINTING]
    return said[-1:] == ["hold"] and not (behind and behind[0].text in ("until", "till", "for", "at"))


def is_taken_out(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether the words of a change around some goods take them out of an order.

    "Remove the Doritos", "take the Doritos and the Oreos off the order", "swap the 12 nuts for 16 cookies".
    """
    if _is_refused(before) or _is_held(before, behind):
        return True
    clause = list(takewhile(lambda token: token.text not in _NEXT_CLAUSE, reversed(before)))[::-1]
    said = [token.text for token in clause if token.kind in (Kind.WORD, Kind.PRODUCT)]
    if any(word in _TAKING_OUT and earlier != "not" for earlier, word in pairwise(["", *said][-4:])):
        return True
    if _LEAVING_OUT.search(" ".join(said[-5:])):
        return True
    if _IN_EXCHANGE.match(canonical(behind)) and any(w in _SWAPPING for w in said[-4:]):
        return True
    since = next((at for at in range(1, min(len(before), 8) + 1) if before[-at].text in _TAKING), 0)
    counted = [token.kind is Kind.NUMBER for token in before[len(before) - since :]] if since else []
    taken = since > 0 and not any(counted[:-1])
    off = next(
        (token.text for token in behind if token.kind is Kind.WORD and token.text not in _ARTICLES | {"and"}),
        "",
    )
    return taken and off in (("off",) if any(counted) else ("off", "out", "away"))


def comes_in_exchange(before: Sequence[Token]) -> bool:
    """Whether goods come in for others, by the words before them: "swap the chips for", "replace it with"."""
    said = [token for token in before if token.text not in _POINTING and token.kind is not Kind.NUMBER]
    if len(said) < 2 or said[-1].text not in ("for", "with", "by") or said[-2].text == "in":
        return False
    return any(token.text in _SWAPPING for token in said)


def is_kept(behind: Sequence[Token]) -> bool:
    """Whether the words behind some goods, and others beside them, say that they stay as they are."""
    said = [t.text for t in behind if t.kind is not Kind.PRODUCT and t.text not in ("and", ",", "&")][:2]
    return _STAYING.match(" ".join(said)) is not None


def stays(behind: Sequence[Token]) -> bool:
    """Whether any of the words behind some goods, up to a pause, say so: "in it unchanged"."""
    said = takewhile(lambda token: token.text not in _NEXT_CLAUSE, behind[:_PRONOUN_WITHIN])
    return _AS_IT_IS.search(" ".join(token.text for token in said)) is not None


_AS_IT_IS = re.compile(
    r"\b(?:stays?|remains?|unchanged|same|as (?:it|they|you|before|quoted|ordered|agreed))\b"
)
_STAYING = re.compile(
    r"(?:as (?:it|they)|stays?|remains?|unchanged|(?:is|are) (?:right|fine|ok|okay|good|correct))\b"
)


_PRONOUN_WITHIN = 9  # tokens behind goods in which "it" means them
_LEFT_OFF = re.compile(
    r"\b(?:leave|take|keep|strike) (?:it|that|this|them|those) (?:off|out)\b"
    r"|\b(?:skip|drop|scrap|scratch|strike|omit) (?:it|that|this|them|those)\b"
    r"|\b(?:replace|swap|exchange) (?:it|that|this|them|those) (?:with|by|for)\b"
)
_NO_BEHIND = re.compile(r"no(?: (?:[.,;]|since|because|as|thanks?|actually)|$)|(?:out|off) ?(?:[.,;!]|$)")
_LATER = re.compile(r"(?:later|next time|another time)\b")  # "Cola 24, water and chips later"
_IN_PLACE_OF = re.compile(r"\b(?:in place of|instead of|rather than)(?: the| those| your| any)?$")
_BETWEEN_GOODS = frozenset({"and", ",", "the", "lines", "ones", ":", "please", "is", "are", "-"})
_UNWANTED = (
    "no .",
    "no ;",
    "none",
    "not needed",
    "not this time",
    "not today",
    "i will skip",
    "no thank",
    "i skip",
)


def is_excepted(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether the words beside some goods leave them out.

    "Everything but the jerky", "instead of the plush", "plush no", "the jerky? Leave it off."
    """
    said = [token.text for token in before[-2:]]
    up_to_next = list(takewhile(lambda token: token.kind is not Kind.PRODUCT, behind[:_PRONOUN_WITHIN]))
    words = " ".join(token.text for token in up_to_next)
    joined = list(behind)
    while len(joined) > 2 and joined[0].text == "and":
        end = 1 + (joined[1].text in _ARTICLES)
        if joined[end].kind is not Kind.PRODUCT:
            break
        joined = joined[end + 1 :]
    put_off = _LATER.match(" ".join(token.text for token in joined[:2])) is not None
    if put_off or _LEFT_OFF.search(words) or _NO_BEHIND.match(words) or is_no(joined):
        return True
    if _IN_PLACE_OF.search(" ".join(token.text for token in before[-4:])):
        return True
    follows = [t.text for t in behind if t.kind is not Kind.PRODUCT and t.text not in _BETWEEN_GOODS][:3]
    of_others = re.search(r"\b(?:no|not|without) PRODUCT\b", canonical(behind[:_PRONOUN_WITHIN])) is not None
    if not of_others and any(" ".join(follows).startswith(words) for words in _UNWANTED):
        return True
    return bool(said) and (said[-1] in _EXCEPTING or (said[-1] in _ARTICLES and said[0] in _EXCEPTING))


def is_no(behind: Sequence[Token]) -> bool:
    """Whether the words behind some goods say no to them: "at 95 is a no", "I leave out", "I don't want"."""
    return _NO_TO_IT.match(canonical(behind[:_PRONOUN_WITHIN])) is not None


_NO_TO_IT = re.compile(
    r"(?:(?:at|for) (?:MONEY|QTY) )?(?:[,:-] )?"
    r"(?:(?:(?:(?:is|are|s|then|also|definitely|still) )*(?:a )?(?:no|none|nope|out|off)"
    r"|(?:please )?(?:leave|skip|drop|forget|strike)(?: (?:it|them|that|those))?(?: (?:out|off|away))?"
    r"|(?:i|we) (?:(?:will|would|do|can|rather|now) )*"
    r"(?:skip|pass|drop|leave(?: now)? (?:out|off|away|for)|leave|refuse|not (?:want|need)(?: any ?more)?))"
    r"(?= ?(?:[.,;!?)]|$| (?:thanks?|since|because|as i|either|at that|for that|this time|anyway|from you"
    r"|any ?more|another|now|out|then|and|but)\b)))"
)
"""Of goods that come first: "nachos at 95 is a no either way", "the almonds I leave out now"."""


_LIMITS = frozenset(
    {
        "your",
        "over",
        "past",
        "above",
        "under",
        "below",
        "pass",
        "passes",
        "reach",
        "reaches",
        "meet",
        "clear",
        "hit",
    }
)
_LEAST_SUM = 50  # dollars of a round sum that is named without them


def is_a_limit(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` is a sum that somebody sets: "over your two hundred", "past the 150"."""
    value = tokens[i].value
    if value is None or value < _LEAST_SUM or value % 10:
        return False
    before = [token.text for token in tokens[max(i - 2, 0) : i]]
    noun = tokens[i + 1] if i + 1 < len(tokens) else None
    counted = noun is not None and (noun.kind is Kind.PRODUCT or noun.text in UNITS or noun.text == "of")
    named = before[-1:] and (before[-1] in _LIMITS or (before[-1] == "the" and before[0] in _LIMITS))
    return bool(named or tuple(before) in _REACHING) and not counted


_REACHING = frozenset({("shy", "of"), ("short", "of"), ("in", "for"), ("i", "go"), ("we", "go")})


def is_a_break(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` is a quantity that is only asked about: "And at 96?"."""
    return 0 < i < len(tokens) - 1 and tokens[i - 1].text == "at" and tokens[i + 1].text == "?"


def is_summed_up(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` is part of a sum that the sender shows: "52.80 + 38.00 = $90.80".

    "24 Coke + 36 water" is none.
    """
    if i + 1 < len(tokens) and tokens[i + 1].kind is Kind.PRODUCT:
        return False
    around = [tokens[j].text for j in (i - 1, i + 1) if 0 <= j < len(tokens)]
    return "+" in around


def is_a_pronoun(tokens: Sequence[Token], i: int) -> bool:
    """Whether "one" at ``i`` stands for goods and counts none: "forget that one", "of one kind"."""
    beside = (*tokens[max(i - 1, 0) : i], *tokens[i + 1 : i + 2])
    return tokens[i].text == "one" and any(token.text in _BESIDE_ONE for token in beside)


def is_for_the_lot(tokens: Sequence[Token], i: int) -> bool:
    """Whether the amount at ``i`` is offered for everything together: "would you do it for 115 flat?"."""
    behind = " ".join(token.text for token in tokens[i + 1 : i + 5])
    large = tokens[i].value is not None and (tokens[i].value or 0) >= _LEAST_SUM
    return large and _FOR_THE_LOT.match(behind) is not None


_FOR_THE_LOT = re.compile(
    r"flat\b(?! \w+ each)|all in\b|for (?:the (?:whole )?lot|everything|all of (?:it|them)|it all)\b"
)


def is_of_no_goods(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` counts what is no goods: "two little things", "three questions"."""
    behind = [token.text for token in tokens[i + 1 : i + 3] if token.text not in _SMALL][:1]
    return bool(behind) and behind[0] in _NO_GOODS


_SMALL = frozenset({"little", "small", "quick", "short", "last", "other", "more"})
_NO_GOODS = frozenset({"things", "thing", "questions", "points", "requests", "remarks", "notes"})
_BESIDE_ONE = frozenset(
    {"that", "this", "which", "each", "every", "no", "any", "kind", "sort", "thing", "cent"}
)


def is_of_all_together(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` counts everything and no single goods: "100 pieces all together"."""
    behind = [token.text for token in tokens[i + 1 : i + 5] if token.text not in UNITS][:3]
    return " ".join(behind).startswith(_TOGETHER)


_TOGETHER = ("together", "altogether", "all together", "in total", "in all", "all in all")


def is_for_each(tokens: Sequence[Token], i: int) -> bool:
    """Whether the count at ``i`` is said of each of several goods: "24 of each", "36 each of A and B"."""
    behind = [token.text for token in tokens[i + 1 : i + 5]]
    while behind[:1] and behind[0] in SINGLES | CASES | {"full", "whole"}:
        behind = behind[1:]
    return behind[:1] in (["each"], ["apiece"]) or behind[:2] in (
        ["of", "each"],
        ["of", "both"],
        ["of", "all"],
    )


def pack_after(tokens: Sequence[Token], i: int) -> Decimal | None:
    """What each case of the number at ``i`` holds, if said: "2 cases of 36", "3 cases (24 per case)"."""
    for j in range(i + 1, min(i + _WITHIN, len(tokens) - 1)):
        number = tokens[j]
        if number.kind is not Kind.NUMBER or not number.value:
            continue
        before = tokens[j - 1].text
        noun = tokens[j - 2].text if j >= 2 else ""
        behind = [token.text for token in tokens[j + 1 : j + 4]]
        if before in ("of", "x", "@") and noun in CASES | PACKS:
            return number.value
        if len(behind) >= 2 and (behind[0] in ("per", "/") or behind[0] in ("to", "in")):
            return number.value if any(word in CASES for word in behind) else None
        return None
    return None
