"""From marked mails to what the network learns: features of tokens and the labels they should get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from training.markup import NOT_BOUGHT, Marked, Span
from vendsim.suppliers.reading.features import features_of
from vendsim.suppliers.reading.kinds import Kind, Known, Token
from vendsim.suppliers.reading.labels import ACTS, COARSER, FARTHEST, INTENTS, OFFSETS, ROLES, TOPICS
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.mail import Mail, parse

UNKNOWN = -100  # a label that is not learned from
NO_PURCHASE = -1  # a label of which only this is known
PURCHASES = ("order", "accept", "repeat")
_ROLE_OF = {
    "P": "wanted", "X": "excluded", "M": "mentioned", "G": "name", "U": "units", "C": "cases", "A": "more",
    "R": "fewer", "N": "count", "L": "missing", "B": "bid", "K": "case_bid", "Y": "yours", "V": "rival",
    "S": "retail", "T": "line_total", "TT": "total", "$": "money", "PAY": "paid", "%": "percent",
    "ID": "none",
}  # fmt: skip
_GOODS = frozenset("PXMG")
_NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.SIZE, Kind.NOISE)
_REACH = 60  # characters that may lie between a token and the last one found


@dataclass
class Example:
    """One mail to learn from; T tokens."""

    features: list[list[int]]
    parts: list[int]
    acts: list[int]
    topics: list[int]
    roles: list[int]
    offsets: list[int]
    intent: int


@dataclass
class Aligned:
    """A mail with the span that each token stands in."""

    mail: Mail
    spans: list[Span | None]


def text_of(spans: Sequence[Span]) -> str:
    """The words of some spans."""
    return "".join(span.text for span in spans)


def aligned(marked: Marked) -> Aligned:
    """Which span each token of a mail comes from."""
    table = marked.table
    mail = parse(text_of(marked.subject), text_of(marked.body))
    mail = replace(mail, before=table.before or mail.before, order_waits=bool(table.ordered))
    subject = [t for part in mail.parts if part.shape is Shape.TITLE for t in part.tokens]
    body = [t for part in mail.parts if part.shape is not Shape.TITLE for t in part.tokens]
    return Aligned(mail, [*_found(subject, marked.subject), *_found(body, marked.body)])


def _found(tokens: Sequence[Token], spans: Sequence[Span]) -> list[Span | None]:
    owner = [span for span in spans for _ in span.text]
    text = text_of(spans).lower().replace("\u2019", "'")
    position = 0
    found: list[Span | None] = []
    for token in tokens:
        start, end = _place(token, text, position)
        inside = [span for span in owner[start:end] if span.code] or owner[start : start + 1]
        found.append(inside[0] if inside else None)
        position = end
    return found


def _place(token: Token, text: str, position: int) -> tuple[int, int]:
    """Where a token stands in the text, from ``position`` on; there itself if it is written otherwise."""
    start = end = position
    for at, word in enumerate(token.text.lower().split()):
        found = _find(word, text, end)
        if found < 0:
            continue
        start = found if at == 0 else start
        end = found + len(word)
    return start, max(end, start)


def _find(word: str, text: str, start: int) -> int:
    """Where a word begins in the text within reach of ``start``; -1: nowhere."""
    last = start + _REACH
    found = text.find(word, start, last)
    while found > 0 and word[0].isalnum() and text[found - 1].isalnum():
        found = text.find(word, found + 1, last)
    return found


def example(marked: Marked, vocabulary: Mapping[str, int]) -> Example:
    """What there is to learn from a mail."""
    found = aligned(marked)
    tokens = found.mail.tokens
    roles, places = _roles(tokens, found.spans)
    acts = [((span.act or "") if span else "").partition(":")[::2] for span in found.spans]
    parts = [at for at, part in enumerate(found.mail.parts) for _ in part.tokens]
    return Example(
        features=features_of(found.mail, vocabulary, _known(tokens, found.spans)),
        parts=parts,
        acts=[ACTS.index(act) if act in ACTS else UNKNOWN for act, _ in acts],
        topics=[_topic(topic) for _, topic in acts],
        roles=[ROLES.index(role) for role in roles],
        offsets=_offsets(found.spans, roles, places),
        intent=_intent(marked.intent),
    )


def _topic(topic: str) -> int:
    """The network's label of a topic."""
    known = COARSER.get(topic, topic if topic in TOPICS else "other")
    return TOPICS.index(known) if topic else UNKNOWN


def _known(tokens: Sequence[Token], spans: Sequence[Span | None]) -> list[tuple[Known, ...]]:
    """What the letters before tell of each number and product."""
    told = (*_NUMBERS, Kind.PRODUCT)
    return [s.known if s and t.kind in told else () for t, s in zip(tokens, spans, strict=True)]


def _intent(intent: str | None) -> int:
    if intent == NOT_BOUGHT:
        return NO_PURCHASE
    return INTENTS.index(intent) if intent in INTENTS else UNKNOWN


def _roles(tokens: Sequence[Token], spans: Sequence[Span | None]) -> tuple[list[str], list[int]]:
    """The role of each token, and where products are named."""
    roles = ["none"] * len(tokens)
    places: list[int] = []
    named = {id(s) for t, s in zip(tokens, spans, strict=True) if s is not None and t.kind is Kind.PRODUCT}
    before: Span | None = None
    for i, (token, span) in enumerate(zip(tokens, spans, strict=True)):
        if span is None or not span.code:
            before = None
            continue
        if span.letter in _GOODS:
            if token.kind is Kind.PRODUCT:
                roles[i] = _ROLE_OF[span.letter]
                places.append(i)
            elif token.kind is Kind.WORD and id(span) not in named:
                roles[i] = "name"
                if before is not span:
                    places.append(i)
                before = span
        elif token.kind in _NUMBERS:
            roles[i] = _ROLE_OF[span.letter]
    return roles, places


def _offsets(spans: Sequence[Span | None], roles: Sequence[str], places: Sequence[int]) -> list[int]:
    offsets = [UNKNOWN] * len(roles)
    for i, (span, role) in enumerate(zip(spans, roles, strict=True)):
        if span is None or role in ("none", "wanted", "excluded", "mentioned", "name"):
            continue
        if not span.index.isdigit():
            offsets[i] = 0
            continue
        before = [p for p in places if p < i]
        after = [p for p in places if p > i]
        steps = [(n + 1, i - p, -1) for n, p in enumerate(reversed(before)) if _is(spans[p], span.index)]
        steps += [(n + 1, p - i, 1) for n, p in enumerate(after) if _is(spans[p], span.index)]
        mentions, _, side = min(steps, default=(FARTHEST + 1, 0, 1))  # the nearest, counted in mentions
        nearest = side * mentions
        if mentions <= FARTHEST:
            offsets[i] = OFFSETS.index(nearest)
    return offsets


def _is(span: Span | None, index: str) -> bool:
    return span is not None and span.index == index
