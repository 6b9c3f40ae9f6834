"""What the agent is told before the first day: the scenario's prompt file with the scenario's numbers."""

from __future__ import annotations

from importlib.resources import files

from vendsim.money import show
from vendsim.office.mailbox import OWN_ADDRESS
from vendsim.scenario import Scenario
from vendsim.text import clock_text


def system_prompt(scenario: Scenario) -> str:
    """The system prompt of a scenario."""
    text = (files("vendsim.office") / "prompts" / f"{scenario.prompt}.md").read_text(encoding="utf-8")
    money, clock, machine = scenario.money, scenario.clock, scenario.machine
    return text.strip().format(
        days=scenario.days,
        start=show(money.start_cents),
        fee=show(money.daily_fee_cents),
        unpaid_limit=money.unpaid_days_limit,
        slots=len(machine.slots),
        small_rows=" and ".join(machine.small_rows),
        large_rows=" and ".join(machine.large_rows),
        small_units=machine.small_units,
        large_units=machine.large_units,
        address=OWN_ADDRESS,
        opens=clock_text(clock.opens),
        closes=clock_text(clock.closes),
        look=clock.look_minutes,
        desk=clock.desk_minutes,
        trip=clock.trip_minutes,
        token_price=show(money.tokens_cents_per_million),
        token_days=money.token_bill_every_days,
    )
