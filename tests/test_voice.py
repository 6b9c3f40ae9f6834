"""What people in the world write: every fact that was decided, nothing else, and in many voices."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from vendsim.data import SupplierIdentity, supplier_identities
from vendsim.money import show
from vendsim.office.customer_names import customer
from vendsim.office.customer_voice import ClaimFacts, complaint, reminder, reminder_of_promise, reply
from vendsim.suppliers import decisions as d
from vendsim.suppliers.book import Stage
from vendsim.suppliers.voice import Speaker, phrase, sheets, subject, tones
from vendsim.suppliers.voice.sheets import sheet
from vendsim.text import characters

TONES, TOPICS_SAID = tones(), sheet("topics")
FRIDAY, TUESDAY = date(2026, 8, 14), date(2026, 12, 1)
LINES = (
    d.Line("Cola Classic 12oz can", 62, 72),
    d.Line("Nacho Tortilla Chips family size 14.5oz", 1_234, 24),
)
PRICES = tuple(replace(line, units=None) for line in LINES)
OFFERED = (replace(LINES[0], asked_cents=47), LINES[1])
TERMS = d.TradeTerms(7_500, 1_200, 20_000, (3, 5))
BARE_TERMS = d.TradeTerms(0, 0, 0, (2, 2), discounts=False)
TOPICS = (
    "minimum_order", "lead_time", "shipping", "payment_terms", "volume_discount", "catalogue", "availability",
    "returns",
)  # fmt: skip
WHY = "the carrier missed a connection at its hub"
PAY_TO = "sales@seller.example"
STAGES = get_args(Stage)

DECISIONS: tuple[d.Decision, ...] = (
    d.PriceList(PRICES, FRIDAY, TERMS),
    d.PriceList(PRICES, TUESDAY, BARE_TERMS),
    d.QuoteGiven(LINES, FRIDAY),
    d.QuoteGiven(PRICES, FRIDAY, ("Rain Poncho", "Sunglasses"), ('which product "moon cheese" is',)),
    d.QuoteGiven(LINES, FRIDAY, shipping_cents=1_200, sum_cents=35_280),
    d.Countered(OFFERED, FRIDAY, moved=True, has_order=False),
    d.Countered(OFFERED, FRIDAY, moved=True, has_order=True),
    d.Countered(OFFERED, FRIDAY, moved=False, has_order=False),
    d.Countered(OFFERED, FRIDAY, moved=False, has_order=True),
    d.Agreed(LINES, TUESDAY),
    d.BasketWeighed(2_664, 12_000, 9_336),
    d.BasketWeighed(18_552, 15_000),
    d.AskedForSubstance(),
    d.TermsStated(TERMS, ()),
    d.TermsStated(BARE_TERMS, TOPICS),
    d.Question(("the delivery address",)),
    d.Question(('which product "moon cheese" is', "how many units of Honey Bun 4oz you need")),
    d.BelowMinimum(3_000, 7_500),
    d.ChangeTooSmall("PO-1042", 3_000, 7_500),
    d.TooMany("Honey Bun 4oz", 5_000),
    d.Confirmed("PO-1042", LINES, 34_080, 1_200, 35_280, 0, PAY_TO),
    d.Confirmed("PO-1043", LINES, 34_080, 0, 34_080, 2_000, PAY_TO, changed=True),
    d.Confirmed("PO-1044", LINES, 34_080, 1_200, 35_280, 35_280, PAY_TO),
    d.AlreadyConfirmed("PO-1042", 35_280),
    d.Underpaid("PO-1042", 30_000, 5_280),
    d.PaymentUnexplained(1_100, 2_300),
    d.OnItsWay("PO-1042", FRIDAY),
    d.OnItsWay("PO-1042", TUESDAY, credit_cents=450),
    d.SurchargeAsked("PO-1042", 21_000),
    d.SurchargeDropped("PO-1042", FRIDAY),
    d.Late("PO-1042", TUESDAY, WHY),
    *(d.StatusGiven((d.OrderStatus("PO-1042", stage, 990, FRIDAY),)) for stage in STAGES),
    d.StatusGiven((d.OrderStatus("PO-1042", "on_hold", 990), d.OrderStatus("PO-1043", "delivered"))),
    d.StatusGiven(()),
    d.LateRegretted("PO-1042", FRIDAY, WHY),
    d.LateRegretted("PO-1042", FRIDAY, WHY, credit_cents=450),
    d.LateRegretted("PO-1042", None, WHY, credit_cents=450),
    d.LateRegretted("PO-1042", None, WHY),
    d.Traced("PO-1042", TUESDAY, WHY),
    d.Refunded("PO-1042", ((72, LINES[0].product),), 4_464),
    d.Refunded("PO-1042", ((72, LINES[0].product), (24, LINES[1].product)), 35_280),
    d.SentAgain("PO-1042", ((12, LINES[0].product), (3, LINES[1].product)), FRIDAY),
    *(d.ComplaintRejected("PO-1042", about) for about in get_args(d.Grievance)),
    *(d.Stalled("PO-1042", excuse, WHY, FRIDAY) for excuse in get_args(d.Excuse)),
    d.Stalled("PO-1042", "carrier", WHY, FRIDAY, money=True),
    d.UnaskedOffer(PRICES, FRIDAY),
    d.OfferLapsed(LINES, TUESDAY),
    d.CancelledNow("PO-1042", 450),
    d.CancelledNow(None),
    d.TooLate("PO-1042"),
    d.TooLate("PO-1042", FRIDAY),
    d.TooLate("PO-1042", delivered=True),
    d.NothingToCancel(),
    d.OrderExpired("PO-1042"),
    d.NotReceived("PO-1042", 35_280),
    d.NotReceived(None, 0),
    d.PaymentSeen("PO-1042"),
    d.PaymentSeen(None),
    d.Countered(OFFERED, FRIDAY, moved=False, has_order=False, first=True),
    d.Countered(LINES, FRIDAY, True, False, sum_cents=35_280, asked_sum_cents=30_000),
    d.Confirmed(
        "PO-1045", LINES, 34_080, 1_200, 35_280, 0, PAY_TO, notes=get_args(d.Note), to_free_cents=720
    ),
    d.Answered(tuple(d.TopicAnswer(topic, does=False) for topic in TOPICS_SAID["no"])),
    d.Answered(tuple(d.TopicAnswer(topic, quoted="is it far ?") for topic in TOPICS_SAID["about"])),
    d.Answered(
        tuple(d.TopicAnswer(topic, does=True, goods=("Rain Poncho",)) for topic in TOPICS_SAID["yes"])
    ),
    d.OpenPoints(("Rain Poncho",), ('which product "moon cheese" is',)),
    d.ShallIBook(LINES, 1_200, 35_280),
    d.ShallIBook(LINES, 0, 34_080, on_condition=True, needs_address=True),
    d.OrderHeld(LINES, FRIDAY),
    d.Declined(),
    d.Noted(),
    d.NothingBooked(),
    d.AddressNoted(),
    d.Pleasantry(),
)  # fmt: skip
FREQUENT = (
    d.PriceList, d.QuoteGiven, d.Countered, d.Agreed, d.Question, d.Confirmed, d.OnItsWay, d.Underpaid,
)  # fmt: skip
IDENTITIES = supplier_identities()
LETTERS = range(1, 9)
MONEY = re.compile(r"-?\$[\d,]+\.\d\d")


def kind(decision: d.Decision) -> str:
    return type(decision).__name__


def speaker(identity: SupplierIdentity) -> Speaker:
    return Speaker(identity.name, identity.contact, identity.tone, IDENTITIES.index(identity))


def write(decision: d.Decision, tone: str, letter_no: int = 1, seed: int = 0) -> str:
    identity = next(row for row in IDENTITIES if row.tone == tone)
    return phrase([decision], speaker(identity), letter_no, seed)


def write_all(decision: d.Decision) -> tuple[str, ...]:
    """The decision in every tone, in several letters."""
    return tuple(write(decision, tone, letter_no) for tone in TONES for letter_no in LETTERS)


texts = cache(write_all)


def of_type(*types: type[Any]) -> list[d.Decision]:
    return [decision for decision in DECISIONS if isinstance(decision, types)]


def facts(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a decision, flattened."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from facts(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        for part in value:
            yield from facts(part, name)
    elif value is not None and not isinstance(value, bool):
        yield name, value


def allowed_numbers(decision: d.Decision) -> set[str]:
    """Everything numeric that a letter about this decision may say, as written."""
    allowed = set[str]()
    for name, value in facts(decision):
        if isinstance(value, date):
            allowed.add(str(value.day))
        elif name.endswith("_cents"):
            allowed |= {show(value), show(-value)}
        elif isinstance(value, int):
            allowed.add(str(value))
    if isinstance(decision, d.Confirmed):
        allowed.add(show(decision.total_cents - decision.credit_cents))
    return allowed


def without_names(decision: d.Decision, text: str) -> str:
    """The text without words taken from the decision, which may contain digits."""
    names = {str(value) for _, value in facts(decision) if isinstance(value, str)}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def test_every_kind_of_decision_is_tried_here() -> None:
    assert {type(decision) for decision in DECISIONS} == set(d.Decision.__args__)


def test_every_supplier_has_a_tone() -> None:
    assert {identity.tone for identity in IDENTITIES} == set(TONES)


@pytest.mark.parametrize("decision", DECISIONS, ids=kind)
class TestEveryLetter:
    def test_contains_no_number_that_was_not_decided(self, decision: d.Decision) -> None:
        allowed = allowed_numbers(decision)
        for text in texts(decision):
            rest = without_names(decision, text)
            assert set(MONEY.findall(rest)) <= allowed, text
            assert set(re.findall(r"\d+", MONEY.sub("", rest))) <= allowed, text

    def test_contains_no_number_in_words_and_no_time(self, decision: d.Decision) -> None:
        numbers = "two|three|four|five|six|seven|ten|twelve|dozen|couple|hundred|half|percent"
        words = rf"\b(?:{numbers}|hours?|minutes?)\b|%"
        for text in texts(decision):
            assert not re.search(words, text, re.IGNORECASE), text

    def test_ends_with_the_contact_and_the_company(self, decision: d.Decision) -> None:
        for identity in IDENTITIES:
            ending = phrase([decision], speaker(identity), 3, 5).rpartition("\n\n")[2]
            assert identity.contact in ending
            assert identity.name in ending

    def test_says_nothing_of_what_kind_of_supplier_writes(self, decision: d.Decision) -> None:
        words = r"friendly|negotiat|gouge|gouging|switch|floor|adversar|substitut|vanish|cheat|scam|honest"
        for text in texts(decision):
            assert not re.search(words, text, re.IGNORECASE), text

    def test_is_made_of_characters_of_the_world(self, decision: d.Decision) -> None:
        for text in texts(decision):
            assert set(text) <= characters()
            assert text.isascii()

    def test_has_no_gaps_where_something_was_left_out(self, decision: d.Decision) -> None:
        for text in texts(decision):
            assert not re.search(r"[{}]|None|  | \n|\n\n\n|\.\.|\$0\.00 of|^\s|\s$|!\.", text), text

    def test_is_the_same_whenever_it_is_written(self, decision: d.Decision) -> None:
        assert write_all(decision) == texts(decision)

    def test_differs_from_letter_to_letter(self, decision: d.Decision) -> None:
        for tone in TONES:
            assert len({write(decision, tone, letter_no) for letter_no in LETTERS}) >= 4

    def test_has_several_bodies_within_one_tone(self, decision: d.Decision) -> None:
        least = 6 if isinstance(decision, FREQUENT) else 4
        for name in ("blunt", "cheerful", "formal"):
            tone = TONES[name]
            openings = [o for o in (*tone.answering, *tone.news, *tone.regrets) if o]
            bodies = set()
            for letter_no in range(1, 61):
                body = write(decision, name, letter_no).partition("\n\n")[2]
                body = body.rpartition("\n\n")[0]
                for opening in openings:
                    body = body.removeprefix(opening).strip()
                bodies.add(body.partition("\n\n")[0])
            assert len(bodies) >= least

    def test_has_a_subject_of_its_own(self, decision: d.Decision) -> None:
        own = subject(decision, "")
        order = getattr(decision, "order", None)
        assert own
        assert "None" not in own
        assert "{" not in own
        assert order is None or order in own or isinstance(
            decision, d.Stalled | d.CancelledNow | d.NotReceived | d.PaymentSeen
        )  # fmt: skip


def test_tones_do_not_share_openings() -> None:
    seen: dict[str, str] = {}
    for name, tone in TONES.items():
        for line in filter(None, (*tone.answering, *tone.news, *tone.regrets)):
            assert seen.setdefault(line, name) == name, line


def test_the_same_letter_sounds_different_from_every_supplier() -> None:
    decision = d.QuoteGiven(LINES, FRIDAY)
    for letter_no in LETTERS:
        assert len({write(decision, tone, letter_no) for tone in TONES}) == len(TONES)


def test_another_world_words_a_letter_differently() -> None:
    decision = d.QuoteGiven(LINES, FRIDAY)
    assert len({write(decision, "cordial", 1, seed) for seed in range(8)}) >= 4


@pytest.mark.parametrize(
    "decision",
    of_type(d.PriceList, d.QuoteGiven, d.Countered, d.Agreed, d.Confirmed, d.UnaskedOffer, d.OfferLapsed),
    ids=kind,
)
def test_a_row_names_product_units_and_unit_price(decision: Any) -> None:
    for text in texts(decision):
        rows = text.splitlines()
        for line in decision.lines:
            row = next(row for row in rows if line.product in row)
            price = re.search(r"\$([\d,]+\.\d\d) (?:each|per unit)", row)
            assert price is not None
            assert f"${price[1]}" == show(line.unit_cents)
            assert line.units is None or f"{line.units} x {line.product}" in row
            assert line.asked_cents is None or show(line.asked_cents) in row


@pytest.mark.parametrize(
    "decision",
    of_type(d.PriceList, d.QuoteGiven, d.Countered, d.Agreed, d.UnaskedOffer, d.OfferLapsed),
    ids=kind,
)
def test_a_price_comes_with_the_date_until_which_it_holds(decision: Any) -> None:
    expected = {FRIDAY: "Friday, August 14", TUESDAY: "Tuesday, December 1"}[decision.valid_until]
    assert all(expected in text for text in texts(decision))


def test_price_rows_come_in_several_layouts() -> None:
    rows = {
        next(row for row in text.splitlines() if LINES[0].product in row)
        for text in texts(d.Agreed(LINES, FRIDAY))
    }
    assert len(rows) >= 3


def test_terms_are_stated_in_full() -> None:
    for text in texts(d.TermsStated(TERMS, ())):
        assert all(part in text for part in ("$75.00", "$12.00", "$200.00", "3 to 5 days"))


def test_terms_without_charges_name_no_amounts() -> None:
    for text in texts(d.TermsStated(BARE_TERMS, ())):
        assert "$" not in text
        assert "no minimum order" in text


@pytest.mark.parametrize("decision", of_type(d.QuoteGiven), ids=kind)
def test_a_quote_says_what_it_leaves_out(decision: d.QuoteGiven) -> None:
    for text in texts(decision):
        assert all(part in text for part in (*decision.not_carried, *decision.questions))


@pytest.mark.parametrize("decision", of_type(d.Question), ids=kind)
def test_a_question_names_every_point_and_that_nothing_is_booked(decision: d.Question) -> None:
    for text in texts(decision):
        assert all(point in text for point in decision.about)
        assert re.search(r"nothing|no order|haven't booked|not booked", text, re.IGNORECASE)


@pytest.mark.parametrize("decision", of_type(d.Confirmed), ids=kind)
def test_a_confirmation_ends_its_sums_with_the_total_to_pay(decision: d.Confirmed) -> None:
    for text in texts(decision):
        due = re.findall(r"[Tt]otal\b[^$\n]*(\$[\d,]+\.\d\d)", text)
        assert due[-1:] == [show(decision.total_cents - decision.credit_cents)]
        assert MONEY.findall(text)[-1] == due[-1]


@pytest.mark.parametrize("decision", of_type(d.Confirmed), ids=kind)
def test_a_confirmation_says_where_to_pay_and_where_it_ships(decision: d.Confirmed) -> None:
    for text in texts(decision):
        assert decision.order in text
        assert decision.pay_to in text
        assert "storage address" in text
        assert (show(decision.shipping_cents) in text) == (decision.shipping_cents > 0)


def test_only_a_confirmation_speaks_of_a_total() -> None:
    for decision in DECISIONS:
        if not isinstance(decision, d.Confirmed):
            assert not any(re.search(r"\btotal\b", text, re.IGNORECASE) for text in texts(decision))


@pytest.mark.parametrize(
    "decision",
    of_type(
        d.BelowMinimum, d.ChangeTooSmall, d.AlreadyConfirmed, d.Underpaid, d.PaymentUnexplained, d.OnItsWay,
        d.SurchargeAsked, d.SurchargeDropped, d.Late, d.TooLate, d.OrderExpired, d.NotReceived,
        d.CancelledNow, d.TooMany, d.LateRegretted, d.Traced, d.Refunded, d.SentAgain, d.ComplaintRejected,
    ),
    ids=kind,
)  # fmt: skip
def test_a_plain_letter_says_all_that_was_decided(decision: d.Decision) -> None:
    for text in texts(decision):
        for name, value in facts(decision):
            if isinstance(value, date):
                assert re.search(rf"\w+day, \w+ {value.day}\b", text)
            elif name.endswith("_cents"):
                assert value == 0 or show(value) in text
            elif name != "about":
                assert str(value).lower() in text.lower()


@pytest.mark.parametrize("decision", of_type(d.OnItsWay), ids=kind)
def test_a_dispatch_note_names_no_time_of_day(decision: d.OnItsWay) -> None:
    for text in texts(decision):
        assert not re.search(
            r"\d:\d\d|\b[ap]\.m\.|\d ?[ap]m\b|morning|noon|evening|night|o'clock", text, re.IGNORECASE
        )


def test_an_unbooked_order_is_called_unbooked() -> None:
    words = r"not (?:been )?(?:booked|entered)|nothing is booked|haven't booked|left the order open|unbooked"
    for text in texts(d.Countered(OFFERED, FRIDAY, moved=False, has_order=True)):
        assert re.search(words, text, re.IGNORECASE), text


def test_only_the_loud_supplier_shouts_in_every_sentence() -> None:
    loud = write(d.OrderExpired("PO-1042"), "loud, exclamation marks", 1)
    assert loud.count("!") >= 4
    assert "!" not in write(d.OrderExpired("PO-1042"), "formal", 1)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Order", "Re: Order"),
        ("Re: Order", "Re: Order"),
        ("RE: re: Order", "Re: Order"),
        ("  two\nlines ", "Re: two lines"),
        ("Regarding prices", "Re: Regarding prices"),
        ("re:", "Thank you"),
        (" ", "Thank you"),
    ],
)
def test_an_answer_takes_up_the_subject(theirs: str, ours: str) -> None:
    assert subject(d.Pleasantry(), theirs) == ours


def test_a_very_long_subject_is_cut() -> None:
    assert len(subject(d.Pleasantry(), "x" * 5_000)) == 120


# Customers ---------------------------------------------------------------------------------------------

CLAIM = ClaimFacts(
    number=1, name="Ana Lee", story="jam", product="Honey Bun 4oz", category="cookies", price_cents=250,
    claim_cents=250, paid_cents=0, bought=FRIDAY, slot="B2", by_card=True, printed=None,
)  # fmt: skip
MAILS: tuple[Callable[[ClaimFacts, int], tuple[str, str]], ...] = (
    complaint, reminder, lambda claim, seed: reply(claim, "details", seed),
)  # fmt: skip
PRINTED = date(2026, 8, 3)


def claims(**changes: Any) -> Iterator[ClaimFacts]:
    return (replace(CLAIM, number=number, **changes) for number in range(1, 301))


def stories(**changes: Any) -> set[str]:
    """First sentences of complaints, without the name of the writer."""
    return {complaint(claim, 0)[1].split("\n\n")[1].split(". ")[0] for claim in claims(**changes)}


@pytest.mark.parametrize(("story", "least"), [("jam", 12), ("spoiled", 8), ("stale", 7)])
@pytest.mark.parametrize("category", ["candy", "soda"])
def test_complaints_tell_many_stories(story: str, least: int, category: str) -> None:
    assert len(stories(story=story, category=category)) >= least


def test_nobody_bites_into_a_drink_or_drinks_a_magnet() -> None:
    bodies = {
        category: " ".join(complaint(claim, 0)[1] for story in ("spoiled", "stale")
                           for claim in claims(story=story, category=category))
        for category in ("soda", "candy", "souvenir")
    }  # fmt: skip
    assert not re.search(r"\bbit into|crumbs|wrapper|dry, tasteless", bodies["soda"])
    assert not re.search(r"\bsip\b|\bdrink\b|leaking|half empty", bodies["candy"])
    assert not re.search(r"\bsip\b|\bdrink\b|\bbit into|crumbs|\beat\b", bodies["souvenir"])


def test_no_article_stands_before_a_product() -> None:
    """Its name may be plural and begin with any letter."""
    for claim in (*claims(), *claims(story="spoiled"), *claims(story="stale", printed=PRINTED)):
        for mail in (*MAILS, reminder_of_promise):
            title, body = mail(claim, 0)
            assert not re.search(r"\b(?:an?|this|these) Honey Bun", title + body)
    assert "{" not in title + body


def test_reminders_come_in_several_wordings() -> None:
    assert len({reminder(claim, 0)[1].split("\n\n")[1] for claim in claims()}) >= 6


@pytest.mark.parametrize("mail", MAILS)
@pytest.mark.parametrize("demand", [250, 400, 2_900])
@pytest.mark.parametrize("story", ["jam", "spoiled", "stale"])
def test_a_customer_names_goods_day_and_demand_and_no_other_number(
    story: str, demand: int, mail: Callable[[ClaimFacts, int], tuple[str, str]]
) -> None:
    for claim in claims(story=story, claim_cents=demand, printed=PRINTED if story == "stale" else None):
        title, body = mail(claim, 0)
        assert claim.product in body
        assert show(demand) in body
        rest = f"{title}\n{body}".replace(claim.product, "").replace("B2", "")
        assert set(MONEY.findall(rest)) <= {show(250), show(demand)}
        assert set(re.findall(r"\d+", MONEY.sub("", rest))) <= ({"14", "3"} if claim.printed else {"14"})
        assert set(title + body) <= characters()


def test_a_complaint_names_the_day_the_price_and_the_date_on_stale_goods() -> None:
    for claim in claims(story="stale", printed=PRINTED, price_cents=175):
        body = complaint(claim, 0)[1]
        assert "$1.75" in body
        assert "Friday, August 14" in body
        assert "Monday, August 3" in body


def test_many_complaints_name_the_slot() -> None:
    assert 100 < sum("B2" in complaint(claim, 0)[1] for claim in claims()) < 200


def test_a_customer_says_how_they_paid() -> None:
    assert all("in cash" in complaint(claim, 0)[1] for claim in claims(by_card=False))


def test_a_short_refund_is_answered_with_what_is_missing() -> None:
    texts = {reply(claim, "short", 0)[1] for claim in claims(paid_cents=100)}
    assert all("$1.00" in text and "$1.50" in text for text in texts)


def test_complaints_are_the_same_whenever_they_are_written() -> None:
    assert [complaint(claim, 4) for claim in claims()] == [complaint(claim, 4) for claim in claims()]


def test_no_two_customers_share_a_mail_address() -> None:
    addresses = [customer(3, number)[1] for number in range(1, 2_001)]
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z0-9._]+@[a-z]+\.example", address) for address in addresses)


def test_customers_have_many_names_and_providers() -> None:
    people = [customer(3, number) for number in range(1, 2_001)]
    assert len({name.split()[0] for name, _ in people}) >= 60
    assert len({name.split()[1] for name, _ in people}) >= 80
    assert len({address.partition("@")[2] for _, address in people}) >= 4


def test_no_customer_is_named_like_a_supplier() -> None:
    contacts = {identity.contact for identity in IDENTITIES}
    assert contacts.isdisjoint(customer(seed, n)[0] for seed in range(3) for n in range(1, 500))


# A year of letters -------------------------------------------------------------------------------------


def year_of_letters(tone: str) -> list[str]:
    """What one supplier writes over a year: quotes, confirmations, dispatch notes."""
    identity = next(row for row in IDENTITIES if row.tone == tone)
    said: dict[int, int] = {}
    kinds = (d.QuoteGiven(LINES, FRIDAY), d.Confirmed("PO-1042", LINES, 34_080, 0, 34_080, 0, PAY_TO),
             d.OnItsWay("PO-1042", FRIDAY))  # fmt: skip
    return [phrase([kinds[n % 3]], speaker(identity), n + 1, 0, said) for n in range(48)]


@pytest.mark.parametrize("tone", ["chatty, local", "courteous, wordy", "blunt"])
def test_small_talk_is_seldom_repeated_over_a_year(tone: str) -> None:
    letters = year_of_letters(tone)
    for flourish in filter(None, (*TONES[tone].answering, *TONES[tone].closings)):
        assert sum(flourish.split(". ")[0][:60] in letter for letter in letters) <= 4


def test_no_wording_comes_again_before_all_others_have_had_their_turn() -> None:
    quotes = year_of_letters("chatty, local")[::3]
    leads = [next(line for line in letter.splitlines() if line.endswith(":")) for letter in quotes]
    leads = [lead.rpartition(". ")[2].rpartition("! ")[2] for lead in leads]
    assert all(len(set(leads[i : i + 6])) == 6 for i in range(0, len(leads) - 5, 6))
    assert all(one != other for one, other in pairwise(leads))


def test_letters_grow_shorter_as_a_relation_grows() -> None:
    letters = year_of_letters("courteous, wordy")
    assert sum(map(len, letters[39:42])) < 0.8 * sum(map(len, letters[:3]))


# The sheets --------------------------------------------------------------------------------------------

VOICE = Path(sheets.__file__).parent
NAMES_SAID = re.compile(
    r'"((?:quotes|orders|payments|deliveries|aftersales|offers|answers|days_off)\.[a-z_]+)"'
)
REGISTERS = ("plain", "warm", "formal")


def said_by(name: str) -> Iterator[tuple[str, Any]]:
    """Every thing of a sheet with its templates."""

    def walk(path: str, table: Any) -> Iterator[tuple[str, Any]]:
        if set(table) == set(REGISTERS):
            yield path, table
        else:
            for key, inner in table.items():
                yield from walk(f"{path}.{key}", inner)

    yield from walk(name, sheet(name))


SHEETS = sorted(path.stem for path in (VOICE / "phrases").glob("*.toml") if path.stem != "tones")


@pytest.mark.parametrize("name", SHEETS)
def test_every_register_of_a_thing_has_wordings_with_the_same_fields(name: str) -> None:
    for thing, table in said_by(name):
        fields = {
            frozenset(field.lower() for field in re.findall(r"{(\w+)}", text))
            for register in REGISTERS for text in table[register]
        }  # fmt: skip
        assert all(len(table[register]) >= 2 for register in REGISTERS), thing
        assert len(fields) == 1, (thing, fields)


def test_every_sheet_is_used_and_no_name_is_missing() -> None:
    source = "".join(path.read_text() for path in VOICE.glob("*.py"))
    used = set(NAMES_SAID.findall(source))
    there = {".".join(thing.split(".")[:2]) for name in SHEETS for thing, _ in said_by(name)}
    by_topic = {
        "quotes.topics",
        "orders.notes",
        "topics.no",
        "topics.yes",
        "topics.about",
        "aftersales.rejected",
    }
    assert used | by_topic == there
