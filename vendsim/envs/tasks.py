"""Which heads of the full action an agent has; the house decides the others."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vendsim.draws import IntArray
from vendsim.envs.business import Business
from vendsim.manager.house import Careful
from vendsim.manager.layout import HEADS, layout
from vendsim.manager.observe import MaskArray
from vendsim.scenario import Scenario

GROUPS = {
    "manager": tuple(name for name, _, _ in HEADS),
    "pricing": ("price",),
    "restock": ("units", "supplier", "trip"),
}


@dataclass
class Task:
    """The agent's part of the action."""

    heads: IntArray  # (h,) which heads are the agent's
    options: IntArray  # (m,) which entries of the mask are
    nvec: IntArray  # (h,)
    house: Careful | None = field(default=None)  # decides the rest; None: there is no rest

    def begin(self, business: Business, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,)."""
        if self.house:
            self.house.begin(business.worlds.known, rows)

    def complete(self, business: Business, action: IntArray) -> IntArray:
        """(N, H) the whole action around the agent's (N, h)."""
        if self.house is None:
            return action
        whole = self.house.act(business.worlds.known)
        whole[:, self.heads] = action
        return whole

    def mask(self, business: Business) -> MaskArray:
        """(N, m) what is possible in the agent's part."""
        return business.mask if self.house is None else business.mask[:, self.options]


def task(name: str, scenario: Scenario) -> Task:
    """The task "manager", "pricing" or "restock"."""
    groups, form = GROUPS[name], layout(scenario)
    heads = np.concatenate([np.arange(form.columns[g].start, form.columns[g].stop) for g in groups])
    options = np.concatenate([np.arange(form.mask_size)[form.options_of(g)] for g in groups])
    house = None if len(heads) == len(form.nvec) else Careful(scenario)
    return Task(heads, options, form.nvec[heads], house)
