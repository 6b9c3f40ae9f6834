"""The page in a real browser: Debian's Chromium, driven by Playwright. Skipped where either is missing."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from test_page_model import played
from vendsim.page.html import page_html
from vendsim.page.model import page_model

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"
)

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = (
    "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'> [x](javascript:x)"
)
DIRECTIONS = "\u202eevil\u202c \u200f \x1b[31mred\x1b[0m \x07"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as tool:
        chromium = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium.new_context(viewport={"width": 1280, "height": 900})
        chromium.close()


class Watched:
    """A page, what it complained about, and what it asked the network for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str) -> Any:
        self.page.goto(address)
        self.page.locator("html[data-ready=yes]").wait_for(state="attached")
        return self.page


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    page = browser.new_page()
    yield Watched(page)
    page.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("browser") / "careful", "careful", days=32)


@pytest.fixture(scope="module")
def report(folder: Path) -> Path:
    target = folder.parent / "year.html"
    target.write_text(page_html(page_model([folder])), encoding="utf-8")
    return target


def copy_of(folder: Path, target: Path) -> Path:
    target.mkdir()
    for file in folder.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    return target


def test_a_deep_link_opens_run_day_and_view_and_the_keys_move_the_day(report: Path, watched: Watched) -> None:
    page = watched.open(f"{report.as_uri()}#day=20&view=machine")
    expect = playwright.expect
    expect(page.locator("output")).to_contain_text("Day 20 of 32")
    expect(page.locator(".slot")).to_have_count(12)
    before = page.locator(".machine").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("output")).to_contain_text("Day 21 of 32")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("output")).to_contain_text("Day 28 of 32")
    expect(page.locator(".machine")).not_to_have_text(before)
    assert "day=28" in page.url
    assert "run=" in page.url
    assert not watched.complaints


def test_a_deep_link_into_the_transcript_stays_on_its_day(report: Path, watched: Watched) -> None:
    page = watched.open(f"{report.as_uri()}#day=28&view=transcript")
    page.locator("#spoken-28.now .entry").first.wait_for()
    page.wait_for_timeout(300)  # days above have been made by now, and have grown
    header, day = (page.locator(name).bounding_box() for name in (".top", "#spoken-28"))
    assert 0 <= day["y"] - header["height"] < 60


def test_every_view_shows_something_and_asks_nobody(report: Path, watched: Watched) -> None:
    page = watched.open(f"{report.as_uri()}#day=30")
    for name, selector in (
        ("Balance", "svg.chart"),
        ("Machine", ".slot"),
        ("Mail", ".mail"),
        ("Transcript", ".entry.calls"),
        ("Ledger", "tr.total"),
        ("What went wrong", ".pin"),
    ):
        page.get_by_role("link", name=name).first.click()
        page.locator(selector).first.wait_for()
        assert page.locator("[aria-current=page]").inner_text().startswith(name)
        levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map((one) => +one.tagName[1])")
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise([0, *levels]))
    page.locator(".pin a").first.click()
    page.locator("html").wait_for()
    assert "view=wrong" not in page.url
    page.go_back()
    page.locator(".pin").first.wait_for()
    assert "view=wrong" in page.url
    assert not watched.complaints
    assert all(request.startswith(("file:", "data:")) for request in watched.requests)


