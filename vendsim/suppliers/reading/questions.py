"""The questions of a mail, each heard by itself.

A network that sees a whole mail lets neighbouring questions colour each other: of "is there a minimum, and
how many come in a case?" it hears one topic. What a question is about stands in its own words nearly always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vendsim.suppliers.reading.features import features_of
from vendsim.suppliers.reading.kinds import Kind, Token
from vendsim.suppliers.reading.labels import ACTS, FAVOURS, OF_THE_REST
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.network import POINT, Scores, scores, vocabulary
from vendsim.suppliers.reading.spans import JOINTS, PAUSES
from vendsim.suppliers.reading.topics import named_topic, topic_of
from vendsim.suppliers.reading.words import words

_OPENERS = words(
    "what how when which where who why whether if is are do does did can could would will may must shall"
)
_WANTING = words("drop lower waive reduce cut halve forget skip")
"""Words that begin a request against the terms: "Drop the minimum to 50 for a trial"."""
_ASKING = [ACTS.index(kind) for kind in ("ask", "ask_price", "ask_list")]
_ABOUT = _ASKING[:2]  # whether words ask for prices or about something else
_MOST, _WORDS = 12, 4  # questions of a mail that are heard by themselves, and words that one has at least
_CLEARLY = 2 * POINT  # what it takes that words by themselves tell whether they ask for prices
_IN_A_LIST, _OF_A_LIST = 14, 120  # words that an item of a list has at most, and of a list that are looked at
_MARK = Token(Kind.MARK, "?")


def begins_a_question(tokens: Sequence[Token], at: int) -> bool:
    """Whether a clause begins here that is a question of its own: "and how soon", "whether you deliver"."""
    if at and tokens[at - 1].text not in PAUSES and tokens[at].text not in JOINTS:
        return False
    opening = [token.text for token in tokens[at : at + 2] if token.text not in JOINTS]
    return bool(opening) and opening[0] in _OPENERS


def each_heard_alone(mail: Mail, scored: Scores) -> Scores:
    """The scores of a mail in which each of several questions is about what it is about by itself.

    Whether words ask at all is left to the whole mail.
    """
    clauses = list(_asking(mail, scored))[:_MOST]
    if len(clauses) < 2:
        return scored
    acts, topics, tokens = scored.acts.copy(), scored.topics.copy(), mail.tokens
    for start, end in clauses:
        alone = _alone(tokens[start:end])
        kinds = alone.acts[:, _ABOUT].mean(axis=0, dtype=np.float64).round()
        if abs(kinds[0] - kinds[1]) >= _CLEARLY:
            strongest = acts[start:end, _ABOUT].max(axis=1, keepdims=True)
            acts[start:end, _ABOUT] = strongest + (kinds - kinds.max())
        topics[start:end] = alone.topics[:-1]
    return replace(scored, acts=acts, topics=topics)


def _asking(mail: Mail, scored: Scores) -> Iterator[tuple[int, int]]:
    """Where the clauses are that ask something, as the whole mail has it, without what joins them."""
    at = 0
    for part in mail.parts:
        starts = [i for i in range(1, len(part.tokens)) if begins_a_question(part.tokens, i)]
        for start, end in zip([0, *starts], [*starts, len(part.tokens)], strict=True):
            inside = [i for i in range(start, end) if part.tokens[i].text not in JOINTS | PAUSES]
            said = scored.acts[at + start : at + end].mean(axis=0, dtype=np.float64)
            if len(inside) < _WORDS or part.shape is Shape.TITLE or int(said.argmax()) not in _ASKING:
                continue
            if part.tokens[inside[0]].text in _OPENERS or part.tokens[end - 1].text == "?":
                yield at + inside[0], at + inside[-1] + 1
        at += len(part.tokens)


def topics_in(heard: str, tokens: Sequence[Token]) -> list[str]:
    """What words ask about; ``heard``: what the network says of them, if they do nothing but ask."""
    if not heard:
        return list(dict.fromkeys(_asked_among(tokens)))
    topic, term = topic_of(tokens), named_topic(tokens)
    if topic in (None, "other") or (topic in OF_THE_REST and term == "price_holds"):
        topic = term or heard
    return [topic, *(it for it in _listed(tokens) if it != topic)]


def _listed(tokens: Sequence[Token]) -> list[str]:
    """The topics of a list of things in one question: "your minimum, case sizes and delivery time"."""
    ends = [i for i, token in enumerate(tokens[:_OF_A_LIST]) if token.text in PAUSES | JOINTS]
    found: list[str] = []
    for start, end in pairwise([-1, *ends, len(tokens)]):
        said = tokens[start + 1 : end]
        if ends and 0 < len(said) <= _IN_A_LIST and (topic := named_topic(said)):
            found.append(topic)
    return list(dict.fromkeys(found))


def _asked_among(tokens: Sequence[Token]) -> Iterator[str]:
    """The topics of questions among words that do something else: "48 Coke, please. Can I pick them up?".

    Of conditions ("if the minimum is waived") only what they ask for as a favour.
    """
    starts = [i for i in range(1, len(tokens)) if begins_a_question(tokens, i)]
    for start, end in zip([0, *starts], [*starts, len(tokens)], strict=True):
        inside = [token for token in tokens[start:end] if token.text not in JOINTS | PAUSES]
        supposed = any(token.text in ("if", "provided") for token in tokens[start : start + 2])
        if supposed:  # what follows is another clause
            end = next((i for i in range(start + 2, end) if tokens[i].text in PAUSES), end)
            inside = [token for token in tokens[start:end] if token.text not in JOINTS | PAUSES]
        wants = supposed or (bool(inside) and inside[0].text in _WANTING)
        if len(inside) < _WORDS or not (wants or inside[0].text in _OPENERS or tokens[end - 1].text == "?"):
            continue
        asks = tokens[end - 1].text == "?"
        topic = topic_of(inside) or (named_topic(inside) if asks else None)
        if topic == "small_talk" and not asks:
            continue
        if topic in FAVOURS or topic == "delivery_window" or (topic and not wants and _asks(inside)):
            yield topic


def _asks(tokens: Sequence[Token]) -> bool:
    """Whether words ask about something, if they are a question."""
    return ACTS[int(_alone(tokens).acts[:-1].sum(axis=0, dtype=np.float64).argmax())] == "ask"


def _alone(tokens: Sequence[Token]) -> Scores:
    """What is said of a clause by itself, as a question."""
    part = Part(Shape.PROSE, [*tokens, _MARK])
    return scores(features_of(Mail([part], complete=True), vocabulary()), [0] * len(part.tokens))
