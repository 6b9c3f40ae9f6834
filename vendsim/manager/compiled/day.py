"""`vendsim.manager.day.play_day`, compiled: a whole day of one world after the other."""

from __future__ import annotations

from vendsim.compiling.hints import ask_for_next
from vendsim.compiling.jit import jit
from vendsim.economy.night import close_one
from vendsim.manager.compiled import claims, evening, morning
from vendsim.manager.compiled.look import look


@jit
def play_days(
    rules, tables, at, work, night, params, states, needed, rows, knowns, backs, actions, seen, mask
):
    """One day of every world under ``actions`` (N, H), up to what is seen on the next morning.

    ``work`` and ``night`` are room for one world to calculate in; ``needed`` are the bytes of a state that
    every day reads. The ``rows`` of shipments must suffice; returns how many more they must be tomorrow.
    """
    rules, tables, at, work, night = rules[0], tables[0], at[0], work[0], night[0]
    lacking = 0
    for i in range(len(states)):
        param, state, known, back = params[i], states[i], knowns[i], backs[i]
        # What the next world needs is asked for bit by bit: memory takes no more orders at once.
        ask_for_next(knowns, i, knowns.itemsize)
        morning.play_day(rules, tables, work, param, state, rows, known, back, i, actions[i])
        ask_for_next(params, i, params.itemsize)
        ask_for_next(rows, i, rows.shape[1] * rows.itemsize)
        close_one(rules, work, param, state, night, False)
        ask_for_next(states, i, needed)
        ask_for_next(backs, i, backs.itemsize)
        evening.take_up_night(rules, tables, work, param, state, rows, known, back, i, night)
        ask_for_next(seen, i, seen.shape[1] * seen.itemsize)
        claims.take_up_night(rules, work, param, state, known, back, night)
        ask_for_next(mask, i, mask.shape[1])
        look(tables, at, work, known, seen[i], mask[i])
        lacking = max(lacking, evening.rows_lacking(rows, known, i))
    return lacking
