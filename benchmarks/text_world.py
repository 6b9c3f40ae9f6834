"""Speed and memory of the text world.

Run: python benchmarks/text_world.py

Prints medians over several runs, each whole, in a process of its own. Nothing here is a test: machines
differ, and so do their moods.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

RUNS = 5

_IDLE = """
import json, time, vendsim
episode = vendsim.Episode(seed={seed})
start = time.perf_counter()
while not episode.done:
    episode.call("wait_for_next_day")
print(json.dumps({{"seconds": time.perf_counter() - start, "days": episode.result().days}}))
"""

_CAREFUL = """
import json, pathlib, tempfile, time, vendsim
from vendsim.runs import RunFolder, RunRecord, make_agent, play
from datetime import UTC, datetime
options = vendsim.AgentOptions(seed={seed})
episode, agent = vendsim.Episode(seed={seed}), make_agent("careful", options)
with tempfile.TemporaryDirectory() as room:
    record = RunRecord.new(episode.scenario, {seed}, "careful", options, datetime.now(UTC))
    folder = RunFolder.create(pathlib.Path(room) / "run", episode.scenario, record)
    start = time.perf_counter()
    result = play(episode, agent, folder)
    seconds = time.perf_counter() - start
start = time.perf_counter()
text = json.dumps(episode.snapshot())
snapshot = time.perf_counter() - start
start = time.perf_counter()
vendsim.Episode.restore(json.loads(text))
print(json.dumps({{
    "seconds": seconds, "calls": result.tool_calls, "snapshot_seconds": snapshot,
    "snapshot_kilobytes": len(text) / 1000, "restore_seconds": time.perf_counter() - start,
}}))
"""

_MEMORY = """
import json, resource, sys
unit = 1 if sys.platform == "darwin" else 1024
import vendsim
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
episode = vendsim.Episode(seed={seed})
episode.call("web_search", {{"query": "wholesale"}})
for _ in range(100):
    episode.call("wait_for_next_day")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
print(json.dumps({{"process_megabytes": after / 1e6, "episode_megabytes": (after - before) / 1e6}}))
"""


def measure(script: str) -> dict[str, float]:
    """Medians of what ``script`` prints, over worlds 0 to RUNS - 1."""
    rows = [
        json.loads(subprocess.run(
            [sys.executable, "-c", script.format(seed=seed)], check=True, capture_output=True, text=True
        ).stdout)
        for seed in range(RUNS)
    ]  # fmt: skip
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


if __name__ == "__main__":
    for name, script in (("idle year", _IDLE), ("careful year", _CAREFUL), ("memory", _MEMORY)):
        figures = ", ".join(f"{key} {value:.3g}" for key, value in measure(script).items())
        print(f"{name}: {figures}")
