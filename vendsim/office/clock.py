"""Time passing during the day: deliveries arrive when the clock reaches them."""

from __future__ import annotations

import numpy as np

from vendsim.data import good_name, supplier_identities
from vendsim.economy import shipments
from vendsim.events import Delivered
from vendsim.office.state import Arrival
from vendsim.office.world import World
from vendsim.suppliers import dispatching
from vendsim.text import clock_text


def advance(world: World, minutes: int) -> None:
    """Move the clock on within the working day."""
    world.office.minute += minutes
    receive_goods(world, world.office.minute)


def receive_goods(world: World, minute: int) -> None:
    """Book what has arrived by ``minute`` of the current day into storage."""
    rows, due = world.state.shipments, shipments.due(world.state, minute)
    columns = np.flatnonzero(due[0]).tolist()
    if not columns:
        return
    arrivals = sorted(
        (
            Arrival(
                day=int(rows.day[0, m]),
                minute=int(rows.minute[0, m]),
                order=f"PO-{abs(rows.order[0, m])}",
                supplier=supplier_identities()[int(rows.supplier[0, m])].name,
                good=int(rows.good[0, m]),
                units=int(rows.units[0, m]),
            )
            for m in columns
        ),
        key=lambda a: (a.day, a.minute, a.order, a.good),
    )
    received: dict[int, dict[int, int]] = {}
    for m in columns:
        received.setdefault(int(rows.order[0, m]), {})[int(rows.good[0, m])] = int(rows.units[0, m])
    shipments.deliver(world.state, due)
    for arrival in arrivals:
        world.office.arrivals.append(arrival)
        world.events.append(
            Delivered(
                day=arrival.day,
                time=clock_text(arrival.minute),
                order=arrival.order,
                supplier=arrival.supplier,
                product=good_name(arrival.good),
                units=arrival.units,
            )
        )
    for number, goods in sorted(received.items()):
        dispatching.note_delivery(world.trade, number, goods)
