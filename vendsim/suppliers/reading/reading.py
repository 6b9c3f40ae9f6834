"""``read_mail``: the whole way from a mail to its reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.cancelling import turns_down
from vendsim.suppliers.reading.cents import in_cents
from vendsim.suppliers.reading.claims import is_content, missing_in
from vendsim.suppliers.reading.fallback import without_fallback
from vendsim.suppliers.reading.features import features_of
from vendsim.suppliers.reading.kinds import Before
from vendsim.suppliers.reading.labels import INTENTS, OF_THE_REST
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.limits import AS_TOLD, EITHER_WAY, without_limits
from vendsim.suppliers.reading.mail import Mail, parse
from vendsim.suppliers.reading.meaning import acts_in
from vendsim.suppliers.reading.model import Act, ActLine, Intent, MailLine, MailReading, Reference
from vendsim.suppliers.reading.network import (
    POINT,
    Scores,
    scores,
    vocabulary,
)
from vendsim.suppliers.reading.on_table import NOTHING, OnTable, known_of
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.questions import each_heard_alone
from vendsim.suppliers.reading.roles import with_cents
from vendsim.suppliers.reading.table import written_out
from vendsim.suppliers.reading.terms import conditions_of
from vendsim.suppliers.reading.tokens import Kind
from vendsim.suppliers.reading.topics import topics
from vendsim.suppliers.reading.vetoes import BOOKING, PURCHASES, hangs_on_nothing_else, is_vetoed
from vendsim.suppliers.reading.yes import (
    LATER,
    PROMISING,
    answers_us,
    is_in_passing,
    is_nothing_but_yes,
    only_pays,
    takes_up,
    unnamed,
)

T = TypeVar("T")
_Numbers = tuple[tuple[str, int], ...]
_Others = tuple[
    tuple[str, ...], tuple[str, ...], _Numbers, frozenset[str], Before | None, _Numbers, frozenset[int]
]  # fmt: skip
"""The fields of `OnTable` behind ``units``."""

_TRADING = frozenset({"ask_price", "ask", "bid", "order", "accept", "repeat", "amend", "hold", "condition"})
_ABOUT_GOODS = _TRADING | {"inform", "paid", "cancel", "status", "complain", "remedy", "decline"}
_LINES_OF: dict[Intent, frozenset[str]] = {
    "amend": frozenset({"amend", "order", "repeat", "bid"}),
    "accept": frozenset({"accept", "order", "amend", "bid", "repeat"}),
    "order": frozenset({"order", "accept", "repeat", "amend", "bid"}),
}
"""Whose lines a reading with this intent has; for other trading intents those of all trading acts."""
_BUSINESS = frozenset(
    {"ask_price", "ask_list", "ask", "bid", "accept", "order", "repeat", "status", "complain", "remedy"}
)


def read_mail(subject: str, body: str, table: OnTable = NOTHING) -> MailReading:
    """What a mail to a supplier says: every act of it, and the most consequential one as its ``intent``.

    ``table`` is what buyer and supplier have talked about: "the first two" is read as what it means there.
    Whatever the text, this returns a reading and never raises. What is not understood is left out; a mail
    that is not clearly an order is never read as one.
    """
    prices = tuple(table.prices.items())
    others = (table.carried, table.ordered, table.last, table.numbers, table.before, prices, table.sums)
    return _read(subject, body, tuple(table.units.items()), others)


@lru_cache(maxsize=512)  # who asks many suppliers for their list writes the same to all
def _read(subject: str, body: str, units: _Numbers, others: _Others) -> MailReading:
    carried, ordered, last, numbers, before, prices, sums = others
    table = OnTable(dict(units), carried, ordered, last, numbers, before, dict(prices), sums)
    mail, fallback = without_fallback(in_cents(written_out(parse(subject, body), table), table))
    if not mail.parts:
        return MailReading(intent="other")
    acts, scored = _acts(mail, table)
    limitless, limits = without_limits(mail, table.prices)
    if limits and limitless.parts:
        without, scored_without = _acts(limitless, table)
        buys = _buys(acts) or any(act.kind == "bid" and BOOKING.search(act.text) for act in acts)
        buys = buys or any(_TO_BOOK.match(act.text) and "?" not in act.text for act in acts)
        wanted = _buys(without) if buys else any(_tells_to(act) for act in without)
        if wanted and all(act.sure and not _WISHING.search(act.text) for act in without):
            acts, scored, fallback = without, scored_without, (*limits, *fallback)
    acts = tuple(_quotable(act, body) if act.other_questions else act for act in acts)
    return reading_of(mail, (*acts, *conditions_of(acts), *fallback), _intent(acts, scored))


def _quotable(act: Act, body: str) -> Act:
    """An act whose questions stand as their sender wrote them: tokens are in lower case and apart."""
    questions = tuple(_as_written(text, body) for text in act.other_questions)
    return act.model_copy(update={"other_questions": questions})


def _as_written(text: str, body: str) -> str:
    found = re.search(r"\s*".join(map(re.escape, text.split())), body, re.IGNORECASE)
    return " ".join(found[0].split()) if found else text


def _acts(mail: Mail, table: OnTable) -> tuple[tuple[Act, ...], Scores]:
    """What a mail does, and the scores that this was read from."""
    parts = [at for at, part in enumerate(mail.parts) for _ in part.tokens]
    known = known_of(mail.tokens, table)
    scored = each_heard_alone(mail, scores(features_of(mail, vocabulary(), known), parts))
    mail = with_cents(mail, scored.roles, known, table)
    done = tuple(
        act.model_copy(update={"kind": "inform"}) if _only_tells(act) else act
        for act in acts_in(mail, scored)
    )
    acts = _with_a_yes(done, scored, mail)
    return _with_doubts(mail, acts, bought=_is_a_purchase(scored, table), table=table), scored


def _tells_to(act: Act) -> bool:
    """Whether an act changes an order, or is a plain yes: "If the total is 53.64 then yes"."""
    plain = act.kind == "accept" and is_nothing_but_yes(act.text.removeprefix("then "))
    return plain or act.kind == "amend"


_WISHING = re.compile(
    r"\b(?:would(?! like (?:to (?:order|buy|book|have|get)|all|both|the|[0-9]+)\b)|could|might|may)\b"
)
"""Of an order that hangs on a price: it is only spoken of."""


_TO_BOOK = re.compile(r"(?:(?:so|then|please|and|just) )*(?:book|enter)\b")


def _buys(acts: Sequence[Act]) -> bool:
    """Whether a mail orders anything, or changes an order."""
    return any(act.kind in PURCHASES or act.kind == "amend" for act in acts)


def _with_a_yes(acts: tuple[Act, ...], scored: Scores, mail: Mail) -> tuple[Act, ...]:
    """The acts of a mail that is a yes as a whole, though none of its words is one first of all."""
    if mail.before is Before.ASKED and not any(act.kind in _DECIDED for act in acts):
        paying = [act.text for act in acts if act.kind == "paid" and not act.lines]
        sentences = (part.tokens for part in mail.parts if part.shape is not Shape.TITLE)
        said = [" ".join(token.text for token in tokens) for tokens in sentences]
        plain = [text for text in said if is_nothing_but_yes(text) or _ANOTHER_YES.search(text)]
        plain += [text for text in paying if text.startswith("yes to ")]
        if plain:
            return (*acts, Act(kind="accept", text=plain[0], sure=False))
    silent = all(act.kind in ("greet", "inform", "address") for act in acts)
    if not silent or INTENTS[int(scored.intents.argmax())] != "accept":
        return acts
    own = (token.text for part in mail.parts if part.shape is not Shape.TITLE for token in part.tokens)
    return (*acts, Act(kind="accept", text=" ".join(own), sure=False))


def _intent(acts: Sequence[Act], scored: Scores) -> Intent:
    """A purchase that is sure; else what the mail as a whole is most likely about."""
    ranked = [INTENTS[i] for i in sorted(range(len(INTENTS)), key=lambda i: (-scored.intents[i], i))]
    bought = {_BOUGHT_BY[act.kind] for act in acts if act.kind in _BOUGHT_BY and act.sure}
    if bought:
        return next(intent for intent in ranked if intent in bought)
    business = any(act.kind in _BUSINESS for act in acts)
    allowed = {*INTENTS} - {"order", "accept"} - ({"other"} if business else set())
    return next(intent for intent in ranked if intent in allowed)


_BOUGHT_BY: dict[str, Intent] = {"order": "order", "repeat": "order", "accept": "accept"}


_WANTED = re.compile(r"\b(?:i|we) (?:\w+ )?(?:wanted|meant|asked for) (?:only |just )?\d")
"""Says what an order should have been."""
_PAID = re.compile(r"\b(?:paid|transferred|wired)\b")
_BUT_FIRST = re.compile(r"\bbut (?:is|are|does|do|what|how|will|when|can|could|which)\b[^.!]*\?")
"""Beside a yes that names nothing: something has to be answered first."""
_WONDERING = re.compile(
    r"\bnot sure\b|\b(?:just|only) (?:want|wanted|like) to know\b|\bwhat would i pay\b"
    r"|\b(?:could|would|should|can) (?:i|we|you) have (?:it |this |that )?(?:\w+ed|had|been|put|made)\b"
)
"""A change that is only asked about."""
_I_WOULD_WANT = re.compile(r"\b(?:i|we) would (?:need|want|take|have|do)\b")
_MAY_STAY = re.compile(r"\bmay (?:stay|remain|be left|be kept)\b|\b(?:says|said)\b")
_I_WOULD = re.compile(r"\b(?:i|we) would (?!(?:like|prefer|rather|love|want|be|appreciate|ask)\b)\w+")
"""A change that is only thought of."""
_CLEARLY = 3 * POINT
"""By how much a mail as a whole must be a purchase rather than anything else, for a bare yes to be sure."""


def _is_a_purchase(scored: Scores, table: OnTable) -> bool:
    """Whether the mail as a whole clearly is one; and a change of a quote is, if nothing is ordered."""
    quoted = bool(table.units) and not table.numbers
    purchases = ("order", "accept", "amend") if quoted else ("order", "accept")
    bought = max(scored.intents[INTENTS.index(name)] for name in purchases)
    others = max(scored.intents[i] for i, name in enumerate(INTENTS) if name not in purchases)
    return bool(bought >= others + _CLEARLY)


def _with_doubts(mail: Mail, acts: Sequence[Act], *, bought: bool, table: OnTable) -> tuple[Act, ...]:
    """The acts, where purchases and changes are unsure that something in the mail speaks against.

    ``bought``: the mail as a whole is a purchase, which makes purchases sure that name little.
    """
    if mail.before is Before.ASKED:
        acts = tuple(_as_a_yes(act) for act in acts)
    vetoed = is_vetoed(mail, acts)
    text = " ".join(token.text for token in mail.tokens)
    kinds = {act.kind for act in acts}
    corrects = any(act.kind in ("amend", "order") and act.lines for act in acts)
    only_yes = kinds <= _BESIDE_A_YES and "?" not in text
    said_so = [act.text for act in acts if EITHER_WAY.search(act.text)]
    paid = "paid" in kinds or any(act.kind == "inform" and _PAID.search(act.text) for act in acts)
    told_sum = any(
        act.total is not None and int(act.total * 100) in table.sums and _A_SUM.match(act.text)
        for act in acts
    )
    of_an_order = paid or any(token.kind is Kind.ORDER_ID for token in mail.tokens)

    def is_complete(act: Act) -> bool:
        """Whether goods, quantities and the address are all there, and nothing is asked, denied or paid.

        Beside a cancellation it must be another order than the one there is.
        """
        wanted = [line for line in act.lines if line.change != "remove"]
        said = {line.product: line.units or table.units.get(line.product or "") for line in wanted}
        there = {product: table.units.get(product) for product in table.ordered}
        another = "cancel" not in kinds or (bool(there) and said != there)
        promised = PROMISING.search(text) is not None
        addressed = promised or "address" in kinds or any(t.kind is Kind.ADDRESS for t in mail.tokens)
        complete = addressed and kinds.isdisjoint(_UNDECIDED) and bool(said) and all(said.values())
        ordering = any(map(BOOKING.search, [act.text, *said_so])) or not acts_of(act.text).isdisjoint(
            _ORDERING
        )
        quoted = mail.before is not Before.TOLD and said.keys() <= table.units.keys()
        complete &= "cancel" in kinds or bool(ordering) or promised or quoted
        complete &= _IMAGINED.search(text) is None
        return act.kind == "order" and complete and another and not _ASKED_OR_DENIED.search(act.text)

    sentences = [" ".join(token.text for token in part.tokens) for part in mail.parts]

    def is_doubtful(act: Act) -> bool:
        if act.kind in PURCHASES:
            meant = table.units or not act.lines or any(line.product or line.phrase for line in act.lines)
            asks = not act.lines and _BUT_FIRST.search(text) is not None
            named = [line for line in act.lines if line.change != "remove"]
            plain = act.kind == "accept" and not named  # "Yes, 48 is right, bill that" corrects
            alone = act.kind == "accept" and not corrects and not any(line.units for line in act.lines)
            sentence, book_it = _sentence_of(act, mail), _says_book_it(act.text) and not of_an_order
            only_yes_here = is_nothing_but_yes(act.text) and not is_in_passing(sentence)
            thought_of = act.kind == "repeat" and _I_WOULD_WANT.search(act.text) and LATER.search(text)
            if thought_of or (act.kind == "order" and _WANTED.search(act.text)) or turns_down(act.text):
                return True
            takes_it = plain and "address" in kinds and _TAKES.search(sentence) is not None
            asked = mail.before is Before.ASKED and act.kind == "accept"
            again = asked and plain and _ANOTHER_YES.search(unnamed(act.text)) is not None
            summed = act.kind == "accept" and told_sum and act.text.startswith("yes")
            answered = only_yes_here or book_it or takes_it or again or summed
            if alone and not (answered or answers_us(sentence)):
                return True
            corrected = mail.before is Before.ASKED and any(map(BOOKING.search, said_so))
            if alone and "?" in text and not (answered or act.text.startswith("yes")):
                return True  # "OK. When do your people work?"
            says_yes = only_yes_here or again or _YES.match(unnamed(act.text)) is not None
            answers = asked and (only_yes or (plain and says_yes))
            answers |= plain and mail.before is Before.OFFERED and (book_it or takes_it)
            answers |= (corrected and act.kind == "accept") or summed
            return vetoed or asks or not meant or not (act.sure or bought or is_complete(act) or answers)
        if act.kind == "amend":
            thought_of = _WONDERING.search(text) or _I_WOULD.search(act.text)
            maybe = Phrase.MAYBE in acts_of(_MAY_STAY.sub(" ", act.text))
            return vetoed or maybe or thought_of is not None
        threat = any(_IF.search(text.partition(act.text)[0]) for text in sentences if act.text in text)
        return act.kind == "cancel" and (
            threat or (_IF.search(act.text) or _TOO_LATE.search(act.text)) is not None
        )

    met = hangs_on_nothing_else(mail, acts)
    return tuple(
        act.model_copy(
            update={
                "sure": not is_doubtful(act),
                "kind": "inform" if met and _is_settled(act) else act.kind,
            }
        )
        for act in acts
    )


def _only_tells(act: Act) -> bool:
    """Whether an act wants nothing, though it has the words of a hold, a claim or a cancellation."""
    if act.kind == "complain":
        return not (act.problems or act.wants) and is_content(act.text)
    if act.kind == "remedy":
        return _THANKS.match(act.text) is not None
    if act.kind == "cancel":
        return _NOT_CANCELLED.search(act.text) is not None
    if act.kind == "bid":
        return sum(map(int, _PERCENT.findall(act.text))) == _ALL_PER_CENT
    pays = PROMISING.search(act.text) is not None and _WAITS.search(act.text) is None
    return act.kind == "hold" and (only_pays(act.text) or pays)


_PERCENT = re.compile(r"\b([0-9]{1,2}) ?%")
_ALL_PER_CENT = 100
"""What shares of a budget come to: "40 % energy, 30 % soda and water, 30 % chips"."""
_WAITS = re.compile(r"\b(?:wait|hold|not|until|till|before|first|if)\b")
_THANKS = re.compile(r"(?!.*(?:\?|\bplease\b))(?:(?:and|also|many) )?(?:thanks?|thank you)\b")
_NOT_CANCELLED = re.compile(r"\b(?:not|never)(?: (?:to|asked? (?:you )?to|a))? cancel\w*\b")


def _is_settled(act: Act) -> bool:
    """Whether a condition leaves nothing to be checked."""
    return act.kind == "condition" and not act.lines and AS_TOLD.search(act.text) is None


def _as_a_yes(act: Act) -> Act:
    """A change that names nothing is a yes to the one that was asked about: "Please make that change"."""
    names_none = act.kind == "amend" and not act.lines and takes_up(act.text)
    return act.model_copy(update={"kind": "accept"}) if names_none else act


_BESIDE_A_YES = frozenset({"accept", "greet", "address", "paid"})


def _sentence_of(act: Act, mail: Mail) -> str:
    """The sentence that an act begins; its own words, if it begins none."""
    sentences = (" ".join(token.text for token in part.tokens) for part in mail.parts)
    return next((text for text in sentences if text.startswith(act.text)), act.text)


_YES = re.compile(
    r"(?!.*\?)(?:so )?(?:once more )?(?:, )?yes(?: again| please)?"
    r"(?: (?:please )?(?:book|change|go|do)\b| (?:to|that|it|by)\b| ?[.,!:;])(?! (?:but|if)\b)"
)
"""A sentence that says yes to the question that was asked."""
_ANOTHER_YES = re.compile(
    r"^(?!.*(?:\?|\b(?:but|if|not)\b)).*"
    r"\b(?:again|times|repeat|still|answer|it) ?[:,]? ?(?:(?:is|stays) )?(?:an? )?"
    r"yes(?= ?(?:[.,!]|please|book|$))"
)
"""Says it once more: "a thousand times yes!", "here it is again: yes", "my answer is yes"."""
_A_SUM = re.compile(r"(?:(?:so|that|it|is|makes|the|total|of|sum|in total|for|=) )*\$?[0-9.,]+ ?(?:[.,!]|$)")
"""A sentence that says what it all comes to: "121.92", "Total $121.92."."""
_BOOK_IT = re.compile(
    r"(?:(?:ok|okay|yes|fine|good|great|please|so|then|deal|alright|perfect|just)(?: ?[,.!-])? ?)*+"
    r"(?:book|order|enter|ship|send) (?:it|that|this|them|those|both|everything|all(?: of (?:it|them))?)"
    r"(?: (?:please|now|then))*(?: ?[,.!]|$| and (?:send|tell|give|mail|email|let) (?:me|us)\b)"
)


def _says_book_it(text: str) -> bool:
    """Whether a text tells us to book what we quoted, whatever else is asked beside it."""
    sentences = [sentence.strip() for sentence in re.split(r" [.!;] ?", text)]
    return any(map(_BOOK_IT.match, sentences)) and not _BOOK_LATER.search(text)


_TAKES = re.compile(
    r"(?!.*\?).*\b(?:i|we) (?:will|shall|would like to) (?:just )?(?:have|take|order|buy)\b(?! an?\b)"
)
"""Takes what was quoted, where it also says where to: "I'll take it just like that"."""
_BOOK_LATER = re.compile(r"\b(?:if|unless|but|not|no|first|when|until|before|after)\b")
_DECIDED = frozenset({"order", "accept", "repeat", "amend", "cancel", "decline", "hold", "bid", "condition"})
_UNDECIDED = frozenset({"paid", "ask_price", "ask_list"})
_ORDERING = frozenset({Phrase.ORDER, Phrase.WILL_BUY, Phrase.ASK_SHIP, Phrase.ACCEPT, Phrase.ALTER})
_IMAGINED = re.compile(
    r"\b(?:(?:should|if|were|had) (?:i|we)|would (?:be|read|look|go|run|say)|suppose|imagine|example)\b"
)
_ASKED_OR_DENIED = re.compile(r"\?|\b(?:not|never|no longer|any ?more|stop)\b")
_TOO_LATE = re.compile(r"\btoo late to\b[^.!]*\?|\bwhat happens\b")
_IF = re.compile(
    r"\b(?:if|unless|otherwise|or else"
    r"|or (?:(?:please|just|do|will|would|must|you|we|i|it) ){0,3}(?:cancel|call))\b"
)


# The fields of a reading ---------------------------------------------------------------------------------


def reading_of(mail: Mail, acts: tuple[Act, ...], intent: Intent) -> MailReading:
    """All fields of a reading, from what the mail does."""
    lines = _lines(acts, intent)
    named = [line for line in lines if line.product]
    bare = (
        []
        if named
        else [line for act in acts if act.kind in _TRADING for line in act.lines if not line.phrase]
    )
    address = any(token.kind is Kind.ADDRESS for token in mail.tokens)
    canonicals = [canonical(part.tokens) for part in mail.parts]
    same = any(Phrase.SAME_ADDRESS in acts_of(text) for text in canonicals)
    repeat = any(act.kind == "repeat" for act in acts)
    complaining = [act for act in acts if act.kind in ("complain", "remedy", "status")]
    return MailReading(
        intent=intent,
        acts=_with_address(acts, mail, same=same and not address),
        lines=tuple(MailLine(product=line.product, units=line.units, unit_price=line.unit_price,
                             change=line.change if intent == "amend" else "set") for line in named),
        address=address or (repeat and same),
        amount=next((act.amount for act in acts if act.kind == "paid" and act.amount), None)
        if intent == "payment_notice" else None,
        order_id=_order_id(mail),
        asks_about=_topics(acts),
        unclear=_unclear(named),
        unknown=tuple(dict.fromkeys(line.phrase for line in lines if line.phrase)),
        repeat_last=repeat,
        same_address=same,
        rival_quote=any(Phrase.RIVAL in acts_of(text) and "MONEY" in text for text in canonicals)
        or any(line.whose == "rival" and line.unit_price is not None for act in acts for line in act.lines),
        total_budget=next((act.total for act in acts if act.total is not None and not _adds_up(act)), None),
        bare_units=next((line.units for line in bare if line.units), None),
        bare_cases=next((line.cases for line in bare if line.cases), None),
        bare_price=next((line.unit_price for line in bare if line.unit_price is not None), None),
        refers_to=_references(acts),
        problems=_once(p for act in complaining for p in act.problems)
        if intent in ("complaint", "status") else (),
        wants=_once(w for act in acts for w in act.wants)
        if intent in ("complaint", "status", "cancel") else (),
        missing_units=_missing(mail, acts) if intent == "complaint" else None,
        mentions=_once(t.product for t in mail.tokens if t.kind is Kind.PRODUCT and t.product),
    )  # fmt: skip


def _with_address(acts: tuple[Act, ...], mail: Mail, *, same: bool) -> tuple[Act, ...]:
    """The acts, with an address that stands among other words as one of its own; ``same``: as used before."""
    written = next((token.text for token in mail.tokens if token.kind is Kind.ADDRESS), None)
    told = [act for act in acts if act.kind == "address"]
    if not told and (written or same):
        acts = (*acts, Act(kind="address", text=written or "same address"))
    return tuple(
        act.model_copy(update={"same_address": written is None}) if act.kind == "address" else act
        for act in acts
    )


def _unclear(lines: Iterable[ActLine]) -> tuple[str, ...]:
    return _once(
        f"the {what} of {catalogue()[line.product].name}"
        for line in lines
        for what in line.unclear
        if line.product
    )


def _lines(acts: Iterable[Act], intent: Intent) -> list[ActLine]:
    """The goods that a mail is about, one line each; of several acts the later ones fill in and correct."""
    if intent == "complaint":
        return []  # what came and what did not is nothing to trade
    acts = list(acts)
    merged: dict[tuple[str | None, str | None], ActLine] = {}
    wanted = [act for act in acts if act.kind in _LINES_OF.get(intent, _ABOUT_GOODS)]
    if not any(line.product for act in wanted for line in act.lines):
        wanted = acts  # what is asked about was told before: "We bought ... Are those prices still good?"
    for line in (_with_total(line, act) for act in wanted for line in act.lines):
        if not (line.product or line.phrase) or (line.change == "remove" and intent != "amend"):
            continue
        key = (line.product, line.phrase)
        if line.whose not in ("mine", "rival") and intent != "order":
            line = line.model_copy(update={"unit_price": None})
        merged[key] = _filled(merged[key], line) if key in merged else line
    return list(merged.values())


def _adds_up(act: Act) -> bool:
    """Whether a total is only the sum of the act's lines."""
    sums = [line.units * line.unit_price for line in act.lines if line.units and line.unit_price is not None]
    return (
        bool(sums)
        and len(sums) == len(act.lines)
        and act.total is not None
        and abs(sum(sums) - act.total) < 1
    )


