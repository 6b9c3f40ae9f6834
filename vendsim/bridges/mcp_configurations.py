"""What to paste so that a coding agent starts ``vendsim mcp``, by the agent's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def configuration(agent: str, command: list[str]) -> str:
    """The configuration of a coding agent that starts the server by a command. Raises ValueError."""
    if agent not in CONFIGURATIONS:
        raise ValueError(f'no configuration for "{agent}" is known; there are {", ".join(CONFIGURATIONS)}')
    return CONFIGURATIONS[agent](command)


def _claude(command: list[str]) -> str:
    servers = {"vendsim": {"type": "stdio", "command": command[0], "args": command[1:]}}
    return f"# .mcp.json\n{_json({'mcpServers': servers})}"


def _codex(command: list[str]) -> str:
    arguments = json.dumps(command[1:])
    return (
        "# ~/.codex/config.toml\n[mcp_servers.vendsim]\n"
        f"command = {json.dumps(command[0])}\nargs = {arguments}\n"
        "startup_timeout_sec = 60\ntool_timeout_sec = 120"
    )


def _opencode(command: list[str]) -> str:
    server = {"type": "local", "command": command, "enabled": True, "timeout": 60_000}
    return f"# opencode.json\n{_json({'mcp': {'vendsim': server}})}"


def _gemini(command: list[str]) -> str:
    return f"# .gemini/settings.json\n{_json({'mcpServers': {'vendsim': _pair(command)}})}"


def _openclaw(command: list[str]) -> str:
    return f"# ~/.openclaw/openclaw.json\n{_json({'mcp': {'servers': {'vendsim': _pair(command)}}})}"


def _pair(command: list[str]) -> dict[str, Any]:
    return {"command": command[0], "args": command[1:]}


def _json(value: Any) -> str:
    return json.dumps(value, indent=2)


CONFIGURATIONS: dict[str, Callable[[list[str]], str]] = {
    "claude": _claude,
    "codex": _codex,
    "opencode": _opencode,
    "gemini": _gemini,
    "openclaw": _openclaw,
}
