"""Which heads of the full action an agent has; the house decides the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from gymnasium import spaces

from vendsim.draws import IntArray
from vendsim.envs.business import Business
from vendsim.envs.heads import Groups, Heads, HeadsOfMany
from vendsim.manager.house import Careful
from vendsim.manager.layout import HEADS, layout
from vendsim.manager.observe import MaskArray
from vendsim.scenario import Scenario

GROUPS = {
    "manager": tuple(name for name, _, _ in HEADS),
    "pricing": ("price",),
    "restock": ("units", "supplier", "trip"),
}
Space = spaces.Space[Any]


@dataclass
class Task:
    """The agent's part of the action."""

    heads: IntArray  # (h,) which heads are the agent's
    options: IntArray  # (m,) which entries of the mask are
    nvec: IntArray  # (h,)
    names: tuple[str, ...]  # (h,)
    groups: Groups  # the heads by kind
    house: Careful | None = field(default=None)  # decides the rest; None: there is no rest
    is_one_choice: bool = False  # a single number is chosen for all heads, which are alike

    def begin(self, business: Business, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,)."""
        if self.house:
            self.house.begin(business.worlds.known, rows)

    def complete(self, business: Business, action: Any) -> IntArray:
        """(N, H) the whole action around the agent's (N, h), or around its (N,) where that is one choice.

        Raises ValueError for what is no option of a head.
        """
        chosen = np.asarray(action)
        if self.is_one_choice:
            chosen = np.repeat(chosen[:, None], len(self.heads), axis=1)
        chosen = self._checked(chosen)
        if self.house is None:
            return chosen
        whole = self.house.act(business.worlds.known)
        whole[:, self.heads] = chosen
        return whole

    def mask(self, business: Business) -> MaskArray:
        """(N, m) what is possible in the agent's part."""
        if self.is_one_choice:
            return business.mask[:, self.options[: self.nvec[0]]]
        return business.mask if self.house is None else business.mask[:, self.options]

    def space(self) -> Space:
        """The actions of one environment."""
        return spaces.Discrete(int(self.nvec[0])) if self.is_one_choice else Heads(self.nvec, self.groups)

    def space_of(self, count: int) -> Space:
        """The actions of so many environments."""
        if self.is_one_choice:
            return Heads(np.full(count, self.nvec[0]), (("levels for all slots", count),))
        return HeadsOfMany(Heads(self.nvec, self.groups), count)

    def _checked(self, action: Any) -> IntArray:
        """The same as whole numbers: compiled code does not look where it reads."""
        if action.dtype.kind not in "iub":
            whole = action.astype(np.int64)
            if action.dtype.kind != "f" or (whole != action).any():
                raise ValueError(f"actions are whole numbers, not {_first(action, whole)!r}")
            action = whole
        # As unsigned numbers, negative ones are too large as well.
        wrong = action.astype(np.int64, copy=False).view(np.uint64) >= self.nvec.view(np.uint64)
        if wrong.any():
            row, head = np.argwhere(wrong)[0].tolist()
            raise ValueError(
                f"head {head} ({self.names[head]}) has options 0 to {self.nvec[head] - 1}, "
                f"not {action[row, head]}"
            )
        checked: IntArray = action
        return checked


def _first(action: Any, whole: IntArray) -> float:
    return float(action[whole != action].flat[0])


def task(name: str, scenario: Scenario, discrete: bool = False) -> Task:
    """The task "manager", "pricing" or "restock".

    ``discrete`` gives the agent one choice instead of many heads: a price level for all slots. Raises
    ValueError where there is no such choice.
    """
    if discrete and name != "pricing":
        raise ValueError("only vendsim/Pricing-v0 takes discrete=True: a price level for all slots")
    groups, form = GROUPS[name], layout(scenario)
    heads = np.concatenate([np.arange(form.columns[g].start, form.columns[g].stop) for g in groups])
    options = np.concatenate([np.arange(form.mask_size)[form.options_of(g)] for g in groups])
    counts = tuple((g, form.columns[g].stop - form.columns[g].start) for g in groups)
    names = tuple(name for group, count in counts for name in _names(scenario, group, count))
    house = None if len(heads) == len(form.nvec) else Careful(scenario)
    return Task(heads, options, form.nvec[heads], names, counts, house, discrete)


def _names(scenario: Scenario, group: str, count: int) -> list[str]:
    if group in ("product", "price", "units"):
        return [f"{group} of slot {slot}" for slot in scenario.machine.slots]
    return [group] if count == 1 else [f"{group} {i + 1}" for i in range(count)]
