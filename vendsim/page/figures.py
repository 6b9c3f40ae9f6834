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
# Each line with a marker of its own; colours after Okabe and Ito.
_LINES = tuple(
    zip(("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"), "osD^vP*", strict=True)
)


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
    axes.xaxis.set_major_formatter("{x:,.0f}")
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
    cheapest = sorted(offers.items(), key=lambda offer: min(dollars for _, dollars in offer[1]))
    for (supplier, points), (colour, marker) in zip(cheapest, _LINES, strict=False):
        axes.plot(*zip(*points, strict=True), marker=marker, color=colour, label=supplier, zorder=3)
    others = cheapest[len(_LINES) :]
    for number, (_, points) in enumerate(others):
        label = None if number else f"{len(others)} others, which never were as cheap"
        axes.plot(*zip(*points, strict=True), marker=".", color="#9aa1a8", linewidth=0.8, label=label)
    axes.yaxis.set_major_formatter("{x:.2f}")
    axes.set(xlabel="Day", ylabel="Dollars per unit", title=f"Quotes for {product}")
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return figure
