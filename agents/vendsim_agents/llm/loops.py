"""Noticing that a model goes round in circles. Nothing is done about it: it is counted and shown.

The original paper tells of agents that fell into endless loops of the same calls (arXiv 2502.15840).
"""

from __future__ import annotations

import hashlib

ROUNDS = 5  # of the same calls in a row make a loop
LONGEST = 4  # calls in one round


class LoopWatch:
    """Remembers the latest calls, by a short text each."""

    def __init__(self, latest: list[str] | None = None) -> None:
        self.latest = latest or []

    def is_loop(self, name: str, arguments: str) -> bool:
        """Whether this call completes one more round of a loop."""
        call = hashlib.sha256(f"{name} {arguments}".encode("utf-8", "replace")).hexdigest()[:8]
        self.latest = [*self.latest[1 - ROUNDS * LONGEST :], call]
        return any(self._goes_round(length) for length in range(1, LONGEST + 1))

    def _goes_round(self, length: int) -> bool:
        recent = self.latest[-ROUNDS * length :]
        return len(recent) == ROUNDS * length and recent == recent[:length] * ROUNDS
