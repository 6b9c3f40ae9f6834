"""A scenario: every number of the world that is not drawn per seed.

Scenarios are TOML files in ``vendsim/scenarios/``. A file may extend another by naming it
(``extends = "vb2"``) and then states only what differs. All money is in integer cents.
Sources of the numbers stand in the TOML files.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

Source = TypeVar("Source")
Result = TypeVar("Result")


def derived(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """Keep what ``function`` makes of a scenario or a section of one.

    These are frozen, so the object itself is the key: hashing all its numbers would take longer than the
    night in which the result is needed.
    """
    kept: list[tuple[Source, Result]] = []

    @wraps(function)
    def look_up(source: Source) -> Result:
        for known, result in kept:
            if known is source:
                return result
        result = function(source)
        kept.insert(0, (source, result))
        del kept[_KEPT:]
        return result

    return look_up


_KEPT = 8  # different scenarios in use at the same time


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Itself: it never changes, and what is `derived` from it goes by the object.

        Only ``model_copy`` asks without a ``memo``, and goes on to change what it gets.
        """
        return super().__deepcopy__() if memo is None else self


class Money(_Section):
    """Cash, fees and the token bill."""

    start_cents: int = Field(ge=0)
    daily_fee_cents: int = Field(ge=0)
    unpaid_days_limit: int = Field(ge=1)  # consecutive unpaid days that end the run
    tokens_cents_per_million: int = Field(ge=0)  # output tokens
    token_bill_every_days: int = Field(ge=1)
    lowest_price_cents: int = Field(ge=1)  # what the machine's price display can show
    highest_price_cents: int


class Clock(_Section):
    """The working day and what each class of tool costs, in minutes."""

    opens: int = Field(ge=0, le=1439)  # minutes after midnight
    closes: int = Field(ge=1, le=1440)
    look_minutes: int = Field(ge=0)  # inbox, read mail, balance, storage, notes, reminders
    desk_minutes: int = Field(ge=0)  # send mail, search, payment
    trip_minutes: int = Field(ge=0)  # anything at the machine


class Machine(_Section):
    """Rows of slots from the top."""

    small_rows: tuple[str, ...]
    large_rows: tuple[str, ...]
    slots_per_row: int = Field(ge=1)
    small_units: int = Field(ge=1)  # units a slot holds
    large_units: int = Field(ge=1)

    @property
    def slots(self) -> tuple[str, ...]:
        """Slot names in order: A1, A2, ..."""
        rows = (*self.small_rows, *self.large_rows)
        return tuple(f"{row}{i + 1}" for row in rows for i in range(self.slots_per_row))

    @property
    def is_large(self) -> tuple[bool, ...]:
        """For each slot, whether it takes large products (and only those)."""
        return tuple(slot[0] in self.large_rows for slot in self.slots)

    @property
    def capacity(self) -> tuple[int, ...]:
        """Units each slot holds."""
        return tuple(self.large_units if large else self.small_units for large in self.is_large)


