"""What a mail points at without naming it: "make it 96", "I'll take it", "and the other one too".

Nothing is resolved here: the thread is the supplier's to remember, so what was said is only handed on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vendsim.suppliers.reading.model import Reference

_POINTERS: dict[Reference, re.Pattern[str]] = {
    "last_quote": re.compile(
        r"\b(?:take|accept|go with|do|book|buy|want|have|proceed with|go ahead with|run with|confirm|approve"
        r"|order|agree to) (?:it|that|this|them|those|these|your|the) ?"
        r"(?:(?:\w+ ){0,2}(?:quot\w*|offer|price|prices|deal|proposal|counter\w*|terms))?(?: |$)"
        r"|\bas (?:you |was |were )?(?:quoted|offered|discussed|agreed|proposed|per your)\b"
        r"|\b(?:your|the|this|that|those|these) (?:(?:last|latest|revised|updated|final|new|current|\w*day) "
        r")*"
        r"(?:quote|quotation|offer|proposal|counter ?offer|counter)\b"
        r"|\bat (?:those|these|that|this|the quoted|your quoted|the agreed) (?:prices?|rates?)?\b"
        r"|\b(?:that|this|those|these|it) (?:all )?(?:works?|is fine|sounds|looks)\b"
    ),
    "last_order": re.compile(
        r"\b(?:same|identical)\b.{0,30}\b(?:as|like) (?:\w+ ){0,2}?(?:last|before|previous\w*|usual|time"
        r"|always)"
        r"\b|\b(?:repeat|duplicate|redo|reorder)\b.{0,30}\b(?:last|previous|earlier|order)\b"
        r"|\bthe usual\b|\busual (?:order|list|lot)\b|\bsame again\b"
        r"|(?<!for the )\b(?:last|previous) (?:order|time|one|QTY)\b"
    ),
    "other": re.compile(
        r"\bthe (?:other|remaining|second|third)(?: (?:one|ones|two|three|QTY|items?|products?|lines?"
        r"|things?))?(?: |$)(?!supplier|vendor|day|side|hand)|\bthe (?:others|rest)\b"
    ),
    "all": re.compile(
        r"\b(?:take|have|want|need|book|order|do|get) (?:it|them|those|these) all\b"
        r"|\b(?:all|both|each)(?: QTY)? of (?:it|them|those|these|the (?:above|items|products|lines))\b"
        r"|\b(?:of|for) (?:each|both|all)\b|\bboth\b(?! sides| parties)|\beverything\b(?! else| is | looks)"
        r"|\bthe (?:whole|entire|full) (?:lot|order|quote|list|thing)\b|\b(?:each|every) (?:item|product"
        r"|line)\b"
        r"|\bQTY each\b|\bthe lot\b"
    ),
}  # fmt: skip


def references_in(sentences: Sequence[str]) -> tuple[Reference, ...]:
    """What canonical sentences point at, each once, in the order of ``Reference``."""
    return tuple(name for name, pattern in _POINTERS.items() if any(map(pattern.search, sentences)))
