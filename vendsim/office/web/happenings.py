"""News of a year that moves: what is on near the machine, price lists to come, clearances, trends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from vendsim.office.web.facts import Happening, News, Page, PriceMove, Trend
from vendsim.office.web.goods import CALLED
from vendsim.office.web.pen import Pen

_OBSERVER = "https://www.marinaobserver.example"
_WIRE = "https://www.citybusinesswire.example"


def happening_pages(seed: int, news: News) -> Iterator[Page]:
    """Pages that change with the day, and an article for everything that is announced."""
    local = [one for one in news.happenings if one.name != "clearance"]
    if local:
        yield _calendar(local)
        yield from (_article(seed, one) for one in local)
    if news.lists:
        yield _price_lists(seed, news.lists)
    if any(one.name == "clearance" for one in news.happenings):
        yield _clearances([one for one in news.happenings if one.name == "clearance"])
    yield from (_trend(seed, number, trend) for number, trend in enumerate(news.trends))


def _calendar(local: Sequence[Happening]) -> Page:
    return Page(
        f"{_OBSERVER}/whats-on",
        "What's on near Fisherman's Wharf and Bay Street",
        "What the neighbourhood should know of the days to come, brought up to date every morning.\n",
        keywords="local events calendar, this week, festival, street closure, what's on, local news",
        passing=tuple((one.since, one.until, f"- {_when(one)}: {_WHAT[one.name][0](one)}") for one in local),
        quiet="- Nothing out of the ordinary.",
    )


def _article(seed: int, one: Happening) -> Page:
    about, titles, prose = _WHAT[one.name]
    url = f"{_OBSERVER}/{one.first.isoformat()}-{one.name.replace(' ', '-')}"
    pen = Pen(seed, url)
    text = "\n\n".join((pen.pick(prose), f"{_when(one)}: {about(one)}"))
    return Page(url, pen.pick(titles), text, since=one.since, keywords=f"{one.name}, local news, event")


def _price_lists(seed: int, lists: Sequence[PriceMove]) -> Page:
    lines = []
    for one in lists:
        pen = Pen(seed, f"price-list-{one.first.isoformat()}")
        moves = "; ".join(
            f"{CALLED[category]} {abs(change)} % {'up' if change > 0 else 'down'} "
            f"({pen.pick(_REASONS_UP if change > 0 else _REASONS_DOWN)})"
            for category, change in one.moves
        )
        lines.append((one.since, one.until, f"- Lists of {_day(one.first)}: {moves or 'as before'}."))
    return Page(
        f"{_WIRE}/wholesale-price-lists",
        "Wholesale prices: what the next lists bring",
        "The region's distributors bring out new price lists every other week. Quotes end with the list. "
        "Compared with the list before, the trade reckons with:\n",
        keywords="wholesale price changes, price increase, prices going up, market report, price list news",
        passing=tuple(lines),
        quiet="- No changes.",
    )


def _clearances(clearances: Sequence[Happening]) -> Page:
    return Page(
        f"{_WIRE}/clearances",
        "Clearance sales of Bay Area wholesalers",
        "Who is clearing what this fortnight. The lower prices are in the firm's quotes already.\n",
        keywords="clearance sale, wholesale discount, overstock, sell-off, specials this week",
        passing=tuple(
            (one.since, one.until, f"- {one.who}: {_and(one.categories)}, {one.per_cent} % off its prices "
             f"until {_day(one.last)}.")
            for one in clearances
        ),
        quiet="- Nobody clears anything at the moment.",
    )  # fmt: skip


def _trend(seed: int, number: int, trend: Trend) -> Page:
    url = f"{_OBSERVER}/what-sells-{number + 1}"
    opening = Pen(seed, url).pick(_COUNTED)
    text = (
        f"{opening}\n\nMore wanted than usual: {', '.join(trend.rising)}.\n"
        f"Less wanted than usual: {', '.join(trend.falling)}.\n\nTastes turn within a few months."
    )
    title = f"What the Wharf buys from machines now (no. {number + 1})"
    keywords = "trends, popular products, best sellers, what sells now, tastes"
    return Page(url, title, text, since=trend.since, keywords=keywords)


def _day(when: date) -> str:
    return f"{when:%A} {when.isoformat()}"


def _when(one: Happening) -> str:
    return _day(one.first) if one.first == one.last else f"{_day(one.first)} to {_day(one.last)}"


def _and(categories: Sequence[str]) -> str:
    names = [CALLED[category] for category in categories]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "nothing much"


_COUNTED = (
    "A student counted what people took out of eight machines around the Wharf last week, and compared with "
    "a year ago. Small numbers, so take it with a grain of salt.",
    "Our intern stood beside eight vending machines for a week. Not science, but this stood out.",
)
_REASONS_UP = ("a poor harvest", "dearer freight", "a plant is down", "higher demand", "dearer packaging")
_REASONS_DOWN = ("a good harvest", "cheaper freight", "full warehouses", "weak demand", "a new competitor")

# Of each: what the calendar says of it, headlines, and what the article says.
_WHAT: dict[str, tuple[Callable[[Happening], str], tuple[str, ...], tuple[str, ...]]] = {
    "marathon": (
        lambda one: "Bay Marathon. Thousands of runners and spectators pass the Wharf, about four times "
        "the usual crowd; above all they want water, sports drinks and bars.",
        ("Bay Marathon will pass Fisherman's Wharf", "Runners take over Bay Street"),
        ("The course follows the waterfront, and the finish is two blocks from Bay Street.",
         "Last year every kiosk along the course had sold its water before eleven in the morning."),
    ),
    "heat week": (
        lambda one: "heat wave forecast, some 15 F above normal. Cold drinks sell, chocolate does not.",
        ("Heat wave ahead, forecasters say", "A week of heat for San Francisco"),
        ("The sea wind is expected to stay away for days. Shops with cold drinks do well in such weeks.",
         "Forecasters are unusually sure: the fog will be gone for days."),
    ),
    "film shoot": (
        lambda one: "film crew on Taylor Street, day and night. About twice the usual crowd; coffee, energy "
        "drinks and sandwiches are in demand.",
        ("Film crew comes to Taylor Street", "Cameras on the Wharf"),
        ("A crew of two hundred and as many onlookers are expected, and the catering is said to be bad.",
         "The production has rented three car parks. Neighbours look forward to it with mixed feelings."),
    ),
    "roadworks": (
        lambda one: "roadworks on Bay Street. Pavements are partly closed; shops expect half of their trade.",
        ("Bay Street to be dug up", "Roadworks at the Wharf: detours for pedestrians"),
        ("The water main is to be replaced. Pedestrians are sent round by North Point Street.",
         "The city promises to be quick. Shopkeepers have heard that before."),
    ),
    "street fair": (
        lambda one: "street fair on the waterfront, about three times the usual crowd, in the mood for "
        "souvenirs and sweets.",
        ("Street fair on the waterfront", "The Wharf celebrates"),
        ("Music, stalls and no cars: the fair has been the busiest time of the season in every year.",
         "Stalls open at ten. Queues for something to eat were long last time."),
    ),
    "convention": (
        lambda one: "convention in the hotels on Bay Street, more than twice the usual crowd, with money to "
        "spend on gum and mints, energy drinks and whatever they forgot to pack.",
        ("Convention fills the hotels at the Wharf", "Thousands of delegates expected on Bay Street"),
        ("Every room within a mile is booked. Delegates walk between four hotels, past the waterfront.",
         "The programme has no lunch breaks to speak of, old hands say."),
    ),
    "rival": (
        lambda one: f"a second vending machine across Bay Street. It sells {_and(one.categories)}.",
        ("A second vending machine for Bay Street", "Competition comes to Bay Street"),
        ("The permit is for some months. The operator has kept to the middle of the price range elsewhere.",
         "It stands across the street from the old one. Whether there is enough trade for two will show."),
    ),
}  # fmt: skip
