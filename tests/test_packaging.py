"""What is installed is what was written: from any folder, from a clone, from a wheel."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
import tarfile
import tomllib
import venv
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from rich.console import Console

from vendsim.extras import needs

ROOT = Path(__file__).parent.parent

SCRIPT = "import vendsim, vendsim_agents; print(vendsim.Episode(seed=0).day, vendsim_agents.__file__)"


def run(arguments: Sequence[str | Path], folder: Path) -> str:
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_folder_named_like_the_package_beside_a_script_does_not_hide_it(tmp_path: Path) -> None:
    """A clone is a folder named vendsim, and Python takes such a folder for a package without code."""
    (tmp_path / "vendsim" / "docs").mkdir(parents=True)
    (tmp_path / "vendsim_agents").mkdir()
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT, encoding="utf-8")
    assert run([sys.executable, script], tmp_path).startswith("1 ")
    assert run([sys.executable, "-c", SCRIPT], tmp_path).startswith("1 ")


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("hatchling") is None or find_spec("pip") is None,
    reason="building a wheel without the network needs hatchling and pip (the extra [dev])",
)
def test_a_wheel_built_from_the_sdist_plays(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(out)], ROOT)
    [sdist] = out.glob("*.tar.gz")
    _has_no_strays(sdist)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", out, sdist], tmp_path)
    [wheel] = out.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    run([*pip, "--python", python, "install", "-q", "--no-deps", "--no-index", wheel], tmp_path)
    [packages] = (tmp_path / "env" / "lib").glob("python*/site-packages")
    others = [entry for entry in sys.path if entry.endswith("-packages")]  # what vendsim depends on
    (packages / "others.pth").write_text("\n".join(others), encoding="utf-8")

    assert run([python, "-c", SCRIPT], tmp_path).strip().startswith(f"1 {packages}")
    vendsim = tmp_path / "env" / "bin" / "vendsim"
    played = run([vendsim, "run", "--agent", "careful", "--days", "3", "--out", "here"], tmp_path)
    assert "3 (completed)" in played
    assert "careful" in run([vendsim, "agents"], tmp_path)


def _has_no_strays(sdist: Path) -> None:
    """Sources, documents and tests; nothing that only a checkout needs."""
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {"vendsim/scenarios/vb2.toml", "agents/vendsim_agents/py.typed", "README.md", "LICENSE"} <= names
    assert not [name for name in names if name.startswith(("runs/", ".venv", "dist/"))]


EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]


@pytest.mark.parametrize("extra", ["fast", "stats", "ray", "view", "serve"])
def test_a_hint_names_the_packages_of_the_extra_and_the_running_python(extra: str) -> None:
    """So it works from a clone, and in the environment in which it is printed."""
    install = shlex.split(needs(extra).removeprefix("install it with: "))
    assert sys.executable in install
    assert [part.lower() for part in install[install.index("install") + 1 :]] == EXTRAS[extra]


def test_no_hint_is_written_by_hand() -> None:
    """`needs` says how to install something; whoever writes it out gets the clone or the shell wrong."""
    sources = [*(ROOT / "vendsim").rglob("*.py"), *(ROOT / "agents").rglob("*.py")]
    assert not [path for path in sources if "pip install" in path.read_text() and path.name != "extras.py"]


def test_a_hint_survives_the_terminal() -> None:
    """Rich takes [stats] for a style; hints have no brackets for it to swallow."""
    shown = io.StringIO()
    Console(file=shown, width=400).print(needs("stats"))
    assert needs("stats") in shown.getvalue()
