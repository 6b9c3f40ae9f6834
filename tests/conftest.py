"""What every test process needs."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest

from vendsim.compiling.alone import alone

# Many tests start interpreters; where bytecode is forbidden, each would compile the whole package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than cores: many tests wait for a server, a signal or another process."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Thousands of collected tests and all that they import stay: no garbage to look for."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], Any]], Any]:
    """``once(name, make)``: what ``make()`` returns, made once for all processes of this test run and read
    anew from a file by each caller."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def get(name: str, make: Callable[[], Any]) -> Any:
        file = folder / f"{name}.pickle"
        with alone(file.with_suffix(".lock")):
            if not file.exists():
                file.write_bytes(pickle.dumps(make()))
        return pickle.loads(file.read_bytes())

    return get


@pytest.fixture(scope="session")
def year_of(once: Any) -> Callable[..., Any]:
    """``year_of(agent, seed)``: a whole year of an agent, as a `playing.Diary` of the caller's own."""
    from playing import Diary, play_year
    from vendsim import AgentOptions, Episode

    def get(agent: type, seed: int, scenario: str = "vb2") -> Diary:
        def make() -> Any:
            diary = play_year(agent(AgentOptions()), Episode(scenario, seed))
            return diary.replies, diary.events, diary.episode.snapshot()

        replies, events, snapshot = once(f"{agent.__name__}-{scenario}-{seed}", make)
        diary = Diary(Episode.restore(snapshot))
        diary.replies += replies
        diary.episode.events.extend(events)
        return diary

    return get
