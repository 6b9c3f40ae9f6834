"""The batched numeric environment as an environment of TorchRL, and a distribution for masked actions.

    envs = gymnasium.make_vec("vendsim/Manager-v0", num_envs=64, worlds="train")
    env = TransformedEnv(BusinessEnv(envs), ActionMask())

`torchrl.envs.ActionMask` keeps random actions possible; `MaskedHeads` does so for those of a policy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from tensordict import TensorDict, TensorDictBase
from torch import Tensor, distributions
from torchrl.data import Binary, Bounded, Composite, MultiCategorical, Unbounded
from torchrl.envs import EnvBase


class BusinessEnv(EnvBase):
    """N worlds for TorchRL, batch size (N,).

    ``observation`` is (N, width) float32, ``action_mask`` (N, options) bool, ``action`` (N, heads) int64,
    ``reward`` (N, 1) as the environment gives it, ``terminated`` and ``truncated`` (N, 1) bool. TorchRL
    resets the worlds that have ended, so a step always leads to the true next observation.

    Args:
        envs: `vendsim.envs.manager_vector.ManagerVectorEnv` or one of the smaller tasks, with autoreset
            NEXT_STEP, the default. Raises ValueError for another mode.
        seed: of the first reset; None draws one. `set_seed` does the same later.
        device: of all tensors; the worlds themselves are computed on the CPU.
    """

    def __init__(
        self, envs: VectorEnv[Any, Any, Any], seed: int | None = None, device: torch.device | str = "cpu"
    ) -> None:
        if envs.metadata["autoreset_mode"] is not AutoresetMode.NEXT_STEP:
            raise ValueError("TorchRL resets worlds itself and needs autoreset_mode=AutoresetMode.NEXT_STEP")
        count = envs.num_envs
        super().__init__(device=device, batch_size=torch.Size([count]))
        actions, sights = envs.single_action_space, envs.single_observation_space
        if not isinstance(actions, spaces.MultiDiscrete) or not isinstance(sights, spaces.Box):
            raise ValueError("BusinessEnv takes the numeric environments, with MultiDiscrete actions")
        nvec, width = actions.nvec, sights.shape[0]
        self.envs, self._next_seed = envs, seed
        self.action_spec = MultiCategorical(nvec.tolist(), shape=(count, len(nvec)), device=self.device)
        self.observation_spec = Composite(
            observation=Bounded(-1.0, 1.0, shape=(count, width), dtype=torch.float32, device=self.device),
            action_mask=Binary(shape=(count, int(nvec.sum())), dtype=torch.bool, device=self.device),
            shape=(count,),
        )
        self.reward_spec = Unbounded(shape=(count, 1), device=self.device)
        flag = Binary(shape=(count, 1), dtype=torch.bool, device=self.device)
        self.done_spec = Composite(
            done=flag, terminated=flag.clone(), truncated=flag.clone(), shape=(count,), device=self.device
        )

    def _set_seed(self, seed: int | None) -> None:
        self._next_seed = seed

    def _reset(self, tensordict: TensorDictBase | None = None, **_: Any) -> TensorDictBase:
        ended = None if tensordict is None else tensordict.get("_reset", None)
        if ended is None:
            observation, info = self.envs.reset(seed=self._next_seed)
            self._next_seed = None
        else:
            mask = ended.reshape(self.batch_size).cpu().numpy()
            observation, info = self.envs.reset(options={"reset_mask": mask})
        return self._seen(observation, info)

    def _step(self, tensordict: TensorDictBase) -> TensorDictBase:
        actions = tensordict["action"].cpu().numpy()
        observation, reward, terminated, truncated, info = self.envs.step(actions)
        seen = self._seen(observation, info)
        seen["reward"] = self._column(reward, torch.float32)
        seen["terminated"] = self._column(terminated, torch.bool)
        seen["truncated"] = self._column(truncated, torch.bool)
        seen["done"] = seen["terminated"] | seen["truncated"]
        return seen

    def _seen(self, observation: np.ndarray[Any, Any], info: dict[str, Any]) -> TensorDictBase:
        # Copies, because envs made with copy=False overwrite their arrays.
        return TensorDict(
            {
                "observation": torch.tensor(observation, device=self.device),
                "action_mask": torch.tensor(info["action_mask"], dtype=torch.bool, device=self.device),
            },
            batch_size=self.batch_size,
            device=self.device,
        )

    def _column(self, values: np.ndarray[Any, Any], dtype: torch.dtype) -> Tensor:
        return torch.as_tensor(values, dtype=dtype, device=self.device).unsqueeze(-1)


class MaskedHeads(distributions.Distribution):
    """An independent choice for every head, none of them impossible.

    ``ProbabilisticActor(..., distribution_class=MaskedHeads, distribution_kwargs={"nvec": nvec})`` uses it.

    Args:
        logits: (..., options) float, head after head.
        mask: (..., options) bool; every head needs one possible option.
        nvec: (heads,) number of options of each head.
    """

    arg_constraints: dict[str, Any] = {}  # noqa: RUF012 (as in torch)

    def __init__(self, logits: Tensor, mask: Tensor, nvec: Any) -> None:
        sizes = torch.as_tensor(nvec, device=logits.device)
        places = torch.arange(int(sizes.max()), device=logits.device)
        there = places < sizes[:, None]  # (heads, longest)
        # (..., heads, longest), with heads of fewer options filled up by impossible ones
        padded = logits.new_full((*logits.shape[:-1], *there.shape), -torch.inf)
        padded[..., there] = logits.masked_fill(~mask, -torch.inf)
        self._heads = distributions.Categorical(logits=padded)
        super().__init__(logits.shape[:-1], sizes.shape, validate_args=False)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        """(*sample_shape, ..., heads) int64."""
        return self._heads.sample(torch.Size(sample_shape))

    @property
    def deterministic_sample(self) -> Tensor:
        """(..., heads) the likeliest option of each head; the name that TorchRL uses."""
        return self._heads.logits.argmax(dim=-1)

    @property
    def mode(self) -> Tensor:
        """The same; the name that PyTorch uses."""
        return self.deterministic_sample

    def log_prob(self, value: Tensor) -> Tensor:
        """(...) of whole actions (..., heads)."""
        return self._heads.log_prob(value).sum(dim=-1)

    def entropy(self) -> Tensor:
        """(...) of whole actions."""
        return self._heads.entropy().sum(dim=-1)
