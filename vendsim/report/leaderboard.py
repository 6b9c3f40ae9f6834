"""From finished runs to a result: how each agent did, and what the runs can tell apart.

The unit of all statistics is the world: an agent's score in a world (a seed) is the mean of its runs there,
because further runs in a world say nothing about other worlds. Only if all its runs are in one world does
each run count by itself. Agents are compared world by world, so that a rich world favours nobody.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from statistics import fmean, median, stdev

from vendsim.mistakes import did_you_mean
from vendsim.report.checking import was_replayed
from vendsim.report.collecting import by_scenario, entered_runs, finished_runs
from vendsim.report.intervals import bootstrap_interval, t_interval
from vendsim.report.standings import Board, Difference, Leaderboard, Standing
from vendsim.report.verdict import notes, verdict
from vendsim.runs.record import RunRecord

BASELINE = "careful"  # whom every agent is compared with, where it has played


def make_leaderboard(
    paths: Sequence[Path], baseline: str | None = None, everything: bool = False
) -> Leaderboard:
    """The leaderboard of the run folders in and below ``paths``; the same folders give the same bytes.

    A path may also be a file of `vendsim pack`; it is verified, and left out if it does not hold.

    Its words are about the differences with the best agent and with ``baseline``, or about ``everything``.
    Raises ValueError if no agent is called as the baseline.
    """
    found, skipped = finished_runs([path for path in paths if not path.is_file()])
    entered, refused = entered_runs([path for path in paths if path.is_file()])
    records = [*(record for _, record in found), *entered]
    proved = [*(record for folder, record in found if was_replayed(folder)), *entered]
    replayed = Counter(map(_run_key, proved))
    groups = by_scenario(records)
    boards = [_board(label, group, replayed, baseline, everything) for label, group in groups.items()]
    players = {standing.player for board in boards for standing in board.standings}
    if baseline is not None and boards and baseline not in players:
        there_are = ", ".join(sorted(players))
        meant = did_you_mean(baseline, players)
        raise ValueError(f'no agent here is called "{baseline}"; there are {there_are}{meant}')
    return Leaderboard(scenarios=boards, skipped=[*skipped, *refused])


def _run_key(record: RunRecord) -> tuple[str, str, str]:
    """What the runs of one standing have in common."""
    return json.dumps(record.config, sort_keys=True), record.agent, record.options.model or ""


def _board(
    label: str,
    records: Sequence[RunRecord],
    replayed: Mapping[tuple[str, str, str], int],
    baseline: str | None,
    everything: bool,
) -> Board:
    players: dict[tuple[str, str], list[RunRecord]] = {}
    for record in records:
        players.setdefault((record.agent, record.options.model or ""), []).append(record)
    standings = sorted(
        (_standing(runs, replayed.get(_run_key(runs[0]), 0)) for runs in players.values()),
        key=lambda s: (-s.mean, s.player),
    )
    scores = {s.player: _by_world(players[s.agent, s.model or ""]) for s in standings}
    differences = [
        _difference(better, worse, scores) for better, worse in combinations([s.player for s in standings], 2)
    ]
    versions = sorted({record.versions.get("vendsim", "unknown") for record in records})
    names = [s.player for s in standings]
    chosen = baseline or BASELINE
    board = Board(
        scenario=label,
        score=str(records[0].config.get("score")),
        standings=standings,
        differences=differences,
        baseline=chosen if chosen in names else None,
        verdict=[],
        notes=[],
    )
    shown = board.shown(everything)
    said = {"verdict": verdict(standings, shown), "notes": notes(standings, shown, versions)}
    return board.model_copy(update=said)


def _standing(records: Sequence[RunRecord], replayed: int) -> Standing:
    results = [record.result for record in records if record.result is not None]
    uses = [record.use for record in records]
    worlds = _by_world(records)
    alone = len(worlds) == 1
    values = sorted([score(record) for record in records] if alone else worlds.values())
    return Standing(
        agent=records[0].agent,
        model=records[0].options.model or None,
        runs=len(records),
        worlds=len(worlds),
        mean=_cents(fmean(values)),
        median=_cents(median(values)),
        min=_cents(values[0]),
        max=_cents(values[-1]),
        sd=_cents(stdev(values)) if len(values) > 1 else None,
        standard_error=_cents(stdev(values) / len(values) ** 0.5) if len(values) > 1 else None,
        t95=t_interval(values),
        bootstrap95=bootstrap_interval(values),
        bankruptcies=sum(result.end_reason == "bankrupt" for result in results),
        days_survived=_mean([result.days for result in results]),
        calls=_mean([result.tool_calls for result in results]),
        input_tokens=_mean_or_none([use.prompt_tokens if use else None for use in uses]),
        output_tokens=_mean([result.output_tokens for result in results]),
        usd=_mean_or_none([use.usd if use else None for use in uses]),
        token_cost=_cents(fmean(sorted(result.token_cost for result in results))),
        replayed=replayed,
        unfinished=sum(record.status != "done" for record in records),
    )


def score(record: RunRecord) -> float:
    """What a run is scored by, in dollars."""
    assert record.result is not None
    assert record.result.score is not None  # the run has ended, or its balance so far counts
    return record.result.score


def _by_world(records: Sequence[RunRecord]) -> dict[int, float]:
    """The score in every world, by its seed."""
    scores: dict[int, list[float]] = {}
    for record in records:
        scores.setdefault(record.seed, []).append(score(record))
    return {seed: fmean(sorted(scores[seed])) for seed in sorted(scores)}


def _difference(better: str, worse: str, scores: Mapping[str, Mapping[int, float]]) -> Difference:
    common = sorted(scores[better].keys() & scores[worse].keys())
    gaps = sorted(scores[better][seed] - scores[worse][seed] for seed in common)
    if gaps and fmean(gaps) < 0:  # ahead on the whole, but behind where both played
        return _difference(worse, better, scores)
    return Difference(
        better=better,
        worse=worse,
        worlds=len(gaps),
        wins=sum(gap > 0 for gap in gaps),
        mean=_cents(fmean(gaps)) if gaps else None,
        t95=t_interval(gaps),
        bootstrap95=bootstrap_interval(gaps),
    )


def _mean(counts: Sequence[int]) -> float:
    return round(fmean(counts), 1)


def _mean_or_none(values: Sequence[float | None]) -> float | None:
    """None as soon as one is not known."""
    known = sorted(value for value in values if value is not None)
    return _cents(fmean(known)) if known and len(known) == len(values) else None


def _cents(dollars: float) -> float:
    return round(dollars, 2)
