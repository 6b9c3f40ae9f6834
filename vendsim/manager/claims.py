"""What the night's customers write, on which mornings, and what becomes of their claims."""

from __future__ import annotations

from typing import Any

from vendsim.economy.customers import MOST, UNFOUNDED, disappoint
from vendsim.economy.testifying import testify
from vendsim.formula import Record, rule
from vendsim.manager.layout import CLAIMS


@rule
def clear(flags: Any) -> None:
    """Set no flag."""
    for place in range(len(flags)):
        flags[place] = 0


@rule
def drop_claims(known: Record, back: Record, gone: Any) -> None:
    """Remove claims (CLAIMS,) and move the others up."""
    day, price, cents = known.claim_day.copy(), known.claim_price.copy(), known.claim_cents.copy()
    valid, at = back.claim_valid.copy(), 0
    for kept in (True, False):
        for claim in range(CLAIMS):
            if (day[claim] > 0 and not gone[claim]) == kept:
                known.claim_day[at] = day[claim] if kept else 0
                known.claim_price[at], known.claim_cents[at] = price[claim], cents[claim]
                back.claim_valid[at] = valid[claim]
                at += 1


@rule
def take_up_night(
    rules: Record, work: Record, params: Record, state: Record, known: Record, back: Record, night: Record
) -> None:
    """What the night's customers want, and the next morning's claims."""
    _hear_customers(rules, work, params, back, night)
    _open_claims(known, back)
    _lose_patience(rules, work, known, state, back)


@rule
def _hear_customers(rules: Record, work: Record, params: Record, back: Record, night: Record) -> None:
    """What the night's customers will write, this morning or a few days later."""
    days = len(back.sold)
    for slot in range(len(night.good)):
        for day in range(days - 1):
            back.sold[day][slot] = back.sold[day + 1][slot]
        back.sold[days - 1][slot] = night.good[slot] if night.sold[slot] > 0 else -1
    if work.complaints == 0:
        return
    for slot in range(len(night.good)):
        for place in range(2 * MOST):
            cause = night.claims.cause[slot][place]
            if cause == 0:
                continue
            back.claims_made += 1
            price, cents, opened = testify(
                rules, work, params, night, back.sold, slot, place, back.claims_made
            )  # fmt: skip
            _expect(back, opened, price, cents, cause != UNFOUNDED)


@rule
def _expect(back: Record, opened: int, price: int, cents: int, valid: bool) -> None:
    """A claim that will be written on a later morning."""
    turn = opened % len(back.coming)
    at = back.coming[turn]
    back.coming[turn] += 1
    if at >= CLAIMS:
        back.coming_more[turn] += valid
        return
    back.coming_price[turn][at], back.coming_cents[turn][at] = price, cents
    back.coming_valid[turn][at] = valid


@rule
def _open_claims(known: Record, back: Record) -> None:
    """This morning's claims lie on the desk; those beyond the CLAIMS kept still count when ignored."""
    turn, at = known.day % len(back.coming), 0
    if back.coming[turn] == 0:
        return
    while at < CLAIMS and known.claim_day[at] > 0:
        at += 1
    for claim in range(min(back.coming[turn], CLAIMS)):
        valid = back.coming_valid[turn][claim]
        if at == CLAIMS:
            back.untracked[0] += valid
            continue
        known.claim_day[at] = known.day
        known.claim_price[at] = back.coming_price[turn][claim]
        known.claim_cents[at] = back.coming_cents[turn][claim]
        back.claim_valid[at] = valid
        at += 1
    back.untracked[0] += back.coming_more[turn]
    back.coming[turn] = back.coming_more[turn] = 0


@rule
def _lose_patience(rules: Record, work: Record, known: Record, state: Record, back: Record) -> None:
    """Claims that were ignored for too long cost goodwill if they were valid, and are over in any case."""
    oldest = len(back.untracked) - 1
    over, any_over, ignored = work.flags, False, int(back.untracked[oldest])
    clear(over)
    for claim in range(CLAIMS):
        if known.claim_day[claim] > 0 and known.day - known.claim_day[claim] >= rules.customers.ignored_days:
            over[claim], any_over = 1, True
            ignored += back.claim_valid[claim]
    if ignored > 0:
        state.goodwill = disappoint(rules.customers, state.goodwill, ignored)
    if any_over:
        drop_claims(known, back, over)
    for age in range(oldest, 0, -1):
        back.untracked[age] = back.untracked[age - 1]
    back.untracked[0] = 0
