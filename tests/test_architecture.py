"""The shape of the house: imports go downwards, and nothing below the doors knows the time or chance."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
# Of the ground floor, only these may import one another; the rest stands alone.
GROUND = {
    "scenario": {"change", "data", "mistakes", "settings"},
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


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it; also "a.b" for "from a import b"."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(path: Path) -> set[str]:
    """The parts of the house that a file imports."""
    names = {name.split(".")[1] for name in imports(path) if name.startswith("vendsim.")}
    return {name for name in names if (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file()}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def below_the_doors() -> list[Path]:
    """Everything that is played with; a `python -m` door is none of it, wherever it stands, nor how rules are
    compiled and how to install what that needs."""
    below = [path for path in modules() if FLOOR[part_of(path)] < DOORS and path.name != "__main__.py"]
    return [path for path in below if part_of(path) not in ("compiling", "extras")]


def test_every_part_has_its_floor() -> None:
    assert {part_of(path) for path in modules()} <= set(FLOOR)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_downwards_only(path: Path) -> None:
    height = FLOOR[part_of(path)]
    too_high = {part for part in parts_imported(path) if FLOOR[part] > height}
    assert not too_high


@pytest.mark.parametrize("path", [p for p in modules() if part_of(p) in GROUND], ids=name_of)
def test_the_ground_floor_stands_alone(path: Path) -> None:
    part = part_of(path)
    assert parts_imported(path) - {part} <= GROUND[part]


@pytest.mark.parametrize("path", [p for p in modules() if part_of(p) == "economy"], ids=name_of)
def test_the_economy_knows_no_text(path: Path) -> None:
    assert not parts_imported(path) & {"text", "money", "events", "agent"}


@pytest.mark.parametrize("path", [p for p in modules() if part_of(p) not in ("__init__", "cli")], ids=name_of)
def test_nobody_inside_imports_the_public_face(path: Path) -> None:
    """`from vendsim import events` names a module; anything else goes through the front door from inside."""
    for name in imports(path):
        assert (
            name != "vendsim"
            or name_of(path) == "__main__.py"
            or all(
                (ROOT / f"{alias}.py").is_file() or (ROOT / alias).is_dir() for alias in _from_the_top(path)
            )
        )


def _from_the_top(path: Path) -> list[str]:
    return [
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "vendsim"
        for alias in node.names
    ]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_the_world_does_not_import_its_players(path: Path) -> None:
    assert not any(name.split(".")[0] == "vendsim_agents" for name in imports(path))


@pytest.mark.parametrize("path", sorted(AGENTS.rglob("*.py")), ids=lambda path: path.name)
def test_players_know_only_the_public_face_and_draws(path: Path) -> None:
    allowed = {"agent", "draws", "keys", "limiter", "mistakes", "scenario", "tokens", "usage", "version"}
    if path.name.startswith("policy_") or path.parent.name == "clerk":
        allowed |= {"manager", "data"}  # decisions as numbers, carried out by tool calls
    if path.parent.name == "rl":
        allowed |= {"manager", "envs", "bridges"}  # what learns, learns in the numeric worlds
    if path.name == "baselines.py":
        allowed |= {"economy"}  # the near-oracle is the calibration policy that is told everything
    assert parts_imported(path) <= allowed | {name for name in vendsim.__all__ if name.islower()}


@pytest.mark.parametrize("path", below_the_doors(), ids=name_of)
def test_nothing_below_the_doors_imports_chance_or_the_clock_or_the_system(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    assert not used & FORBIDDEN_MODULES


@pytest.mark.parametrize("path", below_the_doors(), ids=name_of)
def test_nothing_below_the_doors_asks_for_today_or_hashes(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            assert called not in {
                "hash",
                "id",
                "now",
                "utcnow",
                "today",
                "getenv",
                "default_rng",
                "eval",
                "exec",
                "print",
            }


@pytest.mark.parametrize("path", below_the_doors(), ids=name_of)
def test_no_set_is_looped_over_below_the_doors(path: Path) -> None:
    """The order of a set is nobody's promise. Only literals and calls of set() are seen here."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        loops = [node.iter] if isinstance(node, ast.For | ast.comprehension) else []
        for iterable in loops:
            assert not isinstance(iterable, ast.Set | ast.SetComp)
            name = iterable.func if isinstance(iterable, ast.Call) else None
            assert not (isinstance(name, ast.Name) and name.id in ("set", "frozenset"))


def test_nothing_anywhere_pickles() -> None:
    for path in [*modules(), *AGENTS.rglob("*.py")]:
        assert not {name.split(".")[0] for name in imports(path)} & {"pickle", "marshal", "shelve", "dill"}


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
