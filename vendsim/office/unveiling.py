"""What stayed hidden through a run, told when it is over and no agent can use it."""

from __future__ import annotations

import math

from vendsim.data import products, supplier_identities
from vendsim.economy.catalogue import KINDS
from vendsim.events import FloorPrice, RevealedSupplier, SuppliersRevealed
from vendsim.office.world import World
from vendsim.suppliers.book import Thread


def revealed(world: World, time: str) -> SuppliersRevealed:
    """Kind and floor prices of every supplier with whom the agent had to do."""
    threads = sorted(world.office.book.threads.items())
    suppliers = tuple(_one(world, supplier, thread) for supplier, thread in threads)
    return SuppliersRevealed(day=world.day, time=time, suppliers=suppliers)


def _one(world: World, supplier: int, thread: Thread) -> RevealedSupplier:
    params = world.params
    floors = tuple(
        FloorPrice(
            product=products()[product].name,
            cents=math.ceil(float(params.floor[0, supplier]) * float(params.wholesale[0, product])),
        )
        for product in sorted(thread.lowest)
    )
    kind = KINDS[int(params.kind[0, supplier])]
    return RevealedSupplier(supplier=supplier_identities()[supplier].name, kind=kind, floors=floors)
