"""What of an entry can be proven, and what is only claimed.

Nothing that an entry says is believed: every run is replayed, every figure computed anew from its calls, and
scripted agents of vendsim are asked for their calls once more.
"""

from __future__ import annotations

import hashlib
import stat
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vendsim.agent import Reply
from vendsim.episode import Episode
from vendsim.runs.agents import make_agent
from vendsim.runs.calls import Call, Speaker, carry_out, read_calls
from vendsim.runs.conversation import read_conversation
from vendsim.runs.entries.manifest import MANIFEST, NEEDED, PACKED, EntryError, Manifest, Row, digest, row
from vendsim.runs.entries.packing import departure
from vendsim.runs.harness import SCRIPTED, harness_label
from vendsim.runs.journal import MESSAGES_FILE
from vendsim.runs.record import RunRecord, read_record
from vendsim.runs.replay import Replay, replay
from vendsim.runs.unrecorded import BareDesk
from vendsim.scenario import Scenario, list_scenarios
from vendsim.version import __version__

_MOST_BYTES = 4 * 10**9  # of an entry, unpacked


@dataclass(frozen=True)
class Verdict:
    """What has become of an entry."""

    rows: list[Row]  # computed anew
    records: list[RunRecord]  # of the runs that were replayed, with results computed anew
    harnesses: dict[str, str]  # by the run's folder: what stood between the world and the player
    problems: list[str]  # each a sentence; none: everything that can be proven is
    notes: list[str]  # what to bear in mind
    seeds: list[int]

    @property
    def claimed(self) -> list[str]:
        """What nobody can prove from the files, though it may be true."""
        claims = ["when the runs were played"]
        models = dict.fromkeys(row.player for row in self.rows if row.agent not in SCRIPTED)
        if models:
            said = "with which prompt, what it said, in how many tokens, and what it cost in dollars"
            claims.insert(0, f"who played ({', '.join(models)}), {said}")
        return claims


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, Manifest]]:
    """The entry in a folder of its own, for a while. Raises EntryError for one that is not whole."""
    with tempfile.TemporaryDirectory(prefix="vendsim-entry-") as folder:
        try:
            with zipfile.ZipFile(path) as entry:
                manifest = _read_manifest(entry)
                _unpack(entry, manifest, Path(folder))
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise EntryError(
                f"{path} cannot be read as an entry: {getattr(error, 'strerror', None) or error}"
            ) from None
        except Exception as error:
            if type(error).__module__ == "zlib":
                raise EntryError(
                    f"{path} cannot be read as an entry: {getattr(error, 'strerror', None) or error}"
                ) from None
            raise
        yield Path(folder), manifest


def verify(path: Path) -> Verdict:
    """Check an entry. Raises EntryError for a file that is none, or holds other files than it says."""
    with unpacked(path) as (folder, manifest):
        rows: list[Row] = []
        records: list[RunRecord] = []
        harnesses: dict[str, str] = {}
        problems: list[str] = []
        notes: list[str] = []
        for claimed in manifest.rows:
            checked = _Run(folder, claimed)
            problems += [f"{claimed.folder}: {problem}" for problem in checked.problems()]
            notes += [f"{claimed.folder}: {note}" for note in checked.notes]
            rows.append(checked.row or claimed)
            records += [checked.record] if checked.record else []
            harnesses[claimed.folder] = checked.harness
        problems += _about_all(folder, manifest, rows)
        seeds = list(manifest.plan.seeds)
        if seeds != list(range(len(seeds))):
            notes.append(f"the seeds were chosen: {', '.join(map(str, seeds))}, not 0 to {len(seeds) - 1}")
        return Verdict(rows, records, harnesses, problems, notes, seeds)


def _read_manifest(entry: zipfile.ZipFile) -> Manifest:
    try:
        return Manifest.model_validate_json(entry.read(MANIFEST))
    except KeyError:
        raise EntryError(f"there is no {MANIFEST} in it, so it is no entry of vendsim pack") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise EntryError(f"{MANIFEST} cannot be read: {where}: {first['msg']}") from None


