"""The business as a numeric environment: one day a step."""

from __future__ import annotations

from pathlib import Path
from typing import Any, SupportsFloat, get_args

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.error import ResetNeeded

from vendsim.cards import card
from vendsim.envs import rendering
from vendsim.envs.business import Business, RewardKind
from vendsim.envs.kept_spec import KeepsSpec
from vendsim.envs.options import check_options
from vendsim.envs.splits import SPLITS, Deck, Range, Selection, as_seed
from vendsim.envs.tasks import Task, task
from vendsim.manager.layout import layout
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.money import show
from vendsim.scenario import Scenario

_USUAL: dict[str, RewardKind] = {
    "manager": "balance_change", "pricing": "gross_profit", "restock": "normalised",
}  # fmt: skip


def checked_reward(reward: RewardKind | None, task_name: str) -> RewardKind:
    """The reward, or the usual one of a task for None. Raises ValueError for one that does not exist."""
    if reward is None:
        return _USUAL[task_name]
    if reward not in get_args(RewardKind):
        raise ValueError(f"reward must be one of {', '.join(get_args(RewardKind))}, not {reward!r}")
    return reward


class ManagerEnv(KeepsSpec, gymnasium.Env[Any, Any]):
    """A year of business with one vending machine, one decision a day.

    ## Description
    The same world as ``vendsim/Tools-v0``, for numeric agents. A day's action plans products and price levels
    for the slots, writes to suppliers (who must be asked before they quote, and can be bargained with),
    places an order, pays refunds, and decides whether to go to the machine in the evening. Orders that
    suppliers have confirmed are paid the next morning if the bank holds their total. The position
    of a supplier in the arrays is drawn per world.

    ## Action Space
    ``MultiDiscrete``; ``docs/manager.md`` has the table of heads. Choices that are impossible today (0
    in the mask) count as their head's 0. ``action_space.sample(info["action_mask"])`` draws possible ones.
    The smaller tasks have heads of their own (below).

    ## Observation Space
    ``Box(-1, 1, float32)``; ``docs/manager.md`` has the table of fields. It holds only what an operator
    knows. With ``flatten=False`` it is a ``Dict`` of the same numbers, by field.

    ## Rewards
    - ``reward="balance_change"`` (default of ``vendsim/Manager-v0``): the change of the bank balance in
      dollars; its sum over a year is the final balance minus what the business started with.
    - ``reward="final_balance"``: 0 until the end, then the bank balance.
    - ``reward="wealth_change"``: the change of bank, coins, card takings and stock at 60 % of typical
      wholesale prices; at the end only the bank counts. Denser, with the same sum (after the potential-based
      shaping of Ng, Harada and Russell 1999).
    - ``reward="normalised"`` (default of ``vendsim/Restock-v0``): ``wealth_change`` in units of 50 dollars,
      about what the scripted operator ``house.steady`` earns a day.
    - ``reward="gross_profit"`` (default of ``vendsim/Pricing-v0``): what the day's sales brought, less
      typical wholesale prices of the goods sold, in units of 50 dollars. It tells at once what prices do, and
      leaves out the far larger swings of payments and deliveries. It does not add up to the score.

    ## Starting State
    ``reset(seed=s)`` draws a world by the seed, a training world unless ``worlds`` says otherwise; later
    resets without a seed continue the sequence, and no world comes twice before all have been played.
    ``options={"world": w}`` opens world ``w``. ``options={"first_day": d}`` begins this and later episodes
    on day ``d``; until then a scripted operator (`vendsim.manager.house.steady`, "the house") runs the
    business. Where it would close for unpaid fees, the owner pays in the starting money once more. The
    smaller tasks begin on day 61.

    ## Episode End
    Terminated when the year is over, or on the tenth day in a row on which the fee goes unpaid.
    The smaller tasks are truncated after 91 days, a quarter of a year.

    ## Information
    ``action_mask`` (int8, one entry per option of each head, in order), ``day``, ``balance`` (dollars),
    ``world`` (its seed); with ``privileged_info=True`` also ``privileged``: copies of the hidden parameters
    of the world, read-only.

    ## Arguments
    - ``scenario``: a name ("vb2"), a path to a TOML file, a `vendsim.Scenario`, or the table of its settings.
    - ``worlds``: which worlds to draw, so that training and test worlds are apart: a split ("train",
      "validation", "test"), a range of seeds as a tuple ``(first, last)`` or as text ``"first:last"``, or a
      list of seeds. Where gymnasium's own vector environments keep their ``spec`` as JSON, only text is safe:
      a tuple comes back as a list of two seeds.
    - ``reward``, ``privileged_info``, ``flatten``, ``discrete``: see above.
    - ``fast``: whether numba computes the worlds (extra ``fast``), with the same results; by default where
      it is installed. The first use on a machine compiles for half a minute to a minute.
    """

    metadata: dict[str, Any] = {"render_modes": rendering.MODES, "render_fps": 7}  # noqa: RUF012 (as in gymnasium)
    task_name = "manager"

    def __init__(
        self,
        scenario: str | Path | Scenario = "vb2",
        reward: RewardKind | None = None,
        worlds: Selection | None = None,
        privileged_info: bool = False,
        render_mode: str | None = None,
        fast: bool | None = None,
        flatten: bool = True,
        discrete: bool = False,
    ) -> None:
        reward = checked_reward(reward, self.task_name)
        rendering.check_mode(render_mode)
        self._range = Range.of(worlds)
        self._scenario = Scenario.load(scenario)
        self._layout = layout(self._scenario)
        self._task: Task = task(self.task_name, self._scenario, discrete)
        self.action_space = self._task.space()
        self.observation_space = sight(self._task, flatten)
        self.render_mode = render_mode
        self._reward, self._steps = reward, 0
        self._privileged, self._fast, self._flatten = privileged_info, fast, flatten
        self._business: Business | None = None
        self._deck: Deck | None = None

    @property
    def world(self) -> int:
        """The seed of the current world. Raises ResetNeeded before the first reset."""
        return int(self._open().world_seeds[0])

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """Which options of each head are possible today, one after the other."""
        return self._mask().astype(bool)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Open a world and return its first morning.

        ``options={"world": w}`` opens world ``w``; with ``{"first_day": d}`` episodes begin on day ``d``
        from then on. Raises ValueError for another option, for a day that is none, and for a seed of more
        than 63 bits.
        """
        check_options(options, "world", "first_day")
        given = options or {}
        chosen = [as_seed(given["world"], "of a world")] if "world" in given else None
        if "first_day" in given:
            self._task.first_day = checked_day(given["first_day"], self._scenario)
        super().reset(seed=None if seed is None else as_seed(seed, "of a reset"))
        if seed is not None or self._deck is None:
            drawn = int(self.np_random.integers(*SPLITS["train"])) if seed is None else int(seed)
            self._deck, self._business = Deck(self._range, 1, drawn), None
        only = np.array([0])
        world = self._deck.deal(only) if chosen is None else np.array(chosen)
        if self._business is None:
            self._business = self._opened(world)
        else:
            self._business.first_day = self._task.first_day
            self._business.renew(only, world)
        self._task.begin(self._business, only)
        self._steps = 0
        return self._seen(), self._info()

    def step(self, action: Any) -> tuple[Any, SupportsFloat, bool, bool, dict[str, Any]]:
        """One day. Raises ValueError, and changes nothing, for an action outside the space."""
        business = self._open()
        if business.ended[0] or self._steps == self._task.days:
            raise ResetNeeded("the episode has ended; call reset() first")
        heads = np.asarray(action)
        if heads.shape != self.action_space.shape:
            raise ValueError(f"an action has the shape {self.action_space.shape}, not {heads.shape}")
        reward = business.play(self._task.complete(business, heads[None]))
        self._steps += 1
        terminated = bool(business.ended[0])
        truncated = not terminated and self._steps == self._task.days
        return self._seen(), float(reward[0]), terminated, truncated, self._info()

    def render(self) -> str | rendering.Frame | None:
        """The morning: lines of text in the mode "ansi", (480, 640, 3) uint8 in the mode "rgb_array"."""
        if self.render_mode is None:
            return None
        draw = rendering.text if self.render_mode == "ansi" else rendering.frame
        return draw(self._scenario, self._open().worlds.known)

    def _repr_html_(self) -> str:
        if self._business is None:
            return card(self.task_name, {"World": "none yet; call reset()"})
        known = self._business.worlds.known
        facts = {"Day": f"{known.day[0]} of {self._scenario.days}", "Bank": show(known.bank[0])}
        return card(f"{self.task_name}, world {self.world}", facts)

    def _opened(self, world: npt.NDArray[np.int64]) -> Business:
        form = self._layout
        return Business(
            self._scenario, world, self._reward, np.zeros((1, form.width), np.float32),
            np.zeros((1, form.mask_size), np.int8), self._fast, first_day=self._task.first_day,
        )  # fmt: skip

    def _seen(self) -> Any:
        row = self._open().observation[0, : self._task.width].copy()
        return row if self._flatten else by_field(self._task, row)

    def _open(self) -> Business:
        if self._business is None:
            raise ResetNeeded("there is no world yet; call reset() first")
        return self._business

    def _mask(self) -> MaskArray:
        return self._task.mask(self._open())[0]

    def _info(self) -> dict[str, Any]:
        known = self._open().worlds.known
        info = {
            "action_mask": self._mask().copy(),
            "day": int(known.day[0]),
            "balance": float(known.bank[0]) / 100,
            "world": self.world,
        }
        if self._privileged:
            info["privileged"] = {name: values[0] for name, values in privileged(self._open()).items()}
        return info


def checked_day(day: Any, scenario: Scenario) -> int:
    """A day on which episodes can begin. Raises ValueError for any other."""
    if isinstance(day, bool) or not isinstance(day, int | np.integer) or not 1 <= day <= scenario.days:
        raise ValueError(f"first_day must be a whole number from 1 to {scenario.days}, not {day!r}")
    return int(day)


def sight(task: Task, flatten: bool) -> spaces.Space[Any]:
    """The observations of one environment: all numbers in a row, or by field."""
    if flatten:
        return spaces.Box(-1.0, 1.0, (task.width,), np.float32)
    sizes = {name: place.stop - place.start for name, place in _fields(task).items()}
    return spaces.Dict({name: spaces.Box(-1.0, 1.0, (size,), np.float32) for name, size in sizes.items()})


def by_field(task: Task, numbers: Float32Array) -> dict[str, Float32Array]:
    """Observations (..., width) by the names of their fields."""
    return {name: numbers[..., place] for name, place in _fields(task).items()}


def _fields(task: Task) -> dict[str, slice]:
    return {name: place for name, place in task.layout.fields.items() if place.stop <= task.width}


def privileged(business: Business) -> dict[str, npt.NDArray[Any]]:
    """The hidden parameters of N worlds as arrays with N in front, and which supplier is in which place.

    Copies, and read-only: what is kept stays as it was, and nothing can be changed in the worlds.
    """
    hidden = {**vars(business.worlds.params), "supplier_of_place": business.worlds.backstage.who}
    copies = {name: np.array(values) for name, values in hidden.items()}
    for values in copies.values():
        values.flags.writeable = False
    return copies


class PricingEnv(ManagerEnv):
    """A quarter of a year in a running business; the agent sets prices, and the house does all else.

    Each head sets the price level of one slot, as in ``vendsim/Manager-v0``; 0 keeps it. On the first morning
    every slot has a level drawn by the world.
    ``discrete=True`` gives a ``Discrete`` action, one such level for all slots, for value-based learners.
    """

    task_name = "pricing"


class RestockEnv(ManagerEnv):
    """A quarter of a year in a running business; the agent orders and goes to the machine.

    The head ``order`` says whether anything is ordered today, the heads ``cover`` how many days (0, 7, 14,
    28) each slot's product should then last, ``trip`` whether to go to the machine. The house chooses
    products and prices, and the supplier: the one with whom most is earned by the order.
    """

    task_name = "restock"
