"""Noticing that a model goes round in circles, within a day and from day to day.

The original paper tells of agents that fell into endless loops of the same calls (arXiv 2502.15840).
"""

from __future__ import annotations

import hashlib

ROUNDS = 5  # of the same calls in a row make a loop
LONGEST = 4  # calls in one round
MOST_ROUNDS = 8  # of a loop within one day, after which the day is ended
NOTHING_NEW = 30  # calls in a row that were all made before on the same day: as good as a loop
REFUSED = 25  # calls in a row that were refused


class LoopWatch:
    """Remembers the latest calls, by a short text each, and those of today."""

    def __init__(self, latest: list[str] | None = None) -> None:
        self.latest = latest or []
        self._day = 0
        self._today: list[str] = []
        self._stale = self._refused = 0

    def is_loop(self, name: str, arguments: str) -> bool:
        """Whether this call completes one more round of a loop, whatever days it is made on."""
        self.latest = [*self.latest[1 - ROUNDS * LONGEST :], _short(name, arguments)]
        return any(_goes_round(self.latest, length, ROUNDS) for length in range(1, LONGEST + 1))

    def why_end(self, day: int, name: str, arguments: str, refused: bool) -> str | None:
        """Why the day should be ended after this call of it, if it should."""
        if day != self._day:
            self._day, self._today, self._stale, self._refused = day, [], 0, 0
        call = _short(name, arguments)
        self._stale = self._stale + 1 if call in self._today else 0
        self._refused = self._refused + 1 if refused else 0
        self._today.append(call)
        for length in range(1, LONGEST + 1):
            if _goes_round(self._today, length, MOST_ROUNDS):
                what = "call was" if length == 1 else f"{length} calls were"
                return f"the same {what} made {MOST_ROUNDS} times in a row"
        if self._stale >= NOTHING_NEW:
            return f"{self._stale} calls in a row had all been made before on the same day"
        if self._refused >= REFUSED:
            return f"{self._refused} calls in a row could not be carried out"
        return None


def _short(name: str, arguments: str) -> str:
    return hashlib.sha256(f"{name} {arguments}".encode("utf-8", "replace")).hexdigest()[:8]


def _goes_round(calls: list[str], length: int, rounds: int) -> bool:
    recent = calls[-rounds * length :]
    return len(recent) == rounds * length and recent == recent[:length] * rounds
