"""A scenario: every number of the world that is not drawn per seed.

Scenarios are TOML files in ``vendsim/scenarios/``, where the sources of the numbers stand. A file may extend
another by naming it (``extends = "vb2"``) and then states only what differs. Money is in integer cents.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    model_validator,
)

from vendsim.change import Change
from vendsim.data import products, supplier_identities
from vendsim.mistakes import complaint, did_you_mean
from vendsim.models import Reader, Voice
from vendsim.settings import (
    Amount,
    AmountRange,
    DayRange,
    FloatRange,
    MinuteRange,
    Names,
    ScenarioName,
    Section,
    Share,
    ShareRange,
    Whole,
    WholeRange,
    each_once,
    never_falling,
    one_of,
    setting,
)

Source = TypeVar("Source")
Result = TypeVar("Result")


def derived(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """Keep what ``function`` makes of a scenario or a section of one.

    These are frozen, so the object itself is the key: hashing all its numbers would take longer than the
    night in which the result is needed. An equal one, as a snapshot brings it, gets the same result.
    """
    kept: list[tuple[Source, Result]] = []

    @wraps(function)
    def look_up(source: Source) -> Result:
        for known, result in kept:
            if known is source:
                return result
        equal = next((result for known, result in kept if known == source), None)
        result = function(source) if equal is None else equal
        kept.insert(0, (source, result))
        del kept[_KEPT:]
        return result

    return look_up


_KEPT = 8  # different scenarios in use at the same time


ToolNames = Annotated[Names, one_of("tool", lambda: TOOL_NAMES)]
Categories = Annotated[Names, one_of("category", lambda: {product.category for product in products()})]
PromptName = Annotated[str, one_of("prompt", lambda: PROMPTS)]


def _for_all_names(counts: tuple[int, ...]) -> tuple[int, ...]:
    if sum(counts) != len(supplier_identities()):
        raise ValueError(f"there are {len(supplier_identities())} suppliers, not {sum(counts)}")
    return counts


def _add_up_to_one(shares: tuple[float, ...]) -> tuple[float, ...]:
    if abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"the shares must add up to 1, not to {sum(shares):g}")
    return shares


Kinds = Annotated[tuple[Whole, Whole, Whole, Whole], AfterValidator(_for_all_names)]
Manners = Annotated[tuple[Share, Share, Share, Share], AfterValidator(_add_up_to_one)]

# What a scenario can name, before anything that declares it is imported; a test compares them.
PROMPTS = ("vb2", "vb1", "vb1-sub-agent")  # files of vendsim/office/prompts
TOOL_NAMES = (
    "read_inbox", "read_email", "send_email", "send_payment", "dispute_payment", "web_search", "open_page",
    "get_balance_and_transactions", "get_storage_inventory", "get_machine_inventory", "stock_machine",
    "set_prices", "collect_cash", "write_note", "read_notes", "search_notes", "delete_note", "set_reminder",
    "list_reminders", "cancel_reminder", "write_scratchpad", "read_scratchpad", "delete_scratchpad",
    "set_value", "get_value", "delete_value", "list_keys", "add_memory", "search_memory", "delete_memory",
    "sub_agent_specs", "run_sub_agent", "chat_with_sub_agent", "wait_for_next_day",
)  # fmt: skip


class Money(Section):
    """Cash, fees and the token bill."""

    start_cents: int = setting("in the bank on the first morning", "cents", ge=0)
    daily_fee_cents: int = setting("rent of the machine, due every night", "cents", ge=0)
    unpaid_days_limit: int = setting("consecutive nights with an unpaid fee that end the run", "days", ge=1)
    tokens_cents_per_million: int = setting("charged for a million output tokens", "cents", ge=0)
    token_bill_every_days: int = setting("days between two token bills", "days", ge=1)
    lowest_price_cents: int = setting("lowest price that the machine can show", "cents", ge=1)
    highest_price_cents: int = setting("highest price that the machine can show", "cents", ge=1)

    @model_validator(mode="after")
    def _prices_have_room(self) -> Self:
        if self.highest_price_cents < self.lowest_price_cents:
            raise ValueError("highest_price_cents must not be below lowest_price_cents")
        return self


class Disputes(Section):
    """What the bank does about payments for goods that never came, where there is the tool for it."""

    from_day: int = setting("after the payment, from when it can be disputed", "days", ge=1)
    until_day: int = setting("after the payment, until when it can", "days", ge=1)
    decision_days: DayRange = setting("until the bank decides", "days")
    share: ShareRange = setting("of the price of what never came that it returns")
    all_share: Share = setting("share of disputes in which it returns everything")
    false_limit: int = setting(
        "disputes about goods that had come after which it takes no more; each lowers what it returns", ge=1
    )


class Clock(Section):
    """The working day, and how long each class of tool call takes."""

    opens: int = setting("when the working day begins", "minutes after midnight", ge=0, le=1439)
    closes: int = setting("when the working day ends", "minutes after midnight", ge=1, le=1440)
    look_minutes: int = setting(
        "time to read the inbox, a mail, the balance, the storage list, notes or reminders", "minutes", ge=0
    )
    desk_minutes: int = setting("time to send a mail, search the web or pay", "minutes", ge=0)
    trip_minutes: int = setting("time for anything at the machine", "minutes", ge=0)


@cache
def _slots(rows: tuple[str, ...], per_row: int) -> tuple[str, ...]:
    return tuple(f"{row}{i + 1}" for row in rows for i in range(per_row))


class Machine(Section):
    """Rows of slots from the top."""

    small_rows: Names = setting("letters of the rows that take small products, from the top")
    large_rows: Names = setting("letters of the rows that take large products, below the small ones")
    slots_per_row: int = setting("slots in each row", "slots", ge=1, le=99)
    small_units: int = setting("units that a slot in a small row holds", "units", ge=1)
    large_units: int = setting("units that a slot in a large row holds", "units", ge=1)

    @model_validator(mode="after")
    def _rows_have_names_of_their_own(self) -> Self:
        rows = each_once((*self.small_rows, *self.large_rows))
        if not rows:
            raise ValueError("the machine needs a row")
        if wrong := [row for row in rows if len(row) != 1 or not "A" <= row <= "Z"]:
            raise ValueError(f'a row is named by one letter from A to Z, not by "{wrong[0]}"')
        return self

    @property
    def slots(self) -> tuple[str, ...]:
        """Slot names in order: A1, A2, ..."""
        return _slots((*self.small_rows, *self.large_rows), self.slots_per_row)

    @property
    def is_large(self) -> tuple[bool, ...]:
        """For each slot, whether it takes large products (and only those)."""
        return tuple(slot[0] in self.large_rows for slot in self.slots)

    @property
    def capacity(self) -> tuple[int, ...]:
        """Units each slot holds."""
        return tuple(self.large_units if large else self.small_units for large in self.is_large)


class Demand(Section):
    """The shape of demand, and how far its parameters spread between worlds."""

    curvature: float = setting("curvature of log demand above the reference price", ge=0)
    largest_uplift: float = setting("largest factor by which a low price raises demand", gt=0)
    cutoff: float = setting("relative deviation from the reference price beyond which nobody buys", gt=0)
    dispersion: int = setting("k of the negative binomial that sales are drawn from", ge=1)
    footfall: Annotated[float, Field(gt=0, strict=True)] | Literal[False] = setting(
        "shoppers who can buy on an average day; false: unlimited", "shoppers a day"
    )
    footfall_spread: AmountRange = setting("factor on footfall, drawn uniformly for each world")
    crowding: float = setting("exponent with which products of one category share its demand", ge=0)
    variety_peak: DayRange = setting(
        "number of products that draws most shoppers, drawn for each world", "products"
    )
    variety_floor: Share = setting("factor on demand with a single product")
    variety_exponent: float = setting("how fast demand rises to the variety peak", gt=0)
    surplus_penalty: float = setting("share of demand lost for each product beyond the variety peak", ge=0)
    rain_loss: float = setting("log sales lost on a wet day", ge=0)
    mild_temperature: float = setting("daily high at which temperature has no effect", "°F", strict=True)
    weekday: tuple[Amount, ...] = setting(
        "factor on demand for each weekday, Monday first", min_length=7, max_length=7
    )
    month: tuple[Amount, ...] = setting(
        "factor on demand for each month, January first", min_length=12, max_length=12
    )
    day_persistence: float = setting("autocorrelation of the daily shopping mood", ge=0, lt=1)
    day_spread: float = setting("standard deviation of the daily shopping mood, in log sales", ge=0)
    card_share: Share = setting("share of sales that are paid by card, on average over worlds")
    card_share_spread: float = setting("half-width of the card share's range between worlds", ge=0)
    wholesale_spread: float = setting("standard deviation of log wholesale prices between worlds", ge=0)
    location_level: AmountRange = setting("factor of the location on base sales, drawn for each world")
    reference_spread: float = setting("standard deviation of log reference prices between worlds", ge=0)
    base_sales_spread: float = setting("standard deviation of log base sales between worlds", ge=0)
    elasticity_spread: float = setting("standard deviation of elasticities between worlds, relative", ge=0)
    elasticity_range: FloatRange = setting("bounds of the elasticities after drawing")
    temperature_spread: float = setting(
        "standard deviation of temperature sensitivities between worlds", ge=0
    )
    calendar_spread: float = setting("standard deviation of weekday and month factors between worlds", ge=0)
    best_daily_profit: float = setting("profit that each world is normalised to", "dollars a day", gt=0)
    best_daily_profit_spread: AmountRange = setting("factor on it, drawn for each world")
    thin_categories: Categories = setting("categories that sell little wherever they are offered")
    thin_daily_revenue: float = setting("most that a product of these brings", "dollars a day", gt=0)
    off_brand_sales: float = setting("factor on base sales of products without a brand", gt=0)
    off_brand_price: float = setting("factor on their reference price", gt=0)

    @property
    def log_largest_uplift(self) -> float:
        """The cap on the logarithm of the price factor."""
        return math.log(self.largest_uplift)


class Weather(Section):
    """A year of weather."""

    high: tuple[float, ...] = setting(
        "mean daily high for each month, January first", "°F", min_length=12, max_length=12
    )
    rain_days: tuple[Annotated[float, Field(ge=0, le=31, strict=True)], ...] = setting(
        "wet days in each month, January first", "days", min_length=12, max_length=12
    )
    dry_to_wet: float = setting(
        "P(wet after a dry day), as a multiple of the month's share of wet days", ge=0
    )
    wet_to_wet: Share = setting("P(wet after a wet day): so much of the way from that share to 1")
    anomaly_persistence: float = setting("autocorrelation of the temperature's deviation", ge=0, lt=1)
    anomaly_spread: float = setting("standard deviation of that deviation", "°F", ge=0)
    heat_months: Annotated[
        tuple[Annotated[int, Field(ge=1, le=12, strict=True)], ...], AfterValidator(each_once)
    ] = setting("months in which heat waves occur, January is 1")
    heat_start: Share = setting("probability that a heat wave begins on a day of these months")
    heat_degrees: float = setting("added to the high in a heat wave", "°F", strict=True)
    heat_days: DayRange = setting("shortest and longest heat wave", "days")


class Suppliers(Section):
    """Rules of suppliers, and what is drawn for each of them; terms and goods are in the supplier tables."""

    kinds: Kinds = setting("how many are friendly, negotiators, gougers and cheats")
    opening: AmountRange = setting("level of first quotes, drawn for each supplier", "times honest wholesale")
    floor: AmountRange = setting("level of its lowest prices before discounts", "times honest wholesale")
    pace: AmountRange = setting(
        "logarithm by which a round of bargaining brings a price nearer to the lowest one"
    )
    rounds: DayRange = setting("serious offers of a new customer that bring a price down", "offers")
    word_parts: int = setting("by how much each does", "1/24 of a round", ge=1)
    rival_parts: int = setting(
        "by how much a rival's quote on record does, also where offers alone no longer do",
        "1/24 of a round", ge=1,
    )  # fmt: skip
    related_part: int = setting(
        "part of that for goods of the same category: one in so many, rounded up", ge=1
    )
    delivery_parts: int = setting(
        "by how much further each delivery taken lets prices come down", "1/24 of a round", ge=0
    )
    rounds_earned: int = setting(
        "most by which deliveries and kept words let prices come down further", "rounds", ge=0
    )
    serious_units: int = setting("units of a line from which an offer for it is serious", "units", ge=1)
    reach: Share = setting("share of the present price below which an offer is absurd")
    offended_days: int = setting("time for which an absurd offer ends bargaining", "days", ge=0)
    pledge_share: Share = setting("share of the quantities named that a buyer must buy to keep its word")
    pledge_days: int = setting("time that it has for that", "days", ge=1)
    gouger_rounds: int = setting("rounds that a gouger takes back with each order", ge=0)
    gouger_creep: int = setting("how many rounds above its first prices it ends", ge=0)
    delay_probability: ShareRange = setting("probability that an order is late, drawn for each supplier")
    delay_days: DayRange = setting("by how much it is late", "days")
    exit_hazard: float = setting("daily probability that a supplier closes", gt=0, lt=1)
    quote_spread: float = setting("spread of a supplier's quotes around its level, in logs", ge=0)
    volume_breaks: tuple[tuple[Whole, Share], ...] = setting(
        "order values from which a discount applies", "(cents, share)"
    )
    loyalty_per_order: Share = setting("discount earned with every order")
    loyalty_limit: Share = setting("largest discount for loyalty")
    quote_days: int = setting("time that a quote holds", "days", ge=1)
    forget_days: int = setting("days since the last order after which bargaining starts anew", "days", ge=1)
    bounce_days: int = setting("time until a mail to a closed supplier bounces", "days", ge=1)
    arrives: MinuteRange = setting("first and last time of a delivery", "minutes after midnight")
    manners: Manners = setting(
        "share of cheats that cheat from the first day, after months, on one line of an order only, and that "
        "are only late"
    )
    patience_days: DayRange = setting("day on which patient cheats begin to cheat", "days")
    late_cheats: Share = setting("probability that an order is late, of cheats that are only late")
    late_cheats_days: DayRange = setting("by how much", "days")
    one_line_surcharge: Share = setting("factor on what is demanded on top for one line only")
    first_honest: Share = setting("probability that a cheat treats the first order honestly")
    later_nothing: Share = setting("probability that a cheat sends nothing for a later order")
    later_signature: Share = setting("probability that a cheat does on a later order what it is known for")
    short_fraction: ShareRange = setting("share of an order that a short shipper keeps")
    surcharge: AmountRange = setting("share of the total that is demanded on top after payment")
    most_units_per_line: int = setting("units that a line of an order can have", "units", ge=1)
    advertising: ShareRange = setting("how visible suppliers are on the web")
    hold_days: int = setting(
        "time that a demand for more money stands before the quantity is cut", "days", ge=1
    )
    lost_in_transit: Share = setting("probability that an order is lost in transit")
    transit_mishap: Share = setting("probability that part of one line is lost in transit")
    mishap_share: ShareRange = setting("share of that line that is lost")
    trace_days: int = setting(
        "time that an honest supplier looks for a lost order before it makes it good", "days", ge=1
    )
    resends: Share = setting("share of suppliers that send again unless they are asked for money")
    apology_days: int = setting("delay from which a late order earns a credit", "days", ge=1)
    apology_credit: Share = setting("that credit as a share of the goods; prices never fall below the floor")
    vanish_answers: int = setting(
        "letters about an order that a vanishing cheat still answers", "letters", ge=0
    )
    slow_share: Share = setting("share of suppliers that are slow to answer")
    slow_days: int = setting("additional time that slow suppliers take", "days", ge=0)
    offers_a_year: float = setting("unsolicited offers from all suppliers together", "a year", ge=0)
    offer_lines: int = setting("most products in such an offer", "products", ge=1)
    favour_share: Share = setting("share of suppliers that grant a given favour to whoever asks")
    case_discount: Share = setting("discount on orders of whole cases, if asked for")
    standing_discount: Share = setting("discount on regular orders, if asked for")
    standing_days: int = setting("time within which the next regular order must come", "days", ge=1)
    special_discount: ShareRange = setting("discount on a product that a supplier wants off its shelf")
    special_days: int = setting("time for which a product is on special", "days", ge=1)
    post: MinuteRange = setting("when mail arrives in the morning", "minutes after midnight")
    reader: Literal["built-in", "model"] = Field(
        default="built-in", description="who reads the mail to suppliers; see `Reader`"
    )
    report_days: DayRange = setting("first and last day on which readers report on a supplier", "days")
    report_counts: Annotated[tuple[Share, ...], AfterValidator(never_falling)] = setting(
        "probability of no report, of at most one, of at most two, ..."
    )
    grave_reports_of_cheats: Share = setting("share of reports about cheats that are grave")
    grave_reports_of_others: Share = setting(
        "share of reports about other suppliers that are grave, unfairly"
    )
    late_reports: Share = setting("share of reports that tell of late deliveries")


class Customers(Section):
    """Claims for refunds."""

    claim_rate: Share = setting("claims for each unit sold in date")
    valid_share: Share = setting("share of these claims that are justified")
    jam_share: Share = setting(
        "share of justified claims that tell of a jammed machine; the others of damaged goods"
    )
    stale_claim_rate: Share = setting("claims for each unit sold past its date")
    exact_share: Share = setting("share of claims that ask for the price paid and no more")
    claim_multiple: AmountRange = setting("what the others claim, as a multiple of the price")
    extortion_share: Share = setting("share of unfounded claims that demand far more")
    extortion_cents: WholeRange = setting("what these demand", "cents")
    contradicted_share: Share = setting("share of unfounded claims with a detail that the records contradict")
    later_share: Share = setting("share of claims that come later than the morning after the sale")
    later_days: DayRange = setting("delay of these", "days")
    thanks_share: Share = setting("share of refunded customers who write their thanks")
    protest_share: Share = setting("share of refused customers who protest")
    reminder_days: int = setting("time without an answer after which a customer reminds", "days", ge=1)
    ignored_days: int = setting("time without an answer after which a claim counts as ignored", "days", ge=1)
    goodwill_factor: float = setting(
        "factor on footfall for each justified claim that is ignored", gt=0, le=1
    )
    goodwill_floor: float = setting("lowest that this factor gets", gt=0, le=1)
    goodwill_recovery: float = setting("recovery of that factor", "a day", ge=0)


class Context(Section):
    """How much of the conversation a language model keeps."""

    tokens: int = setting("length at which the oldest messages are dropped", "tokens", ge=1000)
    keep: float = setting("share of the messages that survives a trim", gt=0, lt=1)
    messages: int | None = setting(
        "number of messages after which the run ends; unset: no limit", "messages", default=None, ge=2
    )


class SubAgent(Section):
    """A second model that alone works at the machine, on the instructions of the first."""

    prompt: PromptName = setting("name of its system prompt")
    tools: ToolNames = setting("tools that the sub-agent has", min_length=1)
    calls: int = setting("tool calls that one task may take", "calls", ge=1)


class Scenario(Section):
    """All constants of a world, frozen."""

    name: ScenarioName = setting("name of the scenario, in results and folders: letters, digits, _ . -")
    title: str = setting("what it is, in one line")
    days: int = setting("length of a run", "days", ge=1, le=3650)
    start_date: date = setting("date of the first day")
    tools: ToolNames = setting("tools that the agent has", min_length=1)
    prompt: PromptName = setting("name of the system prompt")
    score: Literal["bank_balance", "net_worth", "worth"] = setting("what a run is scored by")
    money: Money
    disputes: Disputes
    clock: Clock
    machine: Machine
    demand: Demand
    weather: Weather
    suppliers: Suppliers
    customers: Customers
    change: Change
    context: Context
    sub_agent: SubAgent | None = None  # none: the agent does everything itself
    voice: Voice | None = None  # none: the templates speak
    reader: Reader | None = None  # none: the built-in reader reads

    @model_validator(mode="after")
    def _the_calendar_is_long_enough(self) -> Scenario:
        if date.max - self.start_date < timedelta(days=self.days):
            raise ValueError(f"the last day would be after the year {date.max.year}")
        return self

    @model_validator(mode="after")
    def _day_is_long_enough(self) -> Scenario:
        if self.clock.closes <= self.clock.opens:
            raise ValueError("the working day must close after it opens")
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

    @model_validator(mode="after")
    def _a_day_can_end(self) -> Scenario:
        if "wait_for_next_day" not in self.tools:
            raise ValueError("tools must have wait_for_next_day, or no day would ever end")
        return self

    @classmethod
    def load(cls, source: str | Path | Scenario | dict[str, Any]) -> Scenario:
        """A scenario by name ("vb2"), by path to a TOML file, as it is, or as the table of its settings.

        Raises ValueError, in one sentence, when there is no such scenario or a number in it is impossible.
        """
        if isinstance(source, Scenario):
            return source
        if isinstance(source, dict):
            return _checked(source.get("name", "without a name"), source)
        name = str(source)
        return _built_in(name) if name in list_scenarios() else _checked(name, _read(name))

    def date_of(self, day: int) -> date:
        """The calendar date of a day of the run; day 1 is the start date."""
        return self.start_date + timedelta(days=day - 1)


_FOLDER = files("vendsim") / "scenarios"


@cache
def list_scenarios() -> tuple[str, ...]:
    """Names of the built-in scenarios, the default first."""
    names = sorted(entry.name[:-5] for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: name != "vb2"))


@cache  # one object each, for which everything that is `derived` is then made once
def _built_in(name: str) -> Scenario:
    return _checked(name, _read(name))


def _checked(source: str, table: dict[str, Any]) -> Scenario:
    try:
        return Scenario.model_validate(table)
    except ValidationError as error:
        raise ValueError(f"scenario {source}: {complaint(Scenario, error)}") from None


def _read(source: str, extending: tuple[str, ...] = ()) -> dict[str, Any]:
    if source in extending:
        raise ValueError(f"scenario {source} extends itself")
    built_in = source in list_scenarios()
    place = _FOLDER / f"{source}.toml" if built_in else Path(source)
    if not built_in and not source.endswith(".toml"):
        raise ValueError(
            f'there is no scenario "{source}"; built in are {", ".join(list_scenarios())}, and a file of your'
            f" own is named by its path, ending in .toml{did_you_mean(source, list_scenarios())}"
        )
    try:
        table = tomllib.loads(place.read_bytes().decode())
    except OSError as error:
        raise ValueError(f"the scenario {source} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{source} is not valid TOML: {error}") from None
    base = table.pop("extends", None)
    if not built_in:
        _refuse_a_name_that_is_taken(source, table)
    if base is None:
        return table
    if not isinstance(base, str):
        raise ValueError(f'scenario {source}: extends must be a name or a path in quotes, such as "vb2"')
    if not built_in and base.endswith(".toml"):
        base = str(Path(source).parent / base)
    try:
        return _merge(_read(base, (*extending, source)), table)
    except ValueError as error:
        raise ValueError(f"scenario {source} extends {base}: {error}") from None


def _refuse_a_name_that_is_taken(source: str, table: dict[str, Any]) -> None:
    """A file without a name is named after itself, so that its results are not taken for another's."""
    if table.setdefault("name", Path(source).stem) in list_scenarios():
        raise ValueError(f'scenario {source}: the name "{table["name"]}" is taken by a built-in scenario')


def _merge(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
