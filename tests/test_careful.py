"""The careful agent earns its name, through tools alone."""

import pytest

from vendsim_agents.careful import Careful

BAND = (5_000, 16_000)  # dollars, mean over seeds 0-4


@pytest.fixture(scope="module")
def years(year_of):
    return [year_of(Careful, seed).episode.result() for seed in range(5)]


def test_the_careful_agent_ends_in_its_band_on_average(years):
    mean = sum(year.final_balance for year in years) / len(years)
    assert BAND[0] < mean < BAND[1]


def test_the_careful_agent_never_goes_bankrupt(years):
    assert {year.end_reason for year in years} == {"completed"}


def test_the_careful_agent_makes_no_bad_calls(years):
    assert [year.tool_errors for year in years] == [0] * 5


def test_the_careful_agent_answers_complaints_and_loses_little_by_it(years):
    assert all(0 < year.refunds < 0.02 * year.revenue for year in years)
