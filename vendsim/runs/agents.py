"""Finding agents: by the names that installed packages offer, in modules, and in files.

Any installed package may offer agents through the entry-point group ``vendsim.agents``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from inspect import Parameter, getdoc, isclass, iscoroutinefunction, isfunction, signature
from pathlib import Path
from types import ModuleType, new_class
from typing import Any

from vendsim.agent import Agent, AgentOptions, AsksModel
from vendsim.mistakes import did_you_mean
from vendsim.runs.places import where
from vendsim.runs.secrets import is_sentence

GROUP = "vendsim.agents"
_NAMES_TOLD = 6  # of those to choose from in a file

_FILE = re.compile(r"(?P<place>.+\.py)(?::(?P<name>\w*)(?::(?P<argument>.*))?)?")
_MODULE = re.compile(r"(?P<place>[^\W\d][\w.]*):(?P<name>\w+)(?::(?P<argument>.*))?")


@cache
def find_agents() -> dict[str, EntryPoint]:
    """The entry point of every installed agent by name, in alphabetical order."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        found.setdefault(entry.name, entry)
    return dict(sorted(found.items()))


def make_agent(name: str, options: AgentOptions) -> Agent:
    """A fresh agent.

    ``name`` is that of an installed agent, "my_agent.py:Mine", or "package.module:Mine"; ":argument" follows
    for agents that are told something. What it names is a class, a function that plays a day, or a function
    that takes the options and returns an agent.

    Raises ValueError if there is no such agent or it is not made as one, ImportError if its package or file
    cannot be imported, and ValueError or RuntimeError if the agent refuses its options.
    """
    thing, argument = _find(name)
    wanted = getattr(thing, "argument", None)
    if bool(argument) != bool(wanted):
        bare = name.removesuffix(f":{argument}") if argument else name.removesuffix(":")
        raise ValueError(
            f"write {bare}:{wanted}" if wanted else f"{bare} takes no argument; leave :{argument} out"
        )
    told = {"seed": agent_seed(options.seed)} | ({"argument": argument} if argument else {})
    return _made(thing, options.model_copy(update=told), name)


def agent_seed(seed: int) -> int:
    """The seed that an agent gets for draws of its own in the world ``seed``, which it is not told."""
    return int.from_bytes(sha256(f"agent in world {seed}".encode()).digest()[:4]) >> 1


def asks_model(agent: Agent) -> bool:
    """Whether an agent uses the options about models; then it mostly waits for one."""
    declared = bool(getattr(agent, "asks_model", False))
    return declared or isinstance(agent, AsksModel) or iscoroutinefunction(agent.play_day)


def refuse_unasked(options: AgentOptions, agents: Sequence[str]) -> None:
    """Refuse options about models that none of the agents uses. Raises ValueError."""
    if names := _model_options(options):
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in names)
        raise ValueError(
            f"{flags} {'belongs' if len(names) == 1 else 'belong'} to agents that ask a language model, as"
            f" --agent llm does; {' and '.join(agents)} {'asks' if len(agents) == 1 else 'ask'} none"
        )


def _model_options(options: AgentOptions) -> list[str]:
    """The names of the options about models that were given."""
    given = {name: value for name, value in options if value != AgentOptions.model_fields[name].get_default()}
    prices = [
        f"price_{name[:-3] if name.endswith('put') else name}"
        for name, value in given.pop("prices", ())
        if value is not None
    ]
    budget = [name for name, value in given.pop("budget", ()) if value is not None]
    return [*(name for name in given if name not in ("seed", "argument")), *budget, *prices]


def short_name(agent: str) -> str:
    """An agent's name for folders: "Mine" for "some/where/my_agent.py:Mine"."""
    found = (
        None
        if agent.partition(":")[0] in find_agents()
        else _FILE.fullmatch(agent) or _MODULE.fullmatch(agent)
    )
    if found is None:
        return agent
    return "-".join(filter(None, (found["name"] or Path(found["place"]).stem, found["argument"])))


def describe_agents() -> dict[str, str]:
    """One line on every installed agent, from its docstring."""
    return dict(_described(name, entry) for name, entry in find_agents().items())


def _described(name: str, entry: EntryPoint) -> tuple[str, str]:
    try:
        kind = _loaded(entry)
    except ImportError as error:
        return name, f"cannot be loaded: {error}"
    wanted = getattr(kind, "argument", None)
    return f"{name}:{wanted}" if wanted else name, (getdoc(kind) or "").partition("\n")[0]


def _find(spec: str) -> tuple[Any, str]:
    """What a name stands for, and the argument behind it."""
    name, _, rest = spec.partition(":")
    if entry := find_agents().get(name):
        return _loaded(entry), rest
    if found := _FILE.fullmatch(spec):
        return _attribute(_file(found["place"]), found), found["argument"] or ""
    if found := _MODULE.fullmatch(spec):
        return _attribute(_module(found["place"]), found), found["argument"] or ""
    known = ", ".join(find_agents()) or "none (is the package installed?)"
    raise ValueError(
        f'there is no agent "{spec}"; installed are {known}, and one of your own is named as'
        f" my_agent.py:Mine{did_you_mean(name, find_agents())}"
    )


def _loaded(entry: EntryPoint) -> Any:
    """What an entry point stands for; whatever keeps it from being imported is an ImportError."""
    try:
        return entry.load()
    except ImportError:
        raise
    except (Exception, SystemExit) as error:
        raise ImportError(f"{entry.value}: {_told(error)}") from error


def _file(place: str) -> ModuleType:
    path = Path(place)
    if not path.is_file():
        raise ValueError(f"there is no file {place}")
    return _load_file(path.resolve())


