"""Finding agents: any installed package may offer some through the entry-point group ``vendsim.agents``."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from inspect import getdoc

from vendsim.agent import Agent, AgentOptions

GROUP = "vendsim.agents"


@cache
def find_agents() -> dict[str, EntryPoint]:
    """The entry point of every installed agent by name, in alphabetical order."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        found.setdefault(entry.name, entry)
    return dict(sorted(found.items()))


def make_agent(name: str, options: AgentOptions) -> Agent:
    """A fresh agent.

    Raises ValueError if no agent has that name, ImportError if its package cannot be imported, and ValueError
    or RuntimeError if the agent refuses its options.
    """
    entry = find_agents().get(name)
    if entry is None:
        known = ", ".join(find_agents()) or "none (is the package installed?)"
        raise ValueError(f'there is no agent "{name}"; installed are {known}')
    agent: Agent = entry.load()(options)
    return agent


def describe_agents() -> dict[str, str]:
    """One line on every installed agent, from its docstring."""
    return {name: _first_line(entry) for name, entry in find_agents().items()}


def _first_line(entry: EntryPoint) -> str:
    try:
        return (getdoc(entry.load()) or "").partition("\n")[0]
    except (ImportError, AttributeError) as error:
        return f"cannot be loaded: {error}"