def _with_total(line: ActLine, act: Act) -> ActLine:
    """A line with its part of "$90 all in", where it is the only one."""
    if act.total is None or len(act.lines) != 1 or not line.units or line.unit_price is not None:
        return line
    share = (act.total / line.units).quantize(Decimal("0.0001")).normalize() + 0
    return line.model_copy(update={"unit_price": share})


def _filled(earlier: ActLine, later: ActLine) -> ActLine:
    return earlier.model_copy(
        update={
            "units": later.units if later.units is not None else earlier.units,
            "unit_price": later.unit_price if later.unit_price is not None else earlier.unit_price,
            "unclear": (*earlier.unclear, *later.unclear),
        }
    )


def _order_id(mail: Mail) -> str | None:
    """The order that is meant: the body's rather than the subject's, which may be an old thread's."""
    by_title = sorted(mail.parts, key=lambda part: part.shape is Shape.TITLE)
    return next((t.text for part in by_title for t in part.tokens if t.kind is Kind.ORDER_ID), None)


def _topics(acts: Iterable[Act]) -> tuple[str, ...]:
    asked = {topic for act in acts for topic in act.topics}
    if any(act.kind == "ask_list" for act in acts):
        asked.add("catalogue")
    return tuple(topic for topic in topics() if topic in asked - OF_THE_REST)


def _references(acts: Iterable[Act]) -> tuple[Reference, ...]:
    return _once(name for act in acts for name in act.refers_to)


def _missing(mail: Mail, acts: Iterable[Act]) -> int | None:
    said = sum(line.missing or 0 for act in acts for line in act.lines)
    return said or missing_in([(canonical(part.tokens), part.tokens) for part in mail.parts])


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
