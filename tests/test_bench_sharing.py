"""What runs in processes of their own share (places at an endpoint, a purse): the actor, without Ray."""

from __future__ import annotations

import asyncio

from vendsim.agent import Purse
from vendsim.runs.bench.sharing import Keeper

GATE = ("endpoint", "model")


def test_places_are_limited_for_all_and_free_when_a_process_dies() -> None:
    async def play() -> list[str]:
        keeper, order = Keeper(None), []

        async def enter(run: str, token: str) -> None:
            await keeper.enter(GATE, run, token)
            order.append(token)

        for _ in range(10):
            await keeper.refused(GATE, 0.0)  # one at a time
        await enter("a", "a1")
        waiting = [asyncio.create_task(enter(run, f"{run}1")) for run in ("b", "c", "d")]
        await asyncio.sleep(0.01)
        assert order == ["a1"]
        await keeper.leave("b1")  # gives up while it waits
        await enter("a", "a2")  # another attempt at the same run: the first died with its place
        await keeper.leave("a2")
        await asyncio.sleep(0.05)
        await keeper.ended("c")
        await asyncio.gather(*waiting)
        return order

    order = asyncio.run(asyncio.wait_for(play(), 5))
    assert set(order) == {"a1", "a2", "b1", "c1", "d1"}


def test_another_model_is_another_gate() -> None:
    async def play() -> None:
        keeper = Keeper(None)
        await keeper.refused(GATE, 60.0)
        await asyncio.wait_for(keeper.enter(("endpoint", "other"), "a", "a1"), 1)

    asyncio.run(play())


def test_an_attempt_that_begins_anew_is_counted_besides_the_one_before() -> None:
    async def play() -> list[bool]:
        keeper = Keeper(Purse(10.0, {"m 0": 1.0}))
        allowed = [await keeper.allows("m 0", 2.0)]
        await keeper.spent("m 0", 4.0, "first")  # 3 more than it had begun with
        await keeper.spent("m 0", 4.0, "second")  # the first was lost with its node: 3 more again
        allowed += [await keeper.allows("m 0", 2.9), await keeper.allows("m 0", 3.1)]
        return allowed

    assert asyncio.run(play()) == [True, True, False]
