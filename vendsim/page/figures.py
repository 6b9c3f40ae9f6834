"""Pictures of runs: each function takes runs of `load_runs` and returns a matplotlib ``Figure``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from matplotlib.figure import Figure

from vendsim.page.books import STATEMENT, statement
from vendsim.page.pins import cheated
from vendsim.page.tidy import LoadedRun
from vendsim.report.balance import balance_figure
from vendsim.runs.reading import read_events

_BLUE, _ORANGE = "#0072B2", "#D55E00"


def balance(runs: Sequence[LoadedRun]) -> Figure:
    """Bank balances over the days: one line per agent, with its runs and their spread.

    Raises ValueError, in one sentence, if no day has closed.
    """
    return balance_figure([run.folder for run in runs])


def sales(run: LoadedRun, products: int = 8) -> Figure:
    """Units sold per day, and the products that sold best, of one run."""
    units: Counter[str] = Counter()
    for event in read_events(run.folder):
        if event.kind == "sold":
            units[event.product] += event.units
    figure = Figure(figsize=(9, 5), layout="constrained")
    above, below = figure.subplots(2)
    above.bar([row["day"] for row in run.daily], [row["units_sold"] for row in run.daily], color=_BLUE)
    above.set(xlabel="Day", ylabel="Units sold a day", title=f"Sales of {run.record.player}")
    best = units.most_common(products)[::-1]
    below.barh([name for name, _ in best], [count for _, count in best], color=_BLUE)
    below.set(xlabel="Units sold")
    return figure


def profit(run: LoadedRun) -> Figure:
    """The statement of one run by ledger line, in dollars."""
    lost = [(day, cents) for day, cents, _ in cheated(run.record)]
    table = statement(list(read_events(run.folder)), len(run.daily), lost)
    sums = [sum(row[i] for row in table) / 100 for i in range(len(STATEMENT))]
    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.subplots()
    axes.barh(STATEMENT[::-1], sums[::-1], color=[_BLUE if x >= 0 else _ORANGE for x in sums[::-1]])
    axes.axvline(0, color="#333333", linewidth=0.8)
    axes.set(xlabel="Dollars", title=f"Where the money of {run.record.player} came from and went")
    return figure


def prices(run: LoadedRun, product: str) -> Figure:
    """Prices at which suppliers offered a product, in dollars, over the days of one run."""
    offers: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for event in read_events(run.folder):
        if event.kind == "quoted":
            for line in event.lines:
                if line.product == product:
                    offers[event.supplier].append((event.day, line.unit_cents / 100))
    if not offers:
        raise ValueError(f"nobody named a price for {product!r} in this run")
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    for supplier, points in sorted(offers.items()):
        axes.plot(*zip(*points, strict=True), marker="o", label=supplier)
    axes.set(xlabel="Day", ylabel="Dollars per unit", title=f"Quotes for {product}")
    axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure
