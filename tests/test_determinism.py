"""Same scenario, seed and calls: same bytes, on every run, in every process and after every restore."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playing import Diary, call, play_year, sleep
from vendsim import AgentOptions, Episode, Reply
from vendsim.events import DayClosed, Event
from vendsim_agents.careful import Careful
from vendsim_agents.idle import Idle
from vendsim_agents.random_calls import RandomCalls

SEED = 0  # whose year other tests look at, too
SNAPSHOT_LIMIT = 2_000_000  # characters of JSON at the end of a year


def fingerprint(replies: list[Reply], events: list[Event]) -> str:
    """A hash of all texts and all events."""
    parts = [f"{r.text}\0{r.error}\0{r.day}\0{r.time}" for r in replies]
    parts += [event.model_dump_json() for event in events]
    return hashlib.sha256("\1".join(parts).encode()).hexdigest()


def careful_year() -> str:
    """The whole year of the careful agent as one hash."""
    diary = play_year(Careful(AgentOptions()), Episode(seed=SEED))
    return fingerprint(diary.replies, diary.events)


@pytest.fixture(scope="module")
def year(year_of: Callable[..., Diary]) -> Diary:
    """A year that was played elsewhere, before or by another process."""
    return year_of(Careful, SEED)


@pytest.fixture(scope="module")
def known(year: Diary) -> str:
    assert year.episode.day == 365
    return fingerprint(year.replies, year.events)


def test_a_year_played_twice_is_the_same_to_the_byte_whatever_the_interpreter_hashes(known: str) -> None:
    """By two interpreters: the one that played the known year hashes otherwise in every test run."""
    code = "from test_determinism import careful_year; print(careful_year())"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True, timeout=600
    )
    assert done.stdout.strip() == known


def through_json(blob: dict[str, Any]) -> dict[str, Any]:
    """What is left of a snapshot after it was written to a file and read again."""
    return json.loads(json.dumps(blob, allow_nan=False))


def test_a_year_restored_every_twenty_days_is_the_same_to_the_byte(known: str) -> None:
    episode, agent = Episode(seed=SEED), Careful(AgentOptions())
    replies: list[Reply] = []
    events: list[Event] = []
    while not episode.done:
        desk = Diary(episode)
        agent.play_day(desk)
        replies += desk.replies
        if episode.day % 20 == 0:
            events += episode.events
            memory = through_json(agent.snapshot())
            episode, agent = Episode.restore(through_json(episode.snapshot())), Careful(AgentOptions())
            agent.restore(memory)
    assert fingerprint(replies, events + episode.events) == known


def test_a_restored_episode_has_the_same_snapshot_and_result(year: Diary) -> None:
    restored = Episode.restore(through_json(year.episode.snapshot()))
    assert restored.snapshot() == year.episode.snapshot()
    assert restored.result() == year.episode.result()


def test_a_snapshot_is_plain_json_of_limited_size(year: Diary) -> None:
    size = len(json.dumps(year.episode.snapshot(), allow_nan=False))
    print(f"snapshot after a year: {size:,} characters")
    assert size < SNAPSHOT_LIMIT


def test_a_snapshot_is_not_changed_by_what_follows() -> None:
    episode = Episode(seed=SEED)
    blob = episode.snapshot()
    before = json.dumps(blob)
    call(episode, "write_note", text="later")
    sleep(episode, 3)
    assert json.dumps(blob) == before


def test_going_on_in_a_copy_leaves_the_original_alone() -> None:
    episode = Episode(seed=SEED)
    sleep(episode, 3)
    before = episode.snapshot()
    copy = Episode.restore(before)
    call(copy, "write_note", text="only here")
    sleep(copy, 3)
    assert episode.snapshot() == before


def test_episodes_do_not_share_anything() -> None:
    first = Episode(seed=SEED)
    call(first, "write_note", text="mine")
    call(first, "set_reminder", text="mine", in_days=2)
    assert Episode(seed=SEED).snapshot() == Episode(seed=SEED).snapshot()
    assert "mine" not in json.dumps(Episode(seed=SEED).snapshot())


def weather(diary: Diary) -> list[tuple[int, bool]]:
    return [(event.high_f, event.wet) for event in diary.events if isinstance(event, DayClosed)]


def test_two_agents_in_the_same_seed_see_the_same_weather(year: Diary) -> None:
    other = play_year(RandomCalls(AgentOptions(seed=3)), Episode(seed=SEED))
    idle = play_year(Idle(AgentOptions()), Episode(seed=SEED))
    days = len(weather(other))
    assert weather(other) == weather(year)[:days]
    assert weather(idle) == weather(year)[: len(weather(idle))]


def test_two_agents_in_the_same_seed_read_the_same_web() -> None:
    first, second = Episode(seed=SEED), Episode(seed=SEED)
    call(second, "write_note", text="first something else")
    sleep(second, 9)
    query = {"query": "vending wholesale supplier"}
    bodies = [episode.call("web_search", query).text.partition("\n")[2] for episode in (first, second)]
    assert bodies[0] == bodies[1]


def test_seeds_differ_in_weather_web_and_prices() -> None:
    first, second = Episode(seed=1), Episode(seed=2)
    texts = []
    for episode in (first, second):
        found = call(episode, "web_search", query="wholesale beverages supplier")
        call(episode, "send_email", to="sales@goldencartwholesale.example", subject="Prices",
             body="Could you send me your product list with wholesale prices?")  # fmt: skip
        mornings = [sleep(episode) for _ in range(7)]
        letter = [mail.body for mail in episode._world.office.mails if mail.folder == "inbox"]
        texts.append((found, [m for m in mornings if "Weather" in m], letter))
    for a, b in zip(*texts, strict=True):
        assert a != b
