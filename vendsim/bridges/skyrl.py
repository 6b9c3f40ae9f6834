"""Short tasks for SkyRL-gym: register it, and name it in ``env_class``.

from skyrl_gym.envs.registration import register
register(id="vendsim", entry_point="vendsim.bridges.skyrl:VendsimEnv")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput

from vendsim.bridges.calling import TextTask
from vendsim.envs.short_tasks import ShortTask


class VendsimEnv(BaseTextEnv):
    """One task. ``extras["extra_info"]``: ``seed``, and perhaps ``length`` and ``allow_reserved``.

    An action is what the model wrote, with its call as
    ``<tool_call>{"name": ..., "arguments": ...}</tool_call>``.
    The reward of the last step is the task's score, all others are 0.
    """

    def __init__(self, env_config: Any = None, extras: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        told = (extras or {}).get("extra_info") or {}
        if "seed" not in told:
            raise ValueError('the row must name its task: extra_info = {"seed": 1000000, "length": "week"}')
        length, insist = str(told.get("length", "week")), bool(told.get("allow_reserved"))
        task = ShortTask(length, int(told["seed"]), allow_reserved=insist)
        self._text = TextTask(task)

    def init(self, prompt: list[dict[str, str]]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        """The first messages, in place of the row's; the tools stand in the metadata."""
        return self._text.prompt, {"tools": self._text.task.tools}

    def step(self, action: str) -> BaseTextEnvStepOutput:
        """Carry out what the model wrote."""
        self.turns += 1
        told, text = self._text.answer(action), self._text
        said = [] if text.done else [{"role": told.role, "content": told.text}]
        score = text.task.score if text.done else 0.0
        about = {"day": text.task.day}
        return BaseTextEnvStepOutput(observations=said, reward=score, done=text.done, metadata=about)

    def get_metrics(self) -> dict[str, Any]:
        """Of the episode."""
        return {"gain": self._text.task.gain, "score": self._text.task.score, "answers": self._text.answers}
