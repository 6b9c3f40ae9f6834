"""A day of N worlds: an operator's decisions carried out on the economy.

The rules are the economy's; here is only the order in which a day goes, which is the order of the text world:
payments and refunds in the morning, letters, the day's deliveries, a trip in the evening, the night.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vendsim.compiling.hints import ask_for_next
from vendsim.compiling.run import run
from vendsim.draws import IntArray
from vendsim.economy.night import blank_nights, close_one
from vendsim.economy.rules import rules_of
from vendsim.economy.shipments import grow
from vendsim.formula import Record
from vendsim.manager import claims, evening, morning
from vendsim.manager.look import look
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.tables import places, room, tables
from vendsim.manager.worlds import Worlds


def play_day(
    worlds: Worlds, action: IntArray, observation: Float32Array | None = None, mask: MaskArray | None = None,
    compiled: bool | None = None,
) -> None:  # fmt: skip
    """One day of every world under ``action`` (N, H), up to the next morning.

    What is seen then, and what is possible, is written over the last look, (N, width) and (N, mask_size);
    without arrays for it, nobody looks, and everything is news afterwards. Ended worlds stay as they are.
    Every number of the action must be an option of its head.
    ``compiled`` as in `vendsim.compiling.run`.
    """
    scenario, form, known = worlds.scenario, worlds.layout, worlds.known
    looks = observation is not None and mask is not None
    if not looks:
        observation = np.zeros((known.worlds, form.width), dtype=np.float32)
        mask = np.zeros((known.worlds, form.mask_size), dtype=np.int8)
    lacking = run(
        evening.most_rows_lacking, (), (known,), tables=(worlds.state.shipments,), apart=_APART,
        compiled=compiled,
    )  # fmt: skip
    if lacking > 0:
        grow(worlds.state.shipments, lacking)
    night = blank_nights(1, form.slots, form.suppliers)
    run(
        play_days, (rules_of(scenario), tables(scenario), places(scenario), room(scenario)),
        (worlds.params, worlds.state, known, worlds.backstage, night),
        np.ascontiguousarray(action, dtype=np.int64), observation, mask,
        tables=(worlds.state.shipments,), apart=_APART, compiled=compiled,
    )  # fmt: skip
    if not looks:
        known.product_news[:] = known.supplier_news[:] = True


_APART = ("shipments", "assortments")


def play_days(
    rules: Sequence[Record], tables: Sequence[Record], at: Sequence[Record], work: Sequence[Record],
    params: Any, states: Any, knowns: Any, backs: Any, nights: Sequence[Record], rows: Any,
    actions: Any, seen: Any, mask: Any,
) -> int:  # fmt: skip
    """One day of every world under ``actions`` (N, H), up to what is seen on the next morning.

    ``work`` and ``nights`` are room for one world to calculate in. The ``rows`` of shipments must suffice;
    returns how many more they must be tomorrow.
    """
    lacking = 0
    for i in range(len(states)):
        param, state, known, back, night = params[i], states[i], knowns[i], backs[i], nights[0]
        if state.ended:  # its last day would come again, and send once more what was paid on it
            continue
        # What the next world needs is asked for bit by bit: memory takes no more orders at once.
        ask_for_next(knowns, i)
        morning.play_day(rules[0], tables[0], work[0], state, rows[i], known, back, actions[i])
        ask_for_next(params, i)
        ask_for_next(rows, i)
        close_one(rules[0], work[0], param, state, night, False)
        ask_for_next(states, i)
        ask_for_next(backs, i)
        evening.take_up_night(rules[0], tables[0], work[0], param, state, rows[i], known, back, night)
        ask_for_next(seen, i)
        claims.take_up_night(rules[0], work[0], param, state, known, back, night)
        ask_for_next(mask, i)
        look(tables[0], at[0], work[0], known, seen[i], mask[i], False)
        lacking = max(lacking, evening.rows_lacking(rows[i], known))
    return lacking
