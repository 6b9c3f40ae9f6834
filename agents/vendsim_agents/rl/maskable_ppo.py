"""MaskablePPO of Stable-Baselines3 on one of the smaller tasks (extra ``sb3``).

    python -m vendsim_agents.rl.maskable_ppo --env vendsim/Restock-v0 --cpu-minutes 5 --seed 0 --large

trains with the default settings, or with the larger batches of ``--large``, which take less time a step;
prints what validation worlds bring before and after, and with ``--curve restock-0.csv`` writes what the
policy earns in them while it learns; `vendsim_agents.rl.curves` draws that.
"""

import argparse
import csv
import time
from pathlib import Path
from typing import Any

import gymnasium
import torch
from gymnasium.vector import AutoresetMode
from sb3_contrib import MaskablePPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import VecMonitor

import vendsim
from vendsim.bridges.stable_baselines3 import BusinessVecEnv
from vendsim.envs.evaluation import Policy

VALIDATION = "1000:1100"
# With 64 worlds: a tenth of the passes through the network that the default settings make of a step.
LARGE: dict[str, Any] = {"n_steps": 128, "batch_size": 1024, "n_epochs": 6, "learning_rate": 1e-3}


def batch(name: str, count: int, seed: int) -> VecMonitor:
    """``count`` training worlds side by side."""
    same = AutoresetMode.SAME_STEP
    envs = gymnasium.make_vec(name, num_envs=count, worlds="train", autoreset_mode=same)
    return VecMonitor(BusinessVecEnv(envs, seed=seed))


def playing(model: MaskablePPO) -> Policy:
    """The model as it has trained: drawing its actions."""

    def act(seen: Any, mask: Any) -> Any:
        return model.predict(seen, action_masks=mask.astype(bool), deterministic=False)[0]

    return act


def judge(model: MaskablePPO, name: str, split: str) -> vendsim.Evaluation:
    """Play the worlds of a split."""
    return vendsim.evaluate(playing(model), split, name)


class Watch(BaseCallback):
    """Judges the policy now and then, and ends training after so many minutes of CPU."""

    def __init__(self, name: str, minutes: float, curve: Path | None) -> None:
        super().__init__()
        self._name, self._limit, self._curve = name, minutes * 60, curve
        self._rows: list[tuple[int, float, float]] = []
        self._judging, self._began, self._next = 0.0, time.process_time(), 0.0

    def _on_step(self) -> bool:
        return self._spent() < self._limit

    def _on_rollout_start(self) -> None:
        if self._curve is not None and self._spent() >= self._next:
            began = time.process_time()
            self._rows.append(
                (self.num_timesteps, self._spent(), judge(self.model, self._name, VALIDATION).mean)
            )
            self._judging += time.process_time() - began
            self._next = self._spent() + self._limit / 8
            with self._curve.open("w", newline="") as file:
                csv.writer(file).writerows([("steps", "cpu_seconds", "score"), *self._rows])

    def _spent(self) -> float:
        """CPU seconds of training; judging does not count."""
        return time.process_time() - self._began - self._judging


def main() -> None:
    """Train on worlds from 1,000,000 on, and judge on validation worlds before and after."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--env", default="vendsim/Restock-v0")
    parser.add_argument("--cpu-minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--worlds", type=int, default=4, help="played side by side")
    parser.add_argument("--gamma", type=float, default=0.99, help="the discount a day")
    parser.add_argument("--large", action="store_true", help="larger batches than by default, of 64 worlds")
    parser.add_argument("--curve", type=Path, help="a CSV file to write")
    parser.add_argument("--out", type=Path, help="where to keep the trained model")
    given = parser.parse_args()
    torch.set_num_threads(1)
    worlds = batch(given.env, 64 if given.large else given.worlds, given.seed)
    settings = LARGE if given.large else {}
    model = MaskablePPO("MlpPolicy", worlds, seed=given.seed, gamma=given.gamma, **settings)
    print("untrained:", judge(model, given.env, VALIDATION), flush=True)
    model.learn(10**9, callback=Watch(given.env, given.cpu_minutes, given.curve))
    print(f"after {model.num_timesteps:,} steps:", judge(model, given.env, VALIDATION), flush=True)
    if given.out:
        model.save(given.out)


if __name__ == "__main__":
    main()
