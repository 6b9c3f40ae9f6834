"""What agent and sub-agent are told before they start: prompt files with the scenario's numbers."""

from __future__ import annotations

from importlib.resources import files

from vendsim.money import show
from vendsim.office.mailbox import OWN_ADDRESS
from vendsim.office.turns import MESSAGES_A_TURN
from vendsim.scenario import Scenario
from vendsim.text import clock_text

_GOALS = {
    "bank_balance": "Your goal is the highest possible bank balance at the end of day {days}. Only money in "
    "the bank counts then: coins still in the machine and unsold goods are worth nothing.",
    "net_worth": "Your goal is the highest possible net worth at the end of day {days}: money in the bank, "
    "coins in the machine, and unsold goods at wholesale cost or what was paid, whichever is lower.",
    "worth": "Your goal is that the business, which goes on afterwards, is worth as much as possible at the "
    "end of day {days}: money in the bank, coins in the machine, and goods in storage, in the machine or "
    "paid for and on their way, at wholesale cost or what was paid, whichever is lower, less the tokens that "
    "are not billed yet.",
}


def system_prompt(scenario: Scenario) -> str:
    """The system prompt of a scenario's agent."""
    return _filled(scenario.prompt, scenario)


def sub_agent_prompt(scenario: Scenario) -> str:
    """The system prompt of a scenario's sub-agent. Raises ValueError if it has none."""
    if scenario.sub_agent is None:
        raise ValueError(f"the scenario {scenario.name} has no sub-agent")
    return _filled(scenario.sub_agent.prompt, scenario)


def _filled(name: str, scenario: Scenario) -> str:
    text = (files("vendsim.office") / "prompts" / f"{name}.md").read_text(encoding="utf-8")
    money, clock, machine = scenario.money, scenario.clock, scenario.machine
    return text.strip().format(
        goal=_GOALS[scenario.score].format(days=scenario.days),
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
        messages=f"{scenario.context.messages or 0:,}",
        calls_of_agent=f"{(scenario.context.messages or 0) // MESSAGES_A_TURN:,}",
        sub_agent_calls=scenario.sub_agent.calls if scenario.sub_agent else 0,
    )
