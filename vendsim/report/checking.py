"""Whether a finished run's record says what happened in it: what its events tell is added up again.

Scores that rest on what no event tells (net worth) and events that were edited as well are only found out by
`vendsim replay`, which leaves a mark behind.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from vendsim.events import Ended
from vendsim.money import dollars
from vendsim.office.state import Tally
from vendsim.office.tally import count
from vendsim.runs.calls import CALLS_FILE
from vendsim.runs.disk import FolderError, on_disk, replace
from vendsim.runs.folder import read_events
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import RUN_FILE, RunRecord

REPLAYED_FILE = "replayed.json"


def contradiction(folder: Path, record: RunRecord) -> str | None:
    """In what the record of a finished run contradicts its own events, as a sentence; None: in nothing."""
    result = record.result
    if result is None:
        return None
    if not (folder / EVENTS_FILE).is_file():
        return f"{folder} has no {EVENTS_FILE}, from which its score could be added up"
    try:
        told = _added_up(folder)
    except FolderError as error:
        return str(error)
    if told is None:
        return f"{folder / RUN_FILE} says that the run is done, but {EVENTS_FILE} does not"
    if record.config.get("score") == "bank_balance":
        told["score"] = told["final_balance"]
    claimed = {**result.model_dump(mode="json"), "scenario": record.scenario, "seed": record.seed}
    told |= {"scenario": result.scenario, "seed": result.seed}
    wrong = [name for name, value in told.items() if claimed[name] != value]
    if not wrong:
        return None
    shown = ", ".join(f"{name} {claimed[name]} instead of {told[name]}" for name in wrong[:3])
    return f"{folder / RUN_FILE} contradicts {EVENTS_FILE}: it says {shown}"


def _added_up(folder: Path) -> dict[str, Any] | None:
    """What the events make of the result; None if they do not tell of an end."""
    tally, ended = Tally(), None
    for event in read_events(folder):
        count(tally, event)
        ended = event if isinstance(event, Ended) else ended
    if ended is None:
        return None
    return {
        "final_balance": float(dollars(ended.bank_cents)),
        "days": ended.day,
        "end_reason": ended.reason,
        "units_sold": tally.units_sold,
        "revenue": float(dollars(tally.revenue_cents)),
        "paid_to_suppliers": float(dollars(tally.supplier_cents)),
        "refunds": float(dollars(tally.refund_cents)),
        "fees": float(dollars(tally.fee_cents)),
        "token_cost": float(dollars(tally.token_cents)),
        "tool_calls": tally.tool_calls,
        "tool_errors": tally.tool_errors,
        "sub_agent_calls": tally.sub_agent_calls,
        "mails_sent": tally.mails_sent,
        "mails_received": tally.mails_received,
        "lines_delivered": tally.lines_delivered,
    }


def mark_replayed(folder: Path, version: str) -> None:
    """Leave word that the run, as it now stands, was replayed and holds. Raises FolderError."""
    mark = {"vendsim": version, "sha256": _digest(folder)}
    with on_disk(folder):
        replace(folder / REPLAYED_FILE, json.dumps(mark) + "\n")


def was_replayed(folder: Path) -> bool:
    """Whether the run was replayed and has not been changed since."""
    try:
        mark = json.loads((folder / REPLAYED_FILE).read_bytes())
        return bool(mark["sha256"] == _digest(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _digest(folder: Path) -> str:
    """Of what a replay compares."""
    digest = hashlib.sha256()
    for name in (RUN_FILE, CALLS_FILE, EVENTS_FILE):
        digest.update((folder / name).read_bytes() if (folder / name).is_file() else b"")
        digest.update(b"\0")
    return digest.hexdigest()
