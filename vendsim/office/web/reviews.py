"""What readers report of single orders, one page each, from the day on which they report it.

A report is somebody's word. It reads alike whoever it is about, and whether it is true or unfair, because
this module is not told; so it is evidence and no proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vendsim.office.web.facts import Experience, Page, Report, SupplierFacts
from vendsim.office.web.forum import FORUM, REVIEWS, WRITERS
from vendsim.office.web.pen import Pen

_ON_THE_FORUM = 0.4  # share of the reports that start a thread there


def review_pages(seed: int, suppliers: Sequence[SupplierFacts]) -> Iterator[Page]:
    """Every report of a reader, as a review or as a thread with answers."""
    for supplier in suppliers:
        for number, report in enumerate(supplier.reports, start=1):
            pen = Pen(seed, f"report {number} on {supplier.name}")
            write = _thread if pen.chance(_ON_THE_FORUM) else _review
            yield write(pen, supplier, number, report)


def _review(pen: Pen, supplier: SupplierFacts, number: int, report: Report) -> Page:
    stars = pen.between(*_STARS[report.what])
    opening = f"{pen.pick(WRITERS)} gives {supplier.name} {stars} of 5 stars."
    return Page(
        f"{REVIEWS}/{supplier.slug}/review-{number}",
        f"Reader's review of a supplier: {stars} of 5 stars",
        "\n\n".join((opening, _account(pen, supplier, report), pen.pick(_CAVEATS))),
        since=report.day,
    )


def _thread(pen: Pen, supplier: SupplierFacts, number: int, report: Report) -> Page:
    answers = pen.some(_ANSWERS, pen.between(1, 3))
    writers = pen.some(WRITERS, len(answers) + 1)
    posts = (_account(pen, supplier, report), *answers)
    return Page(
        f"{FORUM}/{supplier.slug}-{number}",
        pen.pick(_TITLES),
        "\n\n".join(f"{writer}: {text}" for writer, text in zip(writers, posts, strict=True)),
        since=report.day,
    )


def _account(pen: Pen, supplier: SupplierFacts, report: Report) -> str:
    units = 12 * pen.between(4, 25)
    return pen.pick(_ACCOUNTS[report.what]).format(
        name=supplier.name,
        units=units,
        fewer=int(units * (0.35 + 0.25 * pen.uniform())),
        days=pen.between(2, 7),
        percent=5 * pen.between(7, 18),
    )


_STARS: Mapping[Experience, tuple[int, int]] = {
    "fine": (4, 5),
    "late": (2, 4),
    "short": (1, 2),
    "never": (1, 1),
    "imitation": (1, 2),
    "surcharge": (1, 2),
}

_ACCOUNTS: Mapping[Experience, tuple[str, ...]] = {
    "fine": (
        "First order with {name} was perfect: {units} units paid, {units} counted, on the day they said.",
        "{name} sent what I paid for, {units} units, all of it there. No complaints.",
        "My order with {name} came complete and in good boxes. I will write to them again.",
        "{units} units from {name} last month. Count was right, invoice was right. That is all I ask.",
    ),
    "late": (
        "{name} was {days} days late with {units} units. All of it was there in the end.",
        "Late once, by {days} days. {name} said it was the truck. The count was right.",
        "Order from {name} came complete, but {days} days after the date they named. My machine ran low.",
    ),
    "short": (
        "I paid {name} for {units} units and counted {fewer}. The rest never came and mails changed nothing.",
        "Short delivery from {name}: {fewer} units where {units} were on the invoice. They said they would "
        "look into it. That was weeks ago.",
        "{fewer} of {units} units. {name} says all of it left the warehouse. My storeroom says no.",
    ),
    "never": (
        "Paid {name} in advance for {units} units. Nothing has come, and the answers say nothing either.",
        "My order with {name} never arrived. The money is gone.",
        "Still waiting for {units} units from {name}, {days} weeks after the date they gave. I have "
        "written it off.",
    ),
    "imitation": (
        "Ordered brand goods from {name} and got brands I had never heard of. They hardly sell.",
        "The boxes from {name} held imitations: {units} units of something that looks like what I paid for.",
        "{name} sent off-brand goods at the price of the real ones. My customers noticed before I did.",
    ),
    "surcharge": (
        "After I had paid, {name} wanted {percent} percent more before anything would ship.",
        "{name} raised the bill once my money was there. I refused and got a smaller order.",
        "Agreed on a total with {name}, paid it, and then came a second bill: {percent} percent on top.",
    ),
}  # fmt: skip

_CAVEATS = (
    "Readers' reviews are not checked.",
    "One reader's experience, printed as it was sent to us. The firm has not been asked.",
    "We cannot verify orders. Others may have seen something else.",
)

_TITLES = (
    "How my order went: a report on a supplier",
    "Review of a supplier after one order",
    "Ordered, paid, and here is what came of it",
)

_ANSWERS = (
    "One order is one order. Thanks for writing it down.",
    "I had it the other way round with them.",
    "Did you write to them with the order number? What did they say?",
    "Same here, more or less.",
    "Could be their man in the warehouse and not the firm. Or not.",
    "Never used them, so I only read along.",
    "People write when they are cross or happy, and nobody writes in between.",
)
