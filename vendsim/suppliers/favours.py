"""Questions about how a supplier does business: its terms, and a word on everything else."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.suppliers.decisions import Answered, Decision, TermsStated, TopicAnswer
from vendsim.suppliers.trade import Trade, terms

_TERMS = (
    "minimum_order",
    "lead_time",
    "shipping",
    "payment_terms",
    "volume_discount",
    "availability",
    "returns",
)
_LISTED = ("minimum_order", "lead_time", "shipping", "volume_discount")  # as a price list says


def answer_topics(
    trade: Trade, supplier: int, topics: Sequence[str], listed: bool = False
) -> tuple[Decision, ...]:
    """Answers to questions; ``listed``: the terms are told with the price list anyway."""
    of_terms = tuple(t for t in topics if t in _TERMS and not (listed and t in _LISTED))
    others = tuple(TopicAnswer(topic, does=False) for topic in topics if topic not in _TERMS)
    said: list[Decision] = []
    if of_terms:
        said.append(TermsStated(terms(trade, supplier), of_terms))
    if others:
        said.append(Answered(others))
    return tuple(said)
