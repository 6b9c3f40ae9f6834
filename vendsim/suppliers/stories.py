"""What is told about an order that is late or disputed: one story for each, which only moves forward.

Which story an order has is drawn once, from its number, so that every letter about it agrees. Delays have the
same reasons whether they are true or not. Every clause goes with "because", and all of them with goods that
have left the warehouse.
"""

from __future__ import annotations

from vendsim.draws import Stream, pick
from vendsim.suppliers.book import Order
from vendsim.suppliers.decisions import Excuse
from vendsim.suppliers.trade import Trade

DELAYS = (
    "the carrier's depot is working through a backlog",
    "the truck broke down on the way and the load had to be moved",
    "a container with part of our stock was held up at the port",
    "the pallet was put on the wrong route and had to be brought back",
    "our loading crew has been short of people",
    "road works held up the trucks around the bridge",
    "the shipping label was damaged and the depot had to sort it by hand",
    "our warehouse system was down and everything left later than planned",
    "the driver fell ill and the tour had to be reassigned",
    "the carrier missed a connection at its hub",
)
TRACES = (
    (
        "the carrier has opened a trace and has not answered yet",
        "the carrier's trace has got as far as its last hub",
        "the hub is comparing its scans with the lists of that day",
    ),
    (
        "we are waiting for the signed slip from the driver",
        "the slip is here and names a stop that the driver has to explain",
        "the driver's depot is checking the other stops of that tour",
    ),
    (
        "our dispatch desk is still checking with the depot",
        "the depot has confirmed that the load came in, but not where it stands",
        "somebody at the depot is walking the bays for it",
    ),
    (
        "the depot is going through the shelves for unclaimed pallets",
        "the depot has found unclaimed pallets whose labels are being read",
        "the labels that are left are being compared with our papers",
    ),
)
_STALLS: dict[Excuse, tuple[tuple[str, ...], ...]] = {
    "costs": (
        (
            "the carrier's depot holds the load over a freight bill",
            "our accounts department is going through that freight bill",
            "the bill is settled and the depot has to find a free truck",
        ),
        (
            "the importer is still arguing with the carrier about a fee",
            "the importer has handed the papers to its lawyers",
            "the lawyers have asked the carrier for the papers on its side",
        ),
        (
            "the file is with our accounts department because of a price difference",
            "accounts has sent the file up to our management",
            "our management has the file on its table",
        ),
    ),
    "records": (
        (
            "our warehouse is going through its loading records",
            "the loading records are with the shift that was on duty",
            "the shift leader has to sign off on the loading records",
        ),
        (
            "the colleague who packed it is on leave",
            "the colleague who packed it is back and has been asked",
            "our office is writing up what the colleague has said",
        ),
        (
            "the stock count that would settle it has not been finished",
            "the stock count is done and being compared with the papers",
            "the comparison has raised a question that the warehouse must answer",
        ),
    ),
    "stock": (
        (
            "the load has been taken aside for an inspection",
            "the inspection is over and its report is being written",
            "the report is with our buyer",
        ),
        (
            "a batch in that load has been called back by the plant",
            "the plant is replacing the batch",
            "the replaced batch is waiting for a truck at the plant",
        ),
        (
            "the goods are being repacked at the depot",
            "the repacked goods are waiting for new labels",
            "the labels have come and the depot is putting them on",
        ),
    ),
    "carrier": TRACES,
    "quality": (("",),),
    "adjusted": (("",),),
}


def delay(trade: Trade, order: Order) -> str:
    """Why an order is late."""
    return DELAYS[_drawn(trade, order, len(DELAYS))]


def trace(trade: Trade, order: Order) -> str:
    """How far the search for an order has got."""
    story = TRACES[_drawn(trade, order, len(TRACES))]
    begun = order.traced_until - trade.scenario.suppliers.trace_days
    return story[min(max(trade.today - begun, 0), len(story) - 1)]


def stall(trade: Trade, order: Order, excuse: Excuse) -> str:
    """Why nothing can be said yet; the next step of the story once its last date has passed."""
    if trade.today >= order.word_by:
        order.step += 1
        order.word_by = trade.today + trade.scenario.suppliers.trace_days
    stories = _STALLS[excuse]
    held = order.stage == "on_hold"  # nothing has left: a matter of prices
    story = stories[-1 if held else _drawn(trade, order, len(stories))]
    return story[min(order.step, len(story)) - 1]


def _drawn(trade: Trade, order: Order, count: int) -> int:
    return pick(count, int(trade.params.seed[0]), Stream.STORY, order.supplier, order.number)
