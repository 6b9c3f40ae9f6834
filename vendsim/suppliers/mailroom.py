"""A supplier's working night: the buyer's mail and money of the day, answered by morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendsim.draws import Stream, integers
from vendsim.economy.aftersales import reply_days
from vendsim.events import FalseQuoteClaimed
from vendsim.suppliers import dispatching, negotiation, paying
from vendsim.suppliers.answering import answer
from vendsim.suppliers.days_off import day_off
from vendsim.suppliers.decisions import Decision
from vendsim.suppliers.opening import reading_of_letter
from vendsim.suppliers.reading.model import Act, MailReading
from vendsim.suppliers.resolving import resolve
from vendsim.suppliers.trade import Trade, identity
from vendsim.suppliers.voice import Speaker, phrase, subject, wordings
from vendsim.suppliers.voiced import Draft, Rephrase, reworded


@dataclass(frozen=True)
class Letter:
    """A mail to a supplier from the buyer."""

    supplier: int
    subject: str
    body: str
    mail: int  # its id, for the record
    written: int  # day


@dataclass(frozen=True)
class Remittance:
    """A payment to a supplier."""

    supplier: int
    cents: int
    memo: str


@dataclass(frozen=True)
class Reply:
    """A mail from a supplier, with the minute of the morning at which it arrives."""

    supplier: int
    minute: int
    subject: str
    body: str


def to_be_opened(
    trade: Trade, letters: Sequence[Letter], remittances: Sequence[Remittance]
) -> tuple[list[Letter], list[Letter]]:
    """The letters that are answered this morning, and those that lie over: some suppliers take longer.

    Money for which there is no order makes everybody look through the tray.
    """
    slow = reply_days(trade.scenario, trade.params)[0]
    searching = {
        remittance.supplier
        for remittance in remittances
        if not trade.book.orders_of(remittance.supplier, "awaiting_payment", "on_hold")
    }
    opened: list[Letter] = []
    left: list[Letter] = []
    for letter in letters:
        due = trade.today > letter.written + int(slow[letter.supplier])
        (opened if due or letter.supplier in searching else left).append(letter)
    return opened, left


@dataclass
class _Opened:
    """A letter on the desk, with what will be answered to it."""

    letter: Letter
    reading: MailReading
    decisions: list[Decision]


_ABOUT_MONEY_AND_GOODS = frozenset({"paid", "status", "complain", "remedy"})
_TRADING = frozenset({"order", "accept", "repeat", "amend", "cancel", "bid"})


def work(trade: Trade, letters: Sequence[Letter], remittances: Sequence[Remittance]) -> list[Reply]:
    """Answer everything that came in today, and write what is due unasked.

    Orders are read before money is booked, so that an order and its payment may come on one day in any order;
    whoever only asks about orders or tells of a payment is answered when it is known what has been paid.
    """
    replies: list[Reply] = []
    notices: list[_Opened] = []
    later: list[_Opened] = []
    for letter in letters:
        reading = reading_of_letter(trade, letter.supplier, letter.subject, letter.body)
        _check_rival_quote(trade, letter, reading.acts)
        opened, kinds = _Opened(letter, reading, []), {act.kind for act in reading.acts}
        trading = kinds & _TRADING - ({"amend"} if _pays_for_an_order(trade, letter, remittances) else set())
        if kinds & _ABOUT_MONEY_AND_GOODS and not trading:
            later.append(opened)
            continue
        _decide(trade, opened)
        if "paid" in kinds:
            notices.append(opened)
        elif opened.decisions:
            replies.append(_write(trade, letter.supplier, opened.decisions, letter.subject))
        settled = paying.settle_from_credit(trade, letter.supplier)
        if settled:
            replies.append(_write(trade, letter.supplier, [settled]))
    paid = {remittance.supplier for remittance in remittances}
    for remittance in remittances:
        outcome = paying.take_payment(trade, remittance.supplier, remittance.cents, remittance.memo)
        if outcome:
            replies.append(_write(trade, remittance.supplier, [outcome]))
    for opened in later:
        _decide(trade, opened)
    for opened in [*notices, *later]:
        if opened.letter.supplier not in paid:
            opened.decisions += _on_payments(trade, opened)
        if opened.decisions:
            replies.append(_write(trade, opened.letter.supplier, opened.decisions, opened.letter.subject))
    unasked = [*dispatching.follow_up(trade), *negotiation.offers(trade)]
    replies.extend(_write(trade, supplier, [decision]) for supplier, decision in unasked)
    return replies


def _pays_for_an_order(trade: Trade, letter: Letter, remittances: Sequence[Remittance]) -> bool:
    """Whether a letter comes with the money for an order as it is, which then leaves unchanged."""
    waiting = trade.book.orders_of(letter.supplier, "awaiting_payment")
    came = {remittance.cents for remittance in remittances if remittance.supplier == letter.supplier}
    return any(order.total_cents in came for order in waiting)


def _decide(trade: Trade, opened: _Opened) -> None:
    """What is answered to a letter, but for what it tells of payments."""
    trade.written, reading = opened.letter.written, opened.reading
    answers = answer(trade, opened.letter.supplier, reading.acts, idle=reading.intent == "other")
    opened.decisions = [it.decision for it in answers]
    trade.written = None


def _on_payments(trade: Trade, opened: _Opened) -> list[Decision]:
    """Answers to "I have paid" when no money has come."""
    told = [act.order_id for act in opened.reading.acts if act.kind == "paid"]
    answers = [paying.confirm_payment(trade, opened.letter.supplier, name) for name in dict.fromkeys(told)]
    return list(dict.fromkeys(answers))


def _check_rival_quote(trade: Trade, letter: Letter, acts: Sequence[Act]) -> None:
    """Suppliers cannot see whether a rival's quote is real; the record can."""
    rivals = [resolve(trade, letter.supplier, act, ()).rivals for act in acts]
    claimed = {product: cents for of_act in rivals for product, cents in of_act.items()}
    if claimed and not negotiation.quote_exists(trade, letter.supplier, claimed):
        name = identity(letter.supplier).name
        trade.events.append(
            FalseQuoteClaimed(day=trade.today, time=trade.time, mail=letter.mail, supplier=name)
        )


def _write(trade: Trade, supplier: int, decisions: Sequence[Decision], their_subject: str = "") -> Reply:
    thread, who, seed = trade.book.thread(supplier), identity(supplier), int(trade.params.seed[0])
    thread.letters += 1
    minute = integers(*trade.scenario.suppliers.post, seed, Stream.MAIL_TIME, supplier, thread.letters)
    off = day_off(trade.scenario.date_of(trade.today))
    speaker = Speaker(who.name, who.contact, who.tone, supplier, off)
    template = phrase(decisions, speaker, thread.letters, seed, thread.said)
    body = template if trade.rephrase is None else _voiced(trade.rephrase, decisions, speaker, template)
    return Reply(supplier, int(minute[0]), subject(decisions[0], their_subject), body)


def _voiced(rephrase: Rephrase, decisions: Sequence[Decision], speaker: Speaker, template: str) -> str:
    return reworded(Draft(template, speaker, wordings(decisions, speaker)), rephrase)