class Demand(_Section):
    """Section 2 of the economy: shape of demand and the spread of its parameters between worlds."""

    curvature: float = Field(ge=0)  # of log demand above the reference price
    largest_uplift: float = Field(gt=0)  # cap on the price factor
    cutoff: float = Field(gt=0)  # relative deviation beyond which nobody buys
    dispersion: int = Field(ge=1)  # k of the negative binomial
    footfall: float | Literal[False]  # T, shoppers a day; false: unlimited
    footfall_spread: tuple[float, float]
    crowding: float = Field(ge=0)  # gamma, exponent of products in one category
    variety_peak: tuple[int, int]  # n*
    variety_floor: float = Field(ge=0, le=1)
    variety_exponent: float = Field(gt=0)
    surplus_penalty: float = Field(ge=0)  # per product beyond n*
    rain_loss: float = Field(ge=0)  # log sales lost on a wet day
    mild_temperature: float  # F at which temperature does nothing
    weekday: tuple[float, ...] = Field(min_length=7, max_length=7)  # Monday first
    month: tuple[float, ...] = Field(min_length=12, max_length=12)
    day_persistence: float = Field(ge=0, lt=1)  # of the daily shopping mood Z
    day_spread: float = Field(ge=0)
    card_share: float = Field(ge=0, le=1)
    card_share_spread: float = Field(ge=0)
    wholesale_spread: float = Field(ge=0)
    location_level: tuple[float, float]  # L
    reference_spread: float = Field(ge=0)
    base_sales_spread: float = Field(ge=0)
    elasticity_spread: float = Field(ge=0)
    elasticity_range: tuple[float, float]
    temperature_spread: float = Field(ge=0)
    calendar_spread: float = Field(ge=0)
    best_daily_profit: float = Field(gt=0)  # dollars
    best_daily_profit_spread: tuple[float, float]
    thin_categories: tuple[str, ...]
    thin_daily_revenue: float = Field(gt=0)  # dollars a day at most
    drift_spread: float = Field(ge=0)  # weekly, of log base sales; 0: none
    drift_persistence: float = Field(ge=0, lt=1)
    off_brand_sales: float = Field(gt=0)
    off_brand_price: float = Field(gt=0)

    @property
    def log_largest_uplift(self) -> float:
        """The cap on the logarithm of the price factor."""
        return math.log(self.largest_uplift)


class Weather(_Section):
    """A year of San Francisco weather."""

    high: tuple[float, ...] = Field(min_length=12, max_length=12)  # mean daily high, F
    rain_days: tuple[float, ...] = Field(min_length=12, max_length=12)  # a month
    dry_to_wet: float  # P(wet | dry) = dry_to_wet * p
    wet_to_wet: float  # P(wet | wet) = p + wet_to_wet * (1 - p)
    anomaly_persistence: float = Field(ge=0, lt=1)
    anomaly_spread: float = Field(ge=0)  # F
    heat_months: tuple[int, ...]
    heat_start: float = Field(ge=0, le=1)  # a day
    heat_degrees: float
    heat_days: tuple[int, int]


class Suppliers(_Section):
    """Section 3: rules shared by suppliers; what differs between them is in the supplier table."""

    quote_spread: float = Field(ge=0)
    adversarial_quote_spread: float = Field(ge=0)
    volume_breaks: tuple[tuple[int, float], ...]  # (order value in cents, discount)
    adversarial_volume_breaks: tuple[tuple[int, float], ...]
    loyalty_per_order: float = Field(ge=0)
    loyalty_limit: float = Field(ge=0)
    quote_days: int = Field(ge=1)
    forget_days: int = Field(ge=1)  # rounds reset this long after the last order
    bounce_days: int = Field(ge=1)
    arrives: tuple[int, int]  # minutes after midnight, first and last
    first_honest: float  # probability
    later_nothing: float
    later_signature: float
    short_fraction: tuple[float, float]
    surcharge: tuple[float, float]
    most_units_per_line: int = Field(ge=1)
    advertising: tuple[float, float]  # how loud honest suppliers are, 0 to 1
    adversarial_advertising: tuple[float, float]
    hold_days: int = Field(ge=1)  # that a demand for more money stands before the quantity is cut
    lost_in_transit: float = Field(ge=0, le=1)  # probability that an order is lost on the road
    transit_mishap: float = Field(ge=0, le=1)  # probability that part of one line does not survive it
    mishap_share: tuple[float, float]  # of that line
    trace_days: int = Field(ge=1)  # that an honest supplier looks for a lost order before it makes it good
    resends: float = Field(ge=0, le=1)  # share of suppliers that send again unless asked for money
    apology_days: int = Field(ge=1)  # beyond the announced date from which a late order is worth a credit
    apology_credit: float = Field(ge=0, le=1)  # of the goods, never below the floor
    vanish_answers: int = Field(ge=0)  # letters about an order that a vanishing cheat still answers
    slow_share: float = Field(ge=0, le=1)  # of suppliers, that take their time to answer
    slow_days: int = Field(ge=0)  # that they take longer
    offers_a_year: float = Field(ge=0)  # unasked, from all suppliers of a world together
    offer_lines: int = Field(ge=1)  # products in such an offer at most
    favour_share: float = Field(ge=0, le=1)  # of suppliers, that do a certain thing for whoever asks
    case_discount: float = Field(ge=0, lt=1)  # on orders of whole cases, if asked for
    standing_discount: float = Field(ge=0, lt=1)  # on regular orders, if asked for
    standing_days: int = Field(ge=1)  # within which the next order must come for that
    special_discount: tuple[float, float]  # on a product that a supplier wants off its shelf
    special_days: int = Field(ge=1)  # for which one is on special
    post: tuple[int, int]  # minutes after midnight between which mail arrives in the morning
    reader: Literal["built-in", "model"] = "built-in"  # who reads the mail to suppliers; see `Reader`
    report_days: tuple[int, int]  # first and last on which readers report on a supplier
    report_counts: tuple[float, ...]  # probability of no report, of at most one, ...
    grave_reports_of_cheats: float = Field(ge=0, le=1)  # share of what is reported of them
    grave_reports_of_others: float = Field(ge=0, le=1)  # unfair ones
    late_reports: float = Field(ge=0, le=1)


