"""Other shapes of the numeric environments, for agents that want them; each for one environment and for many.

Environments wrapped in them can be made again from their ``spec``.
"""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs
from gymnasium.vector import VectorActionWrapper, VectorEnv, VectorWrapper
from gymnasium.vector.utils import batch_space


def _options_of(space: spaces.Space[Any], wrapper: str) -> npt.NDArray[np.int64]:
    """(H,) how many options each head of an action has. Raises ValueError for other actions."""
    if isinstance(space, spaces.Discrete):
        return np.array([int(space.n)])
    nvec = getattr(space, "nvec", None)
    if nvec is None:
        raise ValueError(f"{wrapper} wraps a MultiDiscrete action, not {space}")
    return np.asarray(nvec, dtype=np.int64)


def _option(action: Any, options: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    part = np.floor((np.asarray(action, dtype=np.float64) + 1) / 2 * options)
    return np.clip(np.nan_to_num(part), 0, options - 1).astype(np.int64)


def _masked_sight(sight: spaces.Space[Any], options: npt.NDArray[np.int64]) -> spaces.Dict:
    mask = spaces.Box(0.0, 1.0, (int(options.sum()),), np.float32)
    return spaces.Dict({"observations": sight, "action_mask": mask})


def _with_mask(observation: Any, mask: npt.NDArray[np.int8]) -> dict[str, Any]:
    return {"observations": observation, "action_mask": mask.astype(np.float32)}


class ContinuousActions(gymnasium.ActionWrapper[Any, Any, Any], RecordConstructorArgs):
    """A ``Box(-1, 1, (H,))`` action: a head's interval falls into as many equal parts as it has options."""

    def __init__(self, env: gymnasium.Env[Any, Any]) -> None:
        RecordConstructorArgs.__init__(self)
        gymnasium.ActionWrapper.__init__(self, env)
        self._options = _options_of(env.action_space, "ContinuousActions")
        self._shape = env.action_space.shape or ()
        self.action_space = spaces.Box(-1.0, 1.0, self._options.shape, np.float32)

    def action(self, action: Any) -> npt.NDArray[np.int64]:
        """The option of each head in whose part the number lies."""
        return _option(action, self._options).reshape(self._shape)


class ContinuousActionsVector(VectorActionWrapper):
    """`ContinuousActions` for a batch: ``Box(-1, 1, (N, H))``."""

    def __init__(self, env: VectorEnv[Any, Any, Any]) -> None:
        super().__init__(env)
        self._options = _options_of(env.single_action_space, "ContinuousActionsVector")
        self._shape = env.action_space.shape or ()
        self.single_action_space = spaces.Box(-1.0, 1.0, self._options.shape, np.float32)
        self.action_space = batch_space(self.single_action_space, env.num_envs)

    def actions(self, actions: Any) -> npt.NDArray[np.int64]:
        """The option of each head in whose part the number lies."""
        return _option(actions, self._options).reshape(self._shape)


class MaskInObservation(gymnasium.Wrapper[dict[str, Any], Any, Any, Any], RecordConstructorArgs):
    """A ``Dict`` observation with the mask in it, under the names that RLlib's action masking uses.

    ``observations`` is the numeric observation, ``action_mask`` is (options,) float32 of 0 and 1.
    """

    def __init__(self, env: gymnasium.Env[Any, Any]) -> None:
        RecordConstructorArgs.__init__(self)
        gymnasium.Wrapper.__init__(self, env)
        options = _options_of(env.action_space, "MaskInObservation")
        self.observation_space = _masked_sight(env.observation_space, options)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Open a world."""
        observation, info = self.env.reset(seed=seed, options=options)
        return _with_mask(observation, info["action_mask"]), info

    def step(self, action: Any) -> tuple[dict[str, Any], Any, bool, bool, dict[str, Any]]:
        """One day."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return _with_mask(observation, info["action_mask"]), reward, terminated, truncated, info


class MaskInObservationVector(VectorWrapper):
    """`MaskInObservation` for a batch, ``info["final_obs"]`` included."""

    def __init__(self, env: VectorEnv[Any, Any, Any]) -> None:
        super().__init__(env)
        options = _options_of(env.single_action_space, "MaskInObservationVector")
        self.single_observation_space = _masked_sight(env.single_observation_space, options)
        self.observation_space = batch_space(self.single_observation_space, env.num_envs)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Open worlds."""
        observation, info = self.env.reset(seed=seed, options=options)  # type: ignore[arg-type]
        return _with_mask(observation, info["action_mask"]), info

    def step(self, actions: Any) -> tuple[dict[str, Any], Any, Any, Any, dict[str, Any]]:
        """One day."""
        observation, reward, terminated, truncated, info = self.env.step(actions)
        if "final_obs" in info:
            last, masks = info["final_obs"].copy(), info["final_info"]["action_mask"]
            for row in np.flatnonzero(info["_final_obs"]).tolist():
                last[row] = _with_mask(last[row], masks[row])
            info = info | {"final_obs": last}
        return _with_mask(observation, info["action_mask"]), reward, terminated, truncated, info
