"""What the numeric environments share: worlds that end and begin, observations, masks, rewards."""

from __future__ import annotations

from typing import Literal

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.ledger import Account
from vendsim.manager.engine import engine
from vendsim.manager.layout import Layout, layout
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.worlds import Worlds, move_in, replace_worlds
from vendsim.scenario import Scenario

RewardKind = Literal["balance_change", "final_balance", "wealth_change"]
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
    ) -> None:
        self.layout: Layout = layout(scenario)
        self._engine = engine(scenario, fast, is_batch=len(seeds) > 1)
        self.observation, self.mask = observation, mask
        self.ended: BoolArray = np.zeros(len(seeds), dtype=bool)
        self._scenario, self._reward = scenario, reward
        self.world_seeds: IntArray = np.array(seeds, dtype=np.int64)
        self.worlds: Worlds = self._engine.settle(self._opened(self.world_seeds), threads)
        self._look_around(np.arange(len(seeds)))

    def play(self, action: IntArray) -> FloatArray:
        """One day everywhere under whole actions (N, H), up to the next morning; (N,) rewards in dollars.

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
        replace_worlds(self.worlds, rows, self._opened(self.world_seeds[rows]))
        self.ended[rows] = False
        self._look_around(rows)

    def _look_around(self, rows: IntArray) -> None:
        self._engine.look_around(self.worlds, rows, self.observation, self.mask)

    def _opened(self, seeds: IntArray) -> Worlds:
        return move_in(self._scenario, *self._engine.open_worlds(self._scenario, seeds))

    def _worth(self) -> IntArray:
        """(N,) what the reward counts, in cents. Where a run has ended, only the bank counts, so that the
        rewards of an episode always add up to its score less what the business began with.
        """
        known, bank = self.worlds.known, self.worlds.state.accounts[:, Account.BANK].copy()
        if self._reward != "wealth_change":
            return bank
        stock = stock_cents(known.stored, known.slot_product, known.slot_units)
        wealth = known.bank + known.coins + known.card + stock
        return np.where(self.worlds.state.ended, bank, wealth)

    def _rewarded(self, before: IntArray) -> FloatArray:
        if self._reward == "final_balance":
            bank = self.worlds.state.accounts[:, Account.BANK] / 100
            return np.where(self.worlds.state.ended, bank, 0.0)
        return (self._worth() - before) / 100


def stock_cents(stored: IntArray, slot_product: IntArray, slot_units: IntArray) -> IntArray:
    """(N,) units in storage and machine at `STOCK_WORTH` of typical wholesale prices."""
    cost = np.rint(catalogue().wholesale)
    machine = (cost[np.maximum(slot_product, 0)] * slot_units).sum(axis=1)
    return np.rint(STOCK_WORTH * (stored @ cost + machine)).astype(np.int64)
