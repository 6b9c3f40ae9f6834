"""What runs can and cannot tell apart, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.extras import needs
from vendsim.report.intervals import have_scipy
from vendsim.report.standings import Difference, Standing

NEEDS_SCIPY = f"intervals need scipy, which is not installed; {needs('stats')}"


def verdict(standings: Sequence[Standing], differences: Sequence[Difference]) -> list[str]:
    """Some sentences, a few agents in each. ``differences`` are those that are shown."""
    if not have_scipy():
        return [f"No difference can be tested here: {NEEDS_SCIPY}"]
    if len(standings) == 1:
        return [_alone(standings[0])]
    told = _grouped([difference for difference in differences if difference.told_apart])
    untold = _grouped([difference for difference in differences if not difference.told_apart])
    said = [f"{better} does better than {_and(worse)}." for better, worse in told.items()]
    return said + [f"{one} cannot be told from {_or(others)}." for one, others in untold.items()]


def _alone(standing: Standing) -> str:
    if standing.t95 is None:
        return f"A single run of {standing.player} tells nothing about other worlds."
    low, high = standing.t95.low, standing.t95.high
    return (
        f"These runs put the mean of {standing.player} between {_dollars(low)} and {_dollars(high)}; there is"
        " no other agent to compare it with."
    )


def _grouped(pairs: Sequence[Difference]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        groups.setdefault(pair.better, []).append(pair.worse + _why(pair))
    return groups


def _why(pair: Difference) -> str:
    """What a comparison lacks."""
    if pair.worlds >= 2:
        return ""
    return " (one world in common)" if pair.worlds else " (no world in common)"


def notes(
    standings: Sequence[Standing], differences: Sequence[Difference], versions: Sequence[str]
) -> list[str]:
    """What to bear in mind, a sentence each. ``versions`` are those of vendsim."""
    said = []
    if any(standing.t95 is not None for standing in standings) and len(differences) > 1:
        said.append(
            f"Each of the {len(differences)} differences is judged at 95 % by itself: between equals, one in"
            " twenty looks like a difference."
        )
    if repeated := [s.player for s in standings if s.runs > s.worlds > 1]:
        said.append(f"Several runs of {_and(repeated)} in one world count as one, by their mean.")
    if local := [s.player for s in standings if s.runs > s.worlds == 1]:
        said.append(f"All runs of {_and(local)} are in one world, so they say nothing about others.")
    if unfinished := [f"{s.unfinished} of {s.player}" for s in standings if s.unfinished]:
        said.append(f"Not finished, and counted with the balance so far: {_and(unfinished)}.")
    if len(versions) > 1:
        said.append(f"Versions {_and(versions)} of vendsim played; their worlds may differ.")
    return said


def unproved(standings: Sequence[Standing]) -> str | None:
    """How many of the scores rest on the word of whoever made the folders."""
    runs = sum(standing.runs for standing in standings)
    missing = runs - sum(standing.replayed for standing in standings)
    return (
        f"{missing} of {runs} runs were never replayed: `vendsim replay` proves a score." if missing else None
    )


def _and(words: Sequence[str], last: str = " and ") -> str:
    *most, end = words
    return f"{', '.join(most)}{last}{end}" if most else end


def _or(words: Sequence[str]) -> str:
    return _and(words, " or ")


def _dollars(amount: float) -> str:
    return f"-${-amount:,.0f}" if amount < 0 else f"${amount:,.0f}"
