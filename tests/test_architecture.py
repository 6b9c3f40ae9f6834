"""The shape of the house: imports go downwards, and nothing below the doors knows the time or chance."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import vendsim

ROOT = Path(vendsim.__file__).parent
AGENTS = ROOT.parent / "agents" / "vendsim_agents"

# From the ground up; a part may import its own floor and those below.
FLOORS = (
    (
        "agent",
        "cards",
        "change",
        "compiling",
        "data",
        "draws",
        "events",
        "extras",
        "formula",
        "keys",
        "limiter",
        "mistakes",
        "models",
        "money",
        "scenario",
        "settings",
        "text",
        "tokens",
        "usage",
        "version",
    ),
    ("economy",),
    ("manager", "suppliers"),
    ("office",),
    ("sub_agent",),
    ("episode",),
    ("runs", "report", "page"),
    ("envs", "bridges", "cli", "__main__", "__init__"),
)
FLOOR = {part: height for height, parts in enumerate(FLOORS) for part in parts}
DOORS = FLOOR["runs"]  # from here up, the world outside exists
FORBIDDEN_MODULES = {
    "random", "time", "uuid", "secrets", "pickle", "marshal", "shelve", "locale", "os", "sys", "socket",
    "threading",
    "multiprocessing", "subprocess", "logging",
}  # fmt: skip
FORBIDDEN_CALLS = {
    "hash", "id", "now", "utcnow", "today", "getenv", "default_rng", "eval", "exec", "print",
}  # fmt: skip
# Of the ground floor, only these may import one another; the rest stands alone.
GROUND = {
    "scenario": {"change", "data", "mistakes", "models", "settings"},
    "models": {"settings"},
    "change": {"data", "settings"},
    "settings": {"mistakes"},
    "mistakes": set(),
    "agent": {"scenario"},
    "events": set(),
    "money": set(),
    "cards": set(),
    "draws": {"formula"},
    "formula": set(),
    "text": set(),
    "tokens": set(),
    "usage": set(),
    "data": set(),
    "version": set(),
    "compiling": {"formula", "extras"},
    "extras": set(),
    "keys": set(),
    "limiter": set(),
}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def part_of(path: Path) -> str:
    """ "vendsim/office/tools/mail.py" -> "office"."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file's syntax tree."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, wherever in it; also "a.b" for "from a import b"."""
    names: list[str] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(names)


def parts_imported(path: Path) -> set[str]:
    """The parts of the house that a file imports."""
    names = {name.split(".")[1] for name in imports(path) if name.startswith("vendsim.")}
    return {name for name in names if (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file()}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT if path.is_relative_to(ROOT) else AGENTS))


def below_the_doors() -> list[Path]:
    """Everything that is played with; a `python -m` door is none of it, wherever it stands, nor how rules are
    compiled and how to install what that needs."""
    below = [path for path in modules() if FLOOR[part_of(path)] < DOORS and path.name != "__main__.py"]
    return [path for path in below if part_of(path) not in ("compiling", "extras")]


def test_every_part_has_its_floor() -> None:
    assert {part_of(path) for path in modules()} <= set(FLOOR)


def offences(paths: Iterable[Path], found: Callable[[Path], Iterable[object]]) -> dict[str, list[object]]:
    """What is found in which file; where nothing is found, the file is left out."""
    each = {name_of(path): list(found(path)) for path in paths}
    assert each, "there is nothing to look at"
    return {name: things for name, things in each.items() if things}


def in_part(*parts: str) -> list[Path]:
    return [path for path in modules() if part_of(path) in parts]


def test_imports_go_downwards_only() -> None:
    def too_high(path: Path) -> list[str]:
        return [part for part in parts_imported(path) if FLOOR[part] > FLOOR[part_of(path)]]

    assert offences(modules(), too_high) == {}


def test_the_ground_floor_stands_alone() -> None:
    def strange(path: Path) -> set[str]:
        return parts_imported(path) - {part_of(path)} - GROUND[part_of(path)]

    assert offences(in_part(*GROUND), strange) == {}


def test_the_economy_knows_no_text() -> None:
    written = {"text", "money", "events", "agent"}
    assert offences(in_part("economy"), lambda path: parts_imported(path) & written) == {}


def test_nobody_inside_imports_the_public_face() -> None:
    """`from vendsim import events` names a module; anything else goes through the front door from inside."""

    def through_the_door(path: Path) -> Iterator[str]:
        for node in nodes(path):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name == "vendsim")
            elif isinstance(node, ast.ImportFrom) and node.module == "vendsim":
                yield from (alias.name for alias in node.names if not is_module(alias.name))

    def is_module(name: str) -> bool:
        return (ROOT / f"{name}.py").is_file() or (ROOT / name).is_dir()

    inside = [path for path in modules() if part_of(path) not in ("__init__", "cli")]
    assert offences(inside, through_the_door) == {}


def test_the_world_does_not_import_its_players() -> None:
    def players(path: Path) -> list[str]:
        return [name for name in imports(path) if name.split(".")[0] == "vendsim_agents"]

    assert offences(modules(), players) == {}


def test_players_know_only_the_public_face_and_draws() -> None:
    assert offences(AGENTS.rglob("*.py"), lambda path: parts_imported(path) - allowed_to_a_player(path)) == {}


def allowed_to_a_player(path: Path) -> set[str]:
    allowed = {"agent", "draws", "keys", "limiter", "mistakes", "scenario", "tokens", "usage", "version"}
    if path.name.startswith("policy_") or path.parent.name == "clerk":
        allowed |= {"manager", "data"}  # decisions as numbers, carried out by tool calls
    if path.parent.name == "rl":
        allowed |= {"manager", "envs", "bridges"}  # what learns, learns in the numeric worlds
    if path.name == "baselines.py":
        allowed |= {"economy"}  # the near-oracle is the calibration policy that is told everything
    return allowed | {name for name in vendsim.__all__ if name.islower()}


def test_nothing_below_the_doors_imports_chance_or_the_clock_or_the_system() -> None:
    def forbidden(path: Path) -> set[str]:
        return {name.split(".")[0] for name in imports(path)} & FORBIDDEN_MODULES

    assert offences(below_the_doors(), forbidden) == {}


def test_nothing_below_the_doors_asks_for_today_or_hashes() -> None:
    def forbidden(path: Path) -> set[str]:
        functions = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
        called = {f.id if isinstance(f, ast.Name) else getattr(f, "attr", "") for f in functions}
        return called & FORBIDDEN_CALLS

    assert offences(below_the_doors(), forbidden) == {}


def test_no_set_is_looped_over_below_the_doors() -> None:
    """The order of a set is nobody's promise. Only literals and calls of set() are seen here."""

    def is_set(node: ast.expr) -> bool:
        made = node.func if isinstance(node, ast.Call) else None
        named = isinstance(made, ast.Name) and made.id in ("set", "frozenset")
        return named or isinstance(node, ast.Set | ast.SetComp)

    def loops_over_sets(path: Path) -> list[str]:
        loops = [node.iter for node in nodes(path) if isinstance(node, ast.For | ast.comprehension)]
        return [f"line {iterable.lineno}" for iterable in loops if is_set(iterable)]

    assert offences(below_the_doors(), loops_over_sets) == {}


