"""One world as the office works on it: the economy with N = 1, the desk, and what has happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from vendsim.economy.ledger import Account
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.events import Event
from vendsim.office.advertising import local_prices, supplier_facts
from vendsim.office.happenings import news_of_the_year
from vendsim.office.state import OfficeState
from vendsim.office.web import WebIndex, build_pages
from vendsim.scenario import Scenario
from vendsim.suppliers.trade import Trade
from vendsim.suppliers.understood import Understand
from vendsim.suppliers.voiced import Rephrase
from vendsim.text import WEEKDAYS, clock_text


@dataclass
class World:
    """Data only; rules are functions that take it."""

    scenario: Scenario
    seed: int
    params: Params
    state: State
    office: OfficeState
    events: list[Event] = field(default_factory=list)
    counted: int = 0  # events that are in the tally
    rephrase: Rephrase | None = None  # no part of the state: without it, only the words differ
    understand: Understand | None = None  # no part of it either: without it, the built-in reader reads

    @classmethod
    def open(
        cls,
        scenario: Scenario,
        seed: int,
        rephrase: Rephrase | None = None,
        understand: Understand | None = None,
    ) -> World:
        """The morning of the first day, before anything has been told."""
        params, state = open_worlds(scenario, [seed])
        office = OfficeState(minute=scenario.clock.opens)
        return cls(scenario, seed, params, state, office, rephrase=rephrase, understand=understand)

    @property
    def day(self) -> int:
        """The current day, from 1."""
        return int(self.state.day[0])

    @property
    def time(self) -> str:
        """The time of day, HH:MM."""
        return clock_text(self.office.minute)

    @property
    def bank_cents(self) -> int:
        """The bank balance."""
        return int(self.state.accounts[0, Account.BANK])

    @property
    def done(self) -> bool:
        """Whether the run is over."""
        return bool(self.state.ended[0])

    @property
    def trade(self) -> Trade:
        """This world as its suppliers see it."""
        return Trade(
            self.scenario,
            self.params,
            self.state,
            self.office.book,
            self.events,
            self.rephrase,
            understand=self.understand,
        )

    @cached_property
    def web(self) -> WebIndex:
        """The world wide web of the whole year, written when it is first needed."""
        suppliers = supplier_facts(self.scenario, self.params)
        news = news_of_the_year(self.scenario, self.params)
        return WebIndex(build_pages(self.seed, suppliers, news, local_prices(self.params)))

    def date_text(self, day: int) -> str:
        """A day as "Monday 2026-08-10"."""
        date = self.scenario.date_of(day)
        return f"{WEEKDAYS[date.weekday()]} {date.isoformat()}"

    @property
    def stamp(self) -> str:
        """How every reply begins."""
        return f"[Day {self.day} of {self.scenario.days}, {self.date_text(self.day)}, {self.time}]"
