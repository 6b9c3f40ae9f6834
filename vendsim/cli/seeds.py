"""Seeds as people write them: "0-4,7"."""

from __future__ import annotations

import re

from vendsim.cli.errors import UsageError

_MOST = 10_000


def parse_seeds(text: str) -> list[int]:
    """The seeds in the order given, each once. Raises UsageError for anything else."""
    seeds: dict[int, None] = {}
    for part in text.replace(" ", "").split(","):
        match = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", part, re.ASCII)
        if match is None:
            raise UsageError(f'--seeds "{text}" should look like 0-4 or 0,3,7-9')
        first = int(match[1])
        last = first if match[2] is None else int(match[2])
        if last < first:
            raise UsageError(f"--seeds {part} goes downwards; write {last}-{first}")
        if len(seeds) + last - first >= _MOST:
            raise UsageError(f"--seeds {text} are more than {_MOST:,} worlds")
        seeds |= dict.fromkeys(range(first, last + 1))
    return list(seeds)
