"""What the environments show: pictures and text, for one world and for several."""

from __future__ import annotations

from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.wrappers import RecordEpisodeStatistics, RecordVideo, vector

import vendsim
from vendsim import Episode


@pytest.mark.parametrize("name", ["Manager", "Pricing", "Restock"])
def test_a_world_is_shown_as_picture_and_as_text(name: str) -> None:
    frames = []
    for mode in ("rgb_array", "ansi"):
        env = RecordEpisodeStatistics(gymnasium.make(f"vendsim/{name}-v0", render_mode=mode, fast=False))
        env.reset(seed=1)
        frames.append(env.render())
        env.step(np.zeros(env.action_space.shape, dtype=np.int64))
        frames.append(env.render())
    first, second, text, later = frames
    assert (first.shape, first.dtype) == ((480, 640, 3), np.uint8)
    assert not np.array_equal(first, second)
    first_day = 1 if name == "Manager" else 61
    assert text.startswith("day 1: bank $500.00" if first_day == 1 else "day 61: bank $")
    assert later.startswith(f"day {first_day + 1}: ")
    assert len(text.splitlines()) == 13


def test_a_batch_shows_every_world() -> None:
    envs = gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, render_mode="rgb_array", fast=False)
    envs.reset(seed=1)
    frames = envs.render()
    assert [frame.shape for frame in frames] == [(480, 640, 3)] * 2


@pytest.mark.filterwarnings("ignore:.*Overwriting existing videos")
def test_gymnasium_records_a_video_of_one_world_and_of_several(tmp_path: Path) -> None:
    pytest.importorskip("moviepy", reason="moviepy is not installed (pip install 'vendsim[video]')")
    env = gymnasium.make("vendsim/Pricing-v0", render_mode="rgb_array", fast=False)
    many = gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, render_mode="rgb_array", fast=False)
    one = RecordVideo(RecordEpisodeStatistics(env), str(tmp_path / "one"), video_length=2)
    several = vector.RecordVideo(
        vector.RecordEpisodeStatistics(many), str(tmp_path / "several"), video_length=2
    )
    for recorded in (one, several):
        recorded.reset(seed=1)
        for _ in range(2):
            recorded.step(recorded.action_space.sample())
        recorded.close()
    videos = [next((tmp_path / name).glob("*.mp4")) for name in ("one", "several")]
    assert all(b"ftyp" in video.read_bytes()[:16] for video in videos)


def test_the_tools_show_the_business_and_the_latest_reply() -> None:
    env = gymnasium.make("vendsim/Tools-v0", render_mode="ansi")
    env.reset(seed=1)
    first = str(env.render())
    assert first.startswith("day 1, 08:00: bank $500.00, nothing sold yet\n  A1   0 empty\n")
    observation = env.step('{"name": "wait_for_next_day", "arguments": {}}')[0]
    later = str(env.render())
    assert later.startswith("day 2, 08:00: bank $498.00, yesterday 0 sold for $0.00\n")
    assert later.endswith(f"\n\n{observation}")


def test_a_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="render_mode must be one of"):
        vendsim.envs.manager_env.ManagerEnv(render_mode="human")


def test_an_episode_shows_a_card() -> None:
    html = Episode(seed=2)._repr_html_()
    assert "vb2, seed 2" in html
    assert "$500.00" in html
