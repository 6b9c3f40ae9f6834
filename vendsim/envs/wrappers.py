"""Other shapes of the numeric environments, for agents that want them."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces


class ContinuousActions(gymnasium.ActionWrapper[Any, npt.NDArray[np.float32], npt.NDArray[np.int64]]):
    """A ``Box(-1, 1, (H,))`` action: a head's interval falls into as many equal parts as it has options."""

    def __init__(self, env: gymnasium.Env[Any, npt.NDArray[np.int64]]) -> None:
        super().__init__(env)
        if not isinstance(env.action_space, spaces.MultiDiscrete):
            raise ValueError(f"ContinuousActions wraps a MultiDiscrete action, not {env.action_space}")
        self._options = env.action_space.nvec
        self.action_space = spaces.Box(-1.0, 1.0, self._options.shape, np.float32)

    def action(self, action: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        """The option of each head in whose part the number lies."""
        part = np.floor((np.asarray(action, dtype=np.float64) + 1) / 2 * self._options)
        return np.clip(np.nan_to_num(part), 0, self._options - 1).astype(np.int64)


class MaskInObservation(gymnasium.Wrapper[dict[str, Any], Any, Any, Any]):
    """A ``Dict`` observation with the mask in it, under the names that RLlib's action masking uses.

    ``observations`` is the numeric observation, ``action_mask`` is (options,) float32 of 0 and 1.
    """

    def __init__(self, env: gymnasium.Env[npt.NDArray[np.float32], Any]) -> None:
        super().__init__(env)  # type: ignore[arg-type]
        nvec = getattr(env.action_space, "nvec", None)
        if nvec is None:
            raise ValueError(f"MaskInObservation wraps a MultiDiscrete action, not {env.action_space}")
        self.observation_space = spaces.Dict(
            {
                "observations": env.observation_space,
                "action_mask": spaces.Box(0.0, 1.0, (int(nvec.sum()),), np.float32),
            }
        )

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Open a world."""
        observation, info = self.env.reset(seed=seed, options=options)
        return self._with_mask(observation, info), info

    def step(self, action: Any) -> tuple[dict[str, Any], Any, bool, bool, dict[str, Any]]:
        """One day."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return self._with_mask(observation, info), reward, terminated, truncated, info

    @staticmethod
    def _with_mask(observation: Any, info: dict[str, Any]) -> dict[str, Any]:
        return {"observations": observation, "action_mask": info["action_mask"].astype(np.float32)}
