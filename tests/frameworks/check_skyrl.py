"""SkyRL-gym makes and steps a task of a week; its score is that of the same calls outside."""

import skyrl_gym
from skyrl_gym.envs.registration import register
from versions import print_versions

from vendsim.envs.short_tasks import ShortTask

SEED = 1_000_000
WAIT = '<tool_call>\n{"name": "wait_for_next_day", "arguments": {}}\n</tool_call>'


def main() -> None:
    print_versions("vendsim", "skyrl-gym")
    register(id="vendsim", entry_point="vendsim.bridges.skyrl:VendsimEnv")
    outside = ShortTask("week", SEED)
    env = skyrl_gym.make("vendsim", env_config=None, extras={"extra_info": {"seed": SEED, "length": "week"}})
    prompt, about = env.init([])
    assert [message["role"] for message in prompt] == ["system", "user"]
    assert prompt[1]["content"] == outside.observation
    assert about["tools"] == outside.tools
    reminded = env.step("I think I shall look at the machine.")
    assert "calling one of the tools" in reminded["observations"][0]["content"]
    rewards = []
    while True:
        step = env.step(WAIT)
        told = outside.call("wait_for_next_day", {}).text
        rewards.append(step["reward"])
        if step["done"]:
            break
        assert step["observations"] == [{"role": "tool", "content": told}]
    assert outside.done
    assert rewards == [0.0] * 6 + [outside.score]
    assert env.get_metrics()["gain"] == outside.gain
    refused = ""
    try:
        skyrl_gym.make("vendsim", env_config=None, extras={"extra_info": {"seed": 5}})
    except ValueError as error:
        refused = str(error)
    assert "reserved for evaluation" in refused
    print(f"a week: gain ${outside.gain:,.2f}, score {outside.score:.3f}")


if __name__ == "__main__":
    main()