@cache
def _load_file(path: Path) -> ModuleType:
    """The module in a file; its neighbours can be imported from it."""
    _make_importable(path.parent)
    name = f"vendsim_agent_file.{path.stem}"
    spec = spec_from_file_location(name, path)
    assert spec is not None  # the name ends in .py
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # as an import does it: dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise ImportError(_told(error)) from error
    return module


def _module(name: str) -> ModuleType:
    _make_importable(Path.cwd())
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise ValueError(f"there is no module {name}") from error
        raise ImportError(_told(error)) from error
    except (Exception, SystemExit) as error:
        raise ImportError(_told(error)) from error


def _make_importable(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # behind everything else: a file of the user's hides no library


def _attribute(module: ModuleType, found: re.Match[str]) -> Any:
    place, name = found["place"], found["name"]
    own = [
        known
        for known, thing in vars(module).items()
        if getattr(thing, "__module__", None) == module.__name__ and (isclass(thing) or isfunction(thing))
    ]
    if name and hasattr(module, name):
        return getattr(module, name)
    if name and (meant := did_you_mean(name, own)):
        raise ValueError(f"there is no {name} in {place}{meant}")
    agents = [known for known in own if hasattr(getattr(module, known), "play_day")] or own
    choice = f"; it has {_some(agents)}" if agents else ""
    raise ValueError(f"{f'there is no {name} in {place}' if name else f'say which agent of {place}'}{choice}")


def _some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - _NAMES_TOLD
    return ", ".join(names[:_NAMES_TOLD]) + (f" and {more} more" if more > 0 else "")


def _told(error: BaseException) -> str:
    """What went wrong in somebody's code, and where."""
    at = where(error)
    if isinstance(error, SyntaxError):
        at = f"{error.filename}, line {error.lineno}"
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    return f"{type(error).__name__}: {said} ({at})"


def _made(thing: Any, options: AgentOptions, name: str) -> Agent:
    if isclass(thing):
        return _checked(_call(_with_memory(thing, name), options, name), name)
    if not callable(thing):
        raise ValueError(f"{name} must be a class or a function; every run makes an agent of its own")
    if _plays_a_day(thing):
        return _checked(_Function(thing), name)
    return _checked(_call(thing, options, name), name)


class _Function:
    """An agent that is just a function of the desk; what it must remember, it can write into notes."""

    snapshot, restore = Agent.snapshot, Agent.restore

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    @property
    def play_day(self) -> Callable[..., Any]:
        """The function itself, so that a coroutine function is seen to be one."""
        return self._function


def _plays_a_day(function: Callable[..., Any]) -> bool:
    """Whether a function plays a day, or else makes an agent from the options: its parameter says it."""
    parameters = list(signature(function).parameters.values())
    return (
        bool(parameters)
        and parameters[0].name != "options"
        and "AgentOptions" not in str(parameters[0].annotation)
    )


def _with_memory(kind: type[Any], name: str) -> type[Any]:
    """The class, with snapshots of its attributes if it has none of its own."""
    has = [hasattr(kind, method) for method in ("snapshot", "restore")]
    if all(has):
        return kind
    if any(has):
        raise ValueError(f"{name} has one of snapshot and restore; it needs both, or none for the defaults")
    body = {
        "snapshot": Agent.snapshot,
        "restore": Agent.restore,
        "__module__": kind.__module__,
        "__doc__": kind.__doc__,
    }
    return new_class(kind.__name__, (kind,), exec_body=lambda space: space.update(body))


def _given_memory(agent: Any, name: str) -> bool:
    """Let an agent that a function has made have snapshots of its attributes, if its class allows it."""
    try:
        agent.__class__ = _with_memory(type(agent), name)
    except TypeError:
        return False
    return True


def _call(maker: Callable[..., Any], options: AgentOptions, name: str) -> Any:
    """Make an agent, with the options if they are wanted. What goes wrong in it is told with its place."""
    arguments = (options,) if _wants_options(maker, name) else ()
    try:
        return maker(*arguments)
    except (Exception, SystemExit) as error:
        if isinstance(error, ImportError) or is_sentence(error):
            raise
        raise ValueError(f"{name} cannot be made: {_told(error)}") from error


def _wants_options(maker: Callable[..., Any], name: str) -> bool:
    try:
        shape = signature(maker)
    except (ValueError, TypeError):  # written in C
        return True
    parameters = list(shape.parameters.values())
    positional = [
        p for p in parameters if p.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    ]
    needed = [
        p
        for p in parameters
        if p.default is Parameter.empty and p.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    ]
    if len(needed) > 1 or (needed and needed[0] not in positional):
        raise ValueError(
            f"{name} needs {', '.join(p.name for p in needed)}; an agent is made with its options alone, as"
            " in def __init__(self, options)"
        )
    return bool(needed) or (bool(positional) and positional[0].name == "options")


def _checked(agent: Any, name: str) -> Agent:
    play_day = getattr(agent, "play_day", None)
    if not callable(play_day):
        raise ValueError(f"{name} has no method play_day(self, desk), which plays one day")
    try:
        signature(play_day).bind(None)
    except TypeError:
        raise ValueError(
            f"play_day of {name} must take the desk and nothing else: def play_day(self, desk)"
        ) from None
    missing = [method for method in ("snapshot", "restore") if not callable(getattr(agent, method, None))]
    if len(missing) == 2 and _given_memory(agent, name):
        missing = []
    if missing:
        raise ValueError(f"{name} makes an agent without {' and '.join(missing)}; vendsim.Agent has both")
    made: Agent = agent
    return made
