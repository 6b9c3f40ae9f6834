"""Let coding agents from npm play over `vendsim mcp`, against a scripted model on loopback; not part of CI.

Run: .venv/bin/python scripts/coding_agents.py [NAME...] [--bin FOLDER]    (needs node, npm and its registry)

Each agent is started without a terminal, with a home of its own and the configuration that
`vendsim mcp --print-config` prints. Its model reads the inbox, then sleeps until a reply says that the three
days are over. The run folder must then be done and replay. ``--bin``: a folder with the agents' commands.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from vendsim.runs import read_record
from vendsim.runs.replay import replay

PACKAGES = {
    "codex": "@openai/codex",
    "opencode": "opencode-ai",
    "claude": "@anthropic-ai/claude-code",
    "gemini": "@google/gemini-cli",
}
PROMPT = "Run the business that the MCP server vendsim describes, until a reply says that the run has ended."
PATIENCE = 180  # seconds for one agent
WAITING = {"WaitForMcpServers": {}, "exec_command": {"cmd": "sleep 3"}}  # what passes the time
Event = tuple[str, dict[str, Any]]


def named_tools(tools: Any, space: str = "") -> Iterator[tuple[str, str]]:
    """Every tool of a request, with the namespace that it stands in."""
    for tool in tools or ():
        if inside := tool.get("tools") or tool.get("functionDeclarations"):
            yield from named_tools(inside, tool.get("name", ""))
        else:
            yield tool.get("name") or (tool.get("function") or {}).get("name") or "", space


class Model:
    """What the model does, from what it is sent: one call after the other."""

    def __init__(self) -> None:
        self.calls = self.waits = 0

    def next_call(self, body: dict[str, Any]) -> tuple[str, str, dict[str, Any]] | None:
        """Name, namespace and arguments of the tool to call; None: the run is over, or there is no such tool.

        Agents start their servers in the background, so that the tools may come later.
        """
        said = json.dumps([body.get("messages"), body.get("input"), body.get("contents")])
        wanted = "read_inbox" if self.calls == 0 else "wait_for_next_day"
        tools = dict(named_tools(body.get("tools")))
        if "The 3 days are over" in said or self.calls > 20 or self.waits > 20:
            return None
        for name, space in tools.items():
            if name.endswith(wanted):
                self.calls += 1
                return name, space, {}
        waiting = next((name for name in WAITING if name in tools), None)
        self.waits += 1
        return (waiting, tools[waiting], WAITING[waiting]) if waiting else None


def chat(model: Model, body: dict[str, Any]) -> Iterator[Event]:
    """OpenAI's chat completions, streamed."""
    call = model.next_call(body)
    delta: dict[str, Any] = {"role": "assistant", "content": None if call else "The run has ended."}
    if call:
        function = {"name": call[0], "arguments": json.dumps(call[2])}
        item = {
            "index": 0,
            "id": f"call_{model.calls}_{model.waits}",
            "type": "function",
            "function": function,
        }
        delta["tool_calls"] = [item]
    shared = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    yield "", {**shared, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    reason = "tool_calls" if call else "stop"
    yield "", {**shared, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": usage}


def responses(model: Model, body: dict[str, Any]) -> Iterator[Event]:
    """OpenAI's responses, streamed."""
    call, name = model.next_call(body), f"r{model.calls}_{model.waits}"
    text = {"type": "output_text", "text": "The run has ended.", "annotations": []}
    item: dict[str, Any] = {"type": "message", "id": f"m{name}", "role": "assistant", "content": [text]}
    if call:
        item = {
            "type": "function_call",
            "id": f"f{name}",
            "call_id": f"c{name}",
            "name": call[0],
            "arguments": json.dumps(call[2]),
        }
        if call[1]:
            item["namespace"] = call[1]
    usage = {
        "input_tokens": 10, "output_tokens": 5, "total_tokens": 15,
        "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0},
    }  # fmt: skip
    whole = {"id": name, "object": "response", "model": "scripted", "output": [item], "usage": usage}
    yield "response.created", {"response": {**whole, "status": "in_progress", "output": []}}
    yield "response.output_item.added", {"output_index": 0, "item": item}
    yield "response.output_item.done", {"output_index": 0, "item": item}
    yield "response.completed", {"response": {**whole, "status": "completed"}}


def messages(model: Model, body: dict[str, Any]) -> Iterator[Event]:
    """Anthropic's messages, streamed."""
    call = model.next_call(body)
    usage = {"input_tokens": 10, "output_tokens": 5}
    shell = {
        "id": f"m{model.calls}_{model.waits}",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": [],
    }
    yield "message_start", {"message": {**shell, "stop_reason": None, "stop_sequence": None, "usage": usage}}
    if call:
        block: dict[str, Any] = {
            "type": "tool_use",
            "id": f"toolu_{model.calls}_{model.waits}",
            "name": call[0],
            "input": {},
        }
        delta = {"type": "input_json_delta", "partial_json": json.dumps(call[2])}
    else:
        block, delta = {"type": "text", "text": ""}, {"type": "text_delta", "text": "The run has ended."}
    yield "content_block_start", {"index": 0, "content_block": block}
    yield "content_block_delta", {"index": 0, "delta": delta}
    yield "content_block_stop", {"index": 0}
    ended = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    yield "message_delta", {"delta": ended, "usage": {"output_tokens": 5}}
    yield "message_stop", {}


def contents(model: Model, body: dict[str, Any]) -> Iterator[Event]:
    """Google's generated contents, streamed."""
    call = model.next_call(body)
    part = {"functionCall": {"name": call[0], "args": call[2]}} if call else {"text": "The run has ended."}
    candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15}
    yield "", {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "scripted"}


PROTOCOLS: dict[str, Callable[[Model, dict[str, Any]], Iterator[Event]]] = {
    "/chat/completions": chat, "/responses": responses, "/messages": messages,
    ":streamGenerateContent": contents,
}  # fmt: skip


def serve(model: Model) -> ThreadingHTTPServer:
    """The endpoint, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            path = self.path.partition("?")[0]
            protocol = next((p for end, p in PROTOCOLS.items() if path.endswith(end)), None)
            if protocol is None:
                self._send(200, b'{"input_tokens": 10}', "application/json")
                return
            lines = []
            for kind, event in protocol(model, body):
                event = {"type": kind, **event} if kind else event
                lines.append((f"event: {kind}\n" if kind else "") + f"data: {json.dumps(event)}\n\n")
            lines += ["data: [DONE]\n\n"] if protocol is chat else []
            self._send(200, "".join(lines).encode(), "text/event-stream")

        def do_GET(self) -> None:
            self._send(200, b'{"object": "list", "data": []}', "application/json")

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def configuration(agent: str, folder: Path) -> str:
    """What `vendsim mcp --print-config` prints, without its first line."""
    command = [sys.executable, "-m", "vendsim", "mcp", "--run", agent, "--days", "3", "--print-config", agent]
    shown = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return shown.partition("\n")[2]


def prepared(agent: str, folder: Path, url: str) -> tuple[list[str], dict[str, str]]:
    """The command that starts an agent without a terminal, and its environment."""
    pasted = configuration(agent, folder)
    if agent == "codex":
        provider = (
            f'name = "scripted"\nbase_url = "{url}/v1"\nwire_api = "responses"\nenv_key = "SCRIPTED_KEY"\n'
        )
        head = 'model = "scripted"\nmodel_provider = "scripted"\n[model_providers.scripted]\n'
        (folder / ".codex").mkdir()
        (folder / ".codex" / "config.toml").write_text(f"{head}{provider}\n{pasted}\n")
        flags = ["--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"]
        return ["codex", "exec", *flags, PROMPT], {"CODEX_HOME": str(folder / ".codex")}
    if agent == "opencode":
        provider = {
            "npm": "@ai-sdk/openai-compatible", "models": {"scripted": {"name": "scripted"}},
            "options": {"baseURL": f"{url}/v1", "apiKey": "none"},
        }  # fmt: skip
        whole = {
            **json.loads(pasted),
            "provider": {"scripted": provider},
            "autoupdate": False,
            "share": "disabled",
        }
        (folder / "opencode.json").write_text(json.dumps(whole))
        return ["opencode", "run", "--print-logs", "-m", "scripted/scripted", PROMPT], {
            "OPENCODE_DISABLE_MODELS_FETCH": "1"
        }
    if agent == "gemini":
        settings = {**json.loads(pasted), "security": {"auth": {"selectedType": "gemini-api-key"}}}
        (folder / ".gemini").mkdir()
        (folder / ".gemini" / "settings.json").write_text(json.dumps(settings))
        known = {
            "GEMINI_API_KEY": "none",
            "GOOGLE_GEMINI_BASE_URL": url,
            "GEMINI_CLI_TRUST_WORKSPACE": "true",
        }
        return ["gemini", "--approval-mode", "yolo", "-m", "gemini-2.5-flash", "-p", PROMPT], known
    (folder / ".mcp.json").write_text(pasted)
    flags = ["--mcp-config", ".mcp.json", "--strict-mcp-config", "--allowedTools", "mcp__vendsim"]
    quiet = {
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "ENABLE_TOOL_SEARCH": "0",
        "MCP_TIMEOUT": "60000",  # milliseconds
    }
    return ["claude", "-p", PROMPT, *flags], {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "none", **quiet}


def try_out(agent: str, commands: Path) -> bool:
    """Let one agent play, and print what came of it."""
    model = Model()
    server = serve(model)
    with tempfile.TemporaryDirectory(prefix=f"vendsim-{agent}-") as name:
        folder = Path(name)
        command, more = prepared(agent, folder, f"http://127.0.0.1:{server.server_port}")
        path = f"{commands}{os.pathsep}{os.environ['PATH']}"
        home = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / ".config"),
            "XDG_DATA_HOME": str(folder / ".data"),
        }
        environment = {
            **os.environ,
            **home,
            "PATH": path,
            "NO_PROXY": "127.0.0.1",
            "SCRIPTED_KEY": "none",
            **more,
        }
        version = subprocess.run(
            [command[0], "--version"], env=environment, capture_output=True, text=True
        ).stdout
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                text=True, timeout=PATIENCE, check=False,
            )  # fmt: skip
            said = (done.stdout + done.stderr)[-1500:]
        except subprocess.TimeoutExpired as error:
            told = (error.stdout or b"")[-700:] + (error.stderr or b"")[-700:]
            said = f"no end within {PATIENCE} s: {told!r}"
        found = list(folder.rglob("run.json"))
        if not found or read_record(found[0].parent).status != "done":
            print(f"{agent}: FAILED after {model.calls} calls\n{said}", flush=True)
            return False
        run = found[0].parent
        problem, record = replay(run).discrepancy, read_record(run)
        client = record.harness.client if record.harness else None
        number = re.search(r"\d[\d.]+", version)
        print(
            f"{agent} {number[0] if number else ''}: {problem or 'done, and replays'}; {model.calls} calls;"
            f" calls itself {client}",
            flush=True,
        )
        return problem is None


def main() -> int:
    parser = argparse.ArgumentParser(description="Let coding agents play over vendsim mcp.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PACKAGES)}; all if none")
    parser.add_argument(
        "--bin", type=Path, metavar="FOLDER", help="where their commands are; else npm installs them"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vendsim-npm-") as folder:
        commands = given.bin
        if commands is None:
            packages = [PACKAGES[name] for name in given.names or PACKAGES]
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, *packages], check=True
            )
            commands = Path(folder) / "node_modules" / ".bin"
        passed = [try_out(name, commands.resolve()) for name in given.names or PACKAGES]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
