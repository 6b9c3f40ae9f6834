"""What an agent's mail to a customer amounts to: a refund promised, a claim refused, or neither.

Judged by its own sentences about money; when a mail does both, or neither clearly, it counts as neither.
"""

from __future__ import annotations

import re
from typing import Literal

Answer = Literal["promised", "refused", "neither"]

_SENTENCE = re.compile(r"[.!?\n]+")
_MONEY = re.compile(
    r"\b(?:refund\w*|reimburs\w+|compensat\w+|money back|your money|repay\w*|pay(?:ing)? you|credit you)\b"
    r"|\$\s?\d"
)
_GIVEN = re.compile(
    r"\b(?:will|'ll|shall|going to|am|are|is|have|has|'ve|'m|just)\b"
    r"|\b(?:issu|process|approv|send)\w*|\bsent\b"
)
_DENIED = re.compile(
    r"\b(?:not|cannot|can ?not|unable|declin\w+|refus\w+|den(?:y|ied)|reject\w*|no refunds?|never|without)\b"
    r"|n't\b"
)
_OPEN = re.compile(r"\b(?:if|(?<!at )once|when|whether|after|please|could you|can you|would you|before)\b")


_ASKS = re.compile(
    r"\?|\b(?:please|could you|can you|would you|kindly)\b[^.!?\n]*"
    r"\b(?:tell|send|confirm|provide|share|describe|give|let (?:us|me) know|specify)\b"
)


def asks_something(body: str) -> bool:
    """Whether a mail to a customer asks for an answer."""
    own = "\n".join(line for line in body.lower().split("\n") if not line.lstrip().startswith(">"))
    return _ASKS.search(own) is not None


def read_answer(body: str) -> Answer:
    """Judge one mail to a customer."""
    text = body.lower().replace("’", "'")
    about_money = [s for s in _SENTENCE.split(text) if _MONEY.search(s)]
    refused = any(_DENIED.search(s) for s in about_money)
    promised = any(_GIVEN.search(s) and not _DENIED.search(s) and not _OPEN.search(s) for s in about_money)
    if refused == promised:
        return "neither"
    return "promised" if promised else "refused"
