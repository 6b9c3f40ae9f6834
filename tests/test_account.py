"""The daily table adds up to the cent, and a run ends with what it lost most money by."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from vendsim import AgentOptions, Episode, Scenario, events
from vendsim.cli.account import print_account
from vendsim.report.account import losses, months
from vendsim.runs import make_agent, play, read_record
from vendsim.runs.daily import HEADER, INFLOWS, OUTFLOWS, rows
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import RunRecord
from vendsim.runs.starting import start
from vendsim_agents.careful import Careful

START = Decimal(500)


def table(episode: Episode, extra: dict[int, events.Event] | None = None) -> list[dict[str, Decimal]]:
    """The money in every row of the daily table; ``extra`` events happen before the days close."""
    happened = []
    for event in episode.events:
        if isinstance(event, events.DayClosed) and extra and event.day in extra:
            happened.append(extra[event.day])
        happened.append(event)
    lines = [line.split(",") for line in rows(episode.scenario, happened)]
    columns = HEADER.split(",")
    money = (*INFLOWS, *OUTFLOWS, "bank_balance")
    return [{name: Decimal(line[columns.index(name)]) for name in money} for line in lines]


def test_the_balance_of_each_day_adds_up_from_its_row_to_the_cent() -> None:
    episode = Episode(Scenario.load("vb2").with_(days=45), seed=3)
    agent = Careful(AgentOptions())
    while not episode.done:
        episode.bill_tokens(1_234)
        agent.play_day(episode)
    days = table(episode)
    before = START
    for day in days:
        assert day["bank_balance"] == before + sum(day[n] for n in INFLOWS) - sum(day[n] for n in OUTFLOWS)
        before = day["bank_balance"]
    assert before == episode.balance
    for name in {*INFLOWS, *OUTFLOWS} - {"supplier_refunds"}:  # of which this year has none so early
        assert any(day[name] for day in days), name


def test_a_suppliers_refund_is_an_inflow_of_its_day() -> None:
    episode = Episode(Scenario.load("vb2").with_(days=2))
    while not episode.done:
        episode.call("wait_for_next_day")
    refund = events.SupplierRefunded(day=2, time="20:00", order="PO-1001", supplier="Acme", cents=1234)
    assert [day["supplier_refunds"] for day in table(episode, {2: refund})] == [Decimal(0), Decimal("12.34")]


@pytest.fixture(scope="module")
def idled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of some days, to which tests add what happened in it."""
    path = tmp_path_factory.mktemp("idled")
    options = AgentOptions()
    episode, folder = start(path, Scenario.load("vb2").with_(days=25), "idle", options)
    play(episode, make_agent("idle", options), folder)
    return path


def with_events(run: Path, tmp_path: Path, *added: events.Event) -> tuple[Path, RunRecord]:
    lines = (run / EVENTS_FILE).read_text().splitlines()
    for event in added:
        at = next(n for n, line in enumerate(lines) if f'"day":{event.day + 1},' in line or '"ended"' in line)
        lines.insert(at, event.model_dump_json())
    for file in run.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / EVENTS_FILE).write_text("\n".join(lines) + "\n")
    return tmp_path, read_record(tmp_path)


def lost(day: int, cents: int, supplier: str) -> events.Event:
    return events.PaymentLost(day=day, time="10:00", supplier=supplier, cents=cents)


def test_what_one_supplier_took_is_told_together_with_the_worst_day(idled: Path, tmp_path: Path) -> None:
    path, record = with_events(
        idled, tmp_path, lost(3, 2_000, "Acme"), lost(9, 7_000, "Acme"), lost(5, 8_000, "Other")
    )
    acme, other = losses(path, record)
    assert (acme.day, acme.cents, acme.times) == (9, 9_000, 2)
    assert (other.day, other.cents, other.times) == (5, 8_000, 1)
    assert "$70.00 to Acme bought nothing" in acme.cause


def test_an_ignored_claim_counts_what_shoppers_stayed_away_with(idled: Path, tmp_path: Path) -> None:
    made = events.ClaimMade(day=4, time="08:00", claim=1, customer="a@b.example", product="Cola", cents=250)
    path, record = with_events(idled, tmp_path, made, events.ClaimIgnored(day=9, time="22:00", claim=1))
    assert losses(path, record) == []  # an idle year has no sales that could be lost
    scenario = Scenario.model_validate(record.config)
    assert scenario.customers.goodwill_factor < 1


def test_no_more_than_five_are_told_and_cents_are_not(idled: Path, tmp_path: Path) -> None:
    path, record = with_events(
        idled, tmp_path, lost(2, 99, "Cheap"), *(lost(3 + n, 1_000 + n, f"Firm {n}") for n in range(7))
    )
    assert [loss.cents for loss in losses(path, record)] == [1_006, 1_005, 1_004, 1_003, 1_002]


def test_the_account_names_months_losses_and_where_to_read_on(
    idled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, record = with_events(idled, tmp_path, lost(20, 4_321, "Acme"))
    assert [month.days for month in months(path)] == [(1, 22), (23, 25)]
    assert months(path)[0].spending == Decimal(44)
    print_account(path, record)
    told = capsys.readouterr().out
    assert "Aug 2026" in told
    assert "day 20" in told
    assert "$43.21" in told
    assert f"vendsim transcript {path} --days 20-25" in told
