"""The loop that plays an episode, and the desk that writes down what happens at it."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from inspect import isawaitable, iscoroutinefunction
from typing import Any

from vendsim.agent import Agent, AsksModel, ModelUse, Reply, StopRun
from vendsim.episode import Episode, EpisodeResult
from vendsim.runs.calls import REPORT, Call, Speaker, carry_out
from vendsim.runs.disk import FolderError
from vendsim.runs.folder import RunFolder
from vendsim.runs.handed import HandedDesk, hand
from vendsim.runs.plain import not_plain
from vendsim.runs.record import Status
from vendsim.runs.secrets import describe
from vendsim.scenario import Context
from vendsim.sub_agent import SubAgent
from vendsim.tokens import estimated_tokens

CHECKPOINT_SECONDS = 2.0  # of wall time between mornings that are checkpoints: what a crash can cost


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    day: int
    balance: Decimal  # dollars
    calls: int
    use: ModelUse | None = None  # of a model, if one is asked
    waiting: str | None = None  # for what
    seconds: float = 0.0  # that it will wait now
    warning: str | None = None  # what nobody should miss


OnProgress = Callable[[Progress], None]


class RunDesk:
    """An agent's desk in an episode, written down in a run folder."""

    def __init__(
        self, episode: Episode, agent: Agent, folder: RunFolder, on_progress: OnProgress | None = None
    ) -> None:
        self._episode = episode
        self._agent = agent
        self._folder = folder
        self._on_progress = on_progress
        self._written = 0  # events of the episode that are in the folder
        self._calls = episode.result().tool_calls
        self._tokens = 0  # billed since the last call
        self._messages = 0  # counted since the last call, without it
        self._saved_at: float | None = None  # on the monotonic clock

    @property
    def system_prompt(self) -> str:
        """What the agent is told before the first day."""
        return self._episode.system_prompt

    @property
    def observation(self) -> str:
        """The text of the current morning."""
        return self._episode.observation

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style tool schemas."""
        return self._episode.tools

    @property
    def context(self) -> Context:
        """How much of its conversation a language model may keep."""
        return self._episode.scenario.context

    @property
    def day(self) -> int:
        """The current day, from 1."""
        return self._episode.day

    @property
    def done(self) -> bool:
        """Whether the run has ended."""
        return self._episode.done

    @property
    def sub_agent(self) -> RunSubAgentDesk | None:
        """The sub-agent's desk, in scenarios that have one."""
        seat = self._episode.sub_agent
        return RunSubAgentDesk(seat, self._carry_out) if seat else None

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call."""
        return self._carry_out("agent", name, arguments)

    def _carry_out(self, speaker: Speaker, name: str, arguments: Mapping[str, Any] | str | None) -> Reply:
        """Let the world carry out a call of either speaker, and write down what came of it."""
        day, time_of_day = self._episode.day, self._episode.time
        self._bill_what_was_written(arguments)
        reply = carry_out(self._episode, speaker, name, arguments)
        self._calls += 1
        self._write_events()
        tokens, messages = self._tokens, self._messages
        self._tokens = self._messages = 0
        self._folder.add_call(
            Call(day, time_of_day, speaker, name, arguments, tokens, messages, reply.error, reply.text)
        )
        self._tell()
        return reply

    def _bill_what_was_written(self, arguments: Mapping[str, Any] | str | None) -> None:
        """Bill at least the arguments to an agent that does not count its tokens as one with a model does."""
        if not isinstance(self._agent, AsksModel):
            self.bill_tokens(max(estimated_tokens(arguments) - self._tokens, 0))

    def _tell(self, **more: Any) -> None:
        if self._on_progress:
            use = self._agent.use if isinstance(self._agent, AsksModel) else None
            episode = self._episode
            self._on_progress(Progress(episode.day, episode.balance, self._calls, use, **more))

    def show(self, text: str, loud: bool = False) -> None:
        """Show whoever watches what the agent is waiting for, or what nobody should miss."""
        self._tell(**({"warning": text} if loud else {"waiting": text}))

    @property
    def is_last_day(self) -> bool:
        """Whether the run ends with this day."""
        return self._episode.day >= self._episode.scenario.days

    @property
    def was_killed(self) -> bool:
        """Whether the run goes on after a process that was killed in the middle of something."""
        return self._folder.was_killed

    @property
    def asks_suppliers(self) -> bool:
        """Whether a call may have to wait for a model of the suppliers' mail."""
        return self._folder.record.voice is not None or self._folder.record.reader is not None

    @property
    def supplier_usd(self) -> float | None:
        """Dollars that such models have cost so far; None: nobody knows."""
        return self._folder.record.supplier_usd

    def bill_tokens(self, output_tokens: int) -> None:
        """Count output tokens towards the weekly bill."""
        self._episode.bill_tokens(output_tokens)
        self._tokens += output_tokens

    def count_messages(self, count: int) -> None:
        """Count messages that are not part of a tool call."""
        self._episode.count_messages(count)
        self._messages += count

    def log(self, kind: str, **line: Any) -> None:
        """Record a line of the conversation, unless it stands there from before the run was cut off."""
        self._folder.add_line(self._line(kind, line))

    def note(self, kind: str, **line: Any) -> None:
        """Record a transient event."""
        self._folder.add_note(self._line(kind, line))
        if kind == "waiting":
            seconds = float(line.get("seconds", 0.0))
            self._tell(waiting=f"{line.get('reason')}; asking again in {seconds:.0f} s", seconds=seconds)

    def recall(self) -> Mapping[str, Any] | None:
        """The line that was logged at this point before the run was cut off."""
        return self._folder.next_line

    def _line(self, kind: str, line: Mapping[str, Any]) -> dict[str, Any]:
        return {"day": self._episode.day, "time": self._episode.time, "kind": kind, **line}

    def checkpoint(self) -> None:
        """Make this the point that the run is resumed from."""
        self._write_events()
        self._folder.checkpoint(self._episode.snapshot(), self._memory())
        self._saved_at = time.monotonic()

    def checkpoint_unless_within(self, seconds: float) -> None:
        """A checkpoint unless the last is only moments old: a scripted agent plays days in milliseconds."""
        if self._saved_at is None or time.monotonic() - self._saved_at >= seconds:
            self.checkpoint()

    def _memory(self) -> dict[str, Any]:
        """The agent's snapshot. Raises ValueError for one that JSON would change."""
        memory = self._agent.snapshot()
        if not isinstance(memory, dict):
            raise ValueError(f"the agent's snapshot must be a dictionary, not {type(memory).__name__}")
        if found := not_plain(memory):
            raise ValueError(
                f"the agent's snapshot is not plain JSON: {found}; keep numbers, texts, lists and"
                " dictionaries, let the names of attributes that need not be kept begin with an underscore,"
                " or write snapshot and restore"
            )
        return memory

    def _write_events(self) -> None:
        events = self._episode.events
        self._folder.add_events(events[self._written :])
        self._written = len(events)


