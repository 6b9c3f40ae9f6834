"""The batched numeric environment as a vector environment of Stable-Baselines3.

    envs = gymnasium.make_vec("vendsim/Manager-v0", num_envs=64, autoreset_mode=AutoresetMode.SAME_STEP)
    venv = BusinessVecEnv(envs, seed=0)

Masks for ``sb3_contrib.MaskablePPO`` come through ``venv.env_method("action_masks")``, as it asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv
from stable_baselines3.common.vec_env import VecEnv


class BusinessVecEnv(VecEnv):
    """N worlds for Stable-Baselines3.

    Args:
        envs: `vendsim.envs.manager_vector.ManagerVectorEnv` or one of the smaller tasks, with autoreset
            SAME_STEP, because Stable-Baselines3 expects the next world's first observation with the step that
            ends one. Raises ValueError for another mode.
        seed: of the first ``reset``, as ``venv.seed(seed)`` sets it; None leaves it to the model's seed, and
            to chance if there is none either.
    """

    def __init__(self, envs: VectorEnv[Any, Any, Any], seed: int | None = None) -> None:
        if envs.metadata["autoreset_mode"] is not AutoresetMode.SAME_STEP:
            raise ValueError("Stable-Baselines3 needs autoreset_mode=AutoresetMode.SAME_STEP")
        self.envs, self._mask = envs, np.zeros(0)
        self._actions: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)
        if seed is not None:
            self.seed(seed)

    def reset(self) -> npt.NDArray[np.float32]:
        """Open all worlds."""
        seeded = any(seed is not None for seed in self._seeds)
        observation, info = self.envs.reset(seed=self._seeds if seeded else None)
        self._reset_seeds()
        self._reset_options()
        self._mask = info["action_mask"].astype(bool)
        return observation.copy()

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Take the actions (N, heads)."""
        self._actions = actions

    def step_wait(
        self,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.bool_], list[dict[str, Any]]]:
        """One day everywhere."""
        observation, reward, ended, _, info = self.envs.step(self._actions)
        self._mask = info["action_mask"].astype(bool)
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for row in np.flatnonzero(ended).tolist():
            infos[row] = {
                "terminal_observation": info["final_obs"][row],
                "TimeLimit.truncated": False,
                "balance": float(info["final_info"]["balance"][row]),
            }
        return observation.copy(), reward.astype(np.float32), ended, infos

    def close(self) -> None:
        """Close the environments."""
        self.envs.close()

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        """Only ``action_masks`` can be called, (options,) bool for each world."""
        if method_name != "action_masks":
            raise AttributeError(f'these worlds have no method "{method_name}", only "action_masks"')
        return [self._mask[row] for row in self._rows(indices)]

    def has_attr(self, attr_name: str) -> bool:
        """Whether the worlds have an attribute; they have masks."""
        return attr_name == "action_masks" or hasattr(self.envs, attr_name)

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """An attribute of the batch, once for each world."""
        return [getattr(self.envs, attr_name)] * len(self._rows(indices))

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Worlds of a batch have no attributes of their own to set."""
        raise AttributeError(f'"{attr_name}" cannot be set on single worlds of a batch')

    def env_is_wrapped(self, wrapper_class: type[Any], indices: Any = None) -> list[bool]:
        """No world is wrapped."""
        return [False] * len(self._rows(indices))

    def get_images(self) -> Sequence[npt.NDArray[np.uint8] | None]:
        """There is nothing to see."""
        return [None] * self.num_envs

    def _rows(self, indices: int | Iterable[int] | None) -> list[int]:
        if indices is None:
            return list(range(self.num_envs))
        return [indices] if isinstance(indices, int) else list(indices)
