"""The versions that a check ran with."""

import platform
from importlib.metadata import version


def print_versions(*packages: str) -> None:
    """One line: Python and the packages."""
    print(
        ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)])
    )
