"""`Careful`: a competent operator who knows only what the tools say."""

from vendsim_agents.careful.agent import Careful

__all__ = ["Careful"]
