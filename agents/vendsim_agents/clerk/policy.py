"""A trained policy at the desk."""

from __future__ import annotations

from vendsim import AgentOptions
from vendsim_agents.clerk.agent import Clerk
from vendsim_agents.policy_file import load


class Policy(Clerk):
    """Plays a trained policy of the numeric environment, by the same tool calls as everybody."""

    argument = "FILE"

    def __init__(self, options: AgentOptions) -> None:
        if not options.argument:
            raise ValueError(
                'the agent "policy" needs a file: policy:FILE, as vendsim_agents.policy_file writes'
            )
        super().__init__(load(options.argument))
