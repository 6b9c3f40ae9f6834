"""OpenEnv: server and client of the short tasks (docs/openenv.md).

    uvicorn vendsim.bridges.openenv:app --port 8000

Every session plays a task of its own from `vendsim.envs.short_tasks`. Actions are OpenEnv's own for tools;
the reward is 0 until the end, then the score of the task, cut to 0 and 1.
"""

from __future__ import annotations

import secrets
from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server import Environment, create_app
from openenv.core.env_server.mcp_types import (
    CallToolAction,
    CallToolObservation,
    ListToolsAction,
    ListToolsObservation,
    Tool,
    ToolError,
    ToolErrorType,
)
from openenv.core.env_server.types import EnvironmentMetadata, Observation, State
from pydantic import Field

from vendsim.bridges.wire import declared
from vendsim.envs.short_tasks import Length, ShortTask
from vendsim.envs.splits import SPLITS
from vendsim.version import __version__

TOKENS = "output_tokens"  # in the metadata of an action: output tokens since the one before
_SESSIONS = 64  # at the same time


class Morning(Observation):
    """What an agent is told before its first call."""

    system_prompt: str = Field(description="What the business is")
    text: str = Field(description="The first morning")


class BusinessState(State):
    """Where a task stands; nothing that is hidden from the agent."""

    length: str | None = Field(default=None, description='"day", "week", "month" or "year"')
    seed: int | None = Field(default=None, description="Which task")
    day: int | None = Field(default=None, description="The current day of the business")
    days: int | None = Field(default=None, description="How many days the task has")


class BusinessEnvironment(Environment[Any, Observation, BusinessState]):
    """One session."""

    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self) -> None:
        super().__init__()
        self._task: ShortTask | None = None
        self._state = BusinessState()

    def reset(
        self,
        seed: int | None = None,
        episode_id: str | None = None,
        length: Length = "week",
        scenario: str = "vb2",
        allow_reserved: bool = False,
        **kwargs: Any,
    ) -> Morning:
        """Begin a task.

        Args:
            seed: which one; None: any of those for training.
            episode_id: a name of the client's own.
            length: of the task.
            scenario: a built-in scenario without a sub-agent.
            allow_reserved: take a seed that is reserved for evaluation (0 to 1,999) as well.

        Raises ValueError for a reserved seed, or a length or scenario that cannot be played.
        """
        if kwargs:
            raise ValueError(f"reset knows no {', '.join(sorted(kwargs))}")
        if scenario.endswith(".toml"):
            raise ValueError("a client can choose a built-in scenario, no file of the server")
        if seed is None:
            first, last = SPLITS["train"]
            seed = first + secrets.randbelow(last - first)
        task = self._task = ShortTask(length, seed, scenario, allow_reserved=allow_reserved)
        self._state = BusinessState(episode_id=episode_id, length=length, seed=seed, days=task.days)
        return Morning(system_prompt=task.system_prompt, text=task.observation)

    def step(self, action: Any, timeout_s: float | None = None, **kwargs: Any) -> Observation:
        """List the tools, or call one. Raises RuntimeError before `reset`."""
        if self._task is None:
            raise RuntimeError("there is no task yet; reset first")
        self._state.step_count += 1
        if isinstance(action, ListToolsAction):
            return ListToolsObservation(
                tools=declared(self._task.tools, Tool), reward=0.0, done=self._task.done
            )
        if not isinstance(action, CallToolAction):
            raise ValueError('an action has the type "list_tools" or "call_tool"')
        return self._call(self._task, action)

    def _call(self, task: ShortTask, action: CallToolAction) -> CallToolObservation:
        tokens = action.metadata.get(TOKENS, 0)
        if type(tokens) is not int or not 0 <= tokens <= 10**9:
            raise ValueError(f"{TOKENS} are a whole number from 0 to a billion, not {tokens!r}")
        reply = task.call(action.tool_name, action.arguments, tokens)
        wrong = reply.error and ToolError(error_type=ToolErrorType.EXECUTION_ERROR, message=reply.error)
        return CallToolObservation(
            tool_name=action.tool_name,
            result=reply.text,
            error=wrong or None,
            done=task.done,
            reward=min(max(task.score, 0.0), 1.0) if task.done else 0.0,
        )

    @property
    def state(self) -> BusinessState:
        """Where the task stands."""
        self._state.day = self._task.day if self._task else None
        return self._state

    def get_metadata(self) -> EnvironmentMetadata:
        """What this is."""
        return EnvironmentMetadata(
            name="vendsim",
            description="A day, a week, a month or a year of business with one vending machine",
            version=__version__,
        )


class Client(EnvClient[Any, Observation, BusinessState]):
    """The client: ``async with Client(base_url=...) as env``, or ``with Client(base_url=...).sync() as env``.

    ``reset(seed=..., length=...)`` gives a `Morning`; ``step`` takes OpenEnv's `CallToolAction` and
    `ListToolsAction`.
    """

    def _step_payload(self, action: Any) -> dict[str, Any]:
        return dict(action.model_dump(mode="json"))

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[Observation]:
        seen, reward, done = payload["observation"], payload.get("reward"), payload.get("done", False)
        kinds = {"system_prompt": Morning, "tools": ListToolsObservation, "tool_name": CallToolObservation}
        kind = next(kind for field, kind in kinds.items() if field in seen)
        observation = kind.model_validate({**seen, "reward": reward, "done": done})
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> BusinessState:
        return BusinessState.model_validate(payload)


app = create_app(
    BusinessEnvironment,
    CallToolAction,
    CallToolObservation,
    env_name="vendsim",
    max_concurrent_envs=_SESSIONS,
    state_cls=BusinessState,
    reset_observation_cls=Morning,
)
