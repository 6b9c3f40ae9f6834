"""Scenarios are constants: never copied, only varied; and what is wrong in one is told when it is loaded."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from vendsim.cli.scenario_text import as_toml
from vendsim.economy.rules import rules_of
from vendsim.scenario import Scenario, list_scenarios


def test_a_scenario_is_its_own_copy_unless_the_copy_is_to_change() -> None:
    rules = Scenario.load("vb2")
    assert copy.deepcopy(rules) is rules
    assert rules.model_copy(update={"days": 4}, deep=True).days == 4
    assert rules.days == 365


MISTAKES = {
    "a setting": ("[demand]\nfootfal = 3.0", "there is no setting demand.footfal; did you mean footfall?"),
    "a setting at the top": ("dayz = 3", "there is no setting dayz; did you mean days?"),
    "a section": ("[demnd]\nfootfall = 3.0", "there is no setting demnd; did you mean demand?"),
    "an unknown tool": (
        'tools = ["read_inbox", "wait_for_next_dya"]',
        'tools: there is no tool "wait_for_next_dya"; did you mean wait_for_next_day?',
    ),
    "a tool twice": (
        'tools = ["read_inbox", "read_inbox", "wait_for_next_day"]',
        "tools: read_inbox is listed twice",
    ),
    "an unknown category": (
        '[demand]\nthin_categories = ["candie"]',
        'demand.thin_categories: there is no category "candie"; did you mean candy?',
    ),
    "no day at all": ("days = -3", "days must be at least 1, not -3"),
    "a negative time": ("[suppliers]\nquote_days = -3", "suppliers.quote_days must be at least 1, not -3"),
    "a text for a number": (
        '[money]\nstart_cents = "500"',
        "money.start_cents must be a whole number, not '500'",
    ),
    "truth for a number": ("days = true", "days must be a whole number, not True"),
    "no number": ("[demand]\nfootfall = nan", "demand.footfall must be a finite number, not nan"),
    "a falling range": ("[suppliers]\narrives = [900, 480]", "suppliers.arrives: the first of the two must"),
    "a list that is too long": ("[demand]\nweekday = [1.0, 2.0]", "demand.weekday must have at least 7"),
    "a number for a section": ("money = 5", "money must be a section, not 5"),
    "a date in quotes": (
        'start_date = "yesterday"',
        "start_date must be a date such as 2026-08-10, without quotes, not 'yesterday'",
    ),
    "a date without a future": ("start_date = 9999-12-30", "the last day would be after the year 9999"),
    "a name that is taken": ('name = "vb1"', 'the name "vb1" is taken by a built-in scenario'),
    "a name for a folder elsewhere": ('name = "../x"', 'name: a name has letters, digits, "_", "." and "-"'),
    "rows that are one": (
        '[machine]\nsmall_rows = ["A"]\nlarge_rows = ["A"]',
        "machine: A is listed twice",
    ),
    "no end of a day": ('tools = ["read_inbox"]', "tools must have wait_for_next_day"),
    "a tail that falls": ("[suppliers]\nreport_counts = [0.5, 0.2]", "suppliers.report_counts: each must be"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_file_is_one_sentence_that_names_the_file(tmp_path: Path, mistake: str) -> None:
    lines, told = MISTAKES[mistake]
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "vb2"\n{lines}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.toml") as caught:
        Scenario.load(path)
    said = str(caught.value)
    assert said.startswith(f"scenario {path}: {told}")
    assert "\n" not in said


def test_what_a_file_extends_is_named_beside_it(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    for extends, told in {
        "vb22": 'extends vb22: there is no scenario "vb22"',
        "none.toml": f"extends {tmp_path / 'none.toml'}: the scenario",
        "mine.toml": "extends itself",
    }.items():
        mine.write_text(f'extends = "{extends}"\n', encoding="utf-8")
        with pytest.raises(ValueError, match=re.escape(told)) as caught:
            Scenario.load(mine)
        assert str(mine) in str(caught.value)


def test_a_file_without_a_name_is_called_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "quiet.toml").write_text('extends = "vb2"\n', encoding="utf-8")
    assert Scenario.load(tmp_path / "quiet.toml").name == "quiet"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"dasy": 3}, "there is no setting dasy; did you mean days?"),
        ({"days": -1}, "days must be at least 1, not -1"),
        ({"days": "many"}, "days must be a whole number, not 'many'"),
        ({"demand": {"footfal": 3.0}}, "there is no setting footfal; did you mean footfall?"),
        ({"tools": ("wait_for_next_day", "fly")}, 'there is no tool "fly"'),
    ],
)
def test_a_varied_scenario_is_checked_whichever_way_it_is_varied(changes: dict[str, Any], told: str) -> None:
    rules = Scenario.load("vb2")
    for vary in (lambda: rules.with_(**changes), lambda: rules.model_copy(update=changes)):
        with pytest.raises(ValueError, match=re.escape(told)):
            vary()


@pytest.mark.parametrize("name", list_scenarios())
def test_a_scenario_that_is_shown_loads_again_as_it_was(tmp_path: Path, name: str) -> None:
    (tmp_path / "copy.toml").write_text(as_toml(Scenario.load(name)), encoding="utf-8")
    assert Scenario.load(tmp_path / "copy.toml") == Scenario.load(name).with_(name="copy")


def test_what_is_derived_is_shared_by_equal_scenarios_and_by_no_others() -> None:
    rules = Scenario.load("vb2")
    assert Scenario.load("vb2") is rules
    assert rules_of(Scenario.model_validate(rules.model_dump(mode="json"))) is rules_of(rules)
    assert rules_of(rules.model_copy(update={"days": 4})) is not rules_of(rules)
