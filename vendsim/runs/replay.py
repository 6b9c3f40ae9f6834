"""Playing the recorded calls of a run against the world again, without its agent or any endpoint.

The world is deterministic: the same calls must bring the same replies, the same events and the same cents. If
they do, the recorded score is the true one; if not, the first difference is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from vendsim.episode import Episode, EpisodeResult
from vendsim.runs import daily
from vendsim.runs.asking import UnrecordedMailError
from vendsim.runs.calls import CALLS_FILE, Call, carry_out, read_calls
from vendsim.runs.conversation import contradiction
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import RUN_FILE, RunRecord, read_record
from vendsim.runs.supplier_models import supplier_models
from vendsim.scenario import Scenario, list_scenarios
from vendsim.version import __version__

_MOST_FIELDS = 4  # of a result that are told when they differ
_EXCERPT = 60  # characters of a text from where it differs


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of it."""

    calls: int  # that were played
    result: EpisodeResult  # of the world that was played
    finished: bool  # the record says that the run has ended
    discrepancy: str | None  # the first, as a sentence; None: everything is as recorded
    notes: list[str]  # what to bear in mind about a run that holds


class _Discrepancy(Exception):
    """Something is not as recorded."""


def replay(folder: Path) -> Replay:
    """Play the calls of a run folder again; writes nothing.

    Raises ValueError, in one sentence, if the folder cannot be read.
    """
    record = read_record(folder)
    scenario = Scenario.model_validate(record.config)
    episode = Episode(scenario, record.seed, **supplier_models(record, folder, asks=False))
    calls, discrepancy = 0, None
    try:
        for calls, call in enumerate(read_calls(folder), start=1):
            _play(episode, call, calls)
        _compare_end(folder, record, episode)
    except _Discrepancy as found:
        discrepancy = f"{found}{_other_version(record)}"
    finished = record.status == "done"
    return Replay(calls, episode.result(), finished, discrepancy, _notes(record, scenario))


def _play(episode: Episode, call: Call, number: int) -> None:
    where = f"call {number} (day {call.day}, {call.time}, {call.tool})"
    if episode.done and call.speaker == "agent":
        raise _Discrepancy(f"{where} is recorded, but the run had ended before it")
    if (call.day, call.time) != (episode.day, episode.time):
        raise _Discrepancy(f"{where} is recorded, but it was then day {episode.day}, {episode.time}")
    try:
        episode.bill_tokens(call.output_tokens)
        episode.count_messages(call.messages)
        reply = carry_out(episode, call.speaker, call.tool, call.arguments)
    except (ValueError, UnrecordedMailError) as error:
        raise _Discrepancy(f"{where} cannot be played: {error}") from None
    if reply.text != call.reply:
        raise _Discrepancy(f"{where} is recorded with another reply: {_excerpts(call.reply, reply.text)}")
    if reply.error != call.error:
        raise _Discrepancy(f"{where} is recorded with the error {call.error!r} instead of {reply.error!r}")


def _compare_end(folder: Path, record: RunRecord, episode: Episode) -> None:
    finished = record.status == "done"
    if finished and not episode.done:
        raise _Discrepancy(
            f"{RUN_FILE} says that the run is done, but {CALLS_FILE} ends on day {episode.day}"
        )
    if (record.scenario, record.days) != (episode.scenario.name, episode.scenario.days):
        raise _Discrepancy(f"{RUN_FILE} names another scenario than its config describes")
    events = (event.model_dump_json() for event in episode.events)
    _compare_lines(folder / EVENTS_FILE, events, whole=finished)
    rows = chain([daily.HEADER], daily.rows(episode.scenario, episode.events))
    _compare_lines(folder / daily.DAILY_FILE, rows, whole=finished)
    if finished:
        _compare_results(record.result, episode.result())
        if found := contradiction(folder, record, read_calls(folder)):
            raise _Discrepancy(found)


def _compare_lines(path: Path, played: Iterable[str], whole: bool) -> None:
    """Line by line; of a run that goes on, only as far as both go: it was written at while we played."""
    for number, (recorded, line) in enumerate(zip_longest(_lines(path), played), start=1):
        if not whole and (recorded is None or line is None):
            return
        where = f"{path.name}, line {number}"
        if recorded is None:
            raise _Discrepancy(f"{where} is missing")
        if line is None:
            raise _Discrepancy(f"{where} tells of something that did not happen")
        if recorded != line:
            raise _Discrepancy(f"{where} is not what happened: {_excerpts(recorded, line)}")


def _lines(path: Path) -> Iterator[str]:
    """The whole lines of a file."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise _Discrepancy(f"{path.name} cannot be read: {error.strerror}") from None
    yield from text[: text.rfind("\n") + 1].split("\n")[:-1]


def _compare_results(recorded: EpisodeResult | None, played: EpisodeResult) -> None:
    if recorded is None:
        raise _Discrepancy(f"{RUN_FILE} says that the run is done, but has no result")
    claimed, true = _flat(recorded.model_dump(mode="json")), _flat(played.model_dump(mode="json"))
    differing = [name for name in claimed | true if claimed.get(name) != true.get(name)]
    if differing:
        shown = [
            f"{name} {claimed.get(name)}, but it is {true.get(name)}" for name in differing[:_MOST_FIELDS]
        ]
        more = len(differing) - len(shown)
        raise _Discrepancy(f"{RUN_FILE} says {'; '.join(shown)}{f'; and {more} more differ' if more else ''}")


def _flat(value: Any, place: str = "") -> dict[str, Any]:
    """Nested results by dotted names."""
    if isinstance(value, dict) and value:
        parts = value.items()
    elif isinstance(value, list) and value:
        parts = {str(index): part for index, part in enumerate(value)}.items()
    else:
        return {place: value}
    flat: dict[str, Any] = {}
    for name, part in parts:
        flat |= _flat(part, f"{place}.{name}" if place else name)
    return flat


def _excerpts(recorded: str, played: str) -> str:
    """Both texts from where they differ."""
    pairs = zip(recorded, played, strict=False)
    start = next((i for i, (one, other) in enumerate(pairs) if one != other), min(len(recorded), len(played)))
    return f"{_excerpt(recorded, start)} instead of {_excerpt(played, start)}"


def _excerpt(text: str, start: int) -> str:
    start = max(0, start - _EXCERPT // 3)
    return repr(text[start : start + _EXCERPT])


def _other_version(record: RunRecord) -> str:
    played_by = record.versions.get("vendsim", "an unknown version")
    if played_by == __version__:
        return ""
    return f" (it was played by vendsim {played_by}; this is {__version__}, whose world may differ)"


def _notes(record: RunRecord, scenario: Scenario) -> list[str]:
    if scenario.name not in list_scenarios():
        return [f"{scenario.name} is not a scenario that comes with vendsim."]
    built_in, played = Scenario.load(scenario.name).model_dump(), scenario.model_dump()
    changed = [name for name in played if played[name] != built_in[name]]
    if not changed:
        return []
    return [f"This is not {scenario.name} as it comes with vendsim: {', '.join(changed)} changed."]
