"""What an agent is, and the desk it works at.

An agent is any object with `play_day`, or just a function that plays a day; `Agent` is a base class with
defaults for the rest. It sees a `Desk`: the tools and the texts, nothing behind them. The command line takes
``my_agent.py:Mine`` and ``package.module:Mine``; packages offer agents by a name of their own through the
entry-point group ``vendsim.agents``. Attributes of the class say more about it: with ``argument = "FILE"`` it
is called as "name:FILE", and finds what stands there in its options; ``asks_model = True`` says that it uses
the options about models (as every agent is known to do that is `AsksModel` or plays in a coroutine).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from vendsim.scenario import Context


@dataclass(frozen=True, slots=True)
class Reply:
    """What a tool call gave back.

    ``text`` starts with the simulated date and time. ``error`` is None, or one sentence when the call was
    not carried out (nothing but the clock has then changed). ``day`` counts from 1, ``time`` is "HH:MM".
    """

    text: str
    error: str | None
    day: int
    time: str


class Prices(BaseModel):
    """What an endpoint charges, in US dollars per million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    input: float = Field(ge=0, allow_inf_nan=False)  # per million input tokens
    cached: float | None = Field(default=None, ge=0, allow_inf_nan=False)  # the same, cached; None: as input
    output: float = Field(ge=0, allow_inf_nan=False)  # per million output tokens

    def usd(self, prompt_tokens: int, cached_tokens: int, output_tokens: int) -> float:
        """Dollars for an answer; the cached tokens are some of those of the prompt."""
        cached = self.input if self.cached is None else self.cached
        fresh = prompt_tokens - cached_tokens
        return (fresh * self.input + cached_tokens * cached + output_tokens * self.output) / 1_000_000


class Budget(BaseModel):
    """Where a run with a model stops for now; None: nowhere. All but the hours count from the run's start."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    max_messages: int | None = Field(default=None, ge=1)  # messages of the conversation, whoever wrote them
    max_output_tokens: int | None = Field(default=None, ge=1)  # of all answers
    max_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)  # dollars
    max_hours: float | None = Field(default=None, gt=0, allow_inf_nan=False)  # wall time of one sitting


class AgentOptions(BaseModel):
    """What the command line tells an agent; those that need nothing ignore it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    seed: int = 0  # which world; agents are given another number, for draws of their own
    argument: str | None = None  # what follows the agent's name: FILE in "policy:FILE"
    model: str | None = None  # name of the model
    base_url: str | None = None  # address of the endpoint
    api_key_env: str | None = None  # environment variable that holds the key
    profile: str | None = None  # profile of the endpoint: a name, or a path to a TOML file
    temperature: float | None = Field(default=None, ge=0, le=2, allow_inf_nan=False)  # sampling temperature
    max_tokens: int | None = Field(default=None, ge=1)  # longest answer, in tokens
    extra_body: dict[str, Any] = {}  # further fields of every request
    stream: bool | None = None  # whether answers are asked for as they are made; None: as the profile says
    allow_silence: bool = False  # go on with a model that calls no tool for days
    allow_loops: bool = False  # go on with a model that repeats the same calls
    dry_run: bool = False  # nobody will be asked, so that no key is needed
    prices: Prices | None = None  # in place of the profile's
    budget: Budget = Budget()  # where the run stops for now


class ModelUse(BaseModel, defer_build=True):
    """What a run has asked of a model so far, whatever part of the agent asked."""

    answers: int = 0  # answers of the model
    messages: int = 0  # messages of the conversation, whoever wrote them
    prompt_tokens: int = 0  # input tokens
    cached_tokens: int = 0  # of them, those that the endpoint reports as cached
    output_tokens: int = 0  # as billed to the business
    calls: int = 0  # tool calls that the model itself made
    usd: float | None = None  # dollars charged; None: the price is not known
    usd_lost: float = 0.0  # dollars that may have been charged besides, for answers that never arrived


