"""TRL reads the environment's tools, and ``GRPOTrainer`` trains on a task of a day on this machine's CPU."""

import inspect
import os
import sys
import tempfile
from pathlib import Path

os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"

import torch
import trl
from check_tokens import make_tokenizer
from datasets import Dataset
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.utils import get_json_schema
from trl import GRPOConfig, GRPOTrainer
from versions import print_versions

from vendsim.bridges.trl import dataset, environment_factory
from vendsim.envs.short_tasks import ShortTask

SEED = 1_000_000


def check_tools() -> None:
    """The schemas that TRL makes of the methods name the same tools and arguments as ours."""
    factory = environment_factory("week")
    environment = factory()
    found = {
        name: getattr(environment, name)
        for name, _ in inspect.getmembers(type(environment), predicate=inspect.isfunction)
        if not name.startswith("_") and name not in ("reset", "get_reward")
    }
    task = ShortTask("week", SEED)
    ours = {tool["function"]["name"]: tool["function"]["parameters"] for tool in task.tools}
    assert found.keys() == ours.keys()
    for name, method in found.items():
        made = get_json_schema(method)["function"]
        assert made["name"] == name
        assert set(made["parameters"]["properties"]) == set(ours[name].get("properties", {})), name
        assert set(made["parameters"].get("required", ())) == set(ours[name].get("required", ())), name
    told = environment.reset(seed=SEED, prompt=[])
    assert task.observation in told
    while not task.done:
        assert environment.wait_for_next_day() == task.call("wait_for_next_day", {}).text
    assert environment.get_reward() == task.score


def train() -> None:
    """Two steps of GRPO with a tiny model, which calls nothing yet."""
    tokenizer = make_tokenizer()
    tokenizer.pad_token = tokenizer.eos_token
    templates = Path(trl.__file__).parent / "chat_templates"
    tokenizer.chat_template = (templates / "qwen3.jinja").read_text(encoding="utf-8")
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=16_384,
    )  # fmt: skip
    torch.manual_seed(0)
    arguments = GRPOConfig(
        output_dir=tempfile.mkdtemp(), max_steps=2, per_device_train_batch_size=2, num_generations=2,
        max_completion_length=16, report_to=[], use_cpu=True, logging_steps=1,
    )  # fmt: skip
    trainer = GRPOTrainer(
        model=LlamaForCausalLM(config), args=arguments, train_dataset=Dataset.from_list(dataset(4)),
        processing_class=tokenizer, environment_factory=environment_factory("day"),
    )  # fmt: skip
    trainer.train()
    logged = [line for line in trainer.state.log_history if "reward" in line]
    assert len(logged) == 2
    print(f"two steps of GRPO, rewards {[round(line['reward'], 4) for line in logged]}")


if __name__ == "__main__":
    print_versions("vendsim", "trl", "transformers", "torch")
    torch.set_num_threads(1)
    check_tools()
    train()
    sys.exit(0)
