"""A trained policy at the desk."""

from __future__ import annotations

from vendsim import AgentOptions
from vendsim_agents.clerk.agent import Clerk
from vendsim_agents.policy_file import load


class Policy(Clerk):
    """Plays a trained policy of the numeric environment, by the same tool calls as everybody."""

    argument = "FILE"  # how the command line calls it: policy:FILE

    def __init__(self, options: AgentOptions) -> None:
        super().__init__(load(options.argument or ""))
