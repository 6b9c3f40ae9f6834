"""The conversation of a run as sequences to train on: the segments between trims.

Within a segment every request is the one before it, its answer, and what was told after that. So a segment
is one sequence of messages, and each answer stands in exactly one segment, behind the very messages it was
given to. A trim, a repair, or a profile that sends answers back in another form begins a new segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vendsim.episode import Episode
from vendsim.runs.calls import Call, carry_out, read_calls
from vendsim.runs.conversation import read_conversation
from vendsim.runs.record import RunRecord, read_record
from vendsim.runs.requests import Message, Request, requests
from vendsim.runs.supplier_models import supplier_models
from vendsim.scenario import Scenario

Balances = list[tuple[int, str, int]]  # day, time and cents in the bank, after each call


@dataclass
class Segment:
    """One sequence of messages. Money in dollars."""

    run: str  # name of the folder
    segment: int  # in the run, from 0
    speaker: str | None  # null: the agent itself
    first_day: int
    last_day: int
    messages: list[Message]
    mask: list[int]  # for each message: 1, the model wrote it here and is to be trained on it; 0, it did not
    sampled: list[dict[str, Any] | None]  # for each message: `token_ids` and `logprobs` as the endpoint told
    reward: float  # by how much the bank balance changed since the segment before
    run_reward: float | None  # score of the whole run; null: it is not finished
    balance: float  # in the bank at the end of the segment
    status: str  # of the run
    scenario: str
    seed: int
    model: str | None
    version: str  # of vendsim
    tools: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def segments(folder: Path) -> Iterator[Segment]:
    """The segments of a run, in the order in which they end; none for a run without a model.

    Raises ValueError, in one sentence, if the folder cannot be read.
    """
    record = read_record(folder)
    asked = list(requests(read_conversation(folder)))
    if not asked:
        return
    episode, balances = _replayed(folder, record)
    start = int(record.config["money"]["start_cents"])
    tools = {None: episode.tools, "sub_agent": episode.sub_agent.tools if episode.sub_agent else []}
    parts = _parts(asked)
    paid = start
    for number, part in enumerate(parts):
        follower = asked[part[-1] + 1] if part[-1] + 1 < len(asked) else None
        cents = _balance_before(balances, start, follower)
        last = asked[part[-1]]
        messages = [*last.messages, last.answer]
        written = {len(asked[index].messages): asked[index] for index in part}
        yield Segment(
            run=folder.resolve().name,
            segment=number,
            speaker=last.speaker,
            first_day=asked[part[0]].day,
            last_day=last.day,
            messages=messages,
            mask=[int(place in written) for place in range(len(messages))],
            sampled=[_sampled(written.get(place)) for place in range(len(messages))],
            reward=round((cents - paid) / 100, 2),
            run_reward=record.result.score if record.status == "done" and record.result else None,
            balance=cents / 100,
            status=record.status,
            scenario=record.scenario,
            seed=record.seed,
            model=record.options.model,
            version=record.versions.get("vendsim", "unknown"),
            tools=tools.get(last.speaker, []),
        )
        paid = cents


def _sampled(request: Request | None) -> dict[str, Any] | None:
    """What the endpoint told of the tokens of an answer."""
    return request.line.get("sampled") if request else None


def _parts(asked: list[Request]) -> list[list[int]]:
    """The requests of each segment, by their numbers; segments in the order of their last request."""
    open_parts: dict[str | None, list[int]] = {}
    parts = []
    for number, request in enumerate(asked):
        part = open_parts.get(request.speaker)
        if part and not _goes_on(asked[part[-1]], request):
            parts.append(part)
            part = None
        open_parts[request.speaker] = [*(part or ()), number]
    return sorted([*parts, *open_parts.values()], key=lambda part: part[-1])


def _goes_on(before: Request, request: Request) -> bool:
    """Whether a request is the one before, its answer as it was given, and something more."""
    count = len(before.messages)
    same = request.messages[:count] == before.messages
    return same and request.messages[count : count + 1] == [before.answer]


def _replayed(folder: Path, record: RunRecord) -> tuple[Episode, Balances]:
    """The world after all calls, and the bank balance after each."""
    scenario = Scenario.model_validate(record.config)
    episode = Episode(scenario, record.seed, **supplier_models(record, folder, asks=False))
    balances: Balances = []
    for call in read_calls(folder):
        _play(episode, call)
        balances.append((call.day, call.time, round(episode.balance * 100)))
    return episode, balances


def _play(episode: Episode, call: Call) -> None:
    episode.bill_tokens(call.output_tokens)
    episode.count_messages(call.messages)
    if carry_out(episode, call.speaker, call.tool, call.arguments).text != call.reply:
        raise ValueError(
            f"the call of {call.tool} on day {call.day}, {call.time} is answered otherwise by this version of"
            " vendsim, so that rewards cannot be computed"
        )


def _balance_before(balances: Balances, start: int, request: Request | None) -> int:
    """Cents in the bank when a request was made; None: at the end."""
    if request is None:
        return balances[-1][2] if balances else start
    earlier = [cents for day, time, cents in balances if (day, time) < (request.day, request.time)]
    return earlier[-1] if earlier else start
