"""The manual of the numeric environments, written from the layout so that it cannot drift."""

from __future__ import annotations

from vendsim.manager.layout import GROUPS, HEADS, layout
from vendsim.scenario import Scenario


def actions() -> str:
    """The heads of an action as a Markdown table."""
    form = layout(Scenario.load("vb2"))
    rows = ["| heads | number | options | meaning |", "|---|---|---|---|"]
    for name, _, what in HEADS:
        sizes = sorted(set(form.nvec[form.columns[name]].tolist()))
        count = form.columns[name].stop - form.columns[name].start
        rows.append(f"| `{name}` | {count} | {' or '.join(map(str, sizes))} | {what} |")
    return "\n".join(rows)


def observations() -> str:
    """The fields of an observation as a Markdown table."""
    form = layout(Scenario.load("vb2"))
    rows = ["| numbers | field | meaning |", "|---|---|---|"]
    for group, fields in GROUPS:
        for name, _, what in fields:
            place = form.fields[f"{group}.{name}"]
            rows.append(f"| {place.start}-{place.stop - 1} | `{group}.{name}` | {what} |")
    return "\n".join(rows)
