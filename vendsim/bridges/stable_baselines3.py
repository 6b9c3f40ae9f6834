"""The batched numeric environment as a vector environment of Stable-Baselines3.

    envs = gymnasium.make_vec("vendsim/Manager-v0", num_envs=64, autoreset_mode=AutoresetMode.SAME_STEP)
    venv = BusinessVecEnv(envs, seed=0)

Masks for ``sb3_contrib.MaskablePPO`` come through ``venv.env_method("action_masks")``, as it asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        """Open all worlds: those of the options, or drawn by the first of the seeds.

        One seed draws for all of them, so that they play different worlds of a range.
        """
        options = self._options_of_batch()
        observation, info = self.envs.reset(seed=self._seeds[0], options=options)
        self._reset_seeds()
        self._reset_options()
        self._mask = info["action_mask"].astype(bool)
        self.reset_infos = self._infos(info)
        return observation.copy()

    def _options_of_batch(self) -> dict[str, Any] | None:
        """The options of single environments, ``{"world": w}``, as the batch takes them."""
        if not any(self._options):
            return None
        if any(set(each) != {"world"} for each in self._options):
            raise ValueError('the only option of reset is {"world": seed}, for each environment')
        return {"worlds": [each["world"] for each in self._options]}

    def _infos(self, info: dict[str, Any]) -> list[dict[str, Any]]:
        """What a single environment tells with each step, but for the mask."""
        columns = {name: info[name].tolist() for name in ("day", "balance", "world")}
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Take the actions (N, heads)."""
        self._actions = actions

    def step_wait(
        self,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.bool_], list[dict[str, Any]]]:
        """One day everywhere."""
        observation, reward, terminated, truncated, info = self.envs.step(self._actions)
        self._mask = info["action_mask"].astype(bool)
        infos, ended = self._infos(info), terminated | truncated
        if ended.any():
            last = self._infos(info["final_info"])
            for row in np.flatnonzero(ended).tolist():
                # As in DummyVecEnv, the info of a last step is the one before the reset.
                infos[row] = last[row] | {
                    "terminal_observation": info["final_obs"][row],
                    "TimeLimit.truncated": bool(truncated[row]),
                }
        return observation.copy(), reward.astype(np.float32), ended, infos

    def close(self) -> None:
        """Close the environments."""
        self.envs.close()

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        """Call a method of each world: ``action_masks``, (options,) bool, or ``render``."""
        if method_name == "action_masks":
            return [self._mask[row] for row in self._rows(indices)]
        if method_name != "render":
            raise AttributeError(
                f'these worlds have no method "{method_name}", only "action_masks" and "render"'
            )
        found = self.envs.unwrapped.call(method_name, *args, **kwargs)  # type: ignore[attr-defined]
        return [found[row] for row in self._rows(indices)]

    def has_attr(self, attr_name: str) -> bool:
        """Whether the worlds have an attribute; they have masks."""
        return attr_name == "action_masks" or super().has_attr(attr_name)

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """An attribute of each world."""
        found = self.envs.unwrapped.get_attr(attr_name)  # type: ignore[attr-defined]
        return [found[row] for row in self._rows(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Set an attribute of some worlds to one value, as Stable-Baselines3 does.

        Raises ValueError for what all worlds share, such as ``render_mode``, where only some are meant.
        """
        each = self.get_attr(attr_name) if self.has_attr(attr_name) else [None] * self.num_envs
        for row in self._rows(indices):
            each[row] = value
        self.envs.unwrapped.set_attr(attr_name, each)  # type: ignore[attr-defined]

    def env_is_wrapped(self, wrapper_class: type[Any], indices: Any = None) -> list[bool]:
        """No world is wrapped."""
        return [False] * len(self._rows(indices))

    def get_images(self) -> Sequence[npt.NDArray[np.uint8] | None]:
        """A picture of each world, with ``render_mode="rgb_array"``."""
        frames = self.envs.render()
        return [None] * self.num_envs if frames is None else list(frames)

    def _rows(self, indices: Any) -> list[int]:
        """Which worlds are meant. Raises IndexError for one that does not exist."""
        every = np.arange(self.num_envs)
        rows: list[int] = (every if indices is None else np.atleast_1d(every[indices])).tolist()
        return rows
