"""Run folders as tidy records, for notebooks: one row, one fact."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from vendsim import events
from vendsim.cards import card
from vendsim.extras import needs
from vendsim.page.books import postings
from vendsim.runs.calls import read_calls
from vendsim.runs.daily import read_rows
from vendsim.runs.finding import find_runs
from vendsim.runs.reading import read_events
from vendsim.runs.record import RunRecord, read_record

Rows = list[dict[str, Any]]


class Records(list[dict[str, Any]]):
    """Rows of one kind: a list of dictionaries. Money is in dollars."""

    def to_pandas(self) -> Any:
        """The rows as a ``pandas.DataFrame``. Raises ImportError, in one sentence, without pandas."""
        try:
            import pandas
        except ImportError:
            raise ImportError(f"to_pandas() needs pandas; {needs('notebook')}") from None
        return pandas.DataFrame(list(self))


@dataclass(frozen=True, repr=False)
class LoadedRun:
    """One run folder."""

    folder: Path
    record: RunRecord

    @cached_property
    def daily(self) -> Records:
        """One row per closed day."""
        return Records(self._named(row) for row in read_rows(self.folder))

    @cached_property
    def ledger(self) -> Records:
        """One row per posting, from one account to another."""
        start = int(self.record.config["money"]["start_cents"])
        return Records(
            self._named(
                {"day": p.day, "time": p.time, "from": p.source, "to": p.target, "dollars": p.cents / 100,
                 "text": p.text}
            )
            for p in postings(start, read_events(self.folder))
        )  # fmt: skip

    @cached_property
    def mails(self) -> Records:
        """One row per mail, sent or received."""
        return Records(self._named(row) for row in _mails(self.folder))

    @cached_property
    def calls(self) -> Records:
        """One row per tool call."""
        return Records(
            self._named(
                {"day": c.day, "time": c.time, "speaker": c.speaker, "tool": c.tool, "arguments": c.arguments,
                 "error": c.error, "reply": c.reply}
            )
            for c in read_calls(self.folder)
        )  # fmt: skip

    def _named(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"run": self.folder.name, "agent": self.record.player, "seed": self.record.seed, **row}

    def __repr__(self) -> str:
        return f"<{self.folder.name}: {self._title()}, {self.record.status}>"

    def _title(self) -> str:
        return f"{self.record.player}, {self.record.scenario}, seed {self.record.seed}"

    def _repr_html_(self) -> str:
        balance = self.daily[-1]["bank_balance"] if self.daily else None
        return card(
            self._title(),
            {"Day": f"{len(self.daily)} of {self.record.days}", "Status": self.record.status,
             "Balance": "-" if balance is None else f"${balance:,.2f}"},
            [row["bank_balance"] for row in self.daily],
        )  # fmt: skip


class Runs(list[LoadedRun]):
    """Several run folders; the records of all of them in one list each."""

    @property
    def daily(self) -> Records:
        """One row per run and closed day."""
        return Records(row for run in self for row in run.daily)

    @property
    def ledger(self) -> Records:
        """One row per run and posting."""
        return Records(row for run in self for row in run.ledger)

    @property
    def mails(self) -> Records:
        """One row per run and mail."""
        return Records(row for run in self for row in run.mails)

    @property
    def calls(self) -> Records:
        """One row per run and tool call."""
        return Records(row for run in self for row in run.calls)

    def _repr_html_(self) -> str:
        return "".join(run._repr_html_() for run in self)


def load_runs(where: str | Path | Sequence[str | Path]) -> Runs:
    """The runs in and below some folders, given as paths or patterns ("runs/*").

    Raises ValueError, in one sentence, if nothing is found or a folder cannot be read.
    """
    places = [where] if isinstance(where, str | Path) else list(where)
    paths: list[Path] = []
    for place in places:
        matches = sorted(glob.glob(str(place)))
        if not matches:
            raise ValueError(f"there is nothing at {place}")
        paths += [Path(match) for match in matches if Path(match).is_dir()]
    return Runs(LoadedRun(folder, read_record(folder)) for folder in find_runs(paths))


def _mails(folder: Path) -> Iterator[dict[str, Any]]:
    for event in read_events(folder):
        if isinstance(event, events.MailSent):
            yield {"day": event.day, "time": event.time, "mail": event.mail, "way": "out", "other": event.to,
                   "subject": event.subject, "body": event.body}  # fmt: skip
        elif isinstance(event, events.MailArrived):
            yield {"day": event.day, "time": event.time, "mail": event.mail, "way": "in",
                   "other": event.sender, "subject": event.subject, "body": event.body}  # fmt: skip
