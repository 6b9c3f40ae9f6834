"""The model of the page: what it says of a run is what happened in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from vendsim import AgentOptions, Scenario
from vendsim.events import ANY_EVENT, Ended, SuppliersRevealed
from vendsim.page.books import BANK
from vendsim.page.html import page_html
from vendsim.page.model import page_model
from vendsim.page.pack import unpack
from vendsim.runs import make_agent, play
from vendsim.runs.reading import read_events
from vendsim.runs.starting import start


def played(folder: Path, agent: str, days: int = 60, seed: int = 3) -> Path:
    """A short run in a folder."""
    scenario = Scenario.load("vb2").model_copy(update={"days": days})
    options = AgentOptions(seed=seed)
    play(*_players(folder, scenario, agent, options))
    return folder


def _players(folder: Path, scenario: Scenario, agent: str, options: AgentOptions) -> Any:
    episode, run = start(folder, scenario, agent, options)
    return episode, make_agent(agent, options), run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("page") / "careful", "careful")


@pytest.fixture(scope="module")
def run(folder: Path) -> dict[str, Any]:
    return json.loads(json.dumps(page_model([folder])))["runs"][0]


def test_the_ledger_explains_every_balance(run: dict[str, Any]) -> None:
    bank, at_end = 0, {}
    for day, _, source, target, cents, _ in run["ledger"]:
        assert cents != 0
        bank += cents * ((target == BANK) - (source == BANK))
        at_end[day] = bank
    assert [at_end[day] for day in range(1, run["closed"] + 1)] == run["series"]["bank"]


def test_the_machine_sells_what_the_day_sold(run: dict[str, Any]) -> None:
    sold = {}
    for month in run["months"]:
        for day, machine in unpack(month["packed"])["machine"].items():
            sold[int(day)] = sum(units for _, units, _ in machine["sold"].values())
    assert [sold[day] for day in range(1, run["closed"] + 1)] == run["series"]["units"]
    assert sum(sold.values()) > 100


def test_the_machine_loses_what_it_sells(run: dict[str, Any]) -> None:
    """Where nobody went to the machine, a slot holds what it held, less what it sold."""
    machines = {
        int(day): machine
        for month in run["months"]
        for day, machine in unpack(month["packed"])["machine"].items()
    }
    checked = 0
    for day in range(2, run["closed"] + 1):
        for slot, (product, units, _, _) in machines[day]["slots"].items():
            before = machines[day - 1]["slots"].get(slot)
            sold = machines[day]["sold"].get(slot, (product, 0, 0))[1]
            if before and before[0] == product and before[1] >= units and sold:
                assert before[1] - sold <= units
                checked += before[1] - sold == units
    assert checked > 20


def test_the_statement_adds_up_to_the_days(run: dict[str, Any]) -> None:
    columns = run["statement"]["columns"]
    revenue = [row[columns.index("Revenue")] for row in run["statement"]["days"]]
    assert revenue == run["series"]["revenue"]
    assert sum(row[columns.index("Cost of goods sold")] for row in run["statement"]["days"]) < 0


def test_what_cheats_kept_is_marked_at_the_balance(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(folder, run)
    record = json.loads((run / "run.json").read_text())
    lost = {"day": 9, "time": "06:00", "event": "order_paid", "about": "PO-1", "cents": 4_200}
    record["result"]["conduct"]["evidence"]["lost_to_cheats"] = [lost]
    (run / "run.json").write_text(json.dumps(record))
    marks = page_model([run])["runs"][0]["happenings"]
    assert (9, "", "scam", "$42.00 paid for PO-1 bought nothing") in marks


def test_every_mail_has_its_body(run: dict[str, Any]) -> None:
    bodies = {
        mail: body for month in run["months"] for mail, body in unpack(month["packed"])["mails"].items()
    }
    assert len(run["mails"]) > 20
    assert all(bodies[str(mail[0])].strip() for mail in run["mails"])


def test_what_is_hidden_is_told_after_the_end_only(folder: Path) -> None:
    events = list(read_events(folder))
    assert isinstance(events[-1], SuppliersRevealed)
    assert isinstance(events[-2], Ended)
    assert not any(isinstance(event, SuppliersRevealed) for event in events[:-1])
    assert events[-1].suppliers


def test_a_line_that_is_being_written_is_left_out(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    whole = len(list(read_events(copy)))
    with (copy / "events.jsonl").open("a") as file:
        file.write('{"day": 61, "ti')
    assert len(list(read_events(copy))) == whole
    with (copy / "events.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(ValueError, match="is not an event"):
        list(read_events(copy))


def test_every_event_kind_can_be_read_back(folder: Path) -> None:
    lines = (folder / "events.jsonl").read_text().splitlines()
    assert [ANY_EVENT.validate_json(line).model_dump_json() for line in lines] == lines


def test_no_text_ends_the_element_it_stands_in() -> None:
    page = page_html({"served": {"base": "</script><script>alert(1)</script><!--"}}, "</title><b>")
    assert page.count("</script>") == 2
    assert "<!--" not in page.partition("<body>")[2]
    assert "</title><b>" not in page


def test_the_same_folder_gives_the_same_page(folder: Path) -> None:
    assert page_html(page_model([folder])) == page_html(page_model([folder]))
