"""How long the page of a long run takes: written, made anew while the run goes on, and opened in Chromium.

Run: python benchmarks/page.py [--messages 6000]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from vendsim import AgentOptions, Scenario
from vendsim.page.html import page_html
from vendsim.page.model import page_model, run_model
from vendsim.runs import make_agent, play
from vendsim.runs.starting import start

OPENINGS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=6_000)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as temporary:
        folder, page = Path(temporary) / "run", Path(temporary) / "year.html"
        options = AgentOptions(seed=3)
        episode, run = start(folder, Scenario.load("vb2"), "careful", options)
        play(episode, make_agent("careful", options), run)
        talk(folder, messages)
        began = time.process_time()
        page.write_text(page_html(page_model([folder])), encoding="utf-8")
        print(f"{messages:,} messages: {page.stat().st_size / 1e6:.1f} MB", end=", ")
        print(f"written in {time.process_time() - began:.1f} s of processor time", end=", ")
        began = time.process_time()
        run_model(folder)
        print(f"its model made anew in {time.process_time() - began:.1f} s")
        wall, busy = zip(*openings(page), strict=True)
        print(
            f"opened at a day of its transcript, median of {OPENINGS}: {statistics.median(wall):.2f} s, "
            f"of which the page computes {statistics.median(busy):.2f} s"
        )


def talk(folder: Path, messages: int) -> None:
    """A conversation of 1,300 characters a message, no two alike."""
    with (folder / "messages.jsonl").open("w") as file:
        for number in range(messages):
            role = ("assistant", "tool")[number % 2]
            content = " ".join(f"{number * 31 % 977 + i} words" for i in range(130))
            line = {"day": number * 365 // messages + 1, "time": "08:00", "kind": role}
            file.write(json.dumps({**line, "message": {"role": role, "content": content}}) + "\n")


def openings(file: Path) -> Iterator[tuple[float, float]]:
    """Seconds by the clock until the day can be read, and seconds that the page's own thread computed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(OPENINGS):
            page = browser.new_page()
            metrics = page.context.new_cdp_session(page)
            metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
            began = time.perf_counter()
            page.goto(f"{file.as_uri()}#day=200&view=transcript")
            page.locator("#spoken-200.now .entry").first.wait_for()
            wall = time.perf_counter() - began
            counted = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
            yield wall, counted["TaskDuration"]
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
