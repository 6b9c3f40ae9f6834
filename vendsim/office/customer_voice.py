"""Customers as letter writers: names, complaints, reminders.

The wording follows from what went wrong, what was paid and what is demanded. An unfounded claim tells the
same stories as a true one: only the operator's own records can tell them apart. Design: economy section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Literal, TypeVar

from vendsim.draws import Stream, one, pick
from vendsim.money import show
from vendsim.suppliers.voice.wording import day

T = TypeVar("T")

_JAM_SHARE = 0.7  # of the stories of unfounded claims, as among true ones about goods in date
_STEEP = 3  # a demand of more than so many times the price is argued for


class _Slot(IntEnum):
    """What a draw about a customer is for. Part of its key: never renumber, only append."""

    FIRST_NAME = 1
    LAST_NAME = 2
    DOMAIN = 3
    ADDRESS = 4
    KIND_OF_STORY = 20
    STORY = 21
    PAID = 22
    DEMAND = 23
    GREETING = 24
    SIGN_OFF = 25
    SUBJECT = 26
    REMINDER = 40
    REMINDER_SUBJECT = 41
    REMINDER_GREETING = 42
    REMINDER_SIGN_OFF = 43


@dataclass(frozen=True)
class ClaimFacts:
    """What a customer has to say."""

    number: int
    name: str
    cause: str  # "jam", "spoiled", "stale" or "unfounded"; never written out
    product: str
    price_cents: int  # what they say they paid
    claim_cents: int  # the refund they demand
    bought: date
    paid_by: Literal["card", "cash"]


def customer(seed: int, number: int) -> tuple[str, str]:
    """The name and the mail address of the customer behind claim ``number``; no address is used twice."""
    first = _draw(seed, number, _Slot.FIRST_NAME, _FIRST_NAMES)
    last = _draw(seed, number, _Slot.LAST_NAME, _LAST_NAMES)
    local = _draw(seed, number, _Slot.ADDRESS, _ADDRESSES).format(
        first=first.lower(), last=last.lower(), initial=first[0].lower(), number=number
    )
    return f"{first} {last}", f"{local}@{_draw(seed, number, _Slot.DOMAIN, _DOMAINS)}"


def complaint(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """The subject and the body of a complaint."""
    story = _say(claim, seed, _Slot.STORY, _stories(claim, seed))
    paid = _say(claim, seed, _Slot.PAID, _PAID)
    demand = _say(claim, seed, _Slot.DEMAND, _demands(claim))
    body = _letter(claim, seed, _Slot.GREETING, f"{story} {paid}\n\n{demand}", _Slot.SIGN_OFF)
    return _say(claim, seed, _Slot.SUBJECT, _SUBJECTS), body


def reminder(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """The subject and the body of a second mail about the same claim."""
    text = _say(claim, seed, _Slot.REMINDER, _REMINDERS)
    body = _letter(claim, seed, _Slot.REMINDER_GREETING, text, _Slot.REMINDER_SIGN_OFF)
    return _say(claim, seed, _Slot.REMINDER_SUBJECT, _REMINDER_SUBJECTS), body


def _stories(claim: ClaimFacts, seed: int) -> tuple[str, ...]:
    if claim.cause != "unfounded":
        return {"jam": _JAMMED, "spoiled": _SPOILED, "stale": _STALE}[claim.cause]
    like_a_jam = one(seed, Stream.CUSTOMER, claim.number, _Slot.KIND_OF_STORY) < _JAM_SHARE
    return _JAMMED if like_a_jam else _SPOILED


def _demands(claim: ClaimFacts) -> tuple[str, ...]:
    if claim.claim_cents > _STEEP * claim.price_cents:
        return _STEEP_DEMANDS
    return _HIGHER_DEMANDS if claim.claim_cents > claim.price_cents else _DEMANDS


def _letter(claim: ClaimFacts, seed: int, greeting: _Slot, text: str, sign_off: _Slot) -> str:
    return "\n\n".join(
        (_say(claim, seed, greeting, _GREETINGS), text, _say(claim, seed, sign_off, _SIGN_OFFS))
    )


def _say(claim: ClaimFacts, seed: int, slot: _Slot, templates: Sequence[str]) -> str:
    return _draw(seed, claim.number, slot, templates).format(
        name=claim.name,
        first=claim.name.split()[0],
        product=claim.product,
        price=show(claim.price_cents),
        demand=show(claim.claim_cents),
        when=day(claim.bought),
        how={"card": "by card", "cash": "in cash"}[claim.paid_by],
    )


def _draw(seed: int, number: int, slot: _Slot, options: Sequence[T]) -> T:
    return options[pick(len(options), seed, Stream.CUSTOMER, number, int(slot))]


_JAMMED = (
    "On {when} I tried to buy a {product} from your vending machine. It took my payment, the coil turned, "
    "and the thing got stuck halfway.",
    "Your machine swallowed my money on {when}. I picked {product}, something whirred, and nothing fell "
    "down.",
    "I was at your machine on {when} and chose {product}. It hung behind the glass and would not drop, "
    "however much I waited.",
    "I bought {product} from your machine on {when}, or rather I paid for it. It never came out.",
    "The machine jammed on me. {product}, {when}. I could see it leaning against the window and couldn't "
    "get it.",
    "My daughter wanted {product} on {when}. The machine charged us, the spiral moved a little and stopped. "
    "She was in tears.",
    "I just wanted a {product} on my walk on {when}, but your vending machine kept both the money and the "
    "goods.",
    "Bad experience with your machine on {when}: paid for {product}, heard it move, empty tray.",
    "On {when} your machine let me down. The display said thank you, yet the {product} I had chosen stayed "
    "where it was.",
    "I paid for {product} on {when} and got nothing. A man behind me said it had happened to him as well.",
    "Nothing came out when I bought {product} at your machine on {when}. I pushed the flap and knocked on "
    "the glass, no luck.",
    "Your machine has a problem with {product}: when I bought it on {when} it caught on the edge of the "
    "shelf and stayed there.",
    "{when}, your vending machine, {product}: the motor ran, then stopped, and the tray stayed empty.",
)
_SPOILED = (
    "The {product} I bought from your machine on {when} was damaged. The packaging was torn open when it "
    "came out.",
    "On {when} I got a {product} out of your machine that was in such a bad state that I threw it away.",
    "I bought {product} from you on {when}. It had clearly been crushed, and part of it was leaking or "
    "broken, I didn't look too closely.",
    "What came out of your machine on {when} was hardly a {product} any more. It was damaged, and I "
    "couldn't use it.",
    "I'm not happy with the {product} from your machine. On {when} it came with the seal already broken.",
    "When I took the {product} out of the tray on {when}, it was squashed and the wrapper had a hole in it. "
    "I wouldn't give that to anyone.",
    "The {product} that your machine gave me on {when} was ruined. It must have been like that when it was "
    "put in.",
    "I had been looking forward to my {product} on {when}, but it came out broken and dirty. Straight into "
    "the bin.",
    "Please check what you put into your machine. My {product} on {when} was damaged beyond use.",
)
_STALE = (
    "The {product} I bought at your machine on {when} was stale. Then I looked at the date on it, and it "
    "had passed.",
    "On {when} I bought {product} from your machine and it tasted old. I checked the package: it should not "
    "have been on sale any more.",
    "Do you ever look at the dates in your machine? The {product} from {when} was out of date, and tasted "
    "like it.",
    "I bit into the {product} that I bought from you on {when} and spat it out. It had been lying around "
    "for far too long.",
    "My {product} from your vending machine ({when}) was past its date. I only noticed after the first "
    "taste.",
    "You sold me an expired {product} on {when}. It had no flavor left and smelled odd.",
    "I don't expect much from a vending machine, but the {product} I got on {when} was well past its "
    "best-before date.",
    "The {product} I paid for on {when} was old stock: dry, tasteless, and the printed date was long gone.",
    "Something was off about the {product} from your machine on {when}, and the date on the back explained "
    "why. It had expired.",
)
_PAID = (
    "I paid {price} {how}.",
    "It cost me {price}, paid {how}.",
    "The price was {price} and I paid {how}.",
    "That was {price}, {how}.",
    "I had paid {price} for it {how}.",
    "{price} gone, paid {how}.",
    "The machine took {price}; I paid {how}.",
    "I paid {how}, I think you can look it up.",
    "For the record, I paid {how}.",
)
_DEMANDS = (
    "Please refund the {demand}.",
    "I would like my {demand} back.",
    "Could you send me the {demand}, please?",
    "I'm asking for a refund of {demand}, which seems only fair.",
    "Kindly return my {demand} to this mail address.",
    "Just give me back the {demand} and we're good.",
    "A refund of {demand} to this address would settle it.",
)
_HIGHER_DEMANDS = (
    "I would like {demand} back, for the purchase and for my trouble.",
    "Please send me {demand}. That covers it with a little something for the annoyance.",
    "I think {demand} would be fair, considering the time it has cost me.",
    "Please refund {demand}; I had to buy something elsewhere because of this.",
    "I'd be satisfied with {demand}, sent to this mail address.",
    "Make it {demand} and I'll forget about it.",
    "Could you transfer {demand}? I don't think that is asking too much.",
)
_STEEP_DEMANDS = (
    "It spoiled our whole outing. I expect {demand} from you.",
    "I want {demand} for this, or I'll put it in a review that everybody around here can read.",
    "With the time it took and the appointment that I missed over it, I'm claiming {demand}.",
    "I am not letting this go. Please pay {demand} to this address.",
    "Considering the stress this caused my family, {demand} is the least you can do.",
    "I've talked to a friend who knows about these things, and we consider {demand} appropriate.",
    "Pay me {demand} and I won't report the machine to the city.",
)
_GREETINGS = (
    "Hello,",
    "Hi,",
    "Dear Sir or Madam,",
    "Hello Mr. Paxton,",
    "To whom it may concern,",
    "Hi there,",
    "Good day,",
    "To the owner of the vending machine:",
)
_SIGN_OFFS = (
    "{name}",
    "Thanks,\n{first}",
    "Regards,\n{name}",
    "Thank you,\n{name}",
    "- {first}",
    "Best,\n{first}",
    "Sincerely,\n{name}",
    "Waiting for your answer,\n{name}",
)
_SUBJECTS = (
    "Refund for {product}",
    "Problem with your vending machine",
    "Complaint about {product}",
    "Your vending machine on {when}",
    "Not happy with my purchase",
    "I want my money back",
    "{product}: refund please",
    "Vending machine complaint",
)
_REMINDERS = (
    "I wrote to you about the {product} I paid for on {when} and have not heard a word. I'm still waiting "
    "for my {demand}.",
    "Did you get my mail about the {product}? I asked for {demand} and nothing has happened.",
    "This is a reminder. I bought {product} at your machine on {when}, told you what was wrong, and asked "
    "for {demand}. Please deal with it.",
    "No answer so far about the {product} from {when}. I'd like the {demand}, please, or at least a reply.",
    "I don't like to chase people for {demand}, but it's the principle. You know about the {product} from "
    "{when}.",
    "Still nothing from you. {product}, {when}, {demand}: it's all in my last mail. Do you read these?",
    "Just following up on my complaint about the {product} bought on {when}. When can I expect my {demand}?",
    "Ignoring your customers is no way to run a machine. I asked you for {demand} because of the {product} "
    "on {when}, and I meant it.",
)
_REMINDER_SUBJECTS = (
    "Reminder: refund for {product}",
    "Still waiting for my refund",
    "Second mail about {product}",
    "Any answer?",
    "My complaint about your vending machine",
    "Following up: {product}",
)
_DOMAINS = (
    "postbox.example",
    "mailroom.example",
    "letterbay.example",
    "inboxhill.example",
    "fogmail.example",
    "quickpost.example",
    "homemail.example",
)
# The number at the end keeps an address unique.
_ADDRESSES = (
    "{first}.{last}{number}",
    "{initial}{last}{number}",
    "{first}{number}",
    "{last}.{first}{number}",
    "{first}_{last}{number}",
    "{last}{number}",
)
_FIRST_NAMES = (
    "Aaron", "Abena", "Adriana", "Ahmed", "Aiko", "Alejandro", "Amara", "Amit", "Ana", "Andre", "Anjali",
    "Anton", "Beatriz", "Ben", "Camila", "Chidi", "Chloe", "Claire", "Daniela", "Darnell", "Deepa", "Diego",
    "Dmitri", "Elena", "Emeka", "Emily", "Eric", "Fatima", "Felix", "Francesca", "Grace", "Hassan", "Helen",
    "Hiroshi", "Ibrahim", "Ines", "Ingrid", "Isaac", "Ivan", "Jamal", "Jessica", "Jin", "Joao", "Kayla",
    "Keiko", "Kwame", "Lakshmi", "Leila", "Linh", "Lucas", "Magnus", "Mai", "Marcus", "Mariam", "Mateo",
    "Mei", "Miguel", "Mina", "Nathan", "Ngozi", "Noor", "Olga", "Oscar", "Patrick", "Pilar", "Rafael",
    "Rashid", "Rosa", "Ruth", "Samira", "Sanjay", "Sofia", "Stefan", "Tariq", "Thuy", "Tomas", "Vera", "Wei",
    "Yusuf", "Zoe",
)  # fmt: skip
_LAST_NAMES = (
    "Abara", "Adler", "Ahmadi", "Alvarez", "Andersson", "Aoki", "Baptiste", "Barros", "Bauer", "Becker",
    "Bell", "Bergstrom", "Bianchi", "Boateng", "Brooks", "Bui", "Campbell", "Cardoso", "Castro", "Chaudhry",
    "Chen", "Cohen", "Collins", "Cruz", "Dalton", "Desai", "Diallo", "Dubois", "Duran", "Eriksen", "Espinoza",
    "Farah", "Fischer", "Flores", "Fujita", "Gallagher", "Garcia", "Georgiou", "Gupta", "Hansen", "Hayashi",
    "Hernandez", "Hoang", "Hughes", "Ibarra", "Ito", "Ivanova", "Jackson", "Jansen", "Joshi", "Kamara",
    "Kaplan", "Karim", "Kim", "Kowalski", "Kumar", "Larsen", "Lee", "Lopez", "Mbeki", "McCarthy", "Mehta",
    "Mendoza", "Meyer", "Mitchell", "Moreau", "Morales", "Murphy", "Nakamura", "Navarro", "Nguyen", "Novak",
    "Nowak", "Nwosu", "Obi", "Oliveira", "Park", "Patel", "Pereira", "Pham", "Popescu", "Qureshi", "Ramos",
    "Reyes", "Ricci", "Robinson", "Rossi", "Ruiz", "Sato", "Schmidt", "Shah", "Sharma", "Silva", "Singh",
    "Sokolov", "Suzuki", "Tanaka", "Thompson", "Torres", "Tran", "Vargas", "Walker", "Wang", "Williams",
    "Wong", "Yilmaz", "Zhang",
)  # fmt: skip
