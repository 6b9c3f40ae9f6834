"""Try the environments with frameworks of the field, each in a fresh virtual environment; not part of CI.

Run: python3 scripts/frameworks.py [NAME...] [--constraint FILE]    (with a Python that has pip)

Each framework gets vendsim installed from this checkout (not editable) and its own requirements; then its
check in tests/frameworks/ runs. Needs a package index. Without names all are tried.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Framework:
    """One environment to make and what to run in it."""

    check: str  # runs tests/frameworks/check_{check}.py
    requirements: tuple[str, ...] = ()  # besides vendsim
    extra: str = ""  # of vendsim, in brackets
    python: str = sys.executable  # that makes the environment


FRAMEWORKS = {
    "gymnasium": Framework("gymnasium", ("gymnasium",)),
    "gymnasium12": Framework("gymnasium", ("gymnasium==1.2.*",)),
    "sb3": Framework("sb3", extra="[sb3]"),
    "torchrl": Framework("torchrl", extra="[torchrl]"),
    "rllib": Framework("rllib", ("ray[rllib]", "torch")),
    "tianshou": Framework("tianshou", ("tianshou",)),
    "pufferlib": Framework("pufferlib", ("pufferlib-core",)),
    "tokens": Framework("tokens", ("torch", "transformers", "tokenizers")),
    "trl": Framework("trl", extra="[trl]"),
    "skyrl": Framework("skyrl", extra="[skyrl]"),
    "minari": Framework("minari", extra="[minari]"),
    "inspect": Framework("inspect", ("openai",), extra="[inspect]"),
    "verifiers": Framework("verifiers", ("pytest",), extra="[verifiers]"),
    "openenv": Framework("openenv", ("pytest",), extra="[openenv]"),
    "harbor": Framework("harbor", ("pytest",), extra="[harbor,mcp]", python="python3.12"),  # or newer
}


def environment(folder: Path, framework: Framework, constraint: Path | None) -> Path:
    """The Python of a new virtual environment with vendsim and what the framework requires."""
    venv = folder / "venv"
    subprocess.run([framework.python, "-m", "venv", "--without-pip", venv], check=True)
    pip = [sys.executable, "-m", "pip", "--python", venv, "install", "-q"]
    limits = ["--constraint", constraint] if constraint else []
    subprocess.run([*pip, f"{ROOT}{framework.extra}", *framework.requirements, *limits], check=True)
    return venv / "bin" / "python"


def check(name: str, constraint: Path | None) -> bool:
    """Install and check one framework, and print what came of it."""
    framework = FRAMEWORKS[name]
    with tempfile.TemporaryDirectory(prefix=f"vendsim-{name}-") as folder:
        began = time.perf_counter()
        try:
            python = environment(Path(folder), framework, constraint)
            installed = time.perf_counter()
            # In the temporary folder, so that the installed package is imported and not the checkout.
            script = ROOT / "tests" / "frameworks" / f"check_{framework.check}.py"
            subprocess.run([python, script], cwd=folder, check=True)
        except subprocess.CalledProcessError as failure:
            print(f"{name}: FAILED, exit code {failure.returncode}", flush=True)
            return False
        except FileNotFoundError as failure:
            print(f"{name}: FAILED, there is no {failure.filename}", flush=True)
            return False
        seconds = time.perf_counter() - installed
        print(f"{name}: passed in {seconds:.0f} s, installed in {installed - began:.0f} s", flush=True)
        return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Try the environments with frameworks of the field.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FRAMEWORKS)}; all if none")
    parser.add_argument("--constraint", type=Path, metavar="FILE", help="handed on to pip install")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in FRAMEWORKS]:
        parser.error(f'there is no framework "{unknown[0]}"; there are {", ".join(FRAMEWORKS)}')
    constraint = given.constraint.resolve() if given.constraint else None
    passed = [check(name, constraint) for name in given.names or FRAMEWORKS]
    sys.exit(0 if all(passed) else 1)
