"""Numbers and money in words, joined from the words of a sentence."""

from __future__ import annotations

from decimal import Decimal

from vendsim.suppliers.reading.kinds import Kind, Token
from vendsim.suppliers.reading.numbers import DIGITS, MAGNITUDES, NUMBER_WORDS, spoken_number
from vendsim.suppliers.reading.words import UNITS

_CENTS = frozenset({"cent", "cents"})
_DOLLARS = frozenset({"dollar", "dollars", "buck", "bucks"})
_AFTER_A_PRICE = frozenset({"each", "apiece", "per", "a", "for", "and", "on", "is", "or", "if", "ea"})
_BEFORE_A_RATE = frozenset({"is", "for", "on", "does", "would", "will"})
_TAKING = frozenset({"take", "buy", "order", "send", "want", "need", "get", "have"})
_LONGEST_SPOKEN = 10


def merge_spoken(tokens: list[Token]) -> list[Token]:
    """Number words joined into numbers: "a hundred and twenty" -> 120, "two dozen" and "2 dozen" -> 24."""
    merged: list[Token] = []
    i = 0
    while i < len(tokens):
        length, value = _spoken_at(tokens, i)
        if not length:
            merged.append(tokens[i])
            i += 1
            continue
        unit = tokens[i + length].text if i + length < len(tokens) else ""
        text = " ".join(t.text for t in tokens[i : i + length])
        if unit in _CENTS or unit in _DOLLARS:
            price = value / 100 if value is not None and unit in _CENTS else value
            merged.append(Token(Kind.MONEY, f"{text} {unit}", price))
            length += 1
        elif unit == "percent":
            merged.append(Token(Kind.NOISE, f"{value} percent"))
            length += 1
        else:
            merged.append(Token(Kind.NUMBER, text, value))
        i += length
    return _all_in_cents(_merge_cents(_left_open(merged)))


def _left_open(tokens: list[Token]) -> list[Token]:
    """ "Two or three" as one number, which cannot be acted on."""
    joined: list[Token] = []
    for token in tokens:
        if token.kind is Kind.NUMBER and len(joined) > 1 and joined[-1].text == "or":
            before = joined[-2]
            if before.kind is Kind.NUMBER:
                joined[-2:] = [Token(Kind.NUMBER, f"{before.text} or {token.text}")]
                continue
        joined.append(token)
    return joined


_BEFORE_CENTS = frozenset({"at", "for", "to"})
_FEW_CENTS = range(10, 100)


def _all_in_cents(tokens: list[Token]) -> list[Token]:
    """ "Peanuts at 50 cents and the chips at 65": what follows a price in cents is one as well."""
    if not any(token.kind is Kind.MONEY and token.text.endswith(("cents", "cent")) for token in tokens):
        return tokens
    return [
        Token(Kind.MONEY, f"{token.text} cents", token.value / 100)
        if token.kind is Kind.NUMBER
        and token.value in _FEW_CENTS
        and i
        and tokens[i - 1].text in _BEFORE_CENTS
        and not (tokens[i - 1].text == "for" and tokens[i - 2].kind is Kind.MONEY)  # "70 cents for 48"
        and token.value is not None
        and (i + 1 == len(tokens) or tokens[i + 1].text not in UNITS)
        else token
        for i, token in enumerate(tokens)
    ]


def _merge_cents(tokens: list[Token]) -> list[Token]:
    """Dollars and cents in words joined: "1 dollar 75 cents", "a dollar five"."""
    merged: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind is not Kind.MONEY or token.value is None or token.text.split()[-1] not in _DOLLARS:
            merged.append(token)
            i += 1
            continue
        if [t.text for t in tokens[i + 1 : i + 4]] == ["and", "a", "half"]:
            merged.append(Token(Kind.MONEY, f"{token.text} and a half", token.value + Decimal("0.5")))
            i += 4
            continue
        j = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].text == "and")
        cents = _cents_at(tokens, j)
        if cents is None:
            merged.append(token)
            i += 1
        else:
            merged.append(Token(Kind.MONEY, f"{token.text} {tokens[j].text}", token.value + cents))
            i = j + 1
    return merged


def _cents_at(tokens: list[Token], j: int) -> Decimal | None:
    """The cents that token ``j`` adds to the dollars before it."""
    if j >= len(tokens) or tokens[j].value is None:
        return None
    value, following = tokens[j].value or Decimal(0), tokens[j + 1].text if j + 1 < len(tokens) else ""
    if tokens[j].kind is Kind.MONEY and tokens[j].text.endswith(("cent", "cents")) and value < 1:
        return value
    ends = not following or not following.isalnum() or following in _AFTER_A_PRICE
    if tokens[j].kind is Kind.NUMBER and tokens[j - 1].text != "and" and 0 < value < 100 and ends:
        return value / 100
    return None


def _is_one_case(tokens: list[Token], i: int) -> bool:
    """Whether "a" counts: in "a case of each", but not in "$22 a case" or "how much is a case of coke"."""
    before = tokens[i - 1] if i else None
    if tokens[i].text not in ("a", "another") or (before and before.text in _BEFORE_A_RATE):
        return False
    if before and before.kind not in (Kind.WORD, Kind.MARK):
        return False
    return [t.text for t in tokens[i + 1 : i + 3]] in (["case", "of"], ["case", "each"], ["box", "of"])


def _couple_of_dozen(tokens: list[Token], i: int) -> int:
    """How many tokens say "a couple of dozen" or "couple dozen" from ``i`` on; 0: they do not."""
    said = [token.text for token in tokens[i : i + 4]]
    words = [word for word in said if word not in ("a", "of")]
    if words[:2] not in (["couple", "dozen"], ["couple", "dozens"]) or said[0] == "of":
        return 0
    return said.index(words[1]) + 1


def _spoken_at(tokens: list[Token], i: int) -> tuple[int, Decimal | None]:
    """How many tokens from ``i`` speak one number (0: none), and which."""
    first = tokens[i]
    if first.kind is Kind.NUMBER:
        following = [t.text for t in tokens[i + 1 : i + 4]]
        if following == ["and", "a", "half"]:
            return 4, None if first.value is None else first.value + Decimal("0.5")
        if following and following[0] in MAGNITUDES:
            return 2, None if first.value is None else first.value * MAGNITUDES[following[0]]
        return 0, None
    if length := _couple_of_dozen(tokens, i):
        return length, Decimal(24)
    if first.kind is not Kind.WORD or first.text not in NUMBER_WORDS:
        return 0, None
    if _is_one_case(tokens, i):
        return 1, Decimal(1)
    if first.text == "a" and tokens[i + 1 : i + 2] == [Token(Kind.WORD, "single")] and i:
        return (1, Decimal(1)) if tokens[i - 1].text in _TAKING else (0, None)
    if first.text == "a" and i + 1 < len(tokens) and tokens[i + 1].text in ("dollar", "buck"):
        return 1, Decimal(1)
    words: list[str] = []
    for token in tokens[i : i + _LONGEST_SPOKEN]:
        if token.text not in NUMBER_WORDS:
            break
        words.append(token.text)
    length, value = spoken_number(words)
    behind = tokens[i + length : i + length + 1]
    if length == 2 and value < 100 and behind and behind[0].text in UNITS and first.text in DIGITS:
        return 1, spoken_number(words[:1])[1]  # "two six packs"
    if length and words[length : length + 3] == ["and", "a", "half"]:
        return length + 3, value + Decimal("0.5")
    return length, value
