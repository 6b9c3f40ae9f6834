"""What scripted operators earn: the calibration of the whole economy."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vendsim.economy.reference import POLICIES, Result, play
from vendsim.economy.reference.__main__ import main, seed_list
from vendsim.economy.reference.policies import policy

TARGETS = {  # mean final balance in dollars, units a day
    "naive": (1_700, 6),  # 1,400 in the design, where first prices were higher
    "competent": (9_700, 15),
    "strong": (15_500, 23),
    "near-oracle": (34_200, 38),
}


@pytest.fixture(scope="module")
def results(once: Callable[..., Any]) -> dict[str, Result]:
    return once("policies", lambda: {row.name: play(row, "vb2", range(20)) for row in POLICIES})


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_policy_earns_what_the_design_says(results: dict[str, Result], name: str) -> None:
    mean, units = TARGETS[name]
    summary = results[name].summary()
    assert summary["mean"] == pytest.approx(mean, rel=0.20)
    assert summary["units_per_day"] == pytest.approx(units, rel=0.25)


@pytest.mark.slow
def test_knowing_everything_has_a_ceiling(results: dict[str, Result]) -> None:
    assert results["near-oracle"].final_cents.max() < 45_000_00
    assert results["near-oracle"].final_cents.min() > 25_000_00


@pytest.mark.slow
def test_better_operators_earn_more_in_nearly_every_world(results: dict[str, Result]) -> None:
    ranked = [results[name].final_cents for name in ("naive", "competent", "strong", "near-oracle")]
    for worse, better in itertools.pairwise(ranked):
        assert (better > worse).mean() >= 0.9


@pytest.mark.slow
def test_honest_competence_never_goes_bankrupt(results: dict[str, Result]) -> None:
    for name in ("competent", "strong", "near-oracle"):
        assert (results[name].days == 365).all()
        assert results[name].final_cents.min() > 500_00


def test_idle_ends_on_day_260_with_nothing() -> None:
    result = play("idle", "vb2", range(3))
    assert result.days.tolist() == [260] * 3
    assert result.summary() == {"mean": 0.0, "sd": 0.0, "min": 0.0, "max": 0.0, "units_per_day": 0.0}


def test_a_world_is_played_the_same_alone_and_in_a_batch() -> None:
    batch = play("strong", "vb2", [3, 14, 15])
    alone = play("strong", "vb2", [14])
    assert alone.final_cents[0] == batch.final_cents[1]
    assert alone.units[0] == batch.units[1]


def test_a_policy_is_free_to_be_changed() -> None:
    ruinous = replace(policy("competent"), price_error=0.0, restock_days=400)
    assert np.array_equal(play(ruinous, "vb2", [0]).units, [0])


def test_unknown_policies_are_named() -> None:
    with pytest.raises(ValueError, match='there is no policy "lucky"'):
        play("lucky")


def test_seeds_are_written_as_ranges() -> None:
    assert seed_list("0-2,7") == [0, 1, 2, 7]


def test_the_command_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--seeds", "0-1", "--scenario", "month", "--json"])
    table = json.loads(capsys.readouterr().out)
    assert list(table) == ["idle", "naive", "competent", "strong", "near-oracle"]
    assert table["idle"]["mean"] == 500 - 30 * 2  # a month's fees
    for row in table.values():
        assert list(row) == ["mean", "sd", "min", "max", "units_per_day"]
