"""What a question is about: finer topics than the network's, from its states and the words themselves.

A linear model in whole numbers over the gist of a clause (`network.gist`), its words, pairs of words and
beginnings of words. Trained by `training/topics.py`; `training/README.md` says what each topic means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vendsim.suppliers.reading.features import features_of
from vendsim.suppliers.reading.kinds import Token
from vendsim.suppliers.reading.labels import OF_THE_REST, TOPICS
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.network import gist, vocabulary

BUCKETS = 1 << 13  # of words, by their checksums
WORDS_COUNT = 256  # steps of a word's weight in those of a state's
MARGIN = 1.0  # log odds by which a topic is to be likelier than the next
_BEGINNING = 5  # letters of a word that count by themselves: "deliver", "delivery", "deliverys"


@cache
def topics() -> tuple[str, ...]:
    """All topics: the network's, and the finer ones."""
    return (*TOPICS, *(topic for topic in _model()[0] if topic not in TOPICS))


def topic_of(tokens: Sequence[Token]) -> str | None:
    """The topic of a question; None: not clear enough.

    Of what the rest of a letter answers it need not be clear: "Could you confirm the total?" is no riddle.
    """
    if not tokens:
        return None
    names, of_words, of_states, step = _model()
    scores = of_words[buckets(tokens)].sum(axis=0, dtype=np.float64) * WORDS_COUNT
    scores += states_of(tokens) @ of_states
    best, next_best = np.argsort(-scores, kind="stable")[:2]
    likeliest = names[int(best)]
    clear = scores[best] - scores[next_best] >= MARGIN * step
    return likeliest if clear or likeliest in OF_THE_REST else None


def named_topic(tokens: Sequence[Token]) -> str | None:
    """What a clause asks about by a term of trade in it, where its words as a whole are not clear enough."""
    text = " ".join(token.text for token in tokens[:_CLAUSE])
    return next((topic for topic, terms in _TERMS if terms.search(text)), None)


_CLAUSE = 60  # words of a clause that are looked at
_FREIGHT = "(?:delivery|shipping|postage|freight)"
_TERMS = tuple(
    (topic, re.compile(rf"\b(?:{'|'.join(terms)})\b"))
    for topic, terms in (
        ("order", ["order numbers?"]),
        (
            "own_credit",
            [r"(?:my|the|that|this|our) credits?(?! terms| line| card)", "credit (?:of|from|note)"],
        ),
        (
            "minimum_order",
            ["minimums?", r"(?:smallest|trial|small(?:er)?|tiny) (?:orders?|quantit\w+)", "at least"],
        ),
        ("minimum_order", ["less than a (?:pallet|case|box)", "(?:so|as) (?:few|little) as"]),
        ("damage", ["broken", "damaged", "crushed", "leaking", "dented"]),
        (
            "case_size",
            ["case sizes?", "(?:in|to|per) a (?:case|box|carton)", "(?:whole|full) (?:cases|pallets)"],
        ),
        ("sizes", ["slots?", "columns?", "coils?", "spirals?"]),
        (
            "delivery_window",
            ["time of (?:the )?day", "what time", "(?:morn|even)ings?", "deliver(?:y)? yourselves"],
        ),
        ("express", ["(?<!the )same[ -]day", "next[ -]day", "overnight"]),
        ("delivery_days", ["week ?ends?", "saturdays?", "sundays?"]),
        ("hours", ["you (?:ever |sometimes )?close", "closed", "closing", "holidays?", "vacations?"]),
        ("shipping", ["on top", rf"(?:with|without|incl\w+|plus) (?:the )?{_FREIGHT}"]),
        (
            "shipping",
            [rf"{_FREIGHT} (?:included|costs?|charges?)", r"everything inc\w+", r"inc\w+ everything"],
        ),
        (
            "lead_time",
            ["arriv(?:e|es|al|ing)", "(?:delivery|lead|shipping) times?", "(?:days|long) to deliver"],
        ),
        ("lead_time", ["how (?:soon|fast|quickly)", "(?:which|what) day", "expect (?:it|them|the goods)"]),
        ("shelf_life", ["shelf[ -]li(?:fe|ves)", "best before", r"expir\w+", "(?:use|sell)[ -]by"]),
        ("stock_left", ["warehouse", "in stock", "on hand", "in the house"]),
        (
            "price_holds",
            [
                r"(?:hold|keep|lock|guarantee)\b.*\bprices?",
                "at (?:that|this|the same) price",
                "cost the same",
            ],
        ),
        ("price_holds", [r"prices?\b.*\b(?:hold|holds|same|still|later|stays?|valid|change)"]),
        ("negotiable", ["room", "come down", "go lower", "beat (?:that|it|them|those)"]),
        ("volume_discount", ["cheaper", "discounts?", r"larger quantit\w+"]),
        ("best_sellers", ["advise me", "you advise", "advice", r"recommend\w*", r"suggest\w*"]),
    )
)
"""Terms of trade by which a question can be told, the plainest first."""


def states_of(tokens: Sequence[Token]) -> NDArray[np.float64]:
    """The gist of a clause."""
    mail = Mail([Part(Shape.PROSE, list(tokens))], complete=True)
    return gist(features_of(mail, vocabulary())).astype(np.float64)


def buckets(tokens: Sequence[Token]) -> list[int]:
    """The rows of the weights that stand for the words of a clause."""
    words = ["0" if token.text[:1] in "0123456789$" else token.text for token in tokens]
    return sorted({crc32(feature.encode(errors="replace")) % BUCKETS for feature in _features(words)})


def _features(words: Sequence[str]) -> Iterator[str]:
    yield ""
    yield f"^{' '.join(words[:2])}"
    for i, word in enumerate(words):
        yield word
        yield f"{word[:_BEGINNING]}*"
        for behind in words[i + 1 : i + 3]:
            yield f"{word} {behind}"


@cache
def _model() -> tuple[tuple[str, ...], NDArray[np.int8], NDArray[np.float64], int]:
    """The topics, the weights of words and of states, and what a log odd of one is in their steps."""
    folder = files(__package__).joinpath("weights")
    names = json.loads(folder.joinpath("topics.json").read_text(encoding="utf-8"))
    with folder.joinpath("topics.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        return tuple(names), arrays["words"], arrays["states"].astype(np.float64), int(arrays["step"])
