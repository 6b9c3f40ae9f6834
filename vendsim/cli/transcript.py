"""``vendsim transcript``: a run to read."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import UsageError
from vendsim.mistakes import did_you_mean
from vendsim.runs import read_record
from vendsim.scenario import Scenario

_WIDTH = 110  # characters, where there is no terminal


def transcript(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
    day: Annotated[int | None, typer.Option(min=1, help="Only this day.")] = None,
    days: Annotated[str | None, typer.Option(metavar="A-B", help="Only these days, like 180-210.")] = None,
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="Only this month, like 2027-02 or February.")
    ] = None,
    tool: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the calls of this tool, with their replies.")
    ] = None,
    mail: Annotated[
        str | None,
        typer.Option(metavar="SUPPLIER", help="Only mails to and from this supplier, and payments to it."),
    ] = None,
    pager: Annotated[bool, typer.Option(help="Page through it, in a terminal.")] = True,
) -> None:
    """Read a run day by day: what the agent was told, thought, said and did.

    Example: vendsim transcript runs/vb2-careful-seed0 --day 3
    """
    from rich.console import Console

    from vendsim.report.transcript import of_mail, of_tool, print_transcript, read_transcript

    if sum(given is not None for given in (day, days, month)) > 1:
        raise UsageError("choose one of --day, --days and --month")
    try:
        entries = read_transcript(folder)
        last = max((entry.day for entry in entries), default=0)
        first_day, last_day = (day, day) if day else _days(days) if days else _month(folder, month, last)
        entries = [entry for entry in entries if first_day <= entry.day <= last_day]
        if not entries:
            asked = (
                f"is no day {first_day}" if first_day == last_day else f"are no days {first_day}-{last_day}"
            )
            raise UsageError(f"there {asked} in {folder}; it goes to day {last}")
        if tool is not None:
            entries = of_tool(entries, tool)
        if mail is not None:
            entries = of_mail(entries, mail)
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from error
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    if console.is_terminal and pager:
        os.environ.setdefault("LESS", "-RFX")  # colours, and no paging of what fits, as git has it
        with console.pager(styles=True):
            print_transcript(folder, entries, console)
    else:
        print_transcript(folder, entries, console)


def _days(text: str) -> tuple[int, int]:
    """ "180-210", or one day. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.replace(" ", ""), re.ASCII)
    if match is None:
        raise UsageError(f'--days "{text}" should look like 180-210')
    first = int(match[1])
    last = first if match[2] is None else int(match[2])
    if last < first or first < 1:
        raise UsageError(f'--days "{text}" should count upwards from 1, like 180-210')
    return first, last


def _month(folder: Path, text: str | None, last: int) -> tuple[int, int]:
    """The days of a month of the run; all days if none is named. Raises UsageError."""
    if text is None:
        return 1, last
    scenario = Scenario.model_validate(read_record(folder).config)
    forms = {day: _forms(scenario.date_of(day)) for day in range(1, last + 1)}
    chosen = [day for day, names in forms.items() if text.strip().lower() in names]
    if not chosen:
        span = f"{forms[1][0]} to {forms[last][0]}" if forms else "no day so far"
        near = did_you_mean(text.strip(), dict.fromkeys(f"{scenario.date_of(day):%B}" for day in forms))
        raise UsageError(f'there is no month "{text}" in {folder}, which has {span}{near}')
    end = next((day for day in chosen if day + 1 not in chosen), chosen[-1])  # the first August of two
    return chosen[0], end


def _forms(day: date) -> tuple[str, ...]:
    """How people write the month of a date, the first as we do."""
    return tuple(f"{day:{form}}".lower() for form in ("%Y-%m", "%B", "%b", "%B %Y", "%b %Y"))
