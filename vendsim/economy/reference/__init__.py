"""Scripted operators that calibrate the economy: what good and bad business ends with.

They act directly on the economy's functions, without text, all seeds as one batch. They are told what an
agent must find out (a supplier's kind, the parameters of demand) up to the errors that `policies` states, so
they measure the world, not the skill of an agent. Design: economy section 6.
"""

from vendsim.economy.reference.bound import share_of_bound
from vendsim.economy.reference.play import Result, play
from vendsim.economy.reference.policies import POLICIES, Policy

__all__ = ["POLICIES", "Policy", "Result", "play", "share_of_bound"]
