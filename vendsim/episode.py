"""One agent's year: the public face of a world.

`Episode.call` is the only way to act. Same scenario, seed and sequence of calls give the same texts, to the
byte, on any machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from vendsim.agent import Reply
from vendsim.economy.state import State, from_json, to_json
from vendsim.economy.worlds import open_worlds
from vendsim.events import Called, Event
from vendsim.money import dollars
from vendsim.office import clock
from vendsim.office.conduct import Conduct, conduct
from vendsim.office.digest import first_morning
from vendsim.office.night import pass_night
from vendsim.office.prompt import system_prompt
from vendsim.office.state import OfficeState
from vendsim.office.tally import count
from vendsim.office.tools import TOOLS, Arguments, Tool, ToolError, echo, parse
from vendsim.office.world import World
from vendsim.scenario import Scenario
from vendsim.suppliers.voiced import Rephrase
from vendsim.text import printable

MAX_REPLY = 60_000  # characters; no tool gives more
_SNAPSHOT_VERSION = 1


class EpisodeResult(BaseModel):
    """How a run went. Money in dollars."""

    model_config = ConfigDict(frozen=True)

    scenario: str
    seed: int
    final_balance: float  # bank balance now; the score once the run has ended
    days: int  # days completed
    end_reason: Literal["completed", "bankrupt"] | None  # None: still running
    units_sold: int
    revenue: float
    paid_to_suppliers: float
    refunds: float
    fees: float
    token_cost: float
    output_tokens: int
    tool_calls: int
    tool_errors: int
    mails_sent: int
    mails_received: int
    lines_delivered: int
    coins_left: float  # in the machine, not counted
    conduct: Conduct


class Episode:
    """A year of business.

    Args:
        scenario: a name ("vb2"), a path to a TOML file, or a `Scenario`.
        seed: which world; any whole number.
        voice: words supplier mail otherwise than the templates do. Runs bring one when the scenario names a
            model for it; without one, the templates speak. It changes no decision.

    Raises ValueError, in one sentence, for an unknown scenario or a seed that is not a whole number.
    """

    def __init__(
        self, scenario: str | Path | Scenario = "vb2", seed: int = 0, *, voice: Rephrase | None = None
    ) -> None:
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            raise ValueError(f"the seed must be a whole number, not {seed!r}")
        self._world = World.open(Scenario.load(scenario), seed.__index__(), voice)
        self._world.office.digest = first_morning(self._world)
        self._folded = 0

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
        return [deepcopy(TOOLS[name].schema) for name in self.scenario.tools]

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

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call; whatever an agent sends, this answers and does not raise.

        A bad call costs its time and changes nothing else; the reply's ``error`` says what was wrong.
        """
        if self.done:
            return self._reply("The run has ended; no more calls can be made.", "The run has ended.")
        tool, checked, error = self._check(name, arguments)
        minutes = self._minutes(tool, error)
        morning = self._sleep_if_late(minutes)
        if self.done:
            return self._reply(morning, "The run ended before the call could be made.")
        text, day, time, place = f"Error: {error}", self.day, self.time, len(self.events)
        if tool and checked:
            text, error = self._carry_out(tool, checked)
        clock.advance(self._world, 0 if self.done else minutes)
        call = Called(day=day, time=time, tool=tool.name if tool else "unknown", error=error)
        self.events.insert(place, call)  # before what it brought about
        self._fold()
        return self._reply(f"{morning}\n\n{text}" if morning else text, error)

    def _check(self, name: str, arguments: Any) -> tuple[Tool | None, Arguments | None, str | None]:
        """The tool, its checked arguments, and what is wrong with either."""
        tool = TOOLS[name] if isinstance(name, str) and name in self.scenario.tools else None
        if tool is None:
            known = ", ".join(self.scenario.tools)
            what = f"There is no tool {echo(name)}" if isinstance(name, str) else "A tool's name must be text"
            return None, None, f"{what}; the tools are {known}."
        try:
            return tool, parse(tool, arguments), None
        except ToolError as error:
            return tool, None, printable(str(error))

    def _minutes(self, tool: Tool | None, error: str | None) -> int:
        """What a call costs; one that is refused is never free, so that time passes whatever is sent."""
        rules = self.scenario.clock
        minutes = tool.minutes(rules) if tool else 0
        return max(minutes, rules.look_minutes) if error else minutes

    def _sleep_if_late(self, minutes: int) -> str:
        """A call that would run past the end of the working day waits until the next morning."""
        if self._world.office.minute + minutes <= self.scenario.clock.closes:
            return ""
        digest = pass_night(self._world)
        self._fold()
        return "It was too late for that today, so you slept first.\n" + digest

    def _carry_out(self, tool: Tool, arguments: Arguments) -> tuple[str, str | None]:
        try:
            return tool.handler(self._world, arguments), None
        except ToolError as error:
            message = printable(str(error))
            return f"Error: {message}", message

    def _reply(self, text: str, error: str | None) -> Reply:
        stamp = self._world.stamp
        whole = printable(text if text.startswith(stamp) else f"{stamp}\n{text}")
        if len(whole) > MAX_REPLY:
            whole = whole[: MAX_REPLY - 20] + "\n... (cut off here)"
        return Reply(whole, error, self.day, self.time)

    def bill_tokens(self, output_tokens: int) -> None:
        """Count output tokens towards the next token bill.

        Raises ValueError if the number is not a whole number from 0 to a billion.
        """
        if isinstance(output_tokens, bool) or not hasattr(output_tokens, "__index__"):
            raise ValueError(f"output tokens are a whole number, not {output_tokens!r}")
        tokens = output_tokens.__index__()
        if not 0 <= tokens <= 10**9:
            raise ValueError(f"output tokens go from 0 to {10**9}, not {tokens}")
        if not self.done:
            self._world.state.tokens += tokens
            self._world.office.tally.output_tokens += tokens

    def result(self) -> EpisodeResult:
        """How the run went, or how it stands."""
        world, tally = self._world, self._world.office.tally
        return EpisodeResult(
            scenario=self.scenario.name,
            seed=self.seed,
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
            mails_sent=tally.mails_sent,
            mails_received=tally.mails_received,
            lines_delivered=tally.lines_delivered,
            coins_left=float(dollars(tally.coins_cents)),
            conduct=conduct(world),
        )

    def _fold(self) -> None:
        events = self._world.events
        for event in events[self._folded :]:
            count(self._world.office.tally, event)
        self._folded = len(events)

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
    def restore(cls, blob: Mapping[str, Any], *, voice: Rephrase | None = None) -> Episode:
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
        )
        episode._folded = 0
        return episode
