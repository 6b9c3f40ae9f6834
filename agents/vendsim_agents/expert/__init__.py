"""`Expert`: everything that a script can do with what the tools tell, each skill on a switch."""

from vendsim_agents.expert.agent import SKILLS, Expert

__all__ = ["SKILLS", "Expert"]
