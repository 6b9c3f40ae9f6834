"""What the night's customers write, on which mornings, and what becomes of their claims."""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray
from vendsim.economy import customers, testimony
from vendsim.economy.night import Night
from vendsim.economy.which import add_at, rank, which
from vendsim.manager import knowledge as know
from vendsim.manager.layout import CLAIMS
from vendsim.manager.worlds import Worlds


def drop_claims(worlds: Worlds, gone: BoolArray) -> None:
    """Claims (N, C) that are over, in whatever way; what is known of them and what is hidden."""
    world, before = know.drop_claims(worlds.known, gone)
    worlds.backstage.claim_valid[world] = worlds.backstage.claim_valid.take(before)


def hear_customers(worlds: Worlds, night: Night, before: testimony.Shown) -> None:
    """What the night's customers will write, this morning or a few days later."""
    back = worlds.backstage
    back.sold[:, :-1] = back.sold[:, 1:].copy()
    back.sold[:, -1] = testimony.goods_sold(night)
    world, claim = which(night.claims.cause.reshape(len(back.sold), -1) > 0)
    slot, place = np.divmod(claim, night.claims.cause.shape[2])
    if not len(world):
        return
    number = back.claims_made[world] + rank(world) + 1
    said = testimony.testify(
        worlds.scenario, worlds.params, night, before, back.sold, world, slot, place, number
    )
    back.claims_made += np.bincount(world, minlength=len(back.claims_made)).astype(np.int32)
    turn = said.opened % back.coming.shape[1]
    by_letter = np.argsort(world * back.coming.shape[1] + turn, kind="stable")
    w, t = world[by_letter], turn[by_letter]
    at = back.coming[w, t] + rank(w * back.coming.shape[1] + t)
    add_at(back.coming, w, t)
    valid, kept = night.claims.valid[world, slot, place][by_letter], at < CLAIMS
    add_at(back.coming_more, w, t, valid & ~kept)
    w, t, at = w[kept], t[kept], at[kept]
    back.coming_price[w, t, at] = said.price[by_letter][kept]
    back.coming_cents[w, t, at] = said.cents[by_letter][kept]
    back.coming_valid[w, t, at] = valid[kept]


def open_claims(worlds: Worlds) -> None:
    """This morning's claims lie on the desk; those beyond the C kept still count when ignored."""
    known, back = worlds.known, worlds.backstage
    turn = known.day % back.coming.shape[1]
    rows = np.arange(known.worlds)
    count = back.coming[rows, turn]
    if not count.any():
        return
    world, i = which(np.arange(CLAIMS) < count[:, None])
    at, t = (known.claim_day[world] > 0).sum(axis=1) + i, turn[world]
    kept, valid = at < CLAIMS, back.coming_valid[world, t, i]
    w, a = world[kept], at[kept]
    known.claim_day[w, a] = known.day[w]
    known.claim_price[w, a] = back.coming_price[w, t[kept], i[kept]]
    known.claim_cents[w, a] = back.coming_cents[w, t[kept], i[kept]]
    back.claim_valid[w, a] = valid[kept]
    add_at(back.untracked, world[~kept], 0, valid[~kept])
    back.untracked[:, 0] += back.coming_more[rows, turn]
    back.coming[rows, turn] = back.coming_more[rows, turn] = 0


def lose_patience(worlds: Worlds) -> None:
    """Claims that were ignored for too long cost goodwill if they were valid, and are over in any case."""
    known, back, rules = worlds.known, worlds.backstage, worlds.scenario.customers
    age = known.day[:, None] - known.claim_day
    over = (known.claim_day > 0) & (age >= rules.ignored_days)
    if over.any() or back.untracked.any():
        world, _ = which(over & back.claim_valid)
        ignored = np.bincount(world, minlength=len(over)) + back.untracked[:, -1]
        worlds.state.goodwill = customers.disappoint(rules, worlds.state.goodwill, ignored)
        drop_claims(worlds, over)
    back.untracked[:, 1:] = back.untracked[:, :-1].copy()
    back.untracked[:, 0] = 0
