"""The sentences of customers' letters. What stands in braces is filled in by `customer_voice`.

Product names may be plural and begin with any letter, so none stands behind "a", "this" or "is".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["food", "drink", "thing"]

_JAMMED = (
    "On {when} I tried to buy {product} from your vending machine. It took my payment, the coil turned, "
    "and the thing got stuck halfway.",
    "Your machine swallowed my money on {when}. I picked {product}, something whirred, and nothing fell "
    "down.",
    "I was at your machine on {when} and chose {product}. It hung behind the glass and would not drop, "
    "however long I waited.",
    "I bought {product} from your machine on {when}, or rather I paid for it. It never came out.",
    "The machine jammed on me. {product}, {when}. I could see it leaning against the window and couldn't "
    "get it.",
    "My daughter wanted {product} on {when}. The machine charged us, the spiral moved a little and stopped. "
    "She was in tears.",
    "All I wanted on my walk on {when} was {product}, but your vending machine kept both the money and the "
    "goods.",
    "Bad experience with your machine on {when}: paid for {product}, heard it move, empty tray.",
    "On {when} your machine let me down. The display said thank you, yet the {product} I had chosen stayed "
    "where it was.",
    "I paid for {product} on {when} and got nothing. A man behind me said it had happened to him as well.",
    "Nothing came out when I bought {product} at your machine on {when}. I pushed the flap and knocked on "
    "the glass, no luck.",
    "Your machine has a problem with {product}: when I paid on {when} it caught on the edge of the shelf "
    "and stayed there.",
    "{when}, your vending machine, {product}: the motor ran, then stopped, and the tray stayed empty.",
    "I was on the way to the ferry on {when}, put my money in for {product}, and stood there like a fool "
    "with nothing in the tray.",
    "The spiral turned, the screen counted down, and my {product} did not move an inch. That was on {when}.",
    "On {when} I chose {product} at your machine by the park. It took the payment at once and then did "
    "nothing at all.",
)
_SPOILED = (
    "On {when} I got {product} out of your machine, in such a bad state that I threw it away.",
    "What came out of your machine on {when} was hardly {product} any more. It was damaged, and I couldn't "
    "use it.",
    "The {product} that your machine gave me on {when} was ruined. It must have been like that when it was "
    "put in.",
    "Please check what you put into your machine. My {product} on {when} was damaged beyond use.",
    "I had been looking forward to my {product} on {when}, but it came out broken and dirty. Straight into "
    "the bin.",
)
_SPOILED_FOOD = (
    "The {product} I bought from your machine on {when} was damaged. The packaging was torn open when it "
    "came out.",
    "I'm not happy with the {product} from your machine. On {when} it came with the seal already broken.",
    "When I took the {product} out of the tray on {when}, it was squashed and the wrapper had a hole in it. "
    "I wouldn't give that to anyone.",
    "I bought {product} from you on {when}. The pack was open on one side and half of it was crumbs.",
    "There were ants in the {product} I got from your machine on {when}. The pack had a tear in it.",
    "Something had leaked over the {product} I bought on {when}. The whole pack was sticky, and I was not "
    "going to eat that.",
)
_SPOILED_DRINK = (
    "The {product} I bought from your machine on {when} was leaking when I took it out. My bag is still "
    "sticky.",
    "I bought {product} from you on {when}. It was dented so badly that the top had given way, and a good "
    "part of it was gone.",
    "The seal on the {product} from your machine was already broken on {when}. I don't drink what somebody "
    "may have opened.",
    "My {product} on {when} came out half empty. There was a crack in it near the bottom.",
    "When I opened the {product} I had bought from you on {when}, there was something floating in it.",
)
_SPOILED_THING = (
    "The {product} I bought from your machine on {when} was broken when I opened the box.",
    "I bought {product} from you on {when}. It must have fallen hard: there is a crack right through it.",
    "The box with the {product} was crushed when it came out on {when}, and so was what was in it.",
    "I got {product} out of your machine on {when} for my nephew. It was scratched all over and a part was "
    "missing.",
)
_STALE = (
    "Do you ever look at the dates in your machine? The {product} from {when} was out of date, and tasted "
    "like it.",
    "My {product} from your vending machine ({when}) was past its date. I only noticed after the first "
    "taste.",
    "You sold me {product} on {when} that had expired. It had no flavor left and smelled odd.",
    "I don't expect much from a vending machine, but the {product} I got on {when} was well past its "
    "best-before date.",
    "Something was off about the {product} from your machine on {when}, and the date on the pack explained "
    "why. It had expired.",
    "On {when} I bought {product} from your machine and it tasted old. I checked the date: it should not "
    "have been on sale any more.",
)
_STALE_FOOD = (
    "The {product} I bought at your machine on {when} was stale. Then I looked at the date, and it had "
    "passed.",
    "I bit into the {product} that I bought from you on {when} and spat it out. It had been lying around "
    "for far too long.",
    "The {product} I paid for on {when} was old stock: dry, tasteless, and past the printed date.",
)
_STALE_DRINK = (
    "The {product} I bought at your machine on {when} tasted flat and metallic. No wonder, it was out of "
    "date.",
    "One sip of the {product} I got from you on {when} and I poured the rest away. It was past its date.",
)
STORIES: Mapping[tuple[Literal["jam", "spoiled", "stale"], Kind], tuple[str, ...]] = {
    ("jam", "food"): _JAMMED,
    ("jam", "drink"): _JAMMED,
    ("jam", "thing"): _JAMMED,
    ("spoiled", "food"): _SPOILED + _SPOILED_FOOD,
    ("spoiled", "drink"): _SPOILED + _SPOILED_DRINK,
    ("spoiled", "thing"): _SPOILED + _SPOILED_THING,
    ("stale", "food"): _STALE + _STALE_FOOD,
    ("stale", "drink"): _STALE + _STALE_DRINK,
    ("stale", "thing"): _STALE,
}
"""What happened, by story and kind of product."""

PRINTED = (
    "It says best before {printed}.",
    "The date printed on it: {printed}.",
    "Best before {printed}, it says on the bottom.",
    "I still have it here, and the date on it is {printed}.",
    "You can read it yourself: {printed}.",
    "The sticker gives {printed} as the last day.",
)
PLACES = (
    "It was the one in {slot}.",
    "The button was {slot}.",
    "I had pressed {slot}.",
    "Number {slot} on your machine.",
    "That was slot {slot}, if it helps.",
    "({slot}, says my photo of the machine.)",
)
PAID = (
    "I paid {price} {how}.",
    "It cost me {price}, paid {how}.",
    "The price was {price} and I paid {how}.",
    "That was {price}, {how}.",
    "I had paid {price} for it {how}.",
    "{price} gone, paid {how}.",
    "The machine took {price}; I paid {how}.",
    "For the record, I paid {price} {how}.",
    "{price} it was, and I paid {how}, so I think you can look it up.",
)
DEMANDS = (
    "Please refund the {demand}.",
    "I would like my {demand} back.",
    "Could you send me the {demand}, please?",
    "I'm asking for a refund of {demand}, which seems only fair.",
    "Kindly return my {demand} to this mail address.",
    "Just give me back the {demand} and we're good.",
    "A refund of {demand} to this address would settle it.",
)
HIGHER_DEMANDS = (
    "I would like {demand} back, for the purchase and for my trouble.",
    "Please send me {demand}. That covers it with a little something for the annoyance.",
    "I think {demand} would be fair, considering the time it has cost me.",
    "Please refund {demand}; I had to buy something elsewhere because of this.",
    "I'd be satisfied with {demand}, sent to this mail address.",
    "Make it {demand} and I'll forget about it.",
    "Could you transfer {demand}? I don't think that is asking too much.",
)
STEEP_DEMANDS = (
    "It spoiled our whole outing. I expect {demand} from you.",
    "I want {demand} for this, or I'll put it in a review that everybody around here can read.",
    "With the time it took and the appointment that I missed over it, I'm claiming {demand}.",
    "I am not letting this go. Please pay {demand} to this address.",
    "Considering the stress this caused my family, {demand} is the least you can do.",
    "I've talked to a friend who knows about these things, and we consider {demand} appropriate.",
    "Pay me {demand} and I won't report the machine to the city.",
)
GREETINGS = (
    "Hello,",
    "Hi,",
    "Dear Sir or Madam,",
    "Hello Mr. Paxton,",
    "To whom it may concern,",
    "Hi there,",
    "Good day,",
    "To the owner of the vending machine:",
)
SIGN_OFFS = (
    "{name}",
    "Thanks,\n{first}",
    "Regards,\n{name}",
    "Thank you,\n{name}",
    "- {first}",
    "Best,\n{first}",
    "Sincerely,\n{name}",
    "Kind regards,\n{name}",
)
SHORT_SIGN_OFFS = ("{name}", "{first}", "- {first}", "Best,\n{first}", "Regards,\n{name}")
SUBJECTS = (
    "Refund for {product}",
    "Problem with your vending machine",
    "Complaint about {product}",
    "Your vending machine on {when}",
    "Not happy with my purchase",
    "I want my money back",
    "{product}: refund please",
    "Vending machine complaint",
)
REMINDERS = (
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
PROMISES = (
    "You wrote that I would get my money back for the {product}. So far nothing has come.",
    "I was glad about your answer, but there is still no payment for the {product} from {when}. Did it get "
    "lost?",
    "A few days ago you promised me a refund for the {product}. I have checked: it isn't there.",
    "When will the refund for the {product} that you announced arrive? I'm still {price} short.",
    "You said the money for the {product} was on its way. It seems to be taking the scenic route.",
)
REMINDER_SUBJECTS = (
    "Reminder: refund for {product}",
    "Still waiting for my refund",
    "Second mail about {product}",
    "Any answer?",
    "My complaint about your vending machine",
    "Following up: {product}",
)
REPLIES: Mapping[str, tuple[str, ...]] = {
    "details": (
        "Sure: {product}, slot {slot}, on {when}. I paid {price} {how}. I'm asking for {demand}.",
        "Here you are. It was {product} in {slot}; the day was {when}. The machine took {price}, paid {how}. "
        "As I wrote, I would like {demand}.",
        "As I wrote: {when}, {product}, {price} {how}. The button was {slot}. Please send the {demand}.",
        "I don't know what else to tell you. {product} from {slot}, {when}, {price}, paid {how}. My claim is "
        "{demand}.",
        "Thanks for looking into it. I paid {price} {how} for {product} on {when}; it was slot {slot}. "
        "{demand} would settle it.",
    ),
    "short": (
        "I have received {received}, but I paid {price} for the {product}. Please send the other {rest}.",
        "Thank you for the {received}. That isn't what it cost me, though; {rest} is still missing.",
        "{received}? For the {product} I paid {price}. There is {rest} to go.",
    ),
    "thanks": (
        "The {received} has arrived. Thank you, that's settled for me.",
        "Got the {received}, thanks for sorting it out.",
        "Thank you for the {received}. I didn't think anybody would answer. I'll be back at your machine.",
        "Money received, all good. Thanks.",
    ),
    "protest": (
        "I'm disappointed. I know what happened at your machine on {when}, and I will tell people about it.",
        "So that is how you treat customers. I'll buy my {product} elsewhere from now on.",
        "I don't accept that. I paid {price} on {when} and I want it back.",
        "You can check your records as long as you like, I was there. Please think it over.",
    ),
}
"""Answers to the operator: to a question, to too small a refund, to a refund, to a refusal."""
