"""Make recorded calls, one after the other; with the standard library, where there is no vendsim."""

import json
import os
import urllib.request
from pathlib import Path
from typing import Any

WORLD = os.environ.get("WORLD_URL", "http://world:8701/runs/play/mcp/")
HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-06-18",
}


def call(number: int, tool: str, arguments: dict[str, Any]) -> str:
    """The text of the reply to one call."""
    params = {"name": tool, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
    request = urllib.request.Request(WORLD, json.dumps(body).encode(), HEADERS)
    with urllib.request.urlopen(request) as response:
        return str(json.load(response)["result"]["content"][0]["text"])


text = ""
for number, (tool, arguments) in enumerate(json.loads((Path(__file__).parent / "calls.json").read_text()), 1):
    text = call(number, tool, arguments)
assert "has ended" in text, text
print(text)
