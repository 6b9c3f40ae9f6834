"""What the runs of a bench on a cluster share: one purse, and what was learned of rate limits.

An actor beside the bench keeps both; the processes of the runs ask it. It lives as long as the bench.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from vendsim.agent import GATES, PURSE, Purse, StopRun
from vendsim.limiter import Limiter


class Keeper:
    """The actor. Its coroutines are called by the names of runs, of which each has one request at a time."""

    def __init__(self, purse: Purse | None) -> None:
        self._purse = purse
        self._begun_with = purse.by_run if purse is not None else {}
        self._limiters: dict[tuple[str, str], Limiter] = {}
        self._places: dict[str, AsyncExitStack] = {}  # by token, of requests under way
        self._tokens: dict[str, str] = {}  # the last of each run
        self._waiting: set[str] = set()  # tokens

    async def allows(self, run: str, usd: float) -> bool:
        """Whether a request that may cost so much fits into the purse."""
        return self._purse is None or self._purse.allows(run, usd)

    async def spent(self, run: str, usd: float, attempt: str | None) -> None:
        """What a run has spent so far. An ``attempt`` that began anew is counted besides those before it."""
        if self._purse is None:
            return
        if attempt is not None:
            self._purse.spent(run, self._begun_with.get(run, 0.0))
            run, usd = f"{run} {attempt}", usd - self._begun_with.get(run, 0.0)
        self._purse.spent(run, usd)

    async def enter(self, gate: tuple[str, str], run: str, token: str) -> None:
        """Wait for a place for a run's request. What the run held before, in a process that died, is free."""
        await self.leave(self._tokens.get(run, ""))
        self._tokens[run] = token
        self._waiting.add(token)
        place = AsyncExitStack()
        await place.enter_async_context(self._limiter(gate).place())
        if token in self._waiting:
            self._waiting.discard(token)
            self._places[token] = place
        else:  # given up meanwhile
            await place.aclose()

    async def leave(self, token: str) -> None:
        """A request is over, or was given up."""
        self._waiting.discard(token)
        if (place := self._places.pop(token, None)) is not None:
            await place.aclose()

    async def ended(self, run: str) -> None:
        """A run is over, however that came about."""
        await self.leave(self._tokens.pop(run, ""))

    async def answered(self, gate: tuple[str, str]) -> None:
        """A request was answered."""
        self._limiter(gate).answered()

    async def refused(self, gate: tuple[str, str], seconds: float) -> None:
        """There were too many requests; none should come within so many seconds."""
        self._limiter(gate).refused(seconds)

    def _limiter(self, gate: tuple[str, str]) -> Limiter:
        return self._limiters.setdefault(gate, Limiter())


@dataclass(frozen=True, slots=True)
class Shared:
    """The actor, as the process of one run knows it."""

    keeper: Any
    limit: float | None  # of the purse in dollars, if there is one
    run: str  # as it is called there
    anew: bool  # the run is played where nothing of an earlier attempt is left

    @contextmanager
    def used(self) -> Iterator[None]:
        """Let what is played meanwhile share."""
        purse = None if self.limit is None else _FarPurse(self, self.limit)
        before = PURSE.set(purse), GATES.set(lambda endpoint, model: _FarGate(self, (endpoint, model)))
        try:
            yield
        finally:
            PURSE.reset(before[0])
            GATES.reset(before[1])


class _FarPurse:
    def __init__(self, shared: Shared, limit: float) -> None:
        self.limit = limit
        self._keeper, self._run = shared.keeper, shared.run
        self._attempt = uuid.uuid4().hex if shared.anew else None

    def spent(self, usd: float) -> None:
        self._keeper.spent.remote(self._run, usd, self._attempt)

    def allows(self, usd: float) -> bool:
        import ray

        try:
            return bool(ray.get(self._keeper.allows.remote(self._run, usd)))
        except Exception as error:  # of Ray: what is left in the purse is not known any more
            raise StopRun("the purse of all runs cannot be asked any more; its bench may be gone") from error


class _FarGate:
    """As a `Limiter` of the process itself, which takes over when the actor cannot be asked."""

    def __init__(self, shared: Shared, gate: tuple[str, str]) -> None:
        self._shared, self._gate = shared, gate
        self._own = Limiter()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        keeper, token = self._shared.keeper, uuid.uuid4().hex
        async with AsyncExitStack() as stack:
            stack.callback(keeper.leave.remote, token)
            try:
                await keeper.enter.remote(self._gate, self._shared.run, token)
            except Exception:  # of Ray
                await stack.enter_async_context(self._own.place())
            yield

    def answered(self) -> None:
        self._shared.keeper.answered.remote(self._gate)

    def refused(self, seconds: float) -> None:
        self._own.refused(seconds)
        self._shared.keeper.refused.remote(self._gate, seconds)
