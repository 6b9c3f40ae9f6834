"""One product, one supplier, a delay: a task small enough that its optimum is known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.error import ResetNeeded

from vendsim.draws import Stream, uniform
from vendsim.economy.quantiles import STEPS, distribution
from vendsim.envs.options import check_options
from vendsim.envs.splits import SPLITS, as_seed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Newsvendor:
    """The rules. Money in dollars.

    Raises ValueError for numbers that make no task.
    """

    days: int = 60
    capacity: int = 12  # units that the slot holds; what comes beyond is lost
    lead_days: int = 2  # from an order to its arrival in the morning, at least 1
    mean_demand: float = 4.0  # units a day, negative binomial
    dispersion: int = 4
    price: float = 2.0
    cost: float = 0.9  # of a unit ordered, paid at once
    holding: float = 0.05  # of a unit left in the evening

    def __post_init__(self) -> None:
        for name in ("days", "capacity", "lead_days", "dispersion"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if not self.mean_demand > 0:
            raise ValueError(f"mean_demand must be positive, not {self.mean_demand}")
        if (self.capacity + 1) ** self.lead_days > 100_000:
            raise ValueError("with so long a delay and so large a slot the optimum cannot be computed")

    @cached_property
    def at_most(self) -> Floats:
        """(capacity,) P(demand <= j) for j below the capacity."""
        step = np.rint(np.array(self.mean_demand) * STEPS)
        return np.asarray(distribution(step, self.dispersion, self.capacity), dtype=np.float64)

    @cached_property
    def chances(self) -> Floats:
        """(capacity + 1,) P(demand = j), the last entry for all demand that would empty a full slot."""
        edges = np.concatenate([[0.0], self.at_most, [1.0]])
        return np.diff(edges)

    def earned(self, stock: Any, demand: Any, ordered: Any) -> Any:
        """What a day brings."""
        sold = np.minimum(stock, demand)
        return self.price * sold - self.holding * (stock - sold) - self.cost * ordered

    @cached_property
    def optimum(self) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The expected sum of rewards from each day on, (days + 1, ...), and the best orders, (days, ...).

        By backward induction over all states: units in the slot, then those that come in 1, 2, ... mornings,
        ``lead_days`` numbers from 0 to the capacity. It is exact up to rounding.
        """
        most, lead = self.capacity, self.lead_days
        units = np.arange(most + 1)
        values = np.zeros((self.days + 1, *(most + 1,) * lead))
        best = np.zeros((self.days, *(most + 1,) * lead), dtype=np.int64)
        left = np.maximum(units[:, None] - units, 0)  # (stock, demand)
        day = (self.earned(units[:, None], units, 0) * self.chances).sum(axis=1)  # (stock,)
        for t in range(self.days - 1, -1, -1):
            after = values[t + 1]
            if lead == 1:  # today's order comes tomorrow
                full = np.minimum(left[:, :, None] + units, most)  # (stock, demand, order)
                expected = np.einsum("xda,d->xa", after[full], self.chances)
            else:  # tomorrow brings what was ordered before; today's order comes last
                full = np.minimum(left[:, :, None] + units, most)  # (stock, demand, coming)
                expected = np.einsum("xdc...,d->xc...", after[full], self.chances)
                # (stock, coming tomorrow, coming later ..., today's order)
            earned = day.reshape(-1, *(1,) * lead) + expected - self.cost * units
            best[t], values[t] = earned.argmax(axis=-1), earned.max(axis=-1)
        return values, best


class NewsvendorEnv(gymnasium.Env[npt.NDArray[np.float32], np.int64]):
    """One product, one supplier, ordering under lead time: a check of algorithms, with a known optimum.

    Each day the agent says how many units it orders. They are paid at once and come ``lead_days`` mornings
    later. Customers buy what is there; demand that is not met is lost, and so is what is left at the end.

    The observation is ``Box(0, 1, (1 + lead_days,))``: units in the slot, units that come in 1, 2, ...
    mornings, all as shares of the capacity, and last the share of days that is left. The action is
    ``Discrete(capacity + 1)``, the reward dollars. Demand depends on the seed and the day only.

    ``env.unwrapped.optimum`` is the best expected return, `optimal_action` what to do for it; ``info`` has
    ``world`` and ``stock``.

    Args:
        rules: as in `Newsvendor`, by name: ``gymnasium.make("vendsim/Newsvendor-v0", lead_days=1)``.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012 (as in gymnasium)

    def __init__(self, render_mode: str | None = None, **rules: Any) -> None:
        if render_mode is not None:
            raise ValueError(f"render_mode must be None, not {render_mode!r}")
        self.rules, self.render_mode = Newsvendor(**rules), render_mode
        size = 1 + self.rules.lead_days
        self.observation_space = spaces.Box(0.0, 1.0, (size,), np.float32)
        self.action_space = spaces.Discrete(self.rules.capacity + 1)
        self._state = [0] * self.rules.lead_days  # units in the slot, then those that come
        self._day, self._world = self.rules.days, 0  # from 0

    @property
    def optimum(self) -> float:
        """The expected return of the best policy, in dollars."""
        return float(self.rules.optimum[0].reshape(self.rules.days + 1, -1)[0, 0])

    def optimal_action(self) -> int:
        """What the best policy orders now. Raises ResetNeeded where there is no day to be played."""
        return int(self.rules.optimum[1][self._running()][tuple(self._state)])

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """An empty slot; ``options={"world": w}`` chooses the demand."""
        check_options(options, "world")
        super().reset(seed=None if seed is None else as_seed(seed, "of a reset"))
        if options:
            self._world = as_seed(options["world"], "of a world")
        else:
            self._world = int(self.np_random.integers(*SPLITS["train"]))
        self._state, self._day = [0] * self.rules.lead_days, 0
        return self._seen(), self._info()

    def step(self, action: Any) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """One day. Raises ValueError, and changes nothing, for an order that cannot be."""
        day, rules = self._running(), self.rules
        if not self.action_space.contains(action):
            raise ValueError(f"an order is a whole number from 0 to {rules.capacity}, not {action!r}")
        stock, *coming = self._state
        u = uniform(self._world, Stream.DEMAND, day)[0]
        demand = int(np.searchsorted(rules.at_most, u, side="right"))
        reward = float(rules.earned(stock, demand, int(action)))
        coming.append(int(action))
        self._state = [min(max(stock - demand, 0) + coming[0], rules.capacity), *coming[1:]]
        self._day += 1
        return self._seen(), reward, self._day == rules.days, False, self._info()

    def _running(self) -> int:
        if self._day >= self.rules.days:
            raise ResetNeeded("the episode has ended or not begun; call reset() first")
        return self._day

    def _seen(self) -> npt.NDArray[np.float32]:
        shares = [units / self.rules.capacity for units in self._state]
        return np.array([*shares, 1 - self._day / self.rules.days], dtype=np.float32)

    def _info(self) -> dict[str, Any]:
        return {"world": self._world, "stock": self._state[0]}