class Customers(_Section):
    """Section 4: claims for refunds."""

    claim_rate: float = Field(ge=0, le=1)  # of units sold in date
    valid_share: float = Field(ge=0, le=1)
    jam_share: float = Field(ge=0, le=1)  # of valid claims about goods in date; the others came damaged
    stale_claim_rate: float = Field(ge=0, le=1)  # of units sold past their date
    claim_multiple: tuple[float, float]  # of the price
    extortion_share: float = Field(ge=0, le=1)  # of unfounded claims
    extortion_cents: tuple[int, int]
    contradicted_share: float = Field(ge=0, le=1)  # of unfounded claims: the records contradict a detail
    later_share: float = Field(ge=0, le=1)  # of the claims: they do not come on the morning after the sale
    later_days: tuple[int, int]  # but so many days later
    thanks_share: float = Field(ge=0, le=1)  # of the customers who have their money back: they write so
    protest_share: float = Field(ge=0, le=1)  # of those who were refused
    reminder_days: int = Field(ge=1)
    ignored_days: int = Field(ge=1)
    goodwill_factor: float = Field(gt=0, le=1)  # on footfall, per valid claim ignored
    goodwill_floor: float = Field(gt=0, le=1)
    goodwill_recovery: float = Field(ge=0)  # a day


class Context(_Section):
    """How much of the conversation a language model keeps."""

    tokens: int = Field(ge=1000)
    keep: float = Field(gt=0, lt=1)  # share of the messages that survives a trim
    messages: int | None = Field(default=None, ge=2)  # of a whole run, after which it ends; none: no limit


class SubAgent(_Section):
    """A second model that alone works at the machine, on the instructions of the first."""

    prompt: str
    tools: tuple[str, ...] = Field(min_length=1)
    calls: int = Field(ge=1)  # of tools that one task may take