class RunSubAgentDesk:
    """The sub-agent's desk, written down as the agent's is."""

    def __init__(
        self, seat: SubAgent, carry_out: Callable[[Speaker, str, Mapping[str, Any] | str | None], Reply]
    ) -> None:
        self._seat = seat
        self._carry_out = carry_out

    @property
    def system_prompt(self) -> str:
        """What the sub-agent is told before its first task."""
        return self._seat.system_prompt

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools that it alone has."""
        return self._seat.tools

    @property
    def task(self) -> str | None:
        """The task or question it is at."""
        return self._seat.task

    @property
    def calls_left(self) -> int:
        """How many tools it may still call before it must report."""
        return self._seat.calls_left

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call."""
        return self._carry_out("sub_agent", name, arguments)

    def report(self, text: str) -> Reply:
        """End its turn."""
        return self._carry_out("sub_agent", REPORT, {"text": text})


def play(
    episode: Episode,
    agent: Agent,
    folder: RunFolder,
    on_progress: OnProgress | None = None,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
) -> EpisodeResult:
    """`play_async` for code that does not await; an agent without coroutines needs no event loop."""
    playing = play_async(episode, agent, folder, on_progress, checkpoint_seconds)
    if iscoroutinefunction(agent.play_day):
        return asyncio.run(playing)
    try:
        playing.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("an agent that waits must have a coroutine function as play_day")


async def play_async(
    episode: Episode,
    agent: Agent,
    folder: RunFolder,
    on_progress: OnProgress | None = None,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
) -> EpisodeResult:
    """Play an episode to its end and leave everything in the folder, whose record says how it went.

    An agent that stops for now ends the playing too; the record then says "stopped" and why. Whatever else
    the agent raises, KeyboardInterrupt and a cancellation are raised again once the folder is in order.
    """
    try:
        desk = RunDesk(episode, agent, folder, on_progress)
        handed = hand(desk)
        while not episode.done:
            desk.checkpoint_unless_within(checkpoint_seconds)
            await _play_day(agent, desk, handed)
        desk.checkpoint()
        _close(folder, agent, episode, "done")
    except StopRun as stop:
        desk.note("stopped", reason=str(stop))
        _close(folder, agent, episode, "stopped", stop=str(stop))
    except (KeyboardInterrupt, asyncio.CancelledError):
        with suppress(FolderError):
            _close(folder, agent, episode, "interrupted")
        raise
    except Exception as error:
        with suppress(FolderError):  # the disk may be what failed
            key = folder.record.options.api_key_env
            folder.keep_traceback(error, key)
            _close(folder, agent, episode, "failed", error=describe(error, key))
        raise
    finally:
        folder.close()
        if isinstance(agent, AsksModel):
            await agent.close()
    return episode.result()


async def _play_day(agent: Agent, desk: RunDesk, handed: HandedDesk) -> None:
    day = desk.day
    try:
        playing = agent.play_day(handed)
        if isawaitable(playing):
            await playing
    except SystemExit as error:
        raise RuntimeError(f"play_day ended the program on day {day}; it must return instead") from error
    if desk.day == day and not desk.done:
        raise RuntimeError(
            f"play_day returned on day {day} without ending the day; it must call wait_for_next_day"
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No second signal ends the process while the record is written: it would say "running" for ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


def _close(folder: RunFolder, agent: Agent, episode: Episode, status: Status, **why: str) -> None:
    use = agent.use if isinstance(agent, AsksModel) else None
    with _undisturbed():
        record = folder.record.model_copy(update={"use": use, "lines": folder.lines})
        folder.set_record(record.closed(status, episode.result(), datetime.now(UTC), **why))
