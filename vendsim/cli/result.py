"""How a run went, for people and as JSON."""

from __future__ import annotations

import json as jsonlib
import shlex
from collections.abc import Sequence
from pathlib import Path

import typer

from vendsim.cli.account import print_account
from vendsim.cli.lists import print_table
from vendsim.cli.progress import spending
from vendsim.episode import EpisodeResult
from vendsim.runs import FolderError, RunRecord
from vendsim.runs.conversation import read_conversation
from vendsim.runs.harness import harness_label

_SPOKEN = ("system", "user", "assistant", "tool")
_ON_THE_WAY = {  # other lines of messages.jsonl, before their number
    "waiting": "waited for the endpoint",
    "trimmed": "trimmed",
    "repaired": "request changed",
    "lost_answer": "answer lost",
    "partial_answer": "answer cut by the connection",
    "text_calls": "call as text",
    "extra_calls": "more than one call",
    "reminded": "reminded of the tools",
    "day_ended": "day ended for it",
    "refusal": "refusal",
    "cut_off": "answer too long",
    "loop": "same calls repeated",
    "no_report": "sub-agent stopped",
    "stopped": "stopped",
}


def draw_result(path: Path) -> Path | None:
    """The picture of a run, in its folder."""
    return draw_picture([path], path)


def draw_picture(runs: Sequence[Path], folder: Path) -> Path | None:
    """The picture of runs, in a folder; they are done even if it cannot be drawn, or nobody waits for it."""
    from vendsim.report.balance import draw_balances

    target = folder / "balance.png"
    try:
        draw_balances(runs, target)
    except (ImportError, OSError, ValueError) as error:
        typer.echo(f"vendsim: the picture could not be drawn: {error}", err=True)
        return None
    except KeyboardInterrupt:
        typer.echo(
            f"vendsim: interrupted while drawing; vendsim plot {folder} -o {target} draws it", err=True
        )
        return None
    return target


def print_result(path: Path, record: RunRecord, picture: Path | None, json: bool) -> None:
    """Print how the run went, or how it stands if it stopped for now."""
    result = record.result
    assert result is not None  # the record of a run that was played has one
    if json:
        facts = {
            **result.model_dump(mode="json"),
            "agent": record.agent,
            "harness": _harness(path, record),
            "status": record.status,
            "stop": record.stop,
            "use": record.use.model_dump(mode="json") if record.use else None,
            "reader": _reader_facts(record),
            "run_dir": str(path),
            "picture": str(picture) if picture else None,
        }
        typer.echo(jsonlib.dumps(facts))
        return
    rows = {
        "Agent": f"{record.player} ({_harness(path, record)})",
        "World": f"{result.scenario}, seed {result.seed}",
        "Final balance" if record.status == "done" else "Balance so far": f"${result.final_balance:,.2f}",
        **_score_row(record, result),
        "Days": f"{result.days} ({result.end_reason or record.status})",
        "Units sold": f"{result.units_sold:,}",
        "Revenue": f"${result.revenue:,.2f}",
        "Paid to suppliers": f"${result.paid_to_suppliers:,.2f}",
        "Tool calls": f"{result.tool_calls:,} ({result.tool_errors:,} refused{_not_the_models(record)})",
        **_reader_row(record),
        **_voice_row(record),
        **_model_rows(record),
        "Run folder": str(path),
        "Picture": str(picture or "none"),
        **_stop_rows(path, record),
    }
    print_table(rows)
    if record.status == "done":
        try:
            print_account(path, record)
        except (ValueError, FolderError) as error:
            typer.echo(f"vendsim: there is no account of this run: {error}", err=True)


def _harness(path: Path, record: RunRecord) -> str:
    """What the run was played with."""
    try:
        return harness_label(record, read_conversation(path))
    except ValueError as error:
        return f"unknown: {error}"


def _score_row(record: RunRecord, result: EpisodeResult) -> dict[str, str]:
    """The score, where it is something else than the final balance."""
    if result.score is None or record.config.get("score") == "bank_balance":
        return {}
    return {"Score": f"${result.score:,.2f} ({str(record.config['score']).replace('_', ' ')})"}


def _not_the_models(record: RunRecord) -> str:
    """The calls that the harness made in the place of a model that was silent or went round in circles."""
    own = 0 if record.use is None else record.lines.get("day_ended", 0)
    return f"; {own:,} of them made for the model, not by it" if own else ""


def _voice_row(record: RunRecord) -> dict[str, str]:
    """How many supplier mails a model has worded, if one was to."""
    if record.voice is None:
        return {}
    counts = record.voice
    fallen_back = f"{counts.refused:,} refused, {counts.failed:,} failed"
    return {"Voiced mail": f"{counts.voiced:,} ({fallen_back}: template used)"}


def _reader_facts(record: RunRecord) -> dict[str, object] | None:
    return {"model": record.reading_model, **record.reader.model_dump()} if record.reader else None


def _reader_row(record: RunRecord) -> dict[str, str]:
    """Which model has read the mail to suppliers, if one was to, and how often the built-in reader agrees."""
    counts = record.reader
    if counts is None:
        return {}
    fallen_back = f"{counts.refused:,} refused, {counts.failed:,} failed: built-in reading used"
    same = f"{counts.same_intent:,} in intent, {counts.same_lines:,} in lines, {counts.same_acts:,} in acts"
    return {
        f"Mail read by {record.reading_model}": f"{counts.read:,} ({fallen_back})",
        "Same as built-in": same,
    }


def _model_rows(record: RunRecord) -> dict[str, str]:
    """What was asked of a model, what it cost, and what went wrong on the way."""
    use = record.use
    if use is None:
        return {}
    lines = {kind: count for kind, count in record.lines.items() if kind not in _SPOKEN}
    troubles = [f"{_ON_THE_WAY.get(kind, kind)} ({count:,}x)" for kind, count in lines.items()]
    return {
        "Messages": f"{use.messages:,} ({use.answers:,} answers)",
        "Tokens": f"{use.prompt_tokens:,} in ({use.cached_tokens:,} cached), {use.output_tokens:,} out",
        "Cost": _cost(record),
        "A day": spending(use, record.result.days if record.result else 1) or "nothing",
        "On the way": ", ".join(troubles) or "nothing to report",
    }


def _cost(record: RunRecord) -> str:
    use = record.use
    if use is None or use.usd is None:
        return "price not known"
    lost = (
        f", and up to ${use.usd_lost:,.2f} for answers that did not arrive" if use.usd_lost >= 0.005 else ""
    )
    return f"${use.usd:,.2f}{lost}"


def _stop_rows(path: Path, record: RunRecord) -> dict[str, str]:
    if record.stop is None:
        return {}
    return {"Stopped": record.stop, "Go on with": f"vendsim run --resume {shlex.quote(str(path))}"}
