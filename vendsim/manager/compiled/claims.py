"""Open claims of one world, compiled: `vendsim.manager.knowledge.drop_claims` and what a morning brings."""

from __future__ import annotations

import numpy as np

from vendsim.economy.compiled.jit import jit
from vendsim.economy.customers import disappoint
from vendsim.manager.layout import CLAIMS


@jit
def drop_claims(known, back, gone):
    """Remove claims (CLAIMS,) and close the ranks."""
    day, price, cents = known.claim_day.copy(), known.claim_price.copy(), known.claim_cents.copy()
    valid, at = back.claim_valid.copy(), 0
    for kept in (True, False):
        for claim in range(CLAIMS):
            if (day[claim] > 0 and not gone[claim]) == kept:
                known.claim_day[at] = day[claim] if kept else 0
                known.claim_price[at], known.claim_cents[at] = price[claim], cents[claim]
                back.claim_valid[at] = valid[claim]
                at += 1


@jit
def open_claims(known, back):
    """This morning's claims lie on the desk; those beyond the CLAIMS kept still count when ignored."""
    turn, at = known.day % len(back.coming), 0
    if back.coming[turn] == 0:
        return
    while at < CLAIMS and known.claim_day[at] > 0:
        at += 1
    for claim in range(min(back.coming[turn], CLAIMS)):
        valid = back.coming_valid[turn, claim]
        if at == CLAIMS:
            back.untracked[0] += valid
            continue
        known.claim_day[at] = known.day
        known.claim_price[at] = back.coming_price[turn, claim]
        known.claim_cents[at] = back.coming_cents[turn, claim]
        back.claim_valid[at] = valid
        at += 1
    back.untracked[0] += back.coming_more[turn]
    back.coming[turn] = back.coming_more[turn] = 0


@jit
def lose_patience(rules, known, state, back):
    """Claims that were ignored for too long cost goodwill if they were valid, and are over in any case."""
    oldest = len(back.untracked) - 1
    over, any_over, ignored = np.zeros(CLAIMS, dtype=np.bool_), False, np.int64(back.untracked[oldest])
    for claim in range(CLAIMS):
        if known.claim_day[claim] > 0 and known.day - known.claim_day[claim] >= rules.ignored_days:
            over[claim] = any_over = True
            ignored += back.claim_valid[claim]
    if ignored > 0:
        state.goodwill = disappoint(rules, state.goodwill, ignored)
    if any_over:
        drop_claims(known, back, over)
    for age in range(oldest, 0, -1):
        back.untracked[age] = back.untracked[age - 1]
    back.untracked[0] = 0
