"""One agent's year: the public face of a world.

`Episode.call` is the only way to act. Same scenario, seed and sequence of calls give the same texts, to the
byte, on any machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from vendsim.agent import Reply
from vendsim.cards import card
from vendsim.economy.state import State, from_json, to_json
from vendsim.economy.worlds import open_worlds
from vendsim.economy.worth import score_cents
from vendsim.events import Called, EndReason, Event
from vendsim.money import dollars, show
from vendsim.office import errands, mailbox
from vendsim.office.calls import make_call, reply
from vendsim.office.conduct import Conduct, conduct
from vendsim.office.digest import first_morning
from vendsim.office.prompt import system_prompt
from vendsim.office.state import OfficeState
from vendsim.office.tally import fold
from vendsim.office.tools import TOOLS
from vendsim.office.turns import complete_turn
from vendsim.office.world import World
from vendsim.scenario import Scenario
from vendsim.sub_agent import SubAgent
from vendsim.suppliers.understood import Understand
from vendsim.suppliers.voiced import Rephrase

_SLEPT_FIRST = "It was too late for that today, so you slept first."
_SNAPSHOT_VERSION = 1


class EpisodeResult(BaseModel):
    """How a run went. Money in dollars."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    scenario: str  # name of the scenario
    seed: int  # which world
    score: float | None  # what the scenario scores, dollars; None while the run goes on
    final_balance: float  # bank balance now, dollars
    days: int  # days completed
    end_reason: EndReason | None  # None: still running
    units_sold: int  # units sold
    revenue: float  # paid by customers, dollars
    paid_to_suppliers: float  # dollars
    refunds: float  # paid to customers, dollars
    fees: float  # daily fees paid, dollars
    token_cost: float  # paid for output tokens, dollars
    output_tokens: int  # billed to the business
    tool_calls: int  # of agent and sub-agent
    tool_errors: int  # calls that were not carried out
    sub_agent_calls: int  # of the tool calls, those of the sub-agent
    messages: int  # messages of the agent and replies to it; a tool call counts as two
    mails_sent: int  # by the agent
    mails_received: int  # by the agent
    lines_delivered: int  # order lines that reached storage
    coins_left: float  # in the machine, dollars
    conduct: Conduct | None  # told at the end only: it rests on what is hidden


