"""A supplier's working night: the buyer's mail and money of the day, answered by morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendsim.draws import Stream, integers
from vendsim.economy.aftersales import reply_days
from vendsim.events import FalseQuoteClaimed
from vendsim.suppliers import aftersales, dispatching, negotiation, paying, placing
from vendsim.suppliers.conversation import in_context
from vendsim.suppliers.decisions import Decision, Pleasantry, Question
from vendsim.suppliers.reading import MailReading, read_mail
from vendsim.suppliers.trade import Trade, identity
from vendsim.suppliers.voice import Speaker, phrase, subject, wordings
from vendsim.suppliers.voiced import Draft, Rephrase, reworded
from vendsim.suppliers.wishes import Wishes, understand


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


def work(trade: Trade, letters: Sequence[Letter], remittances: Sequence[Remittance]) -> list[Reply]:
    """Answer everything that came in today, and write what is due unasked.

    Orders are read before money is booked, so that an order and its payment may come on one day in any order;
    "I have paid" is answered last, when it is known whether that is so.
    """
    replies: list[Reply] = []
    notices: list[tuple[Letter, MailReading]] = []
    for letter in letters:
        reading = read_mail(letter.subject, letter.body)
        if reading.intent == "payment_notice" and not _completes_order(trade, letter.supplier, reading):
            notices.append((letter, reading))
            continue
        _check_rival_quote(trade, letter, reading)
        trade.written = letter.written
        decision = decide(trade, letter.supplier, reading)
        if decision:
            replies.append(_write(trade, letter.supplier, decision, letter.subject))
        settled = paying.settle_from_credit(trade, letter.supplier)
        if settled:
            replies.append(_write(trade, letter.supplier, settled))
    trade.written = None
    paid = {remittance.supplier for remittance in remittances}
    for remittance in remittances:
        outcome = paying.take_payment(trade, remittance.supplier, remittance.cents, remittance.memo)
        if outcome:
            replies.append(_write(trade, remittance.supplier, outcome))
    for letter, reading in notices:
        if letter.supplier not in paid:
            answer = paying.confirm_payment(trade, letter.supplier, reading)
            replies.append(_write(trade, letter.supplier, answer, letter.subject))
    unasked = [*dispatching.follow_up(trade), *negotiation.offers(trade)]
    replies.extend(_write(trade, supplier, decision) for supplier, decision in unasked)
    return replies


def _check_rival_quote(trade: Trade, letter: Letter, reading: MailReading) -> None:
    """Suppliers cannot see whether a rival's quote is real; the record can."""
    if reading.rival_quote and not negotiation.quote_exists(trade, letter.supplier, reading):
        name = identity(letter.supplier).name
        trade.events.append(
            FalseQuoteClaimed(day=trade.today, time=trade.time, mail=letter.mail, supplier=name)
        )


def decide(trade: Trade, supplier: int, reading: MailReading) -> Decision | None:
    """What the supplier says to one mail; None: nothing."""
    thread = trade.book.thread(supplier)
    thread.address_known |= reading.address
    wishes = in_context(trade, supplier, reading, understand(trade, supplier, reading))
    match reading.intent:
        case "ask_quote" if wishes.targets:  # "could you do 40 at $0.55?" names a price, so it bargains
            return negotiation.bargain(trade, supplier, reading, wishes)
        case "ask_quote":
            return negotiation.give_quote(trade, supplier, reading, wishes)
        case "ask_terms":
            return negotiation.state_terms(trade, supplier, reading)
        case "counter":
            return negotiation.bargain(trade, supplier, reading, wishes)
        case "order":
            return placing.place(trade, supplier, reading, wishes)
        case "amend":
            return placing.amend(trade, supplier, reading, wishes)
        case "accept" | "other" if (
            "other" in reading.refers_to and wishes.items and _waiting(trade, supplier)
        ):
            return placing.amend(trade, supplier, reading, wishes)  # "and the other one too"
        case "accept":
            return placing.accept(trade, supplier, reading, wishes)
        case "status":
            return aftersales.report(trade, supplier, reading)
        case "complaint":
            return aftersales.answer_complaint(trade, supplier, reading)
        case "cancel":
            return placing.cancel(trade, supplier, reading)
        case _:
            return _answer_the_rest(trade, supplier, reading, wishes)


def _answer_the_rest(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """A mail with no business in it, or one that only the thread can explain.

    A missing address that arrives alone completes an order.
    """
    if _completes_order(trade, supplier, reading):
        return placing.accept(trade, supplier, reading, Wishes())
    if "other" in reading.refers_to and wishes.items:
        return negotiation.give_quote(trade, supplier, reading, wishes)
    return Question(reading.unclear) if reading.unclear else Pleasantry()


def _waiting(trade: Trade, supplier: int) -> bool:
    """Whether an order waits for its money, so that it can still be changed."""
    return bool(trade.book.orders_of(supplier, "awaiting_payment"))


def _completes_order(trade: Trade, supplier: int, reading: MailReading) -> bool:
    """Whether a mail brings the address that an order on the table lacks."""
    offer = trade.book.thread(supplier).offer
    return reading.address and offer is not None and offer.ordered


def _write(trade: Trade, supplier: int, decision: Decision, their_subject: str = "") -> Reply:
    thread, who, seed = trade.book.thread(supplier), identity(supplier), int(trade.params.seed[0])
    thread.letters += 1
    minute = integers(*trade.scenario.suppliers.post, seed, Stream.MAIL_TIME, supplier, thread.letters)
    speaker = Speaker(who.name, who.contact, who.tone, supplier)
    template = phrase(decision, speaker, thread.letters, seed)
    body = template if trade.rephrase is None else _voiced(trade.rephrase, decision, speaker, template)
    return Reply(supplier, int(minute[0]), subject(decision, their_subject), body)


def _voiced(rephrase: Rephrase, decision: Decision, speaker: Speaker, template: str) -> str:
    return reworded(Draft(template, speaker, wordings(decision, speaker)), rephrase)
