"""What a complaint says is wrong, how much is missing, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from vendsim.suppliers.reading.model import Problem, Remedy
from vendsim.suppliers.reading.tokens import Kind, Token

_PROBLEMS: dict[Problem, re.Pattern[str]] = {
    "late": re.compile(
        r"\b(?:late|overdue|delayed|delay)\b|\bwhere (?:is|are)\b|\bstill (?:waiting|nothing|missing|not)\b"
        r"|\b(?:not|never|neither|nothing)\b.{0,30}\b(?:arrive\w*|come|came|shown?|showed|deliver\w*"
        r"|receiv\w*"
        r"|here|turned up|appear\w*|ship|shipped)\b|\bno (?:sign|delivery|shipment|tracking)\b"
        r"|\b(?:due|supposed|scheduled|expected|meant|promised)\b.{0,40}\b(?:THING|\w+day|to|arriv\w+|last"
        r"|week)\b"
    ),
    "short": re.compile(
        r"\bshort(?:ed|age|ages|fall)?\b(?! notice)|\bmissing\b|\bincomplete\b|\bpartial(?:ly)?\b|\bfewer\b"
        r"|\bonly (?:\w+ ){0,4}?QTY\b|\bQTY (?:\w+ ){0,3}?only\b|\b(?:the )?(?:remaining|other) QTY\b"
        r"|\bQTY (?:out )?of (?:the )?QTY\b|\bQTY (?:\w+ ){0,6}?instead of (?:the )?QTY\b|\bless than (?:i"
        r"|we)\b"
        r"|\b(?:did|was|were|have|has) not (?:all )?(?:in (?:the|there)|included)\b|\bunder ?shipped\b"
    ),
    "wrong": re.compile(
        r"\b(?:wrong|incorrect|mistaken|substitut\w+|swapped|mix(?:ed)? ?up|knock ?offs?|counterfeit"
        r"|generic)\b"
        r"|\binstead of (?:the |my |our )?(?:\w+ )?PRODUCT\b|\bnot (?:what|the same|as|the PRODUCT|PRODUCT)\b"
        r"|\b(?:different|other|another) (?:brand|product|item|flavou?r|kind|size|thing)\b|\bnever ordered\b"
        r"|\bPRODUCT (?:when|but) (?:i|we)\b"
    ),
    "damaged": re.compile(
        r"\b(?:damaged?|broken|crushed|dented|leak\w*|torn|burst|expired|stale|spoiled|spoilt|mou?ldy|melted"
        r"|smashed|bent|soaked|soggy|punctured|defective|ripped|squashed|popped|flat|ruined|unsellable"
        r"|rotten)\b"
        r"|\b(?:past|beyond|after) (?:its|their|the|date|best|sell|use)\b|\bbest before\b|\bout of date\b"
    ),
    "overcharged": re.compile(
        r"\bover ?charg\w+\b|\bcharged\b|\bbilled\b|\b(?:higher|more) than (?:\w+ ){0,2}?(?:quoted|agreed"
        r"|MONEY)\b"
        r"|\b(?:additional|extra|another) MONEY\b|\binvoice (?:\w+ ){0,4}?(?:shows|says|is|has)\b"
        r"|\bsurcharge\b"
    ),
}  # fmt: skip

_NOTHING_WRONG = re.compile(
    r"\b(?:nothing|none|no|not|without) (?:\w+ ){0,2}?"
    r"(?:missing|dented|damaged?|broken|wrong|short|crushed)\b"
)

_REMEDIES: dict[Remedy, re.Pattern[str]] = {
    "refund": re.compile(
        r"\brefund\w*\b|\bmoney back\b|\breimburs\w+\b|\bcredit(?:ed)?\b(?! card| check)|\bpay (?:me|us) "
        r"back\b"
        r"|\breturn (?:my|our|the) (?:money|payment|funds)\b"
    ),
    "replacement": re.compile(
        r"\breplac\w+\b|\bre ?(?:ship|send)\b|\bmake up (?:the|for)\b|\bexchange\b"
        r"|\b(?:send|ship|deliver|get|want|need|like|expect|supply) (?:me |us |out |over )*(?:(?:the|my|our"
        r"|what"
        r"|those|these) )*(?:missing|remaining|rest|other|correct|right|balance|proper|QTY (?:\w+ )?more"
        r"|outstanding|actual)\b"
    ),
    "explanation": re.compile(
        r"\bexpla(?:in|nation)\b|\bwhat (?:happened|is going on|went wrong|is happening)\b|\bwhy\b|\blook "
        r"into\b"
        r"|\binvestigat\w+\b|\bfind out\b|\b(?:how|what) (?:will|do|would|are|can) you\b|\bmake (?:this|it) "
        r"right\b"
        r"|\bcheck (?:your|what|this|into|on)\b|\bsort (?:this|it) out\b"
    ),
}  # fmt: skip

_GAP = r"(?:[\w']+ ){0,5}?"
_MISSING = re.compile(
    # "and the other one too" adds to an order; it misses nothing
    r"\b(?:missing|short(?:ed)?|remaining|other(?! QTY ?(?:,|\.|too\b|as well|also\b|please|$))|outstanding)"
    rf"(?: by| of| me| us|:)? {_GAP}(?P<a>QTY)\b"
    rf"|\b(?P<b>QTY)\b(?! of (?:the )?QTY) {_GAP}(?:missing|short|not (?:arrive|come|received|there"
    rf"|delivered)"
    r"|never (?:arrived|came|showed)|less|fewer)\b"
)
_INSTEAD = re.compile(rf"\b(?P<got>QTY) {_GAP}(?:instead|out) of (?:the )?{_GAP}(?P<due>QTY)\b")
_ORDERED = re.compile(
    rf"\b(?:ordered|paid (?:for )?|bought|order was for|expect(?:ed|ing)|invoiced|agreed on) "
    rf"{_GAP}(?P<n>QTY)\b"
    rf"|\bof the {_GAP}(?P<m>QTY)\b"
)
_RECEIVED = re.compile(
    rf"\b(?:received|got|only|delivered|contained|held|counted|had|there (?:were|are)|sent) "
    rf"{_GAP}(?P<n>QTY)\b"
    rf"|\b(?P<m>QTY) {_GAP}(?:arrived|came|showed up|made it|turned up|were delivered)\b"
)


_ALL_THERE = re.compile(
    r"\b(?:all|everything)(?: \w+){0,3} (?:complete|there|fine|ok|okay|good|well|right|correct|in order)\b"
    r"|\b(?:arrived|came|received|is|was) (?:all )?(?:complete|in full|in good order)\b"
)


def is_content(text: str) -> bool:
    """Whether a sentence about a delivery says that all is well: "nothing is missing", "all complete"."""
    return (_NOTHING_WRONG.search(text) or _ALL_THERE.search(text)) is not None


def problems_in(sentences: Sequence[str]) -> tuple[Problem, ...]:
    """Everything that canonical sentences say is wrong, each kind once."""
    said = [_NOTHING_WRONG.sub(" ", sentence) for sentence in sentences]
    return tuple(name for name, pattern in _PROBLEMS.items() if any(map(pattern.search, said)))


def remedies_in(sentences: Sequence[str]) -> tuple[Remedy, ...]:
    """Everything that canonical sentences ask for to make it good, each kind once."""
    return tuple(name for name, pattern in _REMEDIES.items() if any(map(pattern.search, sentences)))


def missing_in(sentences: Sequence[tuple[str, Sequence[Token]]]) -> int | None:
    """How many units a complaint says did not come: in so many words, or as ordered less received."""
    said: list[int] = []
    ordered: int | None = None
    received: int | None = None
    for text, tokens in sentences:
        counts = [_whole(token) for token in tokens if token.kind is Kind.NUMBER]
        instead = _INSTEAD.search(text)
        if instead:
            got, due = (_at(text, instead.start(name), counts) for name in ("got", "due"))
            found = due - got if got is not None and due is not None else None
        else:
            found = _said(_MISSING, text, counts)
        if found is not None and found > 0:
            said.append(found)
        ordered = ordered or _said(_ORDERED, text, counts)
        received = received or _said(_RECEIVED, text, counts)
    if said:
        return said[0]
    return ordered - received if ordered and received and ordered > received else None


def _said(pattern: re.Pattern[str], text: str, counts: Sequence[int | None]) -> int | None:
    """The number that a pattern finds in a canonical sentence."""
    match = pattern.search(text)
    return _at(text, match.start(match.lastgroup or 0), counts) if match else None


def _at(text: str, position: int, counts: Sequence[int | None]) -> int | None:
    """The number that stands as ``QTY`` at a position of a canonical sentence."""
    before = len(re.findall(r"\bQTY\b", text[:position]))
    return counts[before] if before < len(counts) else None


def _whole(token: Token) -> int | None:
    value: Decimal | None = token.value
    if value is None or value != value.to_integral_value() or not 0 <= value < 10**6:
        return None
    return int(value)
