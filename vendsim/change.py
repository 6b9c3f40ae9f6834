"""The settings of what moves over a year: tastes, seasons, events, a rival, wholesale prices."""

from __future__ import annotations

from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from vendsim.data import products
from vendsim.settings import Amount, DayCount, DayRange, Section, Share, one_of, setting

# Kinds of local events that the news can write about; a test compares.
LOCAL_EVENTS = ("marathon", "heat week", "film shoot", "roadworks", "street fair", "convention")
MOST_EVENTS = 8
LONGEST_TASTE, LONGEST_MARKET = 400, 60  # days and price lists from one draw to the next

CategoryName = Annotated[str, one_of("category", lambda: {product.category for product in products()})]
GoodsName = Annotated[
    str, one_of("category or product", lambda: {n for p in products() for n in (p.category, p.id)})
]


class Want(NamedTuple):
    """How much more of a category is wanted."""

    category: CategoryName
    factor: Amount


class LocalEvent(NamedTuple):
    """A kind of event near the machine."""

    name: Annotated[str, one_of("local event", lambda: LOCAL_EVENTS)]
    days: DayRange  # shortest and longest
    crowd: Amount  # factor on the number of shoppers
    degrees: Annotated[float, Field(strict=True)]  # added to the daily high, °F
    wants: tuple[Want, ...]  # of these categories more, or less


class Season(NamedTuple):
    """What of a year's sales of a category or product falls into each month, as a factor."""

    goods: GoodsName
    months: Annotated[tuple[Amount, ...], Field(min_length=12, max_length=12)]


class Change(Section):
    """What moves over the year."""

    taste_spread: float = setting("standard deviation of a product's log appeal; 0: tastes stay", ge=0)
    taste_days: int = setting(
        "time in which tastes move from one draw to the next", "days", ge=1, le=LONGEST_TASTE
    )
    seasons: tuple[Season, ...] = setting("factors on demand for each month, by category or product id")
    events: tuple[LocalEvent, ...] = setting(
        "local events: name, shortest and longest in days, factor on shoppers, °F, wants by category",
        max_length=MOST_EVENTS,
    )
    event_every: int = setting("length of the periods that have one event at most", "days", ge=1)
    event_share: Share = setting("probability that such a period has an event")
    event_notice: DayCount = setting("time before an event at which the news tell of it", "days")
    rival_share: Share = setting("probability that a rival opens a machine nearby")
    rival_opens: DayRange = setting("first and last day on which it may open", "days")
    rival_stays: DayRange = setting("shortest and longest time that it stays", "days")
    rival_sells: Share = setting("share of the categories that it sells")
    rival_appeal: Share = setting("share of the demand for these that it takes")
    rival_crowd: Share = setting("share of all shoppers that it takes")
    list_days: int = setting("time for which price lists stand; no quote outlives them", "days", ge=1)
    market_spread: float = setting(
        "standard deviation of a category's log wholesale price; 0: it stays", ge=0
    )
    market_lists: int = setting(
        "price lists in which it moves from one draw to the next", "price lists", ge=1, le=LONGEST_MARKET
    )
    clearance_share: Share = setting("probability that a supplier clears a category with a price list")
    clearance: float = setting("share that it then takes off", ge=0, lt=1)

    @model_validator(mode="after")
    def _events_fit_into_their_periods(self) -> Self:
        for event in self.events:
            if event.days[1] > self.event_every:
                raise ValueError(f"a {event.name} can last longer than event_every = {self.event_every}")
        return self

    @model_validator(mode="after")
    def _seasons_move_sales_within_a_year(self) -> Self:
        for season in self.seasons:
            if abs(sum(season.months) - 12) > 1e-6:
                raise ValueError(f"the factors of {season.goods} must add up to 12")
        return self
