"""Supplier mail read by a model: what counts of its reading, what falls back, and how a run is repeated."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loopback import CutOff, Model, serving
from playing import Dealt, ask, dealt, happened, on_time, untroubled
from vendsim import AgentOptions, Desk, Episode, Scenario, read_mail
from vendsim.data import supplier_identities
from vendsim.events import OrderConfirmed
from vendsim.models import Reader
from vendsim.report.collecting import scenario_labels
from vendsim.runs import RunFolder, RunRecord, make_reader, play, read_record, resume
from vendsim.runs.asking import Patience
from vendsim.runs.replay import replay
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.understood import NotBorneOutError, Question, Table, understood

KEY = "sk-a-very-secret-key-0816"
HASTY = Patience(tries=2, pause=0.0)
SHIP = "1680 Mission St, San Francisco, CA 94103"

# What a reading may say ----------------------------------------------------------------------------------

MAIL = f"""\
Please send 48 Cola Classic 12oz can at $0.62 and two cases of the nachos to {SHIP}.
I was 12 short last time. What is your lead time?

> I ordered 24 Sports Drink Blue 20oz then (PO-1007)."""
CASE = catalogue()["coke_12"].case_pack
TABLE = Table(goods=frozenset({"snickers"}), numbers=frozenset({Decimal(96)}), orders=frozenset({"1003"}))
COLA = {"product": "coke_12", "phrase": "Cola Classic 12oz can", "units": 48, "unit_price": 0.62}


def question(body: str = MAIL, table: Table = TABLE) -> Question:
    return Question("Somebody", "restock", body, read_mail("restock", body), table)


def answer(*acts: dict[str, Any], intent: str = "order") -> str:
    return json.dumps({"intent": intent, "acts": acts})


def order(**change: Any) -> dict[str, Any]:
    return {"kind": "order", "text": "Please send 48 Cola Classic", "lines": [COLA], **change}


def test_what_the_mail_says_counts() -> None:
    nachos = {"phrase": "the nachos", "cases": 2, "units": None}
    asks = {"kind": "ask", "text": "What is your lead time?", "topics": ["lead_time"]}
    reading = understood(f"```json\n{answer(order(lines=[COLA, nachos]), asks)}\n```", question())
    first, second = reading.acts[0].lines
    assert (first.product, first.units, first.unit_price) == ("coke_12", 48, Decimal("0.62"))
    assert (second.product, second.phrase, second.cases) == (None, "the nachos", 2)
    assert reading.intent == "order"
    assert reading.asks_about == ("lead_time",)
    assert [act.kind for act in reading.acts] == ["order", "ask", "address"]  # the address is there to see


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({"product": "snickers", "units": 96}, id="of the thread"),
        pytest.param({"product": "coke_12", "units": 2 * CASE}, id="cases counted out"),
        pytest.param({"product": "coke_12", "missing": 36}, id="a difference"),
        pytest.param({"product": "doritos_175", "phrase": "nachos", "cases": 2}, id="a short name"),
    ],
)
def test_numbers_and_goods_may_come_from_the_thread(line: dict[str, Any]) -> None:
    assert understood(answer(order(lines=[line])), question()).acts[0].lines[0].product == line["product"]


def test_cases_are_counted_out() -> None:
    line = {"product": "coke_12", "cases": 2, "case_price": 0.62}
    read = understood(answer(order(lines=[line])), question()).acts[0].lines[0]
    assert (read.units, read.cases, read.case_price) == (2 * CASE, None, None)
    assert read.unit_price == (Decimal("0.62") / CASE).quantize(Decimal("0.0001"))


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(order(lines=[{**COLA, "product": "rb_84"}]), id="an invented product"),
        pytest.param(order(lines=[{**COLA, "product": "unobtainium"}]), id="a product that there is not"),
        pytest.param(order(lines=[{"product": "rb_84", "phrase": "Cola Classic"}]), id="another one's name"),
        pytest.param(order(lines=[{"phrase": "energy drinks", "units": 48}]), id="a name that is not there"),
        pytest.param(order(lines=[{**COLA, "units": 480}]), id="an invented quantity"),
        pytest.param(order(lines=[{**COLA, "units": -48}]), id="less than nothing"),
        pytest.param(order(lines=[{**COLA, "units": 10**30}]), id="a huge quantity"),
        pytest.param(order(lines=[{**COLA, "cases": 48.5}]), id="half a case"),
        pytest.param(order(lines=[{**COLA, "unit_price": 0.26}]), id="an invented price"),
        pytest.param(order(lines=[{**COLA, "unit_price": "NaN"}]), id="no price"),
        pytest.param(order(total=3.14), id="an invented total"),
        pytest.param(order(text=""), id="no words quoted"),
        pytest.param(order(text="..."), id="dots quoted"),
        pytest.param(order(text="I order 48 Cola Classic"), id="words of its own"),
        pytest.param(order(text="I ordered 24 Sports Drink Blue"), id="words that the mail only quotes"),
        pytest.param({"kind": "cancel", "text": "Please send", "order_id": "PO-1004"}, id="another order"),
        pytest.param({"kind": "cancel", "text": "Please send", "order_id": "$1003\n"}, id="no order number"),
        pytest.param({"kind": "paid", "text": "Please send", "amount": 99}, id="money that was not named"),
        pytest.param({"kind": "bid", "text": "", "percent": 7}, id="an invented percentage"),
        pytest.param({"kind": "ask", "text": "", "topics": ["floor_price"]}, id="an unknown topic"),
        pytest.param({"kind": "obey", "text": ""}, id="an unknown act"),
    ],
)
def test_what_does_not_stand_there_is_refused(act: dict[str, Any]) -> None:
    with pytest.raises(NotBorneOutError):
        understood(answer(act), question())


@pytest.mark.parametrize("reply", ["", "none", "{", "[1]", '{"intent": "order"}', "{" * 9_000 + "}" * 9_000])
def test_an_answer_in_another_form_is_refused(reply: str) -> None:
    with pytest.raises(NotBorneOutError):
        understood(reply, question())


def test_an_address_must_be_there() -> None:
    with pytest.raises(NotBorneOutError):
        understood(answer({"kind": "address", "text": ""}, intent="other"), question("Hi there, 48 cola"))


# The veto ------------------------------------------------------------------------------------------------

NO_ORDERS = [
    "This is not an order yet: 200 {0}, 200 {1}. Deliver to " + SHIP,
    "Do not send 200 {0} and 200 {1} to " + SHIP,
    "Just a hypothetical: 200 {0} and 200 {1}, shipped to " + SHIP,
]


def eager(letter: str) -> str:
    """A model that takes every mail for an order of all it names, an acceptance and a change."""
    subject, body = parts(letter)
    lines = [{"product": p, "units": 200} for p in read_mail(subject, body).mentions]
    acts = [{"kind": kind, "text": body, "lines": lines} for kind in ("order", "accept", "repeat")]
    return answer(*acts)


def amending(letter: str) -> str:
    subject, body = parts(letter)
    lines = [{"product": p, "units": 200} for p in read_mail(subject, body).mentions]
    return answer({"kind": "amend", "text": body, "lines": lines}, intent="amend")


def ordering(letter: str) -> str:
    """A model that takes every mail for an order of all it names."""
    subject, body = parts(letter)
    lines = [{"product": p, "units": 200} for p in read_mail(subject, body).mentions]
    return answer({"kind": "order", "text": body, "lines": lines}, intent="order")


def silent(_: str) -> str:
    return answer(intent="other")


def parts(letter: str) -> tuple[str, str]:
    """Subject and body of the mail in a question."""
    subject, _, body = letter.partition("The mail:\nSubject: ")[2].partition("\n\n")
    return subject, body


@pytest.mark.parametrize("model", [eager, amending, silent], ids=lambda model: model.__name__)
@pytest.mark.parametrize("body", NO_ORDERS)
def test_no_model_makes_an_order_of_what_says_that_it_is_none(
    tmp_path: Path, body: str, model: Model
) -> None:
    who: Dealt = dealt("friendly", plan=on_time)
    with serving(lambda letter: model(letter) if "200" in parts(letter)[1] else agreeing(letter)) as endpoint:
        episode = opened(tmp_path, who, endpoint.url)
        ask(episode, who.email, body.format(*who.goods))
        ask(episode, who.email, "The address is " + SHIP)
    assert len(endpoint.requests) == 2
    assert not happened(episode, OrderConfirmed)


def test_what_the_model_reads_is_what_is_answered(tmp_path: Path) -> None:
    who: Dealt = dealt("friendly", plan=on_time)
    prose = f"Please book: 200 {who.goods[0]}, 200 {who.goods[1]}. Deliver to {SHIP}."
    listed = f"Please book:\n- 200 x {who.goods[0]}\n- 200 x {who.goods[1]}\n\nDeliver to: {SHIP}"
    for model, body, booked in (
        (ordering, prose, True),
        (silent, prose, False),
        (lambda _: 500, listed, True),  # the built-in reader, which is surest with lists
        (lambda _: "no", listed, True),
    ):
        with serving(model) as endpoint:
            episode = opened(tmp_path / str(id(model)), who, endpoint.url)
            ask(episode, who.email, body)
        assert bool(happened(episode, OrderConfirmed)) == booked


def opened(path: Path, who: Dealt, url: str) -> Episode:
    """A world with a model that reads."""
    path.mkdir(exist_ok=True)
    scenario = read_scenario(url, base=untroubled())
    record = RunRecord.new(scenario, who.seed, "naive", AgentOptions(), datetime.now(UTC))
    return Episode(scenario, who.seed, reader=make_reader(record, path, HASTY))


# Runs ----------------------------------------------------------------------------------------------------


class Writer:
    """An agent that writes another mail every day."""

    def play_day(self, desk: Desk) -> None:
        who = supplier_identities()[desk.day % 3]
        body = f"Please send {24 * desk.day} Cola Classic 12oz can. What is your lead time?"
        desk.call("send_email", {"to": who.email, "subject": "restock", "body": body})
        desk.call("wait_for_next_day", {})

    def snapshot(self) -> dict[str, Any]:
        return {}

    def restore(self, blob: Any) -> None:
        pass


def read_scenario(
    url: str, days: int = 8, api_key_env: str | None = None, base: Scenario | None = None
) -> Scenario:
    vb2 = base or Scenario.load("vb2").model_copy(update={"days": days})
    suppliers = vb2.suppliers.model_copy(update={"reader": "model"})
    reader = Reader(base_url=url, model="scholar", api_key_env=api_key_env, timeout=5.0)
    return vb2.model_copy(update={"suppliers": suppliers, "reader": reader})


def play_read(path: Path, scenario: Scenario, agent: Any = None) -> Episode:
    options = AgentOptions(seed=1)
    record = RunRecord.new(scenario, 1, "idle", options, datetime.now(UTC))
    episode = Episode(scenario, 1, reader=make_reader(record, path, HASTY))
    folder = RunFolder.create(path, scenario, record)
    play(episode, agent or Writer(), folder, checkpoint_seconds=0.0)
    return episode


def plain(path: Path, scenario: Scenario) -> None:
    suppliers = scenario.suppliers.model_copy(update={"reader": "built-in"})
    play_read(path, scenario.model_copy(update={"suppliers": suppliers, "reader": None}))


def agreeing(letter: str) -> str:
    """A model that reads as the built-in reader does, and quotes the whole mail for it."""
    subject, body = parts(letter)
    reading = read_mail(subject, body)
    return answer(
        *({**act.model_dump(mode="json"), "text": body} for act in reading.acts), intent=reading.intent
    )


_SEEN: dict[str, int] = {}  # so that every kind of answer comes, and each mail always gets the same


def sometimes(letter: str) -> str | int:
    """Agrees, invents, or fails."""
    place = _SEEN.setdefault(letter, len(_SEEN) % 3)
    return (agreeing(letter), answer(order(text="Send me the lot")), 500)[place]


def counts(path: Path) -> tuple[int, int, int]:
    reader = read_record(path).reader
    assert reader is not None
    return reader.read, reader.refused, reader.failed


def written(path: Path) -> dict[str, bytes]:
    return {name: (path / name).read_bytes() for name in ("events.jsonl", "daily.csv", "checkpoint.json")}


def happenings(path: Path) -> bytes:
    return (path / "events.jsonl").read_bytes()


def test_a_model_that_agrees_changes_nothing_and_is_counted(tmp_path: Path) -> None:
    with serving(agreeing) as endpoint:
        scenario = read_scenario(endpoint.url)
        play_read(tmp_path / "run", scenario)
    plain(tmp_path / "plain", scenario)
    reader = read_record(tmp_path / "run").reader
    assert reader is not None
    assert reader.read >= len(endpoint.requests) > 2  # the same mail to two suppliers is asked about once
    assert (reader.refused, reader.failed) == (0, 0)
    assert reader.same_intent == reader.same_lines == reader.same_acts == reader.read
    assert happenings(tmp_path / "run") == happenings(tmp_path / "plain")


@pytest.mark.parametrize(
    ("model", "place"),
    [
        (lambda _: answer(order(text="Send me the lot")), 1),
        (lambda _: "I would rather not say.", 1),
        (lambda _: 500, 2),
        (lambda _: 401, 2),
        (lambda _: "", 2),
    ],
    ids=["invents", "talks", "500", "401", "empty"],
)
def test_what_fails_or_is_refused_falls_back_and_is_counted(
    tmp_path: Path, model: Callable[[str], str | int], place: int
) -> None:
    with serving(model) as endpoint:
        scenario = read_scenario(endpoint.url)
        play_read(tmp_path / "run", scenario)
    plain(tmp_path / "plain", scenario)
    assert happenings(tmp_path / "run") == happenings(tmp_path / "plain")
    assert counts(tmp_path / "run")[place] == sum(counts(tmp_path / "run")) > 2


def test_a_run_is_repeated_and_replayed_without_its_endpoint(tmp_path: Path) -> None:
    with serving(sometimes) as endpoint:
        scenario = read_scenario(endpoint.url)
        play_read(tmp_path / "run", scenario)
    asked = len(endpoint.requests)
    (tmp_path / "again").mkdir()
    shutil.copy(tmp_path / "run" / "reader.jsonl", tmp_path / "again")
    play_read(tmp_path / "again", scenario)
    assert min(counts(tmp_path / "run")) > 0
    assert written(tmp_path / "again") == written(tmp_path / "run")
    assert read_record(tmp_path / "again").reader == read_record(tmp_path / "run").reader
    assert len(endpoint.requests) == asked
    assert replay(tmp_path / "run").discrepancy is None
    (tmp_path / "run" / "reader.jsonl").write_text("")
    assert "reader.jsonl does not hold a mail of" in str(replay(tmp_path / "run").discrepancy)


def test_a_resumed_run_goes_on_without_asking_again(tmp_path: Path) -> None:
    with serving(sometimes) as endpoint:
        scenario = read_scenario(endpoint.url)
        play_read(tmp_path / "whole", scenario)
        lines = len((tmp_path / "whole" / "reader.jsonl").read_bytes().splitlines())
        with pytest.raises(KeyboardInterrupt):
            play_read(tmp_path / "run", scenario, CutOff(Writer(), 4))
        episode, _, folder = resume(tmp_path / "run")
        play(episode, Writer(), folder, checkpoint_seconds=0.0)
    assert len((tmp_path / "run" / "reader.jsonl").read_bytes().splitlines()) == lines > 2
    assert written(tmp_path / "run") == written(tmp_path / "whole")
    assert read_record(tmp_path / "run").reader == read_record(tmp_path / "whole").reader


def test_the_key_is_sent_and_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOLAR", KEY)
    for number, said in enumerate((401, f"Sure, with {KEY}.")):
        with serving(lambda _, said=said: said) as endpoint:
            play_read(tmp_path / str(number), read_scenario(endpoint.url, 6, api_key_env="SCHOLAR"))
        assert set(endpoint.keys) == {f"Bearer {KEY}"}
        assert all(KEY.encode() not in path.read_bytes() for path in (tmp_path / str(number)).iterdir())


def test_the_model_is_told_nothing_hidden(tmp_path: Path) -> None:
    with serving(agreeing) as endpoint:
        play_read(tmp_path / "run", read_scenario(endpoint.url))
    asked = [request["messages"] for request in endpoint.requests]
    assert len({system["content"] for system, _ in asked}) == 1  # and so the same to every supplier
    kinds = ("floor", "adversarial", "negotiator", "gouger", "switch")
    assert not any(word in user["content"].lower() for _, user in asked for word in kinds)


# Marks ---------------------------------------------------------------------------------------------------


def test_results_are_marked(tmp_path: Path) -> None:
    scenario = read_scenario("http://127.0.0.1:9/v1")
    with_model = RunRecord.new(scenario, 1, "naive", AgentOptions(), datetime.now(UTC))
    without = RunRecord.new(Scenario.load("vb2"), 1, "naive", AgentOptions(), datetime.now(UTC))
    assert scenario_labels([with_model])[0].endswith("(mail read by scholar)")
    assert "reader" in json.loads(with_model.to_json())
    assert "reader" not in json.loads(without.to_json())
    assert scenario_labels([without]) == ["vb2"]


@pytest.mark.parametrize(
    "table", ['[suppliers]\nreader = "model"', '[reader]\nbase_url = "http://a"\nmodel = "m"']
)
def test_the_option_and_its_endpoint_need_each_other(tmp_path: Path, table: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "vb2"\nname = "mine"\n{table}\n')
    with pytest.raises(ValueError, match="need each other"):
        Scenario.load(path)
