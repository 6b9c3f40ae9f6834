"""Terms of its own that an order names without an "if": credit, goods on approval, a discount that it takes.

The networks take "48 Coke on net 30" for an order like any other. Who books it past such words has not heard
them, so each becomes a condition, about the topic that our answer is to be about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vendsim.suppliers.reading.model import Act

_BUYING = frozenset({"order", "accept", "repeat", "amend"})
_GOODS = r"(?:it|they|(?:the |my |our |your |all )?(?:goods|order|stuff|delivery|boxes|cans|drinks|snacks))"
_THEN = (
    r"(?:(?:on|upon|after|against) (?:delivery|arrival"
    r"|receipt of (?:the )?(?:goods|order(?! (?:number|confirmation))|delivery))"
    rf"|(?:once|when|after|as soon as) (?:{_GOODS} (?:is|are|has|have|arrives?|comes?|sells?|lands?)"
    r"(?! (?:out|off|removed|gone|corrected|fixed|changed|right|booked|confirmed)\b)"
    rf"|(?:i|we) (?:have )?(?:sold|sell|(?:received?|got|get) {_GOODS}))\b)"
)
_TERMS = {
    "credit": re.compile(
        r"\bnet[ -]?[0-9]{1,3}\b|\bon (?:credit|account(?! of))\b|\bcash on delivery\b"
        rf"|\b(?:pay\w*|half|rest|balance|remainder) (?:\w+ ){{0,3}}?{_THEN}"
        r"|\b(?:pay\w*|invoice\w*|due) (?:\w+ ){0,3}?(?:[0-9]+|thirty|sixty) days (?:after|from|later)\b"
        r"|\bpay\w* (?:\w+ ){0,3}?(?:later|at the end of the month|next (?:week|month))\b"
    ),
    "consignment": re.compile(
        r"\bon (?:consignment|approval|sale or return)\b|\bsale or return\b"
        r"|\b(?:return|send back|take back) (?:\w+ ){0,3}?(?:not sell|not sold|unsold)\b"
        r"|\bsubject to (?:a )?(?:full )?(?:refund|return)\b|\brefund if (?:i|we)\b"
    ),
    "volume_discount": re.compile(
        r"\b(?:with|at|minus|less|for) (?:an? )?[0-9]{1,3} ?(?:%|percent|per cent) (?:off|discount|less)\b"
        r"|\b(?:minus|less) [0-9]{1,3} ?(?:%|percent\b|per cent\b)|\b(?:at|for) half (?:the |your )?price\b"
        r"|\b(?:buy|get|take) (?:one|two|1|2) ,? ?(?:and )?get (?:one|1) (?:for )?free\b"
        r"|\btwo for (?:the price of )?one\b"
    ),
}
_AGREED = re.compile(r"\b(?:agreed|promised|offered|granted|quoted|your (?:usual|volume|loyalty))\b")
"""A discount that the supplier has given is no condition."""


def conditions_of(acts: Sequence[Act]) -> Iterator[Act]:
    """The terms that a purchase among these acts names, each as a condition of its own."""
    if not any(act.kind in _BUYING for act in acts):
        return
    told = [
        act.text for act in acts if act.kind in _BUYING | {"inform", "remedy", "ask"} and "?" not in act.text
    ]
    for topic, words in _TERMS.items():
        found = next((match for text in told if (match := words.search(text))), None)
        if found and not (topic == "volume_discount" and _AGREED.search(found.string)):
            yield Act(kind="condition", text=found[0], topics=(topic,))
