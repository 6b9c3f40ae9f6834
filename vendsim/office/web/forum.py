"""Forum threads and reader reviews: opinions that differ, and names dropped at random.

What is said of a supplier by name is drawn without regard to anything else about it: these people do not know
how it will behave, and neither does this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vendsim.office.web.facts import Page, SupplierFacts
from vendsim.office.web.pen import Pen

FORUM = "https://www.vendtalk.example/thread"
REVIEWS = "https://www.operatorreviews.example/suppliers"
_REVIEWS_A_PAGE = 9
_NAMED_THREADS = 5


@dataclass(frozen=True)
class _Thread:
    slug: str
    title: str
    question: str
    answers: tuple[str, ...]
    keywords: str = ""


def forum_pages(seed: int, suppliers: Sequence[SupplierFacts]) -> Iterator[Page]:
    """Threads about the trade, threads about single suppliers, and reviews of all."""
    yield from (_thread(seed, thread) for thread in _THREADS)
    if suppliers:
        yield _who_do_you_use(seed, suppliers)
    talked_about = Pen(seed, "who is talked about").some(suppliers, _NAMED_THREADS)
    yield from (
        _thread(seed, _about(supplier, place)) for place, supplier in enumerate(talked_about, start=1)
    )
    for first in range(0, len(suppliers), _REVIEWS_A_PAGE):
        yield _reviews(seed, suppliers[first : first + _REVIEWS_A_PAGE], first // _REVIEWS_A_PAGE + 1)


def _thread(seed: int, thread: _Thread) -> Page:
    url = f"{FORUM}/{thread.slug}"
    pen = Pen(seed, url)
    writers = pen.some(WRITERS, len(thread.answers) + 1)
    answers = pen.some(thread.answers, pen.between(3, 5))
    posts = [f"{writer}: {text}" for writer, text in zip(writers, (thread.question, *answers), strict=False)]
    return Page(url, thread.title, "\n\n".join(posts), keywords=thread.keywords)


def _about(supplier: SupplierFacts, place: int) -> _Thread:
    return _Thread(
        f"has-anyone-used-{place}",
        f"Has anyone used {supplier.name}?",
        f"I got a quote from {supplier.name} ({supplier.email}). Anybody here who buys from them?",
        _REMARKS,
    )


def _who_do_you_use(seed: int, suppliers: Sequence[SupplierFacts]) -> Page:
    url = f"{FORUM}/who-do-you-buy-from"
    pen = Pen(seed, url)
    writers = pen.some(WRITERS, 6)
    posts = [
        f"{writers[0]}: New in San Francisco with one machine. Which wholesale suppliers do you buy from?"
    ]
    for writer, supplier in zip(writers[1:5], pen.some(suppliers, 4), strict=False):
        posts.append(f"{writer}: {pen.pick(_MENTIONS).format(name=supplier.name)}")
    posts.append(f"{writers[5]}: Nobody's supplier is right for everybody. Get five quotes and compare.")
    return Page(url, "Which wholesale suppliers do you buy from in San Francisco?", "\n\n".join(posts))


def _reviews(seed: int, suppliers: Sequence[SupplierFacts], number: int) -> Page:
    url = f"{REVIEWS}-{number}"
    pen = Pen(seed, url)
    entries = []
    for supplier in suppliers:
        tenths, count = pen.between(31, 42), pen.between(3, 17)
        entries.append(
            f"{supplier.name}: {tenths // 10}.{tenths % 10} of 5 from {count} readers. "
            + " ".join(f'"{remark}"' for remark in pen.some(_REMARKS, 2))
        )
    opening = "Readers' opinions, unchecked. Few readers order often enough to say much."
    title = f"Vending supplier reviews: {suppliers[0].name} to {suppliers[-1].name}"
    return Page(url, title, "\n\n".join((opening, *entries)), keywords="supplier reviews, ratings")


WRITERS = (
    "coinbox_carl", "marina_vends", "two_machines_tess", "slot_b3", "routeman77", "fogline", "snackwagon",
    "pacific_pete", "dolores_d", "quarterroll", "night_filler", "vend_o_matic", "bayside_bo", "trail_mixer",
)  # fmt: skip

_REMARKS = (
    "One order so far, a small one. Too early to say.",
    "They answered my mail. Beyond that I cannot tell you much yet.",
    "Fine for me, but my neighbour prefers another firm.",
    "The list is long. I wished the invoice were shorter.",
    "I asked for a quote and then bought elsewhere, nothing against them.",
    "Ask for the total with shipping before you decide. Same as with everyone.",
    "My contact was polite. We could not agree on a price, but that may have been me.",
    "Used them once last year. The cardboard was a bit dented, the goods were whole.",
    "Start with a small order, as you would with anyone.",
    "No strong feelings. They are one of four I write to.",
)

_MENTIONS = (
    "I have bought from {name}. Get another quote as well.",
    "{name} is on my list, with a few others.",
    "Someone at the depot mentioned {name}. I have not tried them myself.",
    "I wrote to {name} last month and to three others. Compare for yourself.",
    "{name} used to send me flyers. Never ordered.",
)

_THREADS = (
    _Thread(
        "price-of-a-can",
        "What do you charge for a can of soda?",
        "Can of cola, outdoor machine, tourists. What price?",
        (
            "$2.25 and nobody has ever said a word.",
            "$1.50. I would rather sell two.",
            "Depends on the corner. I get $2.75 at one and could not get $2 at another.",
            "I went from $2 to $2.50 and lost perhaps one sale in ten. Do the math.",
            "$3 in summer, $2 in winter. Not sure it makes a difference.",
            "Whatever the kiosk next door asks, minus a quarter.",
        ),
        keywords="how much to charge for soda in a vending machine",
    ),
    _Thread(
        "wholesale-cost-of-soda",
        "What should a can cost me wholesale?",
        "I was quoted $1.50 a can for cola. Is that normal?",
        (
            "No. With a bit of patience it should end nearer to fifty or sixty cents.",
            "As a first quote I have seen worse. What did they say when you asked again?",
            "I pay 95 cents and do not have the time to look around.",
            "A supplier opened at $1.30 with me and we ended at 55 cents after four mails.",
            "I had a quote of $2.40 once. They would not go below $1.40. I said thanks and goodbye.",
            "Anything under 40 cents I would not believe before I have counted the boxes.",
        ),
    ),
    _Thread(
        "is-haggling-worth-it",
        "Is bargaining with suppliers worth the time?",
        "How many mails do you write before you accept a price?",
        (
            "Three or four, one a day. After that they have said what they have to say.",
            "None. I take a fair one and go home.",
            "As many as they keep moving. When two answers in a row are the same I stop.",
            "Give a number of units and a price, every time. Just asking for better does nothing.",
            "Sending three mails on one day got me one answer and no better price.",
            "It is the best paid work in this business if you ask me.",
        ),
        keywords="negotiate, negotiation",
    ),
    _Thread(
        "paid-and-waiting",
        "Paid in advance and the goods are late",
        "Paid eight days ago, three days past the date they named. Should I worry?",
        (
            "Write to them with the order number. Mostly it is just late.",
            "Three days is nothing. Two weeks would be something.",
            "Was it your first order with them? How big?",
            "Trucks were late for everybody that week.",
            "If your mail bounces, forget the money and find somebody else.",
            "Whatever they say, do not send more money before the first boxes are there.",
        ),
        keywords="supplier did not deliver after payment, order not arrived, late delivery",
    ),
    _Thread(
        "half-a-delivery",
        "Counted the boxes: half of it is missing",
        "Invoice says 200 units, storeroom says 96. What now?",
        (
            "Write today, with both numbers. A decent supplier makes it good.",
            "Happened to me twice: one firm sent the rest in two days, the other never answered.",
            "That is why I count on the day it comes.",
            "Check if the rest comes with a second truck. It does happen.",
            "I would not order there again until it is settled.",
        ),
        keywords="short delivery, missing boxes, incomplete order",
    ),
    _Thread(
        "souvenirs-or-snacks",
        "Souvenirs and chargers in a snack machine?",
        "Tourist spot. Anybody tried magnets, ponchos or power banks?",
        (
            "One slot of magnets, sells a few a week. Nice margin, tiny volume.",
            "Ponchos sat there from April to October. Then it rained and I was sold out by noon.",
            "Power banks: expensive to buy, slow to sell. Not with my money.",
            "I say no. Drinks and chips pay the rent.",
            "Works for my brother at the airport. It is not the same thing.",
        ),
    ),
    _Thread(
        "how-many-flavours",
        "How many different products do you run?",
        "Twelve slots. All different or doubles?",
        (
            "Nine products, three doubles for the ones that sell out.",
            "Twelve different. Life is short.",
            "Eight. Every time I went above ten the total went down.",
            "Used to have six, added three, sales went up by a fifth or so.",
            "All drinks in summer. It works until it does not.",
        ),
    ),
    _Thread(
        "slow-weeks",
        "Sales fell by a third this week, what did I do?",
        "Same prices, same goods, a third less than last week.",
        (
            "Did it rain? Rain takes a quarter and nobody can change it.",
            "Some weeks are just like that. Look at four of them together.",
            "Empty slots? Two empty columns cost more than people think.",
            "After the holidays it is always quiet here.",
            "I panicked once and cut all prices. The week after was normal again, only cheaper.",
        ),
        keywords="low sales",
    ),
    _Thread(
        "pay-every-refund",
        "Do you pay every refund request?",
        "A customer wants $4 for a bag of chips I sell at $2.25.",
        (
            "I would pay the $2.25 and say sorry.",
            "Check whether you had chips that day at all. You would be surprised.",
            "I pay everything under five dollars. Not worth the argument.",
            "I pay what fits my records and refuse the rest, in nice words.",
            "Ignoring them is the one thing that hurts. They tell their friends.",
        ),
        keywords="customer complaint",
    ),
    _Thread(
        "energy-drinks",
        "Energy drinks: worth the slot?",
        "They cost three times as much as soda. Do they sell?",
        (
            "At four dollars, yes, especially to the night crowd.",
            "Per slot they are among my best. Price them right.",
            "Depends on the spot. Near offices yes, near playgrounds no.",
            "I was quoted six dollars a can wholesale. I laughed and looked on.",
            "Slow for me, but what sells leaves two dollars in the box.",
        ),
    ),
    _Thread(
        "cheapest-quote",
        "Cheapest quote by far: too good?",
        "One firm is a third below all others for chips and soda. Take it?",
        (
            "Could be a good firm, could be a lesson. Order what you can afford to lose.",
            "I did and everything came. The second time too.",
            "Mine came with an extra charge after I had paid.",
            "Low first prices are not proof of anything, good or bad.",
            "Compare with the typical range. If it is inside, why not try a small order.",
        ),
    ),
    _Thread(
        "healthy-snacks",
        "Do healthy snacks sell?",
        "Nuts, bars and fruit instead of chips and candy?",
        (
            "Nuts and bars do fine, next to the chips and not in their place.",
            "Fruit cups: lovely, and in the bin after a week.",
            "Protein bars sell to joggers at the Marina. Four dollars, no complaints.",
            "I tried a fully healthy machine. It was healthy for everyone but me.",
            "Put in one or two and see.",
        ),
    ),
)