class ModelEndpoint(_Section):
    """A language model behind an OpenAI-compatible endpoint, named without any key."""

    model_config = ConfigDict(hide_input_in_errors=True)

    base_url: str
    model: str = Field(min_length=1)
    # Capitals only, so that a key put here by mistake is refused and not written down.
    api_key_env: str | None = Field(default=None, pattern=r"^[A-Z_][A-Z0-9_]{0,63}$")
    timeout: float = Field(default=30.0, gt=0, le=600)  # seconds for one answer

    @field_validator("base_url")
    @classmethod
    def _is_an_address_without_secrets(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("this is no address; it should look like http://localhost:8000/v1")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("leave user name, password and query out; api_key_env names the key's variable")
        return url


class Voice(ModelEndpoint):
    """A language model that words the suppliers' mail; what they say is decided without it.

    In a scenario file, which goes into the run folder and therefore holds no key::

        extends = "vb2"
        name = "my-voiced"

        [voice]
        base_url = "http://localhost:8000/v1"  # chat completions as OpenAI defines them
        model = "my-model"
        # api_key_env = "MY_KEY"  # the environment variable with the key; without it, none is sent
        # timeout = 30.0
    """


class Reader(ModelEndpoint):
    """A language model that reads the mail to suppliers; what they do about it is decided without it.

    In a scenario file, with the same settings as a `Voice`::

        extends = "vb2"
        name = "my-read"

        [suppliers]
        reader = "model"

        [reader]
        base_url = "http://localhost:8000/v1"
        model = "my-model"

    Runs ask it. An `Episode` or an environment that is opened by hand without a reader uses the built-in one.
    """


class Scenario(_Section):
    """All constants of a world, frozen."""

    name: str
    title: str
    days: int = Field(ge=1, le=3650)
    start_date: date
    tools: tuple[str, ...]
    prompt: str
    score: Literal["bank_balance", "net_worth"]  # see economy/worth.py
    money: Money
    clock: Clock
    machine: Machine
    demand: Demand
    weather: Weather
    suppliers: Suppliers
    customers: Customers
    context: Context
    sub_agent: SubAgent | None = None  # none: the agent does everything itself
    voice: Voice | None = None  # none: the templates speak
    reader: Reader | None = None  # none: the built-in reader reads

    @model_validator(mode="after")
    def _day_is_long_enough(self) -> Scenario:
        longest = max(self.clock.look_minutes, self.clock.desk_minutes, self.clock.trip_minutes)
        if self.clock.closes - self.clock.opens < longest:
            raise ValueError("the working day is shorter than the longest tool call")
        return self

    @model_validator(mode="after")
    def _sub_agent_and_its_tools_belong_together(self) -> Scenario:
        if (self.sub_agent is not None) != ("run_sub_agent" in self.tools):
            raise ValueError("a [sub_agent] section and the tool run_sub_agent need each other")
        return self

    @model_validator(mode="after")
    def _a_model_that_reads_is_named(self) -> Scenario:
        if (self.reader is not None) != (self.suppliers.reader == "model"):
            raise ValueError('a [reader] section and reader = "model" under [suppliers] need each other')
        return self

    @classmethod
    def load(cls, source: str | Path | Scenario) -> Scenario:
        """A scenario by name ("vb2"), by path to a TOML file, or as it is.

        Raises ValueError, in one sentence, when there is no such scenario or a number in it is impossible.
        """
        if isinstance(source, Scenario):
            return source
        table = _read(str(source))
        try:
            return cls.model_validate(table)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ValueError(f"scenario {source}: {where or 'file'}: {first['msg']}") from None

    def date_of(self, day: int) -> date:
        """The calendar date of a day of the run; day 1 is the start date."""
        return self.start_date + timedelta(days=day - 1)


_FOLDER = files("vendsim") / "scenarios"


@cache
def list_scenarios() -> tuple[str, ...]:
    """Names of the built-in scenarios, the default first."""
    names = sorted(entry.name[:-5] for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: name != "vb2"))


def _read(source: str, extending: tuple[str, ...] = ()) -> dict[str, Any]:
    if source in extending:
        raise ValueError(f"scenario {source} extends itself")
    if source in list_scenarios():
        text, beside = (_FOLDER / f"{source}.toml").read_text(encoding="utf-8"), None
    elif source.endswith(".toml") and Path(source).is_file():
        text, beside = Path(source).read_text(encoding="utf-8"), Path(source).parent
    else:
        raise ValueError(f'there is no scenario "{source}"; built in are {", ".join(list_scenarios())}')
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{source} is not valid TOML: {error}") from None
    base = table.pop("extends", None)
    if base is None:
        return table
    if beside is not None and str(base).endswith(".toml"):
        base = str(beside / base)
    return _merge(_read(str(base), (*extending, source)), table)


def _merge(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
