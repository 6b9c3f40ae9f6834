"""Labels beside a chart, moved as little as possible so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions at least ``gap`` apart and within ``low`` and ``high``, as near to the wanted ones as can be.

    In the order given, which must be rising. Positions minus their rank times the gap must not fall: the
    least squares under that are isotonic regression (pool adjacent violators). If there is not enough room,
    the labels start at ``low`` and run over ``high``.
    """
    pools: list[tuple[float, int]] = []  # mean and number
    for rank, position in enumerate(wanted):
        mean, number = position - rank * gap, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, number = (mean * number + other * count) / (number + count), number + count
        pools.append((mean, number))
    flat = np.array([mean for mean, number in pools for _ in range(number)])
    most = max(low, high - gap * (len(flat) - 1))
    return [float(position) for position in np.clip(flat, low, most) + gap * np.arange(len(flat))]
