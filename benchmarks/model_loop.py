"""What the harness costs when a language model plays, apart from the model.

Run: python benchmarks/model_loop.py [calls | many]

A server in a process of its own answers at once, so that the time left is ours. ``calls`` plays 6,000
messages of a year at a full context of 69,000 tokens and prints CPU milliseconds a call, over the whole and
in each sixth; ``many`` plays 64 runs side by side on one event loop and prints the memory of the process.
Nothing here is a test: machines differ.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from vendsim import AgentOptions, Episode, Scenario
from vendsim.agent import Budget
from vendsim.runs import RunFolder, RunRecord, play_async
from vendsim.runs.loop import OnProgress, Progress
from vendsim_agents.llm import LanguageModel

MESSAGES = 6000
RUNS = 64
PARTS = 6

# A day of work and some thought each time. Its count of tokens is rough.
_SERVER = r"""
import itertools, json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DAY = [("read_inbox", {}), ("web_search", {"query": "wholesale snacks San Francisco"}),
       ("get_balance_and_transactions", {"n": 5}), ("get_machine_inventory", {}),
       ("write_note", {"text": "Compare the offers again tomorrow, and ask for a better price."}),
       ("send_email", {"to": "sales@nobody.example", "subject": "Prices", "body": "What is a case of cola?"}),
       ("wait_for_next_day", {})]
NUMBER = itertools.count()

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        number = next(NUMBER)
        # 14 messages a day follow the first two; counting them tells which call comes next.
        name, arguments = DAY[number % 7] if RUNS == 1 else DAY[body.count(b'"tool_call_id"') % 7]
        call = {"id": f"call_{number}", "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)}}
        message = {"role": "assistant", "content": None, "tool_calls": [call],
                   "reasoning_content": "I think about what to do next. " * 25}
        answer = {"id": "1", "object": "chat.completion", "model": "m", "created": 1,
                  "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
                  "usage": {"prompt_tokens": size // 4, "completion_tokens": 250}}
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass

RUNS = int(sys.argv[1])
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
"""


def rich_scenario() -> Scenario:
    """A year in which money cannot run out, so that it is played to its end."""
    scenario = Scenario.load("vb2")
    money = scenario.money.model_copy(update={"start_cents": 100_000_00})
    return scenario.model_copy(update={"money": money, "days": 3650})


async def play_one(
    url: str, path: Path, seed: int, budget: Budget, on_progress: OnProgress | None = None
) -> None:
    """One run at the server."""
    scenario, options = rich_scenario(), AgentOptions(model="m", base_url=url, seed=seed, budget=budget)
    record = RunRecord.new(scenario, seed, "llm", options, datetime.now(UTC))
    folder = RunFolder.create(path, scenario, record)
    await play_async(Episode(scenario, seed), LanguageModel(options), folder, on_progress)


def measure_calls(url: str, room: Path) -> dict[str, object]:
    """CPU time a call, whole and in parts of the run."""
    marks: list[float] = []

    def mark(progress: Progress) -> None:
        marks.append(time.process_time())

    asyncio.run(play_one(url, room / "run", 0, Budget(max_messages=MESSAGES), mark))
    size = len(marks) // PARTS
    parts = [1000 * (marks[(i + 1) * size - 1] - marks[i * size]) / (size - 1) for i in range(PARTS)]
    whole = 1000 * (marks[-1] - marks[0]) / (len(marks) - 1)
    trimmed = json.loads((room / "run/run.json").read_text())["lines"]["trimmed"]
    return {
        "calls": len(marks),
        "trims": trimmed,
        "cpu_ms_a_call": round(whole, 2),
        "in_each_sixth": [round(part, 2) for part in parts],
    }


def measure_many(url: str, room: Path) -> dict[str, object]:
    """Peak memory of a process that plays many runs, each until its context was full and trimmed."""

    async def play_all() -> None:
        budget = Budget(max_messages=400)
        await asyncio.gather(*(play_one(url, room / f"run-{i}", i, budget) for i in range(RUNS)))

    started = time.process_time()
    asyncio.run(play_all())
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return {
        "runs": RUNS,
        "megabytes": round(peak / 1e6),
        "cpu_seconds": round(time.process_time() - started, 1),
    }


def main() -> None:
    """Measure what was asked for, by default everything, each in a process of its own."""
    wanted = sys.argv[1:]
    if not wanted:
        for name in ("calls", "many"):
            subprocess.run([sys.executable, __file__, name], check=True)
        return
    runs = RUNS if wanted[0] == "many" else 1
    server = subprocess.Popen([sys.executable, "-c", _SERVER, str(runs)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        with tempfile.TemporaryDirectory() as room:
            measure = measure_many if wanted[0] == "many" else measure_calls
            print(f"{wanted[0]}: {json.dumps(measure(url, Path(room)))}")
    finally:
        server.kill()


if __name__ == "__main__":
    main()
