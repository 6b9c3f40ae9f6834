"""Options of ``reset``: those that do not exist are refused, so that a slip does not go unnoticed."""

from __future__ import annotations

from typing import Any


def check_options(options: dict[str, Any] | None, *known: str) -> None:
    """Raises ValueError for an option of ``reset`` that does not exist."""
    for name in options or {}:
        if name not in known:
            there_are = f"only {', '.join(known)}" if known else "none"
            raise ValueError(f'reset has no option "{name}"; there are {there_are}')