def test_nothing_that_a_model_wrote_does_anything(folder: Path, tmp_path: Path, watched: Watched) -> None:
    run = copy_of(folder, tmp_path / "hostile")
    message = {"role": "assistant", "content": f"{HOSTILE} {DIRECTIONS}"}
    long = {"role": "assistant", "content": "x" * 5_000_000 + "the end"}
    lines = [{"day": 5, "time": "08:00", "kind": "assistant", "message": one} for one in (message, long)]
    (run / "messages.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    target = tmp_path / "hostile.html"
    target.write_text(page_html(page_model([run]), HOSTILE), encoding="utf-8")
    page = watched.open(f"{target.as_uri()}#day=5&view=transcript")
    shown = page.locator(".entry.says .text").first
    shown.wait_for()
    text = shown.inner_text()
    assert HOSTILE in text
    assert "\u202e" not in text
    assert "[U+202E]evil" in text
    assert "\u241b[31mred" in text
    page.get_by_role("button", name="Show all 5,000,007 characters").click()
    assert page.evaluate("document.querySelectorAll('.entry.says .text')[1].textContent.endsWith('the end')")
    assert page.evaluate("window.hacked === undefined && document.links.length > 0")
    assert not page.evaluate("[...document.links].some((a) => a.href.startsWith('javascript'))")
    assert not watched.complaints


def test_six_thousand_messages_open_within_the_time(folder: Path, tmp_path: Path, watched: Watched) -> None:
    run = copy_of(folder, tmp_path / "long")
    with (run / "messages.jsonl").open("w") as file:
        for number in range(6_000):
            role = ("assistant", "tool")[number % 2]
            content = " ".join(f"{number * 31 % 977 + i}" for i in range(220))
            line = {"day": number // 190 + 1, "time": "08:00", "kind": role}
            file.write(json.dumps({**line, "message": {"role": role, "content": content}}) + "\n")
    target = tmp_path / "long.html"
    target.write_text(page_html(page_model([run])), encoding="utf-8")
    assert target.stat().st_size < 8_000_000
    clock = watched.page.context.new_cdp_session(watched.page)
    clock.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the page alone: others may be busy
    page = watched.open(f"{target.as_uri()}#day=20&view=transcript")
    page.locator("#spoken-20.now .entry").first.wait_for()
    metrics = {one["name"]: one["value"] for one in clock.send("Performance.getMetrics")["metrics"]}
    assert 0 < metrics["TaskDuration"] < 2.0
    assert not watched.complaints


@contextmanager
def serving(app: Any) -> Iterator[int]:
    import socket

    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def test_new_days_appear_by_themselves(folder: Path, tmp_path: Path, watched: Watched) -> None:
    pytest.importorskip("uvicorn", reason="the extra vendsim[view] is not installed")
    from vendsim.page.server import Shown, make_app

    run = copy_of(folder, tmp_path / "growing")
    events = (run / "events.jsonl").read_text().splitlines(keepends=True)
    early = [line for line in events if json.loads(line)["day"] <= 10]
    calls = (run / "calls.jsonl").read_text().splitlines(keepends=True)
    (run / "calls.jsonl").write_text("".join(line for line in calls if json.loads(line)["day"] <= 10))
    (run / "events.jsonl").write_text("".join(early))
    with serving(make_app(Shown([tmp_path]), "token")) as port:
        page = watched.open(f"http://127.0.0.1:{port}/token/#view=ledger")
        page.get_by_text("Day 10 of 32").wait_for()
        page.get_by_label("Period").select_option("all")
        page.wait_for_timeout(1500)
        (run / "calls.jsonl").write_text("".join(calls))
        (run / "events.jsonl").write_text("".join(events))
        page.get_by_text("Day 32 of 32").wait_for(timeout=20_000)
        assert page.get_by_label("Period").input_value() == "all"  # and whoever looks keeps their place
        page.get_by_role("link", name="September 2026").wait_for()
        assert not page.get_by_text("does not answer any more").is_visible()
    page.get_by_text("does not answer any more").wait_for()
    watched.complaints = [text for text in watched.complaints if "ERR_" not in text]  # the server has gone
    assert not watched.complaints


def test_a_person_plays_a_day_on_the_page(tmp_path: Path, watched: Watched) -> None:
    pytest.importorskip("uvicorn", reason="the extra vendsim[view] is not installed")
    from vendsim import AgentOptions, Scenario
    from vendsim.data import supplier_identities
    from vendsim.page.seat import Seat
    from vendsim.page.server import Shown, make_app
    from vendsim.runs import make_agent, resume
    from vendsim.runs.starting import start

    options = AgentOptions(seed=1)
    episode, run = start(tmp_path / "human", Scenario.load("month"), "human", options)
    seat = Seat(episode, make_agent("human", options), run)
    seat.start()
    with serving(make_app(Shown([]), "token", seat.routes(), play=True)) as port:
        page = watched.open(f"http://127.0.0.1:{port}/token/")
        page.locator("summary", has_text="send email").click()
        with page.expect_response("**/draft"):
            page.locator("textarea[name=body]").fill("a draft")
        page.reload()
        page.locator("summary", has_text="send email").click()
        assert page.locator("textarea[name=body]").input_value() == "a draft"
        page.get_by_role("button", name="Sleep until the next morning").click()
        page.get_by_text("Day 2 of 30, 08:00").wait_for()
        page.locator("summary", has_text="web search").click()
        page.locator("input[name=query]").first.fill("snacks")
        page.get_by_role("button", name="Do it: web search").click()
        page.get_by_text("query: snacks").wait_for()
        assert page.locator("#addresses option, #pages option").count() > 3
        assert not page.get_by_text("You are Charles Paxton").is_visible()
        assert page.request.get(f"http://127.0.0.1:{port}/token/runs").status == 404
    seat.stop()
    record = json.loads((tmp_path / "human" / "run.json").read_text())
    assert (record["agent"], record["status"]) == ("human", "stopped")
    again = Seat(*resume(tmp_path / "human"))  # at another port, as another process
    again.start()
    with serving(make_app(Shown([]), "other", again.routes(), play=True)) as port:
        page = watched.open(f"http://127.0.0.1:{port}/other/")
        page.locator("summary", has_text="send email").click()
        assert page.locator("textarea[name=body]").input_value() == "a draft"
        for name, text in (("to", supplier_identities()[0].email), ("subject", "Hello")):
            page.locator(f"form:has(textarea[name=body]) input[name={name}]").fill(text)
        with page.expect_response(lambda told: '"arguments":{}' in (told.request.post_data or "")):
            page.get_by_role("button", name="Do it: send email").click()
    again.stop()
    assert json.loads((tmp_path / "human" / "draft.json").read_text()) == {}
    assert not watched.complaints
