"""The examples of docs/frameworks.md, so that the checks run what people read."""

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "frameworks.md"


def run_example(heading: str) -> dict[str, Any]:
    """Run the Python block under a heading of the page as it stands; returns its names."""
    section = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.DOTALL | re.MULTILINE
    )
    block = re.search(r"^```python\n(.*?)^```", section[1], re.DOTALL | re.MULTILINE) if section else None
    if block is None:
        raise LookupError(f'{PAGE} has no Python block under the heading "{heading}"')
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(block[1], f"{PAGE.name}, {heading}", "exec"), names)
    return names
