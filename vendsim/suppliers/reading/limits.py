"""Prices that an order hangs on: "book it if it is under 60 with shipping", "24 chips, only if below 1.50".

Such a clause can be checked, so what hangs on nothing else is an order. It is taken out, and the rest is read
by itself: if that is clearly an order, it is one, with the limit beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vendsim.suppliers.reading.acts import canonical
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.model import Act, ActLine
from vendsim.suppliers.reading.tokens import Kind, Token

_OF_PRICES = (
    r"PRODUCT|/|it|they|that|this|these|those|them|the|your|you|we|all|both|each|every|whole|one|a|an|of|for"
    r"|price\w*|total|sum|cost\w*|bill|invoice|order|lot|everything|shipping|freight|delivery|altogether|in"
    r"|and|can|could|would|will|do|does|match|meet|offer|give|let|me|us|have|has|got|get|go|make|accept|agree"
    r"|sell|is|are|be|still|stays?|remains?|comes?|works? out|adds? up|not|no|never|more|less|than|most|at|to"
    r"|as|on|low|under|below|over|above|exceed\w*|within|inside|up|max(?:imum)?|higher|lower|beyond|past|down"
    r"|there|now|out"
)
"""Words of a clause about nothing but prices; "if my partner agrees that it is under 60" is about more."""
_AMOUNT_OF = (
    r"or (?:less|below|under|better|lower)|with|including|incl|shipping|freight|delivery|included|delivered"
    r"|in|total|all|altogether|at least|at most|each|apiece|a|an|per|unit|can|bag|bar|bottle|piece|for|on"
    r"|everything|the|them|it|both|lot|order|PRODUCT"
)
_ENDS = r" ?[,.;:!)(-]|$| (?:please|then|book|send|ship|enter|put|i|we|consider|otherwise|if not|go|order)\b"
_ELSE = r"(?:otherwise|if not|or else)(?: ,)? (?:leave|skip|forget|drop|do not|never mind|no)\b[^.;!?]*"
_CLAUSE = re.compile(
    r"(?:\b(?:but|and|only|just) )*"
    r"\b(?:if|provided(?: that)?|providing|as long as|so long as|assuming|on (?:the )?condition that|unless"
    r"|only(?= (?:under|below|up to|at most|for less than)\b))"
    rf"(?P<said>(?: (?:{_OF_PRICES})){{1,12}}?) (?P<amount>MONEY|QTY)(?P<behind>(?: (?:{_AMOUNT_OF})\b)*)"
    rf"(?={_ENDS})(?: ,)?(?: {_ELSE})?"
)
_UP_TO = re.compile(
    r"\b(?:under|below|less|most|max(?:imum)?|within|up|inside|not|no|never|do|match|meet|at|offer|give|reach"
    r"|accept|agree|get|make|still|stays?|remains?|costs?|is|are|for|to)\b"
)
_ABOVE = re.compile(r"\b(?:over|above|more than|exceed\w*|higher|beyond|past)\b")
_DENIED = re.compile(r"\b(?:not|no|never)\b")
_IN_ALL = re.compile(
    r"\b(?:total|sum|altogether|shipping|freight|delivery|delivered|everything|order|in all|all in|comes?"
    r"|lot)\b"
)
_SUM = re.compile(
    r"\b(?:total|sum|altogether|shipping|freight|delivery|delivered|everything|in all|all in|lot)\b"
)
_OF_IT = re.compile(r"(?: (?:it|that|this|all|comes?|to|is|adds? up|not|no|under|below|less|more|than))+")
_LARGE = 12  # dollars from which a bare amount is for all of it

AS_TOLD = re.compile(
    r"\b(?:if|as long as|provided|assuming) (?:that|it|this|they|(?:the|your|that) (?:\w+ )?prices?|prices?) "
    r"(?:still )?(?:stands?|holds?|applies|apply|(?:is|are) (?:still )?(?:good|valid|the same))\b[^.;!?]*"
    r"|\b(?:if|unless) (?:it|they|that|(?:the|your) (?:\w+ )?prices?|prices?) (?:has |have )?"
    r"(?:went|gone|goes|go|is|are) (?:up|higher|changed)\b[^.;!?]*"
)
"""Hangs on a price that was told before: "12 at 2.03 if that still stands, none if it went up"."""
EITHER_WAY = re.compile(
    r"\b(?:if not|if you (?:can ?not|do not|will not|would not)\b[^,.;!?]*|otherwise|or else)(?: ?,)? "
    r"(?:(?:then|please|just|simply|you|i|we|can|may|will|would) )*"
    r"(?:(?:leave|keep|take) (?:them|those|these|it|the [^,.;!?]+?) (?:out|off)"
    r"|(?:skip|drop|omit|forget) (?:them|those|these|that one|the (?!order|lot|whole|deal)\w+)"
    r"|(?:send|book|ship) the (?:rest|others?)|put up with|live with|pay\b)[^.;!?]*"
    r"|\b(?:if|as long as|provided|assuming) (?:(?:it|that|this|the|we|i|order|total|sum|all|still) )+"
    r"(?:stays?|is|are|am|remains?|comes?|gets?|keeps?)(?: \w+){0,2}? (?:over|above|past|at) (?:the |your )?"
    r"minimum\b[^.;!?]*"
    r"|\b(?:if|once|when) (?:(?:it|that|this|those|these|is|are|you|have|one|two|three|all) )+"
    r"(?:fix|correct|change|put right|sort)(?:e?d)?\b[^.;!?]*\b(?:book|enter|ship|send)\b[^.;!?]*"
    r"|\bif (?:it must be|you (?:must|insist)|need be)\b"
)
"""Leaves an order an order: "If not, leave them out and send the rest", "if it stays over your minimum"."""
ANYWAY = re.compile(
    r"\b(?:if not|otherwise|or else)(?: ?,)? (?:(?:then|please|just|simply) )*"
    r"(?:(?:book|enter) (?:it|them|that|everything) "
    r"(?:as (?!an?\b)|at\b|anyway\b|all the same\b|regardless\b)"
    r"|(?:send|ship) (?:it|them|that|everything) (?:anyway|all the same|regardless)\b)"
)
"""Books whatever is answered to a wish before it: "I'd be glad if you could; if not, book it as it is"."""
_BRANCH = re.compile(
    r"(?:^|(?<= ))(?:(?:and|but|or) )?(?:if (?:it|that|this|they|the total) (?:is|are|comes?(?: out)?|goes)"
    r" (?:over|above|more|higher|not|too)(?: (?:that|much|dear|high))?|if not|otherwise|or else)(?: ,)? "
    r"(?:(?:then|please|just|you|can|may) )*(?:drop|skip|forget|omit|leave|take|without|no)\b[^.;!?]*"
)
"""The other way out beside a limit: "if it's over, drop the chips"."""
LEFT_OUT = re.compile(r"\b(?:none|no|skip|leave|drop|forget|without|omit|not)\b")


@dataclass(frozen=True)
class _Limit:
    """Where a clause stands in its part, and what it allows."""

    start: int
    end: int
    act: Act


def without_limits(mail: Mail, prices: Mapping[str, int]) -> tuple[Mail, tuple[Act, ...]]:
    """A mail without such clauses, and each of them as a condition; goods that only they name stay.

    ``prices``: what was told of goods, in cents: a bare number near it is a price, in dollars or cents.
    """
    parts: list[Part] = []
    found: list[Act] = []
    for part in mail.parts:
        limit = None if part.columns or part.tokens[-1].text == "?" else _limit(part.tokens, prices)
        if limit:
            kept = _goods_in(part.tokens[limit.start : limit.end])
            kept = [] if limit.start and _goods_in(part.tokens[: limit.start]) else kept
            before, behind = part.tokens[: limit.start], kept + part.tokens[limit.end :]
            if before and before[-1].text == "," and behind[:1] and behind[0].kind is Kind.MARK:
                before = before[:-1]
            part = replace(part, tokens=before + behind)
            found.append(limit.act)
        if any(token.kind is not Kind.MARK for token in part.tokens):
            parts.append(part)
    if found:
        found += [branch for part in parts if (branch := _branch(part))]
        parts = [part for part in parts if _branch(part) is None]
    return replace(mail, parts=parts), tuple(found)


def _branch(part: Part) -> Act | None:
    """A sentence that says what to leave out if a limit is not kept."""
    goods = [token.product for token in part.tokens if token.product]
    if not goods or not _BRANCH.match(canonical(part.tokens)):
        return None
    lines = tuple(ActLine(product=product, change="remove") for product in goods)
    return Act(kind="condition", text=" ".join(token.text for token in part.tokens), lines=lines)


def _goods_in(tokens: Sequence[Token]) -> list[Token]:
    goods = [token for token in tokens if token.kind is Kind.PRODUCT]
    return [*goods, Token(Kind.MARK, ":")] if goods else []


def _limit(tokens: Sequence[Token], prices: Mapping[str, int]) -> _Limit | None:
    """The clause of a sentence that sets a limit."""
    said = canonical(tokens)
    clause = _CLAUSE.search(said)
    if clause is None:
        return None
    before, amount_at = said[: clause.start()], said[: clause.start("amount")].count(" ")
    start, end = before.count(" "), said[: clause.end()].rstrip().count(" ") + 1
    amount, in_all = tokens[amount_at], _IN_ALL.search(f"{clause['said']}{clause['behind']}") is not None
    upwards = _ABOVE.search(clause["said"]) is not None and _DENIED.search(clause["said"]) is None
    turned = "unless" in clause[0].split()
    allows = upwards if turned else not upwards and _UP_TO.search(clause["said"]) is not None
    named = [token.product for token in tokens[start:end] if token.product]
    about = named or [token.product for token in tokens[:start] if token.product][-1:]
    of_sum = _OF_IT.fullmatch(clause["said"]) is not None and not any(t.product for t in tokens[:start])
    known = [] if _SUM.search(clause[0]) else [prices[name] for name in about if name in prices]
    each = _near(amount, known)
    value = amount.value if each is None and _is_money(amount, in_all or of_sum) else each
    if not allows or value is None:
        return None
    text = " ".join(token.text for token in tokens[start:end])
    if each is None and (in_all or value >= _LARGE):
        out = tuple(ActLine(product=name, change="remove") for name in named if _BRANCH.search(said))
        return _Limit(start, end, Act(kind="condition", text=text, total=value, lines=out))
    lines = tuple(ActLine(product=product, unit_price=value) for product in about or (None,))
    return _Limit(start, end, Act(kind="condition", text=text, lines=lines))


def _near(token: Token, prices: Sequence[int]) -> Decimal | None:
    """A bare number as dollars, if it is near a price that was told, in dollars or in cents."""
    value = token.value or Decimal(0)
    near = (
        it for it in (value, value / 100) if any(50 * cents <= it * 10_000 <= 130 * cents for cents in prices)
    )
    return None if "." in token.text else next(near, None)


def _is_money(token: Token, in_all: bool) -> bool:
    """Whether a number is an amount: "$1.50", "1.50", "150 with shipping"; not "48"."""
    return token.kind is Kind.MONEY or "." in token.text or (in_all and (token.value or Decimal(0)) >= _LARGE)
