"""PPO of RLlib on a local Ray cluster of two nodes; run by scripts/frameworks.py."""

import os
from typing import Any

import gymnasium
import numpy as np
import ray
from documented import run_example
from ray.cluster_utils import Cluster
from ray.rllib.algorithms.ppo import PPOConfig
from ray.rllib.callbacks.callbacks import RLlibCallback
from ray.rllib.core.rl_module.rl_module import RLModuleSpec
from ray.rllib.examples.rl_modules.classes.action_masking_rlm import ActionMaskingTorchRLModule
from ray.tune.registry import register_env
from short_years import NUMERIC, SHORT, all_possible
from versions import print_versions

from vendsim.envs.wrappers import MaskInObservation, MaskInObservationVector

ITERATIONS, STEPS = 3, 240
PATIENCE = 600  # seconds for samples; machines may be busy


def make(config: dict[str, Any]) -> MaskInObservation:
    """One short world with the mask in its observation."""
    return MaskInObservation(gymnasium.make(config["name"], scenario=SHORT, worlds=(0, 1000)))


def make_batch(config: dict[str, Any]) -> MaskInObservationVector:
    """The same worlds as one native batch, which RLlib's vector entry point asks for by their number."""
    envs = gymnasium.make_vec(config["name"], num_envs=config["num_envs"], scenario=SHORT, worlds=(0, 1000))
    return MaskInObservationVector(envs)


class Witness(RLlibCallback):
    """Counts, on the workers, the steps of each node and the actions that the mask rules out."""

    def on_sample_end(self, *, env_runner: Any, metrics_logger: Any, samples: list[Any], **_: Any) -> None:
        """After every rollout."""
        nvec = env_runner.env.single_action_space.nvec
        node = ray.get_runtime_context().get_node_id()
        for episode in samples:
            masks = episode.get_observations()["action_mask"]
            actions = np.stack(episode.get_actions())
            impossible = not all_possible(actions, masks[: len(actions)] == 1, nvec)
            metrics_logger.log_value(("steps_on", node), len(actions), reduce="sum")
            metrics_logger.log_value("impossible", int(impossible), reduce="sum")


def config(name: str) -> PPOConfig:
    """PPO with masks and two distributed workers."""
    return (
        PPOConfig()
        .environment("short year", env_config={"name": name})
        .env_runners(num_env_runners=2, num_envs_per_env_runner=2, sample_timeout_s=PATIENCE)
        .rl_module(rl_module_spec=RLModuleSpec(module_class=ActionMaskingTorchRLModule))
        .training(train_batch_size_per_learner=STEPS, minibatch_size=120, num_epochs=2)
        .callbacks(Witness)
        .debugging(seed=0)
    )


def in_batches(name: str) -> PPOConfig:
    """The same with the native batch on each worker."""
    chosen = config(name).environment("short years side by side", env_config={"name": name})
    return chosen.env_runners(num_envs_per_env_runner=4, gym_env_vectorize_mode="vector_entry_point")


def workers_train_together(name: str, nodes: set[str], chosen: PPOConfig) -> None:
    """On every node, by possible actions only, through ends of episodes."""
    algorithm = chosen.build_algo()
    steps, episodes = dict.fromkeys(nodes, 0), 0
    for _ in range(ITERATIONS):
        result = algorithm.train()
        seen = result["env_runners"]
        assert seen["impossible"] == 0, f"{seen['impossible']} rollouts with impossible actions"
        episodes += int(seen["num_episodes"])
        for node, count in seen["steps_on"].items():
            steps[node] += int(count)
        learned = result["learners"]["default_policy"]
        assert np.isfinite(learned["total_loss"]), learned
    assert min(steps.values()) >= ITERATIONS * STEPS // 3, steps
    assert episodes >= 4, f"only {episodes} episodes ended"
    print(f"{name}: steps on each node {list(steps.values())}, {episodes} episodes ended")
    algorithm.stop()


def the_example_runs() -> None:
    """That of the documentation, on the same cluster."""
    names = run_example("RLlib")
    assert names["result"]["env_runners"]["num_env_steps_sampled"] > 0
    names["algorithm"].stop()


if __name__ == "__main__":
    print_versions("ray", "gymnasium", "torch", "numpy")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    register_env("short year", make)
    register_env("short years side by side", make_batch)
    one = {"num_cpus": 1, "object_store_memory": 100 * 2**20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=one)
    cluster.add_node(num_cpus=1, object_store_memory=one["object_store_memory"])
    ray.init(address=cluster.address, log_to_driver=False)
    try:
        both = {node["NodeID"] for node in ray.nodes()}
        assert len(both) == 2, both
        for each in NUMERIC:
            workers_train_together(each, both, config(each))
            workers_train_together(each, both, in_batches(each))
        the_example_runs()
    finally:
        ray.shutdown()
        cluster.shutdown()
