"""Parts of a batch at the same time: worlds are independent, and compiled code lets other threads run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

_pools: dict[int, ThreadPoolExecutor] = {}  # by number of threads
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pools.clear)  # threads do not survive a fork


def in_threads(play: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """What ``play`` returns for each part, in their order; the last is played by the calling thread."""
    others = len(parts) - 1
    if not others:
        return [play(parts[0])]
    if others not in _pools:
        _pools[others] = ThreadPoolExecutor(others, thread_name_prefix="vendsim")
    running = [_pools[others].submit(play, part) for part in parts[:-1]]
    last = play(parts[-1])
    return [*(future.result() for future in running), last]
