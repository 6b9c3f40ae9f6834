"""How hard an endpoint may be pressed, learned from its refusals and shared by all runs that use it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 256  # requests under way at once, until an endpoint says that it is too many


class Limiter:
    """A gate before one endpoint.

    A refusal halves the number of requests that may be under way, and every answer lets it grow a little
    (additive increase, multiplicative decrease, as in TCP: Chiu and Jain 1989). A wait that the endpoint asks
    for holds for all.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._allowed = float(most)
        self._under_way = 0
        self._not_before = 0.0  # on the clock of the event loop
        self._changed = asyncio.Condition()

    @property
    def allowed(self) -> int:
        """How many requests may be under way now."""
        return int(self._allowed)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for one request, once there is one."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._under_way < self.allowed)
            self._under_way += 1
        try:
            while (pause := self._not_before - _now()) > 0:
                await asyncio.sleep(pause)
            yield
        finally:
            self._under_way -= 1
            async with self._changed:
                self._changed.notify_all()

    def answered(self) -> None:
        """A request was answered."""
        self._allowed = min(self._most, self._allowed + 1 / self._allowed)

    def refused(self, seconds: float) -> None:
        """The endpoint had too many requests; none should come within so many seconds."""
        self._allowed = max(1.0, min(self._allowed, self._under_way) / 2)
        self._not_before = max(self._not_before, _now() + seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()
