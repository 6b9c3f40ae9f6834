"""Scenarios are constants: they are never copied, only varied."""

from __future__ import annotations

import copy

from vendsim.scenario import Scenario


def test_a_scenario_is_its_own_copy_unless_the_copy_is_to_change() -> None:
    rules = Scenario.load("vb2")
    assert copy.deepcopy(rules) is rules
    assert rules.model_copy(update={"days": 4}, deep=True).days == 4
    assert rules.days == 365
