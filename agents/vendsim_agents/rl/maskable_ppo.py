"""MaskablePPO of Stable-Baselines3 on ``vendsim/Manager-v0`` (extra ``sb3``).

python -m vendsim_agents.rl.maskable_ppo --steps 200000
"""

import argparse
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.evaluation import evaluate_policy
from stable_baselines3.common.vec_env import VecMonitor, VecNormalize

import vendsim  # noqa: F401 (registers the environments)
from vendsim.bridges.stable_baselines3 import BusinessVecEnv


def batch(name: str, count: int, **options: Any) -> VecMonitor:
    """``count`` worlds side by side."""
    envs = gymnasium.make_vec(name, num_envs=count, autoreset_mode=AutoresetMode.SAME_STEP, **options)
    return VecMonitor(BusinessVecEnv(envs, seed=0))


def judge(model: MaskablePPO, name: str, when: str) -> None:
    """Play worlds 0 to 49, a year in each, as the policy has trained: drawing its actions."""
    held_out = batch(name, 50, reward="final_balance", worlds=(0, 50))
    finals, _ = evaluate_policy(model, held_out, 50, deterministic=False, return_episode_rewards=True)
    print(f"mean final balance on {len(finals)} held-out worlds, {when}: ${np.mean(finals):,.2f}")


def main() -> None:
    """Train on worlds from 1,000,000 on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--env", default="vendsim/Manager-v0")
    parser.add_argument("--steps", type=int, default=200_000)
    parser.add_argument("--worlds", type=int, default=64)
    given = parser.parse_args()
    training = batch(given.env, given.worlds, reward="wealth_change", worlds="train")
    scaled = VecNormalize(training, norm_obs=False, gamma=0.99)  # rewards, which are dollars
    model = MaskablePPO("MlpPolicy", scaled, n_steps=64, batch_size=1024, gamma=0.99, verbose=1)
    judge(model, given.env, "untrained")
    judge(model.learn(given.steps), given.env, f"after {given.steps:,} steps")


if __name__ == "__main__":
    main()
