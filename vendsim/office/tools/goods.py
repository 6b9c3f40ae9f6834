"""Finding the good an agent names, among those it has."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz, process

from vendsim.data import good_name, products
from vendsim.office.tools.registry import ToolError
from vendsim.text import shorten


@cache
def _by_name() -> dict[str, int]:
    rows = products()
    names = {good_name(good).lower(): good for good in range(2 * len(rows))}
    return names | {row.id: i for i, row in enumerate(rows)}


def named_good(text: str, present: list[int], where: str) -> int:
    """The good called ``text``, if it is among ``present``. Raises ToolError with a suggestion."""
    wanted = " ".join(text.lower().split())
    good = _by_name().get(wanted)
    if good in present:
        return good
    if good is not None:
        raise ToolError(f"There is no {good_name(good)} in {where}.")
    if not present:
        raise ToolError(f'There is no "{shorten(text, 60)}" in {where}, which is empty.')
    names = sorted(good_name(g) for g in present)
    close = process.extractOne(wanted, names, scorer=fuzz.token_set_ratio, processor=str.lower)
    hint = f'the nearest is "{close[0]}"' if close and close[1] >= 60 else "it holds " + ", ".join(names[:12])
    raise ToolError(f'There is no "{shorten(text, 60)}" in {where}; {hint}.')
