"""How long an action's consequences last, and so how far a discount has to look.

    python -m vendsim_agents.rl.horizon [--split 1000:1200]

Each world is played twice by the house, with the same luck; the second time something else is done for a
while. The table tells how the difference in wealth grows from day to day, on average over the worlds, and
from which discount on the sum of discounted rewards tells a gain from a loss.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from vendsim.draws import FloatArray, IntArray
from vendsim.envs.evaluation import Played
from vendsim.envs.splits import Range
from vendsim.envs.tasks import task
from vendsim.manager.house import steady
from vendsim.manager.knowledge import Knowledge
from vendsim.manager.layout import PRICE_LEVELS, Layout, layout
from vendsim.scenario import Scenario

FROM_DAY = 90  # of the year; the smaller tasks begin on day 61
DAYS = 60  # that a difference is followed for
_SHOWN = (1, 7, 14, 28, 60)
Change = Callable[[Layout, Knowledge, IntArray, int], None]  # of whole actions (N, H), in place, on its days


@dataclass(frozen=True)
class Deviation:
    """Something else than the house would do, for some days."""

    what: str
    days: int
    change: Change  # given the day, from 0


def _no_trip(form: Layout, known: Knowledge, action: IntArray, day: int) -> None:
    action[:, form.columns["trip"]] = 0


def _no_order(form: Layout, known: Knowledge, action: IntArray, day: int) -> None:
    action[:, form.columns["supplier"]] = 0


def _dearer(form: Layout, known: Knowledge, action: IntArray, day: int) -> None:
    """Up on the first day, and down again a week later; the house leaves prices as they are."""
    if day in (0, 7):
        level = np.clip(known.plan_level + (1 if day == 0 else -1), 1, len(PRICE_LEVELS))
        action[:, form.columns["price"]] = np.where(known.plan_level > 0, level, 0)


_PRICES = Deviation("all prices a level higher for a week", 8, _dearer)
_STAYING = Deviation("no trip to the machine for three days", 3, _no_trip)
_WAITING = Deviation("no order for two weeks", 14, _no_order)
DEVIATIONS: Mapping[str, tuple[Deviation, ...]] = {
    "pricing": (_PRICES,),
    "restock": (_STAYING, _WAITING),
    "manager": (_PRICES, _STAYING, _WAITING),
}


class _Deviating:
    """The house, but for some days."""

    def __init__(self, scenario: Scenario, deviation: Deviation) -> None:
        self._house, self._form, self._deviation = steady(scenario), layout(scenario), deviation

    def begin(self, known: Knowledge, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,)."""
        self._house.begin(known, rows)

    def act(self, known: Knowledge) -> IntArray:
        """(N, H) today's decision."""
        action = self._house.act(known)
        day = int(known.day[0]) - FROM_DAY
        if day in range(self._deviation.days):
            self._deviation.change(self._form, known, action, day)
        return action


def differences(name: str, scenario: Scenario, split: str, deviation: Deviation) -> FloatArray:
    """(DAYS, n) how much more is earned on each day from `FROM_DAY` on, in the n worlds, dollars."""
    seeds, first = Range.of(split).seeds(), task(name, scenario).first_day
    plain = Played(steady(scenario), name, scenario, seeds)
    other = Played(_Deviating(scenario, deviation), name, scenario, seeds)
    more = [other.play_day()[1] - plain.play_day()[1] for _ in range(first, FROM_DAY + DAYS)]
    return np.array(more)[FROM_DAY - first :]


def least_discount(daily: FloatArray) -> float | None:
    """The smallest discount, in hundredths, from which on daily differences (DAYS,) add up to something of
    the same sign as undiscounted; None if there is none below 1.
    """
    discounts = np.arange(1, 100) / 100
    sums = (daily[:, None] * discounts ** np.arange(len(daily))[:, None]).sum(axis=0)
    wrong = np.flatnonzero(np.sign(sums) != np.sign(daily.sum()))
    first = int(wrong[-1]) + 1 if len(wrong) else 0
    return float(discounts[first]) if first < len(discounts) else None


def markdown(scenario: Scenario, split: str) -> str:
    """All tasks as one table."""
    days = " | ".join(f"day {day}" for day in _SHOWN)
    lines = [f"| task | instead of what the house does | {days} | seen with a discount from |",
             "|---|---|" + "---|" * (len(_SHOWN) + 1)]  # fmt: skip
    for name, deviations in DEVIATIONS.items():
        for deviation in deviations:
            more = differences(name, scenario, split, deviation)
            grown = np.cumsum(more, axis=0)
            error = grown[-1].std(ddof=1) / grown.shape[1] ** 0.5
            shown = " | ".join(f"{grown[day - 1].mean():+,.0f}" for day in _SHOWN)
            what = f"vendsim/{name.capitalize()}-v0 | {deviation.what}"
            least = least_discount(more.mean(axis=1)) if abs(grown[-1].mean()) > 2 * error else None
            lines.append(f"| {what} | {shown} ± {error:,.0f} | {least or 'no clear effect'} |")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--split", default="1000:1200", help='"validation" or a range of worlds')
    print(markdown(Scenario.load("vb2"), parser.parse_args().split))


if __name__ == "__main__":
    main()
