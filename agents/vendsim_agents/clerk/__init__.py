"""Decisions as numbers, carried out in the text world by ordinary tool calls."""

from vendsim_agents.clerk.agent import Choose, Clerk
from vendsim_agents.clerk.policy import Policy

__all__ = ["Choose", "Clerk", "Policy"]