def test_nothing_anywhere_pickles() -> None:
    def pickling(path: Path) -> set[str]:
        return {name.split(".")[0] for name in imports(path)} & {"pickle", "marshal", "shelve", "dill"}

    assert offences([*modules(), *AGENTS.rglob("*.py")], pickling) == {}


def test_no_file_is_too_long_to_read() -> None:
    long = {name_of(path): count for path in modules() if (count := len(path.read_text().splitlines())) > 600}
    assert not long


def test_the_public_surface_is_this_and_nothing_else() -> None:
    assert vendsim.__all__ == [
        "Agent", "AgentOptions", "Desk", "Episode", "EpisodeResult", "Evaluation", "MailReading", "Reply",
        "Scenario", "SubAgentDesk", "__version__", "evaluate", "list_scenarios", "load_runs", "read_mail",
    ]  # fmt: skip
    assert all(hasattr(vendsim, name) for name in vendsim.__all__)


def test_everything_public_has_a_docstring() -> None:
    for name in vendsim.__all__:
        thing = getattr(vendsim, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert thing.__doc__, name
            assert not thing.__doc__.startswith(f"{name}("), f"{name} has only what a dataclass writes itself"


def test_an_episode_shows_this_and_nothing_else() -> None:
    shown = {name for name in dir(vendsim.Episode) if not name.startswith("_")}
    assert shown == {
        "balance", "bill_tokens", "call", "count_messages", "day", "done", "events", "observation", "restore",
        "result", "scenario", "seed", "snapshot", "sub_agent", "system_prompt", "time", "tools",
    }  # fmt: skip


def test_numba_is_imported_only_by_who_asks_for_compiled_code() -> None:
    script = "import sys, vendsim, vendsim.envs; vendsim.Episode(seed=0); assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_only_the_room_for_compiling_imports_numba() -> None:
    users = {name_of(path) for path in modules() if "numba" in {n.split(".")[0] for n in imports(path)}}
    assert {str(Path(name).parent) for name in users} <= {"compiling"}
