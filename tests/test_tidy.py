"""Runs in a notebook: tidy records, figures, cards."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

import vendsim
from test_page_model import played
from vendsim.page import figures
from vendsim.page.tidy import Runs


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("tidy")
    played(folder / "careful", "careful", days=25)
    played(folder / "naive", "naive", days=25)
    return vendsim.load_runs(str(folder / "*"))


def test_records_are_one_row_per_fact(runs: Runs) -> None:
    assert len(runs.daily) == 50
    assert runs.daily[0]["agent"] == "careful"
    assert isinstance(runs.daily[0]["bank_balance"], float)
    assert {row["way"] for row in runs.mails} == {"in", "out"}
    assert all(row["body"] for row in runs.mails)
    assert len(runs.calls) == sum(run.record.result.tool_calls for run in runs if run.record.result)
    bank = sum(row["dollars"] * ((row["to"] == "Bank") - (row["from"] == "Bank")) for row in runs[0].ledger)
    assert bank == pytest.approx(runs[0].daily[-1]["bank_balance"])


def test_pandas_takes_them(runs: Runs) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    table = runs.daily.to_pandas()
    assert table.groupby("agent")["units_sold"].sum()["careful"] > 0


def test_every_figure_is_a_figure(runs: Runs) -> None:
    product = "Cola Classic 12oz can"
    one = runs[0]
    drawn = [figures.balance(runs), figures.sales(one), figures.profit(one), figures.prices(one, product)]
    assert all(isinstance(figure, Figure) for figure in drawn)
    assert all(axes.get_xlabel() for figure in drawn for axes in figure.axes)


def test_a_run_shows_a_card(runs: Runs) -> None:
    assert "careful, vb2, seed 3" in runs._repr_html_()
    assert "<svg" in runs[0]._repr_html_()
    assert repr(runs) == "[<careful: careful, vb2, seed 3, done>, <naive: naive, vb2, seed 3, done>]"


def test_nothing_found_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is nothing at"):
        vendsim.load_runs(tmp_path / "none*")
