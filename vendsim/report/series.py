"""The runs of one agent in one scenario, as lines over the days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vendsim.report.collecting import scenario_labels
from vendsim.runs.daily import read_days
from vendsim.runs.record import RunRecord, read_record

BAND = (0.25, 0.75)  # quantiles of the runs: the middle half
_FEWEST_FOR_BAND = 3


@dataclass(frozen=True)
class Run:
    """One run as far as it goes."""

    record: RunRecord
    dates: NDArray[np.datetime64]  # (days,)
    balance: NDArray[np.float64]  # (days,) dollars when the day closed

    @property
    def days(self) -> int:
        """Days that have closed."""
        return len(self.balance)

    @property
    def ended(self) -> bool:
        """Whether no further day will come."""
        return self.record.status == "done"

    @property
    def bankrupt(self) -> bool:
        """Whether the business failed."""
        return self.record.result is not None and self.record.result.end_reason == "bankrupt"


@dataclass(frozen=True)
class Series:
    """All runs of an agent in a scenario."""

    player: str
    scenario: str
    runs: list[Run]

    @property
    def alone(self) -> Run | None:
        """The run, if there is just one."""
        return self.runs[0] if len(self.runs) == 1 else None

    @cached_property
    def _table(self) -> NDArray[np.float64]:
        """(runs, days) Balances. A run that has ended counts on with its last; the table goes as far as every
        run that has not."""
        open_runs = [run.days for run in self.runs if not run.ended]
        days = min(open_runs) if open_runs else max(run.record.days for run in self.runs)
        return np.array(
            [np.pad(run.balance, (0, max(0, days - run.days)), mode="edge")[:days] for run in self.runs]
        )

    @property
    def dates(self) -> NDArray[np.datetime64]:
        """(days,) of the mean and the band."""
        start: np.datetime64 = self.runs[0].dates[0]
        return start + np.arange(self._table.shape[1])

    @property
    def mean(self) -> NDArray[np.float64]:
        """(days,) over the runs."""
        return self._table.mean(axis=0)

    @property
    def band(self) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """(days,) Lower and upper edge of the middle half of the runs; none if they are too few."""
        if len(self.runs) < _FEWEST_FOR_BAND:
            return None
        low, high = np.quantile(self._table, BAND, axis=0)
        return low, high


def read_series(folders: Sequence[Path]) -> list[Series]:
    """The runs that have closed a day, agent by agent, best last balance first.

    Runs of different scenarios are never in one series.
    """
    runs = [run for run in map(_read, folders) if run.days]
    labels = scenario_labels([run.record for run in runs])
    series: dict[tuple[str, str], Series] = {}
    for run, scenario in zip(runs, labels, strict=True):
        player = run.record.player
        series.setdefault((player, scenario), Series(player, scenario, [])).runs.append(run)
    return sorted(series.values(), key=lambda s: (-s.mean[-1], s.player, s.scenario))


def _read(folder: Path) -> Run:
    days = read_days(folder)
    dates = np.array([day.date for day in days], dtype="datetime64[D]")
    return Run(read_record(folder), dates, np.array([day.bank_balance for day in days], dtype=np.float64))
