"""What an agent decides, sees and plays in each numeric environment; the house decides the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from gymnasium import spaces

from vendsim.draws import BoolArray, IntArray, Stream, integers
from vendsim.envs.business import Business, RewardKind
from vendsim.envs.heads import Groups, Heads, OneHead
from vendsim.manager.house import Careful, steady
from vendsim.manager.layout import HEADS, PRICE_LEVELS, Layout, layout
from vendsim.manager.observe import MaskArray
from vendsim.scenario import Scenario

COVER_DAYS = (0, 7, 14, 28)  # that a product may be stocked up for
Space = spaces.Space[Any]


@dataclass
class Task:
    """A year in which the whole action is the agent's.

    Arrays are (h,) for the h heads of the agent and (N, ...) for N worlds.
    """

    nvec: IntArray  # (h,) options of each head
    names: tuple[str, ...]  # (h,)
    groups: Groups  # the heads by kind
    layout: Layout
    width: int  # numbers that are seen, the first of an observation
    first_day: int = 1  # of an episode, until which the house runs the business
    days: int | None = None  # of an episode; None: to the end of the year
    house: Careful | None = field(default=None)  # decides what the agent does not; None: there is no rest
    is_one_choice: bool = False  # a single number is chosen for all heads, which are alike

    @property
    def judged_by(self) -> RewardKind:
        """The rewards in dollars that add up to the score, less what there was to begin with."""
        return "balance_change" if self.days is None else "wealth_change"

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
            chosen = np.repeat(chosen[:, None], len(self.nvec), axis=1)
        return self._whole(business, self._checked(chosen))

    def mask(self, business: Business) -> MaskArray:
        """(N, m) which options of the agent are possible."""
        mask = self._possible(business)
        return mask[:, : self.nvec[0]] if self.is_one_choice else mask

    def part_of(self, business: Business, whole: IntArray) -> IntArray:
        """(N, h) what an agent would have to choose for about a whole action (N, H)."""
        return whole

    def space(self) -> Space:
        """The actions of one environment."""
        return OneHead(int(self.nvec[0])) if self.is_one_choice else Heads(self.nvec, self.groups)

    def _house(self) -> Careful:
        assert self.house is not None, "the house does what the agent does not"
        return self.house

    def _whole(self, business: Business, chosen: IntArray) -> IntArray:
        return chosen

    def _possible(self, business: Business) -> MaskArray:
        return business.mask

    def _checked(self, action: Any) -> IntArray:
        """The same as whole numbers: compiled code does not look where it reads."""
        if action.dtype.kind not in "iubf":
            raise ValueError(f"actions are whole numbers, not {action.flat[0]!r}")
        if action.dtype.kind not in "iu":
            with np.errstate(invalid="ignore"):
                whole = action.astype(np.int64)
            if (whole != action).any():
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


class Pricing(Task):
    """The agent sets prices, which begin anywhere; the house does all else."""

    def begin(self, business: Business, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,)."""
        super().begin(business, rows)
        known, slot = business.worlds.known, np.arange(self.layout.slots)
        drawn = integers(1, len(PRICE_LEVELS), business.world_seeds[rows, None], Stream.START, slot)
        known.plan_level[rows] = np.where(known.plan_level[rows] > 0, drawn, 0)
        business.look_again(rows)

    def _whole(self, business: Business, chosen: IntArray) -> IntArray:
        known, prices = business.worlds.known, self.layout.columns["price"]
        whole = self._house().act(known)
        # The house gives a slot its first price.
        whole[:, prices] = np.where(known.plan_level > 0, chosen, whole[:, prices])
        return whole

    def _possible(self, business: Business) -> MaskArray:
        priced: BoolArray = business.worlds.known.plan_level > 0
        if self.is_one_choice:
            priced = np.any(priced, axis=1, keepdims=True)
        possible = np.repeat(priced[:, :, None], self.nvec[0], axis=2)
        possible[:, :, 0] = True
        return possible.reshape(len(priced), -1).astype(np.int8)

    def part_of(self, business: Business, whole: IntArray) -> IntArray:
        """(N, h) the price levels of a whole action (N, H), where they are the agent's to set."""
        return np.where(business.worlds.known.plan_level > 0, whole[:, self.layout.columns["price"]], 0)


class Restock(Task):
    """The agent says when to order, how long goods should last, and when to go to the machine."""

    def _whole(self, business: Business, chosen: IntArray) -> IntArray:
        cover = np.array(COVER_DAYS)[chosen[:, 1:-1]] * chosen[:, :1]
        whole = self._house().act(business.worlds.known, cover)
        whole[:, self.layout.columns["trip"]] = chosen[:, -1:]
        return whole

    def _possible(self, business: Business) -> MaskArray:
        planned = business.worlds.known.plan_product >= 0
        cover = np.repeat(planned[:, :, None], len(COVER_DAYS), axis=2)
        cover[:, :, 0] = True
        rest = np.ones((len(planned), 2), dtype=bool)
        return np.concatenate([rest, cover.reshape(len(planned), -1), rest], axis=1).astype(np.int8)

    def part_of(self, business: Business, whole: IntArray) -> IntArray:
        """(N, h) the same times of orders and trips as in a whole action (N, H), for 14 days each."""
        columns = self.layout.columns
        orders = whole[:, columns["supplier"]] > 0
        cover = np.full((len(whole), self.layout.slots), COVER_DAYS.index(14))
        return np.concatenate([orders.astype(np.int64), cover, whole[:, columns["trip"]]], axis=1)


TASKS = {"manager": Task, "pricing": Pricing, "restock": Restock}


def task(name: str, scenario: Scenario, discrete: bool = False) -> Task:
    """The task "manager", "pricing" or "restock".

    ``discrete`` gives the agent one choice instead of many heads: a level for all prices. Raises ValueError
    where there is no such choice.
    """
    if discrete and name != "pricing":
        raise ValueError("only vendsim/Pricing-v0 takes discrete=True: one level for all prices")
    form, slots = layout(scenario), scenario.machine.slots
    if name == "manager":
        counts = tuple((g, form.columns[g].stop - form.columns[g].start) for g, _, _ in HEADS)
        names = tuple(each for group, count in counts for each in _names(scenario, group, count))
        return Task(form.nvec, names, counts, form, form.width)
    if name == "pricing":
        nvec = [1 + len(PRICE_LEVELS)] * form.slots
        names = tuple(f"price of slot {slot}" for slot in slots)
        groups: Groups = (("price", form.slots),)
    else:
        nvec = [2, *[len(COVER_DAYS)] * form.slots, 2]
        names = ("order", *(f"cover of slot {slot}" for slot in slots), "trip")
        groups = (("order", 1), ("cover", form.slots), ("trip", 1))
    seen = max(place.stop for field, place in form.fields.items() if field.startswith("slot."))
    first, days = 1 + scenario.days // 6, max(scenario.days // 4, 1)
    return TASKS[name](np.array(nvec), names, groups, form, seen, first, days, steady(scenario), discrete)


def _first(action: Any, whole: IntArray) -> float:
    return float(action[whole != action].flat[0])


def _names(scenario: Scenario, group: str, count: int) -> list[str]:
    if group in ("product", "price", "units"):
        return [f"{group} of slot {slot}" for slot in scenario.machine.slots]
    return [group] if count == 1 else [f"{group} {i + 1}" for i in range(count)]
