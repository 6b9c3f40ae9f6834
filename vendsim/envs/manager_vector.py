"""N numeric environments as one, without a loop over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from vendsim.draws import BoolArray, FloatArray
from vendsim.envs import rendering
from vendsim.envs.business import Business, RewardKind
from vendsim.envs.manager_env import check_reward, privileged
from vendsim.envs.options import check_options
from vendsim.envs.splits import SPLITS, Range, Selection
from vendsim.envs.tasks import Task, task
from vendsim.manager.knowledge import Knowledge
from vendsim.manager.layout import layout
from vendsim.manager.observe import Float32Array
from vendsim.scenario import Scenario

Step = tuple[Float32Array, FloatArray, BoolArray, BoolArray, dict[str, Any]]


class ManagerVectorEnv(VectorEnv[Float32Array, npt.NDArray[np.int64], npt.NDArray[Any]]):
    """``vendsim/Manager-v0`` for ``num_envs`` worlds at once; each equals the single one, bit for bit.

    ``reset(seed=s)`` opens worlds s, s + 1, ...; a list of seeds opens those. ``info["action_mask"]`` is
    (num_envs, options) int8, ``info["day"]``, ``info["balance"]`` and ``info["world"]`` are (num_envs,).

    Args:
        num_envs: N.
        scenario, reward, worlds, privileged_info: as in `ManagerEnv`.
        autoreset_mode: NEXT_STEP (default): the step after an episode's end ignores the action, opens the
            next world and gives reward 0; SAME_STEP: the last step opens it, and ``info["final_obs"]``,
            ``info["final_info"]`` hold the end; DISABLED: ended worlds wait for ``reset_mask``.
        observation, mask: buffers of the caller, (N, width) float32 and (N, options) int8, to write into.
        fast: whether the worlds are computed by numba, as in `ManagerEnv`.
        threads: that play the worlds at the same time, with the same results for any number of them; needs
            numba. As many as there are cores to spare.
        copy: whether ``reset`` and ``step`` return copies; without, arrays are overwritten by the next step.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012
        "autoreset_mode": AutoresetMode.NEXT_STEP,
        "render_modes": rendering.MODES,
        "render_fps": 7,
    }
    task_name = "manager"

    def __init__(
        self,
        num_envs: int = 1,
        scenario: str | Path | Scenario = "vb2",
        reward: RewardKind = "balance_change",
        worlds: Selection | None = None,
        privileged_info: bool = False,
        autoreset_mode: AutoresetMode = AutoresetMode.NEXT_STEP,
        observation: Float32Array | None = None,
        mask: npt.NDArray[np.int8] | None = None,
        copy: bool = True,
        fast: bool | None = None,
        threads: int = 1,
        render_mode: str | None = None,
    ) -> None:
        check_reward(reward)
        check_threads(threads)
        Range.of(worlds)
        mode = AutoresetMode(autoreset_mode)
        self.num_envs, self.copy = num_envs, copy
        self._scenario = Scenario.load(scenario)
        form = layout(self._scenario)
        self._task: Task = task(self.task_name, self._scenario)
        self.single_action_space = spaces.MultiDiscrete(self._task.nvec)
        self.single_observation_space = spaces.Box(-1.0, 1.0, (form.width,), np.float32)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.metadata = {**self.metadata, "autoreset_mode": mode}
        rendering.check_mode(render_mode)
        self.render_mode = render_mode
        self.autoreset_mode = mode  # as gymnasium's own vector environments have it
        self._reward, self._range, self._privileged = reward, worlds, privileged_info
        self._observation = _buffer(observation, (num_envs, form.width), np.dtype(np.float32), "observation")
        self._mask = _buffer(mask, (num_envs, form.mask_size), np.dtype(np.int8), "mask")
        self._business: Business | None = None
        self._over, self._fast, self._threads = np.zeros(num_envs, dtype=bool), fast, threads

    @property
    def world(self) -> npt.NDArray[np.int64]:
        """(N,) the seeds of the current worlds. Raises ResetNeeded before the first reset."""
        return self._open().world_seeds.copy()

    @property
    def knowledge(self) -> Knowledge:
        """What the operators know, for scripted ones (`vendsim.manager.house`). Not to be changed."""
        return self._open().worlds.known

    def action_masks(self) -> BoolArray:
        """(N, options) which options of each head are possible today, one after the other."""
        return self._task.mask(self._open()).astype(bool)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Float32Array, dict[str, Any]]:
        """Open the worlds of the seeds and return their first mornings.

        ``options={"reset_mask": mask}`` with a mask (N,) bool opens worlds only where it is True: those of
        the seeds, or the next ones.
        """
        check_options(options, "reset_mask")
        super().reset(seed=seed if isinstance(seed, int) else None)
        everyone = np.arange(self.num_envs)
        if options:
            return self._reset_some(np.asarray(options["reset_mask"], dtype=bool), seed)
        if seed is None and self._business is not None:
            self._business.renew(everyone)
        else:
            self._business = Business(
                self._scenario,
                self._seeds(seed),
                self._range,
                self._reward,
                self._observation,
                self._mask,
                self._fast,
                self._threads,
            )
        self._task.begin(self._business, everyone)
        self._over[:] = False
        return self._seen(), self._info()

    def _reset_some(
        self, mask: BoolArray, seed: int | list[int | None] | None
    ) -> tuple[Float32Array, dict[str, Any]]:
        if mask.shape != (self.num_envs,):
            raise ValueError(f"reset_mask must have shape ({self.num_envs},), not {mask.shape}")
        business, rows = self._open(), np.flatnonzero(mask)
        business.renew(rows, None if seed is None else self._seeds(seed)[rows])
        self._task.begin(business, rows)
        self._over[rows] = False
        return self._seen(), self._info()

    def render(self) -> tuple[Any, ...] | None:
        """The morning of each world, as the single environment shows it."""
        if self.render_mode is None:
            return None
        draw = rendering.text if self.render_mode == "ansi" else rendering.frame
        known = self._open().worlds.known
        return tuple(draw(self._scenario, known, world) for world in range(self.num_envs))

    def step(self, actions: npt.NDArray[np.int64]) -> Step:
        """One day everywhere. Raises ResetNeeded where, without autoreset, a world has ended."""
        business, heads = self._open(), np.asarray(actions)
        if self.autoreset_mode is AutoresetMode.DISABLED and self._over.any():
            raise ResetNeeded('some episodes have ended; call reset(options={"reset_mask": mask}) for them')
        if heads.shape != self.action_space.shape:
            raise ValueError(f"actions have the shape {self.action_space.shape}, not {heads.shape}")
        reward = business.play(self._task.complete(business, heads))
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            return self._step_same(business, reward)
        return self._step_next(business, reward)

    def _step_next(self, business: Business, reward: FloatArray) -> Step:
        began = np.flatnonzero(self._over)
        if len(began):
            business.renew(began)
            self._task.begin(business, began)
            reward[began] = 0.0
        self._over = business.ended.copy()
        return self._seen(), reward, self._over.copy(), np.zeros(self.num_envs, dtype=bool), self._info()

    def _step_same(self, business: Business, reward: FloatArray) -> Step:
        terminated = business.ended.copy()
        over = np.flatnonzero(terminated)
        last: dict[str, Any] = {}
        if len(over):
            last = {
                "final_obs": _objects(self.num_envs, over, business.observation[over].copy()),
                "_final_obs": terminated,
                "final_info": self._info(),
                "_final_info": terminated,
            }
            business.renew(over)
            self._task.begin(business, over)
        return self._seen(), reward, terminated, np.zeros(self.num_envs, dtype=bool), self._info() | last

    def _seeds(self, seed: int | list[int | None] | None) -> npt.NDArray[np.int64]:
        if isinstance(seed, (int, np.integer)):
            return np.arange(self.num_envs) + int(seed)
        drawn = self.np_random.integers(*SPLITS["train"], size=self.num_envs)
        if seed is None:
            return drawn
        if len(seed) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments, but {len(seed)} seeds")
        return np.array([d if s is None else s for d, s in zip(drawn, seed, strict=True)], dtype=np.int64)

    def _open(self) -> Business:
        if self._business is None:
            raise ResetNeeded("there are no worlds yet; call reset() first")
        return self._business

    def _seen(self) -> Float32Array:
        return self._observation.copy() if self.copy else self._observation

    def _info(self) -> dict[str, Any]:
        business = self._open()
        known, mask = business.worlds.known, self._task.mask(business)
        info: dict[str, Any] = {
            "action_mask": mask.copy() if self.copy else mask,
            "day": known.day.copy(),
            "balance": known.bank / 100,
            "world": self.world,
        }
        info |= {f"_{name}": np.ones(self.num_envs, dtype=bool) for name in tuple(info)}
        return info | ({"privileged": privileged(business)} if self._privileged else {})


