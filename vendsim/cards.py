"""A small HTML card, for notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape


def card(title: str, facts: Mapping[str, str], line: Sequence[float] = ()) -> str:
    """A title, a few facts, and a line over the days if there are some."""
    cells = "".join(
        f"<tr><th style='text-align:left;padding-right:1em'>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in facts.items()
    )
    style = "display:inline-block;vertical-align:top;border:1px solid #8886;border-radius:8px"
    style += ";padding:8px 12px;margin:4px"
    return f"<div style='{style}'><b>{escape(title)}</b><table>{cells}</table>{_sparkline(line)}</div>"


def _sparkline(line: Sequence[float]) -> str:
    if len(line) < 2:
        return ""
    high = max(*line, 1.0)
    points = " ".join(f"{200 * i / (len(line) - 1):.1f},{44 - 40 * y / high:.1f}" for i, y in enumerate(line))
    return (
        "<svg width='200' height='46' role='img' aria-label='Balance over the days'>"
        f"<polyline points='{points}' fill='none' stroke='#0072b2' stroke-width='1.6'/></svg>"
    )
