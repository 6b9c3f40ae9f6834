"""What the numeric environments share: worlds that end and begin, observations, masks, rewards."""

from __future__ import annotations

from typing import Literal

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.ledger import Account, post
from vendsim.manager.engine import engine
from vendsim.manager.house import steady
from vendsim.manager.layout import Layout, layout
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.worlds import Worlds, move_in
from vendsim.scenario import Scenario

RewardKind = Literal["balance_change", "final_balance", "wealth_change", "normalised", "gross_profit"]
USUAL_DAY = 50.0  # dollars, about what the house earns a day: the unit of "normalised" and "gross_profit"
STOCK_WORTH = (
    0.6  # of typical wholesale: below the lowest price anybody sells at, so that hoarding never pays
)


class Business:
    """N environments without gymnasium around them.

    Args:
        scenario: the constants of the worlds.
        seeds: (N,) of the worlds they begin in.
        reward: what `play` returns, as in `vendsim.envs.manager_env.ManagerEnv`.
        observation: (N, width) float32, written on every step.
        mask: (N, mask_size) int8, written on every step.
        fast: as in `vendsim.manager.engine.engine`.
        threads: that play the worlds; results do not depend on it. Compiled worlds only.
        first_day: on which worlds are opened; until then the house runs the business, and the owner keeps it
            from closing.
    """

    def __init__(
        self,
        scenario: Scenario,
        seeds: IntArray,
        reward: RewardKind,
        observation: Float32Array,
        mask: MaskArray,
        fast: bool | None = None,
        threads: int = 1,
        first_day: int = 1,
    ) -> None:
        self.first_day = first_day
        self.layout: Layout = layout(scenario)
        self._engine = engine(scenario, fast, is_batch=len(seeds) > 1)
        self.observation, self.mask = observation, mask
        self.ended: BoolArray = np.zeros(len(seeds), dtype=bool)
        self._scenario, self._reward = scenario, reward
        self.world_seeds: IntArray = np.array(seeds, dtype=np.int64)
        self.worlds: Worlds = self._engine.settle(self._opened(self.world_seeds), threads)
        self._look_around(np.arange(len(seeds)))

    def play(self, action: IntArray) -> FloatArray:
        """One day everywhere under whole actions (N, H), up to the next morning; (N,) rewards in dollars,
        or in units of `USUAL_DAY`.

        Every number must be an option of its head: `vendsim.envs.tasks.Task.complete` sees to that.
        """
        before = self._worth()
        self._engine.play_day(self.worlds, action, self.observation, self.mask)
        reward = self._rewarded(before)
        self.ended = self.worlds.state.ended.copy()
        return reward

    def renew(self, rows: IntArray, seeds: IntArray) -> None:
        """Open the worlds ``seeds`` (n,) in the environments ``rows`` (n,); look at their first mornings."""
        self.world_seeds[rows] = seeds
        self._engine.replace(self.worlds, rows, self._opened(self.world_seeds[rows]))
        self.ended[rows] = False
        self._look_around(rows)

    def look_again(self, rows: IntArray) -> None:
        """Write the observation of the worlds ``rows`` (n,) anew, in which something was changed."""
        self._look_around(rows)

    def _look_around(self, rows: IntArray) -> None:
        self._engine.look_around(self.worlds, rows, self.observation, self.mask)

    def _opened(self, seeds: IntArray) -> Worlds:
        worlds = move_in(self._scenario, *self._engine.open_worlds(self._scenario, seeds))
        return self._run_in(worlds) if self.first_day > 1 else worlds

    def _run_in(self, worlds: Worlds) -> Worlds:
        """The same worlds on the morning of the first day, run by the house until then.

        An episode begins with a business: before one would close for unpaid fees, its owner helps out.
        """
        count, house = worlds.params.worlds, steady(self._scenario)
        worlds = self._engine.settle(worlds, 1)
        seen = np.zeros((count, self.layout.width), dtype=np.float32)
        mask = np.zeros((count, self.layout.mask_size), dtype=np.int8)
        house.begin(worlds.known, np.arange(count))
        for _ in range(1, self.first_day):
            self._help_out(worlds)
            self._engine.play_day(worlds, house.act(worlds.known), seen, mask)
        return worlds

    def _help_out(self, worlds: Worlds) -> None:
        """Where the coming night could be the last, the owner settles with the location and pays in the
        starting money once more.
        """
        money, state, known = self._scenario.money, worlds.state, worlds.known
        needs_help = state.unpaid_days >= money.unpaid_days_limit - 1
        needs_help &= state.accounts[:, Account.BANK] < money.daily_fee_cents
        paid = np.where(needs_help, money.start_cents, 0)
        post(state.accounts, Account.OWNER, Account.BANK, paid)
        known.bank += paid
        state.unpaid_days[needs_help] = known.unpaid_days[needs_help] = 0

    def _worth(self) -> IntArray:
        """(N,) what the reward counts, in cents. Where a run has ended, only the bank counts, so that the
        rewards of an episode always add up to its score less what the business began with.
        """
        bank = self.worlds.state.accounts[:, Account.BANK].copy()
        return bank if self._reward in ("balance_change", "final_balance") else self.wealth()

    def wealth(self) -> IntArray:
        """(N,) bank, coins, card takings and stock in cents; the bank alone where a run has ended."""
        known, bank = self.worlds.known, self.worlds.state.accounts[:, Account.BANK]
        stock = stock_cents(known.stored, known.slot_product, known.slot_units)
        wealth = known.bank + known.coins + known.card + stock
        return np.where(self.worlds.state.ended, bank, wealth)

    def _rewarded(self, before: IntArray) -> FloatArray:
        if self._reward == "final_balance":
            bank = self.worlds.state.accounts[:, Account.BANK] / 100
            return np.where(self.worlds.state.ended, bank, 0.0)
        if self._reward == "gross_profit":
            return self._gross_profit() / 100 / USUAL_DAY
        dollars = (self._worth() - before) / 100
        return dollars / USUAL_DAY if self._reward == "normalised" else dollars

    def _gross_profit(self) -> IntArray:
        """(N,) cents that yesterday's sales brought beyond typical wholesale prices of what was sold; 0 where
        a run had ended before.
        """
        known = self.worlds.known
        cost = np.rint(catalogue().wholesale).astype(np.int64)[np.maximum(known.slot_product, 0)]
        return np.where(self.ended, 0, known.takings - (cost * known.sold).sum(axis=1))


def stock_cents(stored: IntArray, slot_product: IntArray, slot_units: IntArray) -> IntArray:
    """(N,) units in storage and machine at `STOCK_WORTH` of typical wholesale prices."""
    cost = np.rint(catalogue().wholesale)
    machine = (cost[np.maximum(slot_product, 0)] * slot_units).sum(axis=1)
    return np.rint(STOCK_WORTH * (stored @ cost + machine)).astype(np.int64)