def check_threads(threads: int) -> None:
    """Raises ValueError for a number of threads that cannot be."""
    if isinstance(threads, bool) or not isinstance(threads, int | np.integer) or threads < 1:
        raise ValueError(f"threads must be a whole number from 1, not {threads!r}")


def _buffer(given: Any, shape: tuple[int, int], dtype: np.dtype[Any], name: str) -> npt.NDArray[Any]:
    if given is None:
        return np.zeros(shape, dtype)
    if not isinstance(given, np.ndarray) or given.shape != shape or given.dtype != dtype:
        raise ValueError(f"the {name} buffer must be an array of shape {shape} and type {dtype}")
    if not given.flags.c_contiguous or not given.flags.writeable:
        raise ValueError(f"the {name} buffer must be writeable and its rows must follow one another")
    return given


def _objects(count: int, rows: npt.NDArray[np.int64], values: Float32Array) -> npt.NDArray[np.object_]:
    """One array a row, as gymnasium's vector environments hand on last observations."""
    out = np.full(count, None, dtype=object)
    for row, value in zip(rows.tolist(), values, strict=True):
        out[row] = value
    return out


class PricingVectorEnv(ManagerVectorEnv):
    """``vendsim/Pricing-v0`` for many worlds at once."""

    task_name = "pricing"


class RestockVectorEnv(ManagerVectorEnv):
    """``vendsim/Restock-v0`` for many worlds at once."""

    task_name = "restock"
