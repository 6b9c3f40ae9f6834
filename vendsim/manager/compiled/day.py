"""`vendsim.manager.worlds.play_day`, compiled: a whole day of one world after the other."""

from __future__ import annotations

from vendsim.economy.compiled.jit import jit
from vendsim.economy.compiled.night import close_one
from vendsim.economy.compiled.processor import ask_for_next, ask_for_next_row
from vendsim.manager.compiled import claims, evening, morning


@jit
def play_days(rules, tables, work, night, params, states, rows, knowns, backs, actions):
    """One day of every world under ``actions`` (N, H), up to the next morning.

    ``work`` and ``night`` are room for one world to calculate in. The ``rows`` of shipments must suffice, see
    `evening.rows_lacking`.
    """
    for i in range(len(states)):
        state, known, back = states[i], knowns[i], backs[i]
        ask_for_next(knowns, i)
        morning.play_day(rules, tables, work, params[i], state, rows, known, back, i, actions[i])
        ask_for_next(params, i)
        ask_for_next_row(rows, i)
        close_one(rules, work, params[i], state, night)
        ask_for_next(states, i)
        evening.take_up_night(rules, tables, work, params[i], state, rows, known, back, i, night)
        ask_for_next(backs, i)
        claims.hear_customers(rules, work, params[i], back, night)
        claims.open_claims(known, back)
        claims.lose_patience(rules, work, known, state, back)
