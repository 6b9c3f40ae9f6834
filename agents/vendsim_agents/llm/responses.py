"""OpenAI's Responses API, for profiles with ``api = "responses"``: there reasoning is kept from call to call.

The conversation stays one of chat messages. An answer carries the items that it was made of in ``output``,
and they go back as they came, the encrypted reasoning among them; nothing is stored at the provider.
Field names as in the types of the `openai` package (openai.types.responses).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from vendsim_agents.llm.streams import events, is_event_stream

FIELDS: Mapping[str, Any] = {"store": False, "include": ["reasoning.encrypted_content"]}


def input_items(message: Mapping[str, Any]) -> list[Any]:
    """The items that a chat message is in the input of a request."""
    role, content = message["role"], message.get("content")
    if role == "tool":
        return [{"type": "function_call_output", "call_id": message["tool_call_id"], "output": content}]
    if role != "assistant":
        return [{"role": role, "content": content}]
    if isinstance(output := message.get("output"), list):
        return output
    items: list[Any] = [{"role": "assistant", "content": content}] if content else []
    for call in message.get("tool_calls") or ():
        function = call["function"]
        named = {"call_id": call["id"], "name": function["name"], "arguments": function["arguments"]}
        items.append({"type": "function_call", **named})
    return items


def as_tools(tools: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tool schemas as this API wants them. ``strict`` would change what they allow."""
    return [{"type": "function", **tool["function"], "strict": False} for tool in tools]


def as_chat(text: str) -> str:
    """The body of a response as one of chat completions; what is none stays as it is."""
    response = _response(text)
    if response is None or not isinstance(response.get("output"), list):
        return text if response is None else json.dumps(response)
    if response.get("error") or response.get("status") in ("failed", "cancelled"):
        error = response.get("error") or {"message": f"the response was {response.get('status')}"}
        return json.dumps({"error": error, "usage": response.get("usage")})
    items = [item for item in response["output"] if isinstance(item, dict)]
    calls = [_call(item) for item in items if item.get("type") == "function_call"]
    message: dict[str, Any] = {"role": "assistant", "content": _texts(items, "message", "content") or None}
    if refusal := _texts(items, "message", "content", "refusal"):
        message["refusal"] = refusal
    if thought := _texts(items, "reasoning", "summary"):
        message["reasoning_content"] = thought
    if calls:
        message["tool_calls"] = calls
    message["output"] = response["output"]
    choice = {"index": 0, "message": message, "finish_reason": _reason(response, bool(calls))}
    return json.dumps({"choices": [choice], "usage": response.get("usage")})


def _response(text: str) -> dict[str, Any] | None:
    if is_event_stream(text):
        # The last event that holds a response holds the whole of it.
        whole = [event["response"] for event in events(text) if isinstance(event.get("response"), dict)]
        failed = [event for event in events(text) if event.get("type") == "error"]
        if failed:
            return {"error": failed[-1].get("error") or failed[-1]}
        finished = whole[-1] if whole else None
        return finished if finished and finished.get("status") != "in_progress" else {}
    try:
        body = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _call(item: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": item.get("name"), "arguments": item.get("arguments")}
    return {"id": item.get("call_id"), "type": "function", "function": function}


def _texts(items: Sequence[Mapping[str, Any]], kind: str, field: str, name: str = "text") -> str:
    """The texts in the parts of all items of a kind."""
    parts = (part for item in items if item.get("type") == kind for part in item.get(field) or ())
    return "\n".join(
        part[name] for part in parts if isinstance(part, dict) and isinstance(part.get(name), str)
    )


def _reason(response: Mapping[str, Any], calls: bool) -> str:
    if response.get("status") == "incomplete":
        details = response.get("incomplete_details") or {}
        return "length" if details.get("reason") == "max_output_tokens" else str(details.get("reason"))
    return "tool_calls" if calls else "stop"
