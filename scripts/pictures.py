"""Make the pictures of README and docs from seeded runs: screenshots, the animation, what the notebook shows.

Run: python scripts/pictures.py [--out docs] [--look DIR]

Needs Playwright and Chromium (``pip install '.[dev]'``, ``apt-get install chromium``). ``--look`` also writes
every view at three widths, dark, and as it is printed: to be looked at by whoever changed the page.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gymnasium
from PIL import Image

from vendsim import AgentOptions, Scenario  # also registers the environments
from vendsim.page.html import page_html
from vendsim.page.model import page_model
from vendsim.runs import make_agent, play
from vendsim.runs.starting import start

ROOT = Path(__file__).parent.parent
SEED = 3
AGENTS = ("careful", "naive", "trusting")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTHS = {"phone": (390, 844), "middle": (1280, 900), "wide": (1920, 1080)}
VIEWS = {
    "balance": "svg.chart", "machine": ".slot", "mail": ".mail", "transcript": ".entry", "ledger": "tr.total",
    "wrong": ".pin", "compare": "table", "runs": "table",
}  # fmt: skip
FRAMES, DAYS_A_FRAME = 45, 2  # an episode of Pricing-v0 has 91 days


@dataclass(frozen=True)
class Shot:
    """One screenshot: where on the page, and how."""

    name: str
    view: str
    day: int = 120
    size: tuple[int, int] = (1280, 900)
    dark: bool = False
    printed: bool = False


DOCS = (Shot("report", "balance"), Shot("report-machine", "machine", 60), Shot("report-compare", "compare"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="where README and docs expect them")
    parser.add_argument("--look", type=Path, help="also every view, at three widths")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        runs = [year(Path(temporary) / f"{agent}-seed{SEED}", agent) for agent in AGENTS]
        one, several = (report(runs[:count], Path(temporary) / f"{count}.html") for count in (1, len(runs)))
        with chromium() as browser:
            for shot in DOCS:
                page = several if shot.view == "compare" else one
                take(browser, page, shot, asked.out / f"{shot.name}.png")
            for shot in every_view() if asked.look else ():
                page = several if shot.view in ("compare", "runs") else one
                take(browser, page, shot, asked.look / f"{shot.name}.png")
    animation(asked.out / "machine.gif")
    notebook(asked.out / "notebook.ipynb")


def year(folder: Path, agent: str) -> Path:
    """A year of a built-in agent in a folder."""
    options = AgentOptions(seed=SEED)
    episode, run = start(folder, Scenario.load("vb2"), agent, options)
    play(episode, make_agent(agent, options), run)
    return folder


def report(runs: Sequence[Path], file: Path) -> Path:
    """What `vendsim report` writes."""
    file.write_text(page_html(page_model(runs)), encoding="utf-8")
    return file


def every_view() -> Iterator[Shot]:
    """Everything that should be looked at when the page has changed."""
    for view in VIEWS:
        for width, size in WIDTHS.items():
            yield Shot(f"{view}-{width}", view, size=size)
        yield Shot(f"{view}-dark", view, dark=True)
        yield Shot(f"{view}-print", view, size=(800, 1130), printed=True)


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


def take(browser: Any, file: Path, shot: Shot, target: Path) -> None:
    """One screenshot. Says when the page is wider than its window."""
    target.parent.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(
        viewport=dict(zip(("width", "height"), shot.size, strict=True)),
        color_scheme="dark" if shot.dark else "light",
    )
    if shot.printed:
        page.emulate_media(media="print")
    page.goto(f"{file.as_uri()}#day={shot.day}&view={shot.view}")
    page.locator(VIEWS[shot.view]).first.wait_for()
    page.wait_for_timeout(300)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.screenshot(path=target)
    page.close()
    print(target, f"overflows by {over} pixels" if over > 0 else "")


def animation(target: Path) -> None:
    """An episode of Pricing-v0 whose agent leaves all prices as they are."""
    env = gymnasium.make("vendsim/Pricing-v0", render_mode="rgb_array", fast=False)
    env.reset(options={"world": SEED})
    frames = []
    for _ in range(FRAMES):
        frames.append(Image.fromarray(env.render()).resize((480, 360), Image.Resampling.LANCZOS))
        for _ in range(DAYS_A_FRAME):
            env.step([0] * env.action_space.shape[0])
    palette = frames[-1].quantize(32)
    small = [frame.quantize(32, palette=palette, dither=Image.Dither.NONE) for frame in frames]
    small[0].save(target, save_all=True, append_images=small[1:], duration=200, loop=0, optimize=True)
    print(target, f"{target.stat().st_size / 1000:,.0f} kB")


def notebook(target: Path) -> None:
    """What the cells of the notebook show, kept in it for readers who do not run it."""
    import nbformat
    from nbclient import NotebookClient

    cells = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    NotebookClient(cells, timeout=600).execute()
    for cell in cells.cells:
        cell.metadata.pop("execution", None)  # when it ran
    nbformat.write(cells, target)
    print(target, f"{target.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