def _unpack(entry: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    infos = entry.infolist()
    twice = [name for name, count in Counter(info.filename for info in infos).items() if count > 1]
    if twice:
        raise EntryError(f"{twice[0]} is in the entry more than once")
    expected = {f"{row.folder}/{file}" for row in manifest.rows for file in PACKED}
    for name in manifest.files:
        if name not in expected or ".." in name.split("/") or name.startswith("/") or "\\" in name:
            raise EntryError(f"{MANIFEST} lists {name}, which is no file of a run in it")
    names = {info.filename for info in infos}
    if strays := sorted(names - manifest.files.keys() - {MANIFEST}):
        raise EntryError(f"{strays[0]} is in the entry, but {MANIFEST} does not list it")
    if missing := sorted(manifest.files.keys() - names):
        raise EntryError(f"{missing[0]} is missing from the entry")
    if sum(info.file_size for info in infos) > _MOST_BYTES:
        raise EntryError(f"the entry unpacks to more than {_MOST_BYTES:,} bytes")
    for info in infos:
        if stat.S_ISLNK(info.external_attr >> 16) or info.is_dir():
            raise EntryError(f"{info.filename} is not a plain file")
        if info.filename == MANIFEST:
            continue
        content = entry.read(info)
        if hashlib.sha256(content).hexdigest() != manifest.files[info.filename]:
            raise EntryError(f"{info.filename} is not the file that {MANIFEST} lists")
        target = folder / info.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _about_all(folder: Path, manifest: Manifest, rows: list[Row]) -> Iterator[str]:
    """What is wrong with the runs together."""
    if not rows:
        yield "there is no run in it"
    if found := departure(manifest.plan, rows):
        yield found
    said: dict[bytes, str] = {}
    for row_ in rows:
        file = folder / row_.folder / MESSAGES_FILE
        if file.is_file() and (content := file.read_bytes()):
            if content in said:
                yield f"{row_.folder} has the same conversation as {said[content]}"
            said[content] = row_.folder


class _Run:
    """One run of an entry, looked at from all sides."""

    def __init__(self, folder: Path, claimed: Row) -> None:
        self._path = folder / claimed.folder
        self._claimed = claimed
        self.row: Row | None = None
        self.record: RunRecord | None = None
        self.notes: list[str] = []
        self.harness = "unknown"

    def problems(self) -> Iterator[str]:
        """What is wrong, each as a sentence without its folder."""
        if missing := [file for file in NEEDED if not (self._path / file).is_file()]:
            yield f"{missing[0]} is missing"
            return
        try:
            record = read_record(self._path)
            Scenario.model_validate(record.config)
            calls = list(read_calls(self._path))
            spoken = list(read_conversation(self._path))
            self.harness = harness_label(record, spoken)
            played = replay(self._path)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            yield f"it cannot be replayed: {' '.join(str(error).split())}"
            return
        self.row = row(self._claimed.folder, record, played.result)
        self.record = record.model_copy(update={"result": played.result})
        version = record.versions.get("vendsim", "unknown")
        if version != __version__:
            yield f"it was played by vendsim {version}, and this is {__version__}; verify it with that one"
        if played.discrepancy:
            yield played.discrepancy
            return
        yield from _differences(self._claimed, self.row)
        yield from self._unfinished(record, played)
        yield from self._scenario(record)
        yield from self._player(record, calls, spoken)

    def _unfinished(self, record: RunRecord, played: Replay) -> Iterator[str]:
        if record.status == "done":
            return
        self.notes.append(f"not finished ({record.status}), and counted with its balance so far")
        if played.result.end_reason is not None:
            yield f"its calls go to the end of the run, but it says that it is {record.status}"
        if record.result is not None and record.result.final_balance != played.result.final_balance:
            yield (
                f"it says that its balance was ${record.result.final_balance:,.2f}, but it was"
                f" ${played.result.final_balance:,.2f}"
            )

    def _scenario(self, record: RunRecord) -> Iterator[str]:
        """A scenario under a built-in name is that one, but perhaps for its length."""
        if record.scenario not in list_scenarios():
            self.notes.append(f"{record.scenario} is not a scenario that comes with vendsim")
            return
        own = Scenario.load(record.scenario).model_copy(update={"days": record.days})
        if digest(own.model_dump(mode="json")) != digest(record.config):
            changed = _changed(own.model_dump(mode="json"), record.config)
            yield f"this is not {record.scenario} as it comes with vendsim: {', '.join(changed)} changed"
        if record.days != Scenario.load(record.scenario).days:
            self.notes.append(f"{record.days} days of {record.scenario}, not the whole of it")

    def _player(self, record: RunRecord, calls: list[Call], spoken: list[dict[str, Any]]) -> Iterator[str]:
        if record.harness is not None:
            if not record.harness.tokens_reported:
                self.notes.append("its tokens were not seen; only the length of its calls was billed")
        elif record.agent in SCRIPTED:
            if found := _not_by(record, calls):
                yield found
        elif record.agent == "llm" and calls and not any(line.get("kind") == "assistant" for line in spoken):
            yield "it says that a model played, but its conversation is missing"


def _differences(claimed: Row, computed: Row) -> Iterator[str]:
    true = computed.model_dump()
    for name, value in claimed.model_dump().items():
        if value != true[name]:
            yield f"{MANIFEST} says {name} {value}, but it is {true[name]}"


def _changed(own: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in own.keys() | other.keys() if own.get(name) != other.get(name)]


class _Enough(Exception):
    """The recorded calls are over."""


class _Watched(BareDesk):
    """The desk of a scripted agent, which compares its calls with those that were recorded."""

    def __init__(self, episode: Episode, calls: list[Call]) -> None:
        super().__init__(episode)
        self._calls = iter(enumerate(calls, start=1))

    def carry_out(self, speaker: Speaker, name: str, arguments: Mapping[str, Any] | str | None) -> Reply:
        number, recorded = next(self._calls, (0, None))
        if recorded is None:
            raise _Enough
        if (recorded.speaker, recorded.tool, recorded.arguments or {}) != (speaker, name, arguments or {}):
            raise EntryError(f"call {number} is {recorded.tool}, where this agent calls {name}, or otherwise")
        self.episode.bill_tokens(recorded.output_tokens)
        return carry_out(self.episode, speaker, name, arguments)


def _not_by(record: RunRecord, calls: list[Call]) -> str | None:
    """Why a run is not by the scripted agent that it names; None: it is."""
    episode = Episode(Scenario.model_validate(record.config), record.seed)
    agent, desk = make_agent(record.agent, record.options), _Watched(episode, calls)
    try:
        while not episode.done:
            agent.play_day(desk)  # scripted agents use no more of a desk
    except _Enough:
        return None
    except EntryError as error:
        return f"it is not by {record.agent}: {error}"
    return None
