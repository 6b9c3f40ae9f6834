"""Keyed randomness: pure functions of a key, uniform, normal, and the same on every machine."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendsim.draws import (
    NORMALS,
    Stream,
    between,
    bits,
    integers,
    normal,
    normal_values,
    one,
    permutations,
    pick,
    uniform,
)

SEEDS = st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=12)


def as_seeds(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.uint64)


@given(seeds=SEEDS, day=st.integers(0, 400))
def test_a_draw_does_not_depend_on_the_batch_it_is_drawn_in(seeds: list[int], day: int) -> None:
    batch = normal(as_seeds(seeds), Stream.DEMAND, day)
    alone = [normal(as_seeds([seed]), Stream.DEMAND, day)[0] for seed in seeds]
    assert batch.tolist() == alone


@given(seeds=SEEDS, entity=st.integers(0, 200))
def test_a_draw_does_not_depend_on_the_order_of_the_batch(seeds: list[int], entity: int) -> None:
    there = uniform(as_seeds(seeds), Stream.QUOTE, entity)
    back = uniform(as_seeds(seeds[::-1]), Stream.QUOTE, entity)
    assert there.tolist() == back[::-1].tolist()


def test_a_draw_does_not_depend_on_what_was_drawn_before() -> None:
    first = one(7, Stream.RAIN, 100)
    uniform(as_seeds([7]), Stream.RAIN, np.arange(100))
    assert one(7, Stream.RAIN, 100) == first


def splitmix(x: int) -> int:
    mask = 2**64 - 1
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & mask
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & mask
    return x ^ (x >> 31)


@given(seed=st.integers(0, 2**64 - 1), entity=st.integers(0, 10_000), day=st.integers(0, 400))
def test_a_draw_is_plain_integer_arithmetic_on_its_key(seed: int, entity: int, day: int) -> None:
    golden, mask = 0x9E3779B97F4A7C15, 2**64 - 1
    x = splitmix((seed + int(Stream.DEMAND) * golden) & mask)
    for part in (entity, day):
        x = splitmix((x + (part + 1) * golden) & mask)
    assert int(bits(seed, Stream.DEMAND, entity, day)[0]) == x


def test_draws_never_change_between_versions() -> None:
    assert int(bits(0, Stream.DEMAND, 1, 2)[0]) == 4613652050399429179


def test_every_stream_has_its_own_number() -> None:
    assert len({int(stream) for stream in Stream}) == len(list(Stream.__members__))


@pytest.mark.parametrize("key", [(Stream.DEMAND, 5), (Stream.DEMAND, 6), (Stream.RAIN, 5)])
def test_uniforms_fill_the_unit_interval_evenly(key: tuple[Stream, int]) -> None:
    u = uniform(np.arange(20_000), *key)
    assert u.min() >= 0
    assert u.max() < 1
    counts = np.bincount((u * 20).astype(int), minlength=20)
    assert ((counts - 1000) ** 2 / 1000).sum() < 45  # chi-square with 19 degrees of freedom, p = .0007


def test_neighbouring_keys_and_streams_are_uncorrelated() -> None:
    days, seeds = np.arange(200)[:, None], np.arange(200)[None, :]
    base = uniform(seeds, Stream.DEMAND, 5, days)
    others = (
        uniform(seeds + 1, Stream.DEMAND, 5, days),
        uniform(seeds, Stream.DEMAND, 6, days),
        uniform(seeds, Stream.DEMAND, 5, days + 1),
        uniform(seeds, Stream.RAIN, 5, days),
        uniform(seeds, Stream.DEMAND, days, 5),
    )
    for other in others:
        assert abs(np.corrcoef(base.ravel(), other.ravel())[0, 1]) < 0.025


def test_normals_follow_the_normal_distribution() -> None:
    u = uniform(np.arange(5_000), Stream.PACE, 1)
    z = normal(np.arange(5_000), Stream.PACE, 1)
    below, above = (np.array([NormalDist().cdf(x) for x in z + side]) for side in (-0.002, 0.002))
    assert ((below - 1 / NORMALS <= u) & (u <= above + 1 / NORMALS)).all()


def test_the_values_of_a_normal_draw_are_symmetric_and_have_mean_zero_and_variance_one() -> None:
    values = normal_values()
    assert len(values) == NORMALS
    assert (values == -values[::-1]).all()
    assert (np.diff(values) > 0).all()
    assert values.var() == pytest.approx(1.0, abs=1e-6)


def test_several_streams_at_once_draw_what_each_draws_alone() -> None:
    seeds, day = np.arange(50), np.arange(50) % 7
    together = bits(seeds, (Stream.RAIN, Stream.CLAIM), day)
    for row, stream in zip(together, (Stream.RAIN, Stream.CLAIM), strict=True):
        assert row.tolist() == bits(seeds, stream, day).tolist()


def test_whole_numbers_reach_both_ends_and_no_further() -> None:
    assert set(integers(2, 5, np.arange(500), Stream.LEAD).tolist()) == {2, 3, 4, 5}


def test_between_stays_within_its_bounds() -> None:
    drawn = between(-3.0, 4.0, np.arange(2_000), Stream.OPENING)
    assert drawn.min() >= -3
    assert drawn.max() < 4
    assert abs(drawn.mean() - 0.5) < 0.15


def test_pick_gives_every_index_its_share() -> None:
    picked = [pick(4, seed, Stream.WEB) for seed in range(2_000)]
    assert np.bincount(picked, minlength=4).min() > 420


@given(seeds=SEEDS, count=st.integers(1, 30))
def test_an_order_is_a_permutation(seeds: list[int], count: int) -> None:
    for row in permutations(as_seeds(seeds), Stream.DEAL, count):
        assert sorted(row.tolist()) == list(range(count))


def test_every_entity_comes_first_equally_often() -> None:
    first = permutations(np.arange(6_000), Stream.DEAL, 6)[:, 0]
    assert np.abs(np.bincount(first) - 1000).max() < 130
