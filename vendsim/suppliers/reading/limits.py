"""Prices that an order hangs on: "book it if it is under 60 with shipping", "24 chips, only if below 1.50".

Such a clause can be checked, so what hangs on nothing else is an order. It is taken out, and the rest is read
by itself: if that is clearly an order, it is one, with the limit beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    r"|in|total|all|altogether|each|apiece|a|an|per|unit|can|bag|bar|bottle|piece|for|on|everything|the|them|it"
    r"|both|lot|order|PRODUCT"
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
_LARGE = 12  # dollars from which a bare amount is for all of it


@dataclass(frozen=True)
class _Limit:
    """Where a clause stands in its part, and what it allows."""

    start: int
    end: int
    act: Act


def without_limits(mail: Mail) -> tuple[Mail, tuple[Act, ...]]:
    """A mail without such clauses, and each of them as a condition; goods that only they name stay."""
    parts: list[Part] = []
    found: list[Act] = []
    for part in mail.parts:
        limit = None if part.columns or part.tokens[-1].text == "?" else _limit(part.tokens)
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
    return replace(mail, parts=parts), tuple(found)


def _goods_in(tokens: Sequence[Token]) -> list[Token]:
    goods = [token for token in tokens if token.kind is Kind.PRODUCT]
    return [*goods, Token(Kind.MARK, ":")] if goods else []


def _limit(tokens: Sequence[Token]) -> _Limit | None:
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
    if not allows or amount.value is None or not _is_money(amount, in_all):
        return None
    text = " ".join(token.text for token in tokens[start:end])
    if in_all or amount.value >= _LARGE:
        return _Limit(start, end, Act(kind="condition", text=text, total=amount.value))
    named = [token.product for token in tokens[start:end] if token.product]
    before_it = [token.product for token in tokens[:start] if token.product][-1:]
    lines = [ActLine(product=product, unit_price=amount.value) for product in named or before_it or (None,)]
    return _Limit(start, end, Act(kind="condition", text=text, lines=tuple(lines)))


def _is_money(token: Token, in_all: bool) -> bool:
    """Whether a number is an amount: "$1.50", "1.50", "150 with shipping"; not "48"."""
    return token.kind is Kind.MONEY or "." in token.text or (in_all and (token.value or Decimal(0)) >= _LARGE)