class EstimateRow(BaseModel, defer_build=True):
    """One reckoning of what a run will take."""

    messages: int
    answers: int
    prompt_tokens: int
    cached_tokens: int  # of them, if the endpoint caches whatever it can
    output_tokens: int
    usd: float | None  # with that caching; None: the price is not known
    usd_uncached: float | None


class Estimate(BaseModel, defer_build=True):
    """What a run will take, under the assumptions named."""

    rows: tuple[EstimateRow, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check of an endpoint has shown."""

    verdict: Literal["ok", "warn", "fail"]
    about: str
    text: str


class Purse:
    """Dollars that several runs may spend together. What each has spent is told as a sum of its own."""

    def __init__(self, limit: float, spent: Mapping[str, float] | None = None) -> None:
        self.limit = limit
        self._spent = dict(spent or {})
        self._expected: dict[str, float] = {}  # for requests under way

    @property
    def total(self) -> float:
        """Dollars spent by all so far."""
        return sum(self._spent.values())

    @property
    def by_run(self) -> dict[str, float]:
        """Dollars that each run has spent so far."""
        return dict(self._spent)

    def spent(self, run: str, usd: float) -> None:
        """Say what a run has spent so far; its request is over."""
        self._spent[run] = usd
        self._expected.pop(run, None)

    def allows(self, run: str, usd: float) -> bool:
        """Whether a request that may cost so much fits in; then it counts as under way."""
        others = sum(expected for name, expected in self._expected.items() if name != run)
        if self.total + others + usd > self.limit:
            return False
        self._expected[run] = usd
        return True


class PurseOfRun(Protocol):
    """A purse that runs share, in the hands of one of them."""

    limit: float  # of all together, in dollars

    def spent(self, usd: float) -> None:
        """Say what the run has spent so far; its request is over."""

    def allows(self, usd: float) -> bool:
        """Whether a request that may cost so much fits in; then it counts as under way."""


class OneOfPurse:
    """A `PurseOfRun` in the process of the purse."""

    def __init__(self, purse: Purse, run: str) -> None:
        self.limit = purse.limit
        self._purse, self._run = purse, run

    def spent(self, usd: float) -> None:
        """Say what the run has spent so far."""
        self._purse.spent(self._run, usd)

    def allows(self, usd: float) -> bool:
        """Whether a request that may cost so much fits in."""
        return self._purse.allows(self._run, usd)


class Gate(Protocol):
    """How hard one model of an endpoint may be pressed by all runs that share it."""

    def place(self) -> AbstractAsyncContextManager[None]:
        """A place for one request, once there is one."""

    def answered(self) -> None:
        """A request was answered."""

    def refused(self, seconds: float) -> None:
        """There were too many requests; none should come within so many seconds."""


PURSE: ContextVar[PurseOfRun | None] = ContextVar("purse", default=None)  # set where runs share one
# Gates by endpoint (a digest of address and key) and model, where other processes go through them too.
GATES: ContextVar[Callable[[str, str], Gate] | None] = ContextVar("gates", default=None)


class StopRun(Exception):
    """An agent raises it to stop for now, resumably. The message is one sentence that says why."""


class SubAgentDesk(Protocol):
    """The sub-agent's view of an episode, for whoever decides for it (see `vendsim.sub_agent`)."""

    @property
    def system_prompt(self) -> str:
        """What the sub-agent is told before its first task."""

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools that it alone has."""

    @property
    def task(self) -> str | None:
        """The task or question it is at, in words; None when the agent has not called it."""

    @property
    def calls_left(self) -> int:
        """How many tools it may still call before it must report."""

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call; arguments as a mapping or as JSON text, None for no arguments."""

    def report(self, text: str) -> Reply:
        """End its turn. The reply is the result of the agent's call that gave it the turn."""


class Desk(Protocol):
    """One agent's view of an episode."""

    @property
    def system_prompt(self) -> str:
        """What the agent is told before the first day."""

    @property
    def observation(self) -> str:
        """The text of the current morning."""

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style tool schemas."""

    @property
    def context(self) -> Context:
        """How much of its conversation a language model may keep."""

    @property
    def day(self) -> int:
        """The current day, from 1."""

    @property
    def done(self) -> bool:
        """Whether the run has ended."""

    @property
    def sub_agent(self) -> SubAgentDesk | None:
        """The sub-agent's desk, in scenarios in which it alone works at the machine.

        After ``run_sub_agent`` or ``chat_with_sub_agent`` somebody must act there, and report, before the
        agent can go on.
        """

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call; arguments as a mapping or as JSON text, None for no arguments."""

    def bill_tokens(self, output_tokens: int) -> None:
        """Count output tokens, the agent's and the sub-agent's, towards the weekly bill."""

    def count_messages(self, count: int) -> None:
        """Count messages of the conversation that are not part of a tool call (which counts itself).

        Where the scenario limits the messages of a run, they bring its end nearer.
        """

    def log(self, kind: str, **line: Any) -> None:
        """Record a line of the conversation, before anything is done about it.

        After a run was cut off it is played again from its last checkpoint, and the lines logged since are
        not written twice: what an agent cannot work out again (an answer that was paid for) it takes from
        `recall` instead of asking anew.
        """

    def note(self, kind: str, **line: Any) -> None:
        """Record a transient event, such as a wait, with the wall time; it is skipped on replay."""

    def recall(self) -> Mapping[str, Any] | None:
        """The line that was logged at this point before the run was cut off; None: it never got this far."""


@runtime_checkable
class ChecksModel(Protocol):
    """What an agent offers besides when it can try out its model before a run."""

    def check(
        self,
        system_prompt: str,
        tools: Sequence[dict[str, Any]],
        context: Context,
        window: bool | None,
        say: Callable[[str], None],
    ) -> AsyncIterator[Finding]:
        """Ask a few questions; ``window``: also a long one (None: where that costs nothing).

        ``say`` is told what is waited for.
        """

    async def close(self) -> None:
        """Let go of connections."""


@runtime_checkable
class Watched(Protocol):
    """What a desk offers besides where somebody may be watching. Nothing of it is written down."""

    def show(self, text: str, loud: bool = False) -> None:
        """Show what the agent is waiting for; ``loud``: what nobody should miss."""


class Agent(Protocol):
    """A player. One instance plays one episode.

    As a base class it asks for `play_day` alone: by default the memory of an agent is its attributes, but for
    those whose names begin with an underscore (connections, options). They must be plain JSON then: numbers,
    texts, True, False, None, lists, and dictionaries with texts as keys.
    """

    def play_day(self, desk: Desk) -> Awaitable[None] | None:
        """Act until the next morning (or the end). Called once a day; must move the day on.

        It may be a coroutine function; then one event loop can play many runs side by side.
        """

    def snapshot(self) -> dict[str, Any]:
        """All memory of the agent as plain JSON-able data."""
        return {name: value for name, value in _attributes(self).items() if not name.startswith("_")}

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        for name, value in blob.items():
            setattr(self, name, value)


def _attributes(thing: object) -> dict[str, Any]:
    """The attributes that an object has of its own, with and without ``__slots__``."""
    slots = (slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ()))
    kept = {slot: getattr(thing, slot) for slot in slots if slot != "__dict__" and hasattr(thing, slot)}
    return kept | getattr(thing, "__dict__", {})


@runtime_checkable
class KnowsUse(Protocol):
    """What an agent offers besides when it can say what a run has cost that was killed."""

    def use_of(self, memory: Mapping[str, Any] | None, lines: Iterable[Mapping[str, Any]]) -> ModelUse:
        """What has been asked, by the run's last snapshot, if any, and the lines it logged since."""


@runtime_checkable
class AsksModel(Protocol):
    """What an agent offers besides when it asks a language model."""

    @property
    def use(self) -> ModelUse:
        """What has been asked of the model so far."""

    def estimate(
        self, days: int, system_prompt: str, tools: Sequence[dict[str, Any]], context: Context
    ) -> Estimate:
        """What a run of so many days will take, estimated without asking anybody."""

    async def close(self) -> None:
        """Let go of connections; called once, when the run is over for now."""
