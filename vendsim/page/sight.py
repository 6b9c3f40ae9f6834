"""What a model could still see of its conversation on each day, from where its context was trimmed."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from vendsim.runs.conversation import read_conversation


def sights(folder: Path) -> list[tuple[int, int, str, int, int]]:
    """One row per day of a conversation, as the day ended.

    Each is the day, day and time of the oldest message that was still visible, how many messages were, and
    how often the context had been trimmed by then. Empty for agents that leave no conversation.
    """
    rows: dict[int, tuple[int, int, str, int, int]] = {}
    visible: deque[tuple[int, str]] = deque()
    trims = 0
    for line in read_conversation(folder):
        if "speaker" in line or line.get("kind") == "system":
            continue
        if line.get("kind") == "trimmed":
            # From the second time on, the note that stands for what went before is among those counted.
            gone = int(line.get("messages") or 0) - (trims > 0)
            trims += 1
            for _ in range(min(gone, len(visible))):
                visible.popleft()
        elif isinstance(line.get("message"), dict):
            visible.append((line["day"], line["time"]))
        if visible:
            rows[line["day"]] = (line["day"], *visible[0], len(visible), trims)
    return list(rows.values())
