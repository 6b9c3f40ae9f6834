"""Which elements of a batch something happens to, and in what order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_array_equal

from vendsim.economy.lots import LOTS, in_place
from vendsim.economy.which import add_at, rank, turns, which

keys = st.lists(st.integers(0, 5), max_size=30).map(lambda values: np.array(values, dtype=np.int64))


@given(arrays(np.int16, array_shapes(min_dims=2, max_dims=2), elements=st.integers(0, 1)))
def test_which_is_nonzero(flags: np.ndarray) -> None:
    assert_array_equal(which(flags), np.nonzero(flags))


@given(keys)
def test_ranks_count_equals(key: np.ndarray) -> None:
    key.sort()
    assert rank(key).tolist() == [key[:i].tolist().count(x) for i, x in enumerate(key.tolist())]


@given(keys)
def test_turns_name_everything_once_and_equals_in_their_order(key: np.ndarray) -> None:
    groups = [turn.tolist() for turn in turns(key)]
    assert sorted(i for group in groups for i in group) == list(range(len(key)))
    for group in groups:
        assert len(set(key[group].tolist())) == len(group)
    for value in set(key.tolist()):
        in_order = [i for group in groups for i in group if key[i] == value]
        assert in_order == sorted(in_order)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(-5, 5)), max_size=20))
def test_amounts_add_up_where_a_place_is_named_twice(added: list[tuple[int, int, int]]) -> None:
    row, column, amount = np.array(added, dtype=np.int64).reshape(-1, 3).T
    counts, expected = np.ones((3, 4), dtype=np.int16), np.ones((3, 4), dtype=np.int16)
    add_at(counts, row, column, amount)
    for i, j, more in added:
        expected[i, j] += more
    assert_array_equal(counts, expected)


def test_what_is_not_contiguous_is_refused_instead_of_changed_in_a_copy() -> None:
    wide = np.zeros((4, 2 * LOTS), dtype=np.int16)
    with pytest.raises(ValueError, match="contiguous"):
        add_at(wide[:, ::2], np.array([1]), 1)
    with pytest.raises(ValueError, match="contiguous"):
        in_place(wide[:, ::2])
