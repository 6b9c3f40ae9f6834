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
    """A fresh agent, by its name, or for those that are told something by "name:argument".

    Raises ValueError if no agent has that name, ImportError if its package cannot be imported, and ValueError
    or RuntimeError if the agent refuses its options.
    """
    name, colon, argument = name.partition(":")
    entry = find_agents().get(name)
    if entry is None:
        known = ", ".join(find_agents()) or "none (is the package installed?)"
        raise ValueError(f'there is no agent "{name}"; installed are {known}')
    kind = entry.load()
    wanted = getattr(kind, "argument", None)
    if bool(argument) != bool(wanted):
        usage = f"{name}:{wanted}" if wanted else f'"{name}" alone'
        raise ValueError(f"the agent is called as {usage}, not as {name}{colon}{argument}")
    agent: Agent = kind(options.model_copy(update={"argument": argument}) if argument else options)
    return agent


def describe_agents() -> dict[str, str]:
    """One line on every installed agent, from its docstring."""
    return dict(_described(name, entry) for name, entry in find_agents().items())


def _described(name: str, entry: EntryPoint) -> tuple[str, str]:
    try:
        kind = entry.load()
    except (ImportError, AttributeError) as error:
        return name, f"cannot be loaded: {error}"
    wanted = getattr(kind, "argument", None)
    return f"{name}:{wanted}" if wanted else name, (getdoc(kind) or "").partition("\n")[0]