class Episode:
    """A year of business.

    Args:
        scenario: a name ("vb2"), a path to a TOML file, or a `Scenario`.
        seed: which world; any whole number.
        voice: words supplier mail otherwise than the templates do. Runs bring one when the scenario names a
            model for it; without one, the templates speak. It changes no decision.
        reader: reads the mail to suppliers. Runs bring one when the scenario names a model for it; without
            one, the built-in reader reads.

    Raises ValueError, in one sentence, for an unknown scenario or a seed that is not a whole number.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "vb2",
        seed: int = 0,
        *,
        voice: Rephrase | None = None,
        reader: Understand | None = None,
    ) -> None:
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            raise ValueError(f"the seed must be a whole number, not {seed!r}")
        self._world = World.open(Scenario.load(scenario), seed.__index__(), voice, reader)
        self._world.office.digest = first_morning(self._world)

    @property
    def scenario(self) -> Scenario:
        """The constants of this world."""
        return self._world.scenario

    @property
    def seed(self) -> int:
        """Which world this is."""
        return self._world.seed

    @property
    def system_prompt(self) -> str:
        """What the agent is told before the first day."""
        return system_prompt(self.scenario)

    @property
    def observation(self) -> str:
        """The text of the current morning, or the last words of an ended run."""
        return self._world.office.digest

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools."""
        return [TOOLS[name].schema for name in self.scenario.tools]

    @property
    def day(self) -> int:
        """The current day, from 1."""
        return self._world.day

    @property
    def time(self) -> str:
        """The simulated time of day, HH:MM."""
        return self._world.time

    @property
    def done(self) -> bool:
        """Whether the run has ended."""
        return self._world.done

    @property
    def balance(self) -> Decimal:
        """The bank balance in dollars."""
        return dollars(self._world.bank_cents)

    @property
    def events(self) -> list[Event]:
        """What has happened since this object was made or restored; append-only."""
        return self._world.events

    @property
    def sub_agent(self) -> SubAgent | None:
        """The sub-agent's seat, in scenarios that have one."""
        rules = self.scenario.sub_agent
        return SubAgent(self._world, rules) if rules else None

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call; whatever an agent sends, this answers and does not raise.

        A bad call costs its time and changes nothing else; the reply's ``error`` says what was wrong.
        ``run_sub_agent`` and ``chat_with_sub_agent`` hand over to `sub_agent`, whose report is their result.
        """
        world = self._world
        if self.done:
            return reply(world, "The run has ended; no more calls can be made.", "The run has ended.")
        waits = world.office.errand is not None
        barred = errands.AGENT_WAITS if waits else None
        outcome = make_call(world, self.scenario.tools, name, arguments, Called, barred)
        text = outcome.text
        if outcome.morning:
            text = f"{_SLEPT_FIRST}\n{outcome.morning}\n\n{text}".rstrip()
        if waits or world.office.errand is None:  # else the sub-agent's report completes the turn
            last_words = complete_turn(world)
            text = f"{text}\n\n{last_words}" if last_words else text
        fold(world)
        return reply(world, text, outcome.error, mailbox.news(world))

    def _repr_html_(self) -> str:
        facts = {
            "Day": f"{self.day} of {self.scenario.days}, {self.time}",
            "Bank balance": show(self._world.bank_cents),
            "Status": self._world.office.end_reason or "running",
        }
        return card(f"{self.scenario.name}, seed {self.seed}", facts)

    def count_messages(self, count: int) -> None:
        """Count messages of the agent's conversation that no tool call has counted, such as a reminder.

        In a scenario with a limit, the first call that brings them to it or beyond ends the run. Raises
        ValueError if the number is not a whole number from 0 to a billion.
        """
        messages = _whole(count, "messages")
        if not self.done:
            self._world.office.tally.messages += messages

    def bill_tokens(self, output_tokens: int) -> None:
        """Count output tokens towards the next token bill.

        Raises ValueError if the number is not a whole number from 0 to a billion.
        """
        tokens = _whole(output_tokens, "output tokens")
        if not self.done:
            self._world.state.tokens += tokens
            self._world.office.tally.output_tokens += tokens

    def result(self) -> EpisodeResult:
        """How the run went, or how it stands."""
        world, tally = self._world, self._world.office.tally
        return EpisodeResult(
            scenario=self.scenario.name,
            seed=self.seed,
            score=self._score(),
            final_balance=float(self.balance),
            days=self.day if self.done else self.day - 1,
            end_reason=world.office.end_reason,
            units_sold=tally.units_sold,
            revenue=float(dollars(tally.revenue_cents)),
            paid_to_suppliers=float(dollars(tally.supplier_cents)),
            refunds=float(dollars(tally.refund_cents)),
            fees=float(dollars(tally.fee_cents)),
            token_cost=float(dollars(tally.token_cents)),
            output_tokens=tally.output_tokens,
            tool_calls=tally.tool_calls,
            tool_errors=tally.tool_errors,
            sub_agent_calls=tally.sub_agent_calls,
            messages=tally.messages,
            mails_sent=tally.mails_sent,
            mails_received=tally.mails_received,
            lines_delivered=tally.lines_delivered,
            coins_left=float(dollars(tally.coins_cents)),
            conduct=conduct(world) if self.done else None,
        )

    def _score(self) -> float | None:
        """The score, which may rest on hidden parameters and is therefore told at the end only."""
        return standing(self) if self.done else None

    def snapshot(self) -> dict[str, Any]:
        """Everything needed to go on bit for bit, as plain JSON-able data."""
        return {
            "version": _SNAPSHOT_VERSION,
            "scenario": self.scenario.model_dump(mode="json"),
            "seed": self.seed,
            "state": to_json(self._world.state),
            "office": self._world.office.model_dump(mode="json"),
        }

    @classmethod
    def restore(
        cls, blob: Mapping[str, Any], *, voice: Rephrase | None = None, reader: Understand | None = None
    ) -> Episode:
        """Go on from a snapshot. Raises ValueError when it is not one, or of another version."""
        if not isinstance(blob, Mapping) or blob.get("version") != _SNAPSHOT_VERSION:
            raise ValueError(f"this is not a snapshot of version {_SNAPSHOT_VERSION}")
        if missing := {"scenario", "seed", "state", "office"} - blob.keys():
            raise ValueError(f"this snapshot is damaged: it has no {', '.join(sorted(missing))}")
        scenario, seed = Scenario.model_validate(blob["scenario"]), int(blob["seed"])
        params, _ = open_worlds(scenario, [seed])
        episode = cls.__new__(cls)
        episode._world = World(
            scenario,
            seed,
            params,
            from_json(State, blob["state"]),
            OfficeState.model_validate(blob["office"]),
            rephrase=voice,
            understand=reader,
        )
        return episode


def standing(episode: Episode) -> float:
    """The score as it stands now, in dollars. It may rest on hidden parameters: not for agents."""
    world = episode._world
    book = world.office.book
    return float(
        dollars(score_cents(world.scenario, world.params, world.state, book.bought(), book.ordered()))
    )


def _whole(number: int, what: str) -> int:
    """A count that a harness gives. Raises ValueError."""
    if isinstance(number, bool) or not hasattr(number, "__index__"):
        raise ValueError(f"{what} are a whole number, not {number!r}")
    if not 0 <= number.__index__() <= 10**9:
        raise ValueError(f"{what} go from 0 to {10**9}, not {number}")
    return number.__index__()
