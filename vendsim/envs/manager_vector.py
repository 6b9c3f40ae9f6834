"""N numeric environments as one, without a loop over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from vendsim.draws import BoolArray, FloatArray
from vendsim.envs import rendering
from vendsim.envs.business import Business, RewardKind
from vendsim.envs.kept_spec import KeepsSpec
from vendsim.envs.manager_env import by_field, checked_day, checked_reward, privileged, sight
from vendsim.envs.options import check_options
from vendsim.envs.splits import SPLITS, Deck, Range, Selection, as_seed
from vendsim.envs.tasks import Task, task
from vendsim.manager.knowledge import Knowledge
from vendsim.manager.layout import layout
from vendsim.manager.observe import Float32Array
from vendsim.scenario import Scenario

Step = tuple[Any, FloatArray, BoolArray, BoolArray, dict[str, Any]]
Seeds = int | list[int | None] | None


class ManagerVectorEnv(KeepsSpec, VectorEnv[Any, Any, npt.NDArray[Any]]):
    """``vendsim/Manager-v0`` for ``num_envs`` worlds at once; each equals the single one, bit for bit.

    ``reset(seed=s)`` draws all worlds by one seed, so that none is played twice before every world of the
    range was; with a list of seeds each environment draws by its own, as the single one with that seed does.
    ``options={"worlds": [...]}`` opens the N worlds named. ``info["action_mask"]`` is (num_envs, options)
    int8, ``info["day"]``, ``info["balance"]`` and ``info["world"]`` are (num_envs,).

    Args:
        num_envs: N.
        scenario, reward, worlds, privileged_info, flatten, discrete: as in `ManagerEnv`.
        autoreset_mode: NEXT_STEP (default): the step after an episode's end ignores the action, opens the
            next world and gives reward 0; SAME_STEP: the last step opens it, and ``info["final_obs"]``,
            ``info["final_info"]`` hold the end; DISABLED: ended worlds wait for ``reset_mask``.
        observation, mask: buffers of the caller, (N, width) float32 and (N, options) int8, to write into.
        fast: whether the worlds are computed by numba, as in `ManagerEnv`.
        threads: that play the worlds at the same time, with the same results for any number of them; needs
            numba. As many as there are cores to spare.
        copy: whether ``reset`` and ``step`` return copies; without, arrays are overwritten by the next step.
        max_episode_steps: days after which an episode is truncated.
        disable_env_checker: has no effect, as there is no checker around a batch; taken because
            ``gymnasium.make`` takes it.
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
        reward: RewardKind | None = None,
        worlds: Selection | None = None,
        privileged_info: bool = False,
        autoreset_mode: AutoresetMode = AutoresetMode.NEXT_STEP,
        observation: Float32Array | None = None,
        mask: npt.NDArray[np.int8] | None = None,
        copy: bool = True,
        fast: bool | None = None,
        threads: int = 1,
        render_mode: str | None = None,
        flatten: bool = True,
        discrete: bool = False,
        max_episode_steps: int | None = None,
        disable_env_checker: bool | None = None,
    ) -> None:
        reward = checked_reward(reward, self.task_name)
        check_count(num_envs, "num_envs")
        check_count(threads, "threads")
        if max_episode_steps is not None:
            check_count(max_episode_steps, "max_episode_steps")
        rendering.check_mode(render_mode)
        mode = AutoresetMode(autoreset_mode)
        self.num_envs, self.copy = num_envs, copy
        self._scenario, self._range = Scenario.load(scenario), Range.of(worlds)
        self._layout = form = layout(self._scenario)
        self._task: Task = task(self.task_name, self._scenario, discrete)
        self.single_action_space = self._task.space()
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.single_observation_space = sight(self._task, flatten)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.metadata = {**self.metadata, "autoreset_mode": mode}
        self.render_mode = render_mode
        self.autoreset_mode = mode  # as gymnasium's own vector environments have it
        self._reward, self._privileged, self._flatten = reward, privileged_info, flatten
        width = self._task.width
        self._observation = _buffer(observation, (num_envs, width), np.dtype(np.float32), "observation")
        # Where less is seen, the worlds write into an array of their own.
        self._all = self._observation if width == form.width else np.zeros((num_envs, form.width), np.float32)
        self._mask = _buffer(mask, (num_envs, form.mask_size), np.dtype(np.int8), "mask")
        self._business: Business | None = None
        self._deck: Deck | None = None
        self._over, self._fast, self._threads = np.zeros(num_envs, dtype=bool), fast, threads
        self._steps = np.zeros(num_envs, dtype=np.int64)
        self._of_each: dict[str, tuple[Any, ...]] = {}  # attributes that users have given the environments
        ends = [days for days in (max_episode_steps, self._task.days) if days is not None]
        self._most_steps = min(ends, default=None)

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
        self, *, seed: Seeds = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Open worlds and return their first mornings.

        Args:
            seed: one for all environments, or a list with one for each; without, they go on drawing.
            options: ``{"worlds": [...]}`` are the worlds to open, one for each environment;
                ``{"reset_mask": mask}`` with a mask (N,) bool opens worlds only where it is True; with
                ``{"first_day": d}`` episodes begin on day ``d`` from then on.

        Raises ValueError for other options, for masks and lists of another length, and for seeds of more than
        63 bits.
        """
        check_options(options, "reset_mask", "worlds", "first_day")
        given = options or {}
        if "first_day" in given:
            self._task.first_day = checked_day(given["first_day"], self._scenario)
        mask, worlds = given.get("reset_mask"), given.get("worlds")
        rows = np.arange(self.num_envs) if mask is None else self._masked(np.asarray(mask, dtype=bool))
        seeds = self._checked_seeds(seed)
        chosen = None if worlds is None else self._checked_worlds(worlds)
        super().reset(seed=seeds if isinstance(seeds, int) else None)
        self._shuffle(rows, seeds, everywhere=mask is None)
        dealt = self._deck.deal(rows) if chosen is None else chosen[rows]  # type: ignore[union-attr]
        if self._business is None or (mask is None and seed is not None):
            self._business = Business(
                self._scenario, dealt, self._reward, self._all, self._mask, self._fast, self._threads,
                self._task.first_day,
            )  # fmt: skip
            self._begun(rows)
        else:
            self._open_worlds(rows, dealt)
        return self._seen(), self._info()

    def _masked(self, mask: BoolArray) -> npt.NDArray[np.int64]:
        if mask.shape != (self.num_envs,):
            raise ValueError(f"reset_mask must have shape ({self.num_envs},), not {mask.shape}")
        self._open()
        return np.flatnonzero(mask)

    def _checked_seeds(self, seed: Seeds) -> Seeds:
        if seed is None:
            return None
        if not isinstance(seed, list | tuple | np.ndarray):
            return as_seed(seed, "of a reset")
        if len(seed) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments, but {len(seed)} seeds")
        return [None if each is None else as_seed(each, "of a reset") for each in seed]

    def _checked_worlds(self, worlds: Any) -> npt.NDArray[np.int64]:
        if len(worlds) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments, but {len(worlds)} worlds")
        return np.array([as_seed(world, "of a world") for world in worlds], dtype=np.int64)

    def _shuffle(self, rows: npt.NDArray[np.int64], seeds: Seeds, everywhere: bool) -> None:
        """Decide by which seeds worlds are dealt from now on."""
        if isinstance(seeds, list):
            drawn = self.np_random.integers(*SPLITS["train"], size=self.num_envs).tolist()
            each = [d if s is None else s for d, s in zip(drawn, seeds, strict=True)]
            if everywhere or self._deck is None:
                self._deck = Deck(self._range, self.num_envs, each)
            else:
                self._deck.seed(rows, [each[row] for row in rows.tolist()])
        elif seeds is not None and not everywhere and self._deck is not None:
            self._deck.seed(rows, (seeds + rows).tolist())
        elif seeds is not None or self._deck is None:
            one = int(self.np_random.integers(*SPLITS["train"])) if seeds is None else seeds
            self._deck = Deck(self._range, self.num_envs, one)

    def _open_worlds(self, rows: npt.NDArray[np.int64], worlds: npt.NDArray[np.int64] | None = None) -> None:
        """Open worlds in the environments ``rows`` (n,): those named, or the next ones."""
        business, deck = self._open(), self._deck
        assert deck is not None, "worlds are dealt from the first reset on"
        business.first_day = self._task.first_day
        business.renew(rows, deck.deal(rows) if worlds is None else worlds)
        self._begun(rows)

    def _begun(self, rows: npt.NDArray[np.int64]) -> None:
        self._task.begin(self._open(), rows)
        self._over[rows], self._steps[rows] = False, 0

    def render(self) -> tuple[Any, ...] | None:
        """The morning of each world, as the single environment shows it."""
        if self.render_mode is None:
            return None
        draw = rendering.text if self.render_mode == "ansi" else rendering.frame
        known = self._open().worlds.known
        return tuple(draw(self._scenario, known, world) for world in range(self.num_envs))

    def step(self, actions: Any) -> Step:
        """One day everywhere. Raises ResetNeeded where, without autoreset, a world has ended.

        Raises ValueError, and changes nothing, for actions outside the space.
        """
        business, heads = self._open(), np.asarray(actions)
        if self.autoreset_mode is AutoresetMode.DISABLED and self._over.any():
            raise ResetNeeded('some episodes have ended; call reset(options={"reset_mask": mask}) for them')
        if heads.shape != self.action_space.shape:
            raise ValueError(f"actions have the shape {self.action_space.shape}, not {heads.shape}")
        reward = business.play(self._task.complete(business, heads))
        self._steps += 1
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            return self._step_same(business, reward)
        return self._step_next(business, reward)

    def _ends(self, business: Business) -> tuple[BoolArray, BoolArray]:
        """(N,) which runs are over, and (N,) which others are cut off."""
        terminated = business.ended.copy()
        if self._most_steps is None:
            return terminated, np.zeros(self.num_envs, dtype=bool)
        return terminated, ~terminated & (self._steps >= self._most_steps)

    def _step_next(self, business: Business, reward: FloatArray) -> Step:
        began = np.flatnonzero(self._over)
        if len(began):
            self._open_worlds(began)
            reward[began] = 0.0
        terminated, truncated = self._ends(business)
        self._over = terminated | truncated
        return self._seen(), reward, terminated, truncated, self._info()

    def _step_same(self, business: Business, reward: FloatArray) -> Step:
        terminated, truncated = self._ends(business)
        ends = terminated | truncated
        over = np.flatnonzero(ends)
        last: dict[str, Any] = {}
        if len(over):
            rows = business.observation[over, : self._task.width]
            seen = list(rows) if self._flatten else [by_field(self._task, row) for row in rows]
            last = {
                "final_obs": _objects(self.num_envs, over, seen),
                "_final_obs": ends,
                "final_info": self._info(),
                "_final_info": ends,
            }
            self._open_worlds(over)
        return self._seen(), reward, terminated, truncated, self._info() | last

    # As in gymnasium's own vector environments ------------------------------------------------------------

    def call(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """What each environment gives for a method or an attribute of that name."""
        if name in ("world", "action_masks", "render"):
            value = getattr(self, name)
            found = value(*args, **kwargs) if callable(value) else value.tolist()
            return (None,) * self.num_envs if found is None else tuple(found)
        if name in self._of_each:
            return self._of_each[name]
        shared = {
            "action_space": self.single_action_space,
            "observation_space": self.single_observation_space,
        }
        if name not in shared and not hasattr(self, name):
            raise AttributeError(f"these environments have no attribute {name!r}")
        value = shared[name] if name in shared else getattr(self, name)
        if callable(value) and name not in shared:
            raise AttributeError(f"{name!r} is a method of the whole batch; call it on the batch itself")
        return (value,) * self.num_envs

    def get_attr(self, name: str) -> tuple[Any, ...]:
        """An attribute of each environment."""
        return self.call(name)

    def set_attr(self, name: str, values: Any) -> None:
        """Set an attribute of each environment: one value for all, or a list of one for each.

        What the batch has itself, such as ``render_mode``, all environments share. Raises ValueError for a
        list of another length, and for different values of what is shared.
        """
        each = tuple(values) if isinstance(values, list | tuple) else (values,) * self.num_envs
        if len(each) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments, but {len(each)} values")
        if not hasattr(self, name):
            self._of_each[name] = each
        elif all(np.array_equal(value, each[0]) for value in each):
            setattr(self, name, each[0])
        else:
            raise ValueError(f"the environments of a batch share {name!r}; it can have one value only")

    def _open(self) -> Business:
        if self._business is None:
            raise ResetNeeded("there are no worlds yet; call reset() first")
        return self._business

    def _seen(self) -> Any:
        if self._observation is not self._all:
            self._observation[...] = self._all[:, : self._task.width]
        seen = self._observation.copy() if self.copy else self._observation
        return seen if self._flatten else by_field(self._task, seen)

    def _info(self) -> dict[str, Any]:
        business = self._open()
        known, mask = business.worlds.known, self._task.mask(business)
        info: dict[str, Any] = {
            "action_mask": mask.copy() if self.copy else mask,
            "day": known.day.astype(np.int64),
            "balance": known.bank / 100,
            "world": self.world,
        }
        if self._privileged:
            info["privileged"] = self._with_flags(privileged(business))
        return self._with_flags(info)

    def _with_flags(self, info: dict[str, Any]) -> dict[str, Any]:
        """As gymnasium's vector environments say which environments tell something: here all, always."""
        return info | {f"_{name}": np.ones(self.num_envs, dtype=bool) for name in info}


def check_count(number: int, name: str) -> None:
    """Raises ValueError for what is no whole number from 1 on."""
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
        raise ValueError(f"{name} must be a whole number from 1, not {number!r}")


def _buffer(given: Any, shape: tuple[int, int], dtype: np.dtype[Any], name: str) -> npt.NDArray[Any]:
    if given is None:
        return np.zeros(shape, dtype)
    if not isinstance(given, np.ndarray) or given.shape != shape or given.dtype != dtype:
        raise ValueError(f"the {name} buffer must be an array of shape {shape} and type {dtype}")
    if not given.flags.c_contiguous or not given.flags.writeable:
        raise ValueError(f"the {name} buffer must be writeable and its rows must follow one another")
    return given


def _objects(count: int, rows: npt.NDArray[np.int64], values: list[Any]) -> npt.NDArray[np.object_]:
    """One observation a row, as gymnasium's vector environments hand on last observations."""
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
