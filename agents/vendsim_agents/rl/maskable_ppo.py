"""MaskablePPO of Stable-Baselines3 on ``vendsim/Manager-v0``.

python -m vendsim_agents.rl.maskable_ppo --steps 200000
"""

import argparse

import numpy as np
from gymnasium.vector import AutoresetMode
from sb3_contrib import MaskablePPO

from vendsim.bridges.stable_baselines3 import BusinessVecEnv
from vendsim.envs.business import RewardKind
from vendsim.envs.manager_vector import ManagerVectorEnv


def worlds(count: int, first: int, last: int, reward: RewardKind) -> BusinessVecEnv:
    """``count`` worlds side by side, drawn from the seeds ``first`` to ``last - 1``."""
    mode = AutoresetMode.SAME_STEP
    return BusinessVecEnv(
        ManagerVectorEnv(count, reward=reward, worlds=(first, last), autoreset_mode=mode), 0
    )


def main() -> None:
    """Train, then play held-out worlds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=200_000)
    parser.add_argument("--worlds", type=int, default=64)
    options = parser.parse_args()
    model = MaskablePPO(
        "MlpPolicy", worlds(options.worlds, 1_000_000, 2_000_000, "wealth_change"), n_steps=64,
        batch_size=1024, gamma=0.99, verbose=1,
    )  # fmt: skip
    model.learn(options.steps)
    held_out = worlds(50, 0, 1000, "balance_change")
    finals: list[float] = []
    observation = held_out.reset()
    while len(finals) < 50:
        masks = np.stack(held_out.env_method("action_masks"))
        observation, _, _, infos = held_out.step(model.predict(observation, action_masks=masks)[0])
        finals += [info["balance"] for info in infos if "balance" in info]
    print(f"mean final balance on {len(finals)} held-out worlds: ${np.mean(finals):,.2f}")


if __name__ == "__main__":
    main()
