"""What the numeric environments show: machine, day, balance and yesterday's sales of one world."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim import events
from vendsim.data import products
from vendsim.episode import Episode
from vendsim.manager.knowledge import Knowledge
from vendsim.money import show
from vendsim.scenario import Scenario

Frame = npt.NDArray[np.uint8]
MODES = ["ansi", "rgb_array"]

_INCHES, _DPI = (6.4, 4.8), 100  # 640 x 480 pixels
_EMPTY, _FULL, _BODY, _INK = "#fdecea", "#ffffff", "#2b3a4a", "#22262b"


def check_mode(mode: str | None) -> None:
    """Raises ValueError, in one sentence, for a mode that does not exist."""
    if mode is not None and mode not in MODES:
        raise ValueError(f"render_mode must be one of {', '.join(MODES)} or None, not {mode!r}")


def text(scenario: Scenario, known: Knowledge, world: int = 0) -> str:
    """A few lines about the morning of one world."""
    rows = [_headline(known, world)]
    for i, slot in enumerate(scenario.machine.slots):
        name, units = _slot(known, world, i)
        rows.append(f"  {slot}  {units:>2} {name}")
    return "\n".join(rows)


def text_of_episode(episode: Episode) -> str:
    """The same about an episode: its machine and its sales as the last night left them."""
    happened = reversed(episode.events)
    kinds = (events.DayClosed, events.StockCounted)
    night: dict[type, events.Event] = {}
    for event in happened:
        if isinstance(event, kinds):
            night.setdefault(type(event), event)
            if len(night) == len(kinds):
                break
    closed, count = (night.get(kind) for kind in kinds)
    held = {s.slot: s for s in count.slots} if isinstance(count, events.StockCounted) else {}
    sales = (
        f"yesterday {closed.units_sold} sold for {show(closed.revenue_cents)}"
        if isinstance(closed, events.DayClosed)
        else "nothing sold yet"
    )
    rows = [f"day {episode.day}, {episode.time}: bank ${episode.balance:,.2f}, {sales}"]
    for slot in episode.scenario.machine.slots:
        here = held.get(slot)
        rows.append(f"  {slot}  {here.units:>2} {here.product}" if here else f"  {slot}   0 empty")
    return "\n".join(rows)


def _headline(known: Knowledge, world: int) -> str:
    return (
        f"day {known.day[world]}: bank {show(known.bank[world])}, coins {show(known.coins[world])}, "
        f"{known.slot_units[world].sum()} units in the machine, {known.stored[world].sum()} in storage, "
        f"yesterday {known.sold[world].sum()} sold for {show(known.takings[world])}"
    )


def _slot(known: Knowledge, world: int, slot: int) -> tuple[str, int]:
    product, units = int(known.slot_product[world, slot]), int(known.slot_units[world, slot])
    return (products()[product].name, units) if product >= 0 and units else ("empty", 0)


@cache
def _canvas() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_INCHES, dpi=_DPI)
    return figure, FigureCanvasAgg(figure)


def frame(scenario: Scenario, known: Knowledge, world: int = 0) -> Frame:
    """(480, 640, 3) uint8: the machine with its slots, and the day above it."""
    from matplotlib.patches import Rectangle

    figure, canvas = _canvas()
    figure.clear()
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 640), ylim=(480, 0))
    axes.axis("off")
    figure.set_facecolor("white")
    axes.text(16, 28, f"Day {known.day[world]} of {scenario.days}", fontsize=14, weight="bold", color=_INK)
    axes.text(624, 28, f"Bank {show(known.bank[world])}", fontsize=14, weight="bold", color=_INK, ha="right")
    sales = f"Yesterday {known.sold[world].sum()} sold for {show(known.takings[world])}"
    axes.text(16, 54, sales, fontsize=10, color=_INK)
    axes.text(624, 54, f"{known.stored[world].sum()} units in storage", fontsize=10, color=_INK, ha="right")
    axes.add_patch(Rectangle((10, 68), 620, 402, color=_BODY))
    columns = scenario.machine.slots_per_row
    rows = -(-len(scenario.machine.slots) // columns)
    wide, high = 608 / columns, 390 / rows
    for i, slot in enumerate(scenario.machine.slots):
        name, units = _slot(known, world, i)
        x, y = 16 + (i % columns) * wide, 74 + (i // columns) * high
        axes.add_patch(Rectangle((x + 3, y + 3), wide - 6, high - 6, color=_FULL if units else _EMPTY))
        axes.text(x + 10, y + 18, slot, fontsize=8, color="#5d656e", va="center")
        short = name if len(name) <= 24 else f"{name[:22]}..."
        axes.text(x + 10, y + 38, short, fontsize=8.5, color=_INK if units else "#c0392b", va="center")
        sold, room = int(known.sold[world, i]), scenario.machine.capacity[i]
        axes.text(x + 10, y + 58, f"{units} of {room}", fontsize=8, color="#5d656e", va="center")
        if sold:
            axes.text(
                x + wide - 12, y + 58, f"sold {sold}", fontsize=8, color="#00785a", va="center", ha="right"
            )
        if units:
            axes.add_patch(Rectangle((x + 10, y + 70), (wide - 24) * units / room, 7, color="#0072b2"))
    canvas.draw()
    return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])
