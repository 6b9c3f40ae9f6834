"""What a leaderboard says, as data. Money in dollars."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from vendsim.report.collecting import Skipped
from vendsim.report.intervals import Interval

# Dollars; a smaller difference is none, however surely it is there: equal players may differ by a token bill.
SMALL_CHANGE = 1.0

_FEW = 3  # agents, whose differences are all shown


class Standing(BaseModel):
    """How one agent did in one scenario. Money in dollars; counts are means a run."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    agent: str
    model: str | None
    runs: int
    worlds: int  # seeds
    mean: float
    median: float
    min: float
    max: float
    sd: float | None  # of worlds; none if there is one value
    standard_error: float | None  # of the mean
    t95: Interval | None
    bootstrap95: Interval | None
    bankruptcies: int
    days_survived: float
    calls: float
    input_tokens: float | None  # none: no model was asked
    output_tokens: float
    usd: float | None  # what the endpoint charged; none: unknown, or no model was asked
    token_cost: float  # what the simulated business was billed for its tokens
    replayed: int  # of the runs: proved by `vendsim replay`, and unchanged since, or in an entry that holds
    unfinished: int  # of the runs: from entries, counted with their balance so far

    @property
    def player(self) -> str:
        """The agent, with its model if it has one."""
        return f"{self.agent} {self.model}" if self.model else self.agent


class Difference(BaseModel):
    """By how much one agent does better than another in the worlds that both played. Dollars."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    better: str
    worse: str
    worlds: int
    wins: int  # worlds in which ``better`` had more
    mean: float | None  # none: no world in common
    t95: Interval | None
    bootstrap95: Interval | None

    @property
    def told_apart(self) -> bool:
        """Whether both intervals leave out zero, and it is about more than small change."""
        intervals = (self.t95, self.bootstrap95)
        matters = self.mean is not None and self.mean >= SMALL_CHANGE
        return matters and all(interval is not None and 0 not in interval for interval in intervals)


class Board(BaseModel):
    """The result of one scenario, best mean first."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    scenario: str
    score: str  # what the scenario scores: "bank_balance", "net_worth" or "worth"
    standings: list[Standing]
    differences: list[Difference]  # of every two
    baseline: str | None  # whom all are compared with, besides the best
    verdict: list[str]  # what these runs can and cannot tell apart, a sentence each
    notes: list[str]  # what to bear in mind, a sentence each

    def shown(self, everything: bool = False) -> list[Difference]:
        """The differences with the best and with the baseline; all of them if asked for, or among few."""
        everything |= len(self.standings) <= _FEW
        chosen = {self.standings[0].player, self.baseline}
        return [d for d in self.differences if everything or {d.better, d.worse} & chosen]


class Leaderboard(BaseModel):
    """The results of all scenarios, and the folders that were left out."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    scenarios: list[Board]
    skipped: list[Skipped]
