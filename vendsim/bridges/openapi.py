"""The OpenAPI description of `vendsim serve`, and a page that shows it without anything from elsewhere."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from pydantic import BaseModel

from vendsim.episode import EpisodeResult
from vendsim.version import __version__

_REFUSED = {"description": "Refused, with one sentence that says why.", "content": {
    "application/json": {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}
}}  # fmt: skip
_NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
_OPENING = {
    "type": "object",
    "properties": {
        "session": {"type": "string"},
        "calls": {"type": "integer", "description": "Calls carried out so far."},
        "protocol": {"type": "integer"},
        "day": {"type": "integer"},
        "done": {"type": "boolean"},
        "system_prompt": {"type": "string"},
        "tools": {"type": "array", "items": {"type": "object"}, "description": "OpenAI-style schemas."},
        "observation": {"type": "string", "description": "The text of the current morning."},
        "sub_agent": {"type": "object", "description": "Its system prompt and tools, where there is one."},
        "sub_agent_task": {"type": "object", "description": "Its task and calls left, while it has one."},
    },
}
_REPLY = {
    "type": "object",
    "properties": {
        "number": {"type": "integer"},
        "text": {"type": "string"},
        "error": {"type": ["string", "null"]},
        "day": {"type": "integer"},
        "time": {"type": "string"},
        "done": {"type": "boolean"},
        "sub_agent_task": {"type": "object"},
        "repeated": {
            "type": "boolean",
            "description": "The call was carried out before; only its answer is.",
        },
    },
}
_STANDING = {
    "type": "object",
    "properties": {
        "session": {"type": "string"},
        "scenario": {"type": "string"},
        "seed": {"type": "integer"},
        "days": {"type": "integer"},
        "status": {"type": "string"},
        "done": {"type": "boolean"},
    },
}


def description(new_session: type[BaseModel], call: type[BaseModel]) -> dict[str, Any]:
    """The OpenAPI document; bodies are described by the models that read them."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "vendsim",
            "version": __version__,
            "description": "A year of business with one vending machine, played by tool calls.",
        },
        "paths": {
            "/sessions": {
                "get": _operation("All runs of this server.", {"type": "object"}),
                "post": _operation("Open a run, or go on with one by its name.", _OPENING, new_session),
            },
            "/sessions/{name}": {
                "parameters": [_NAME],
                "get": _operation("What a player needs to begin or to go on.", _OPENING),
                "delete": _operation("Let go of a run; it can be gone on with later.", _STANDING),
            },
            "/sessions/{name}/calls": {
                "parameters": [_NAME],
                "post": _operation("Carry out one tool call.", _REPLY, call),
            },
            "/sessions/{name}/result": {
                "parameters": [_NAME],
                "get": _operation("How a run went, once it is over.", EpisodeResult.model_json_schema(
                    mode="serialization", ref_template="#/components/schemas/{model}"
                )),
            },
        },
        "components": {"schemas": _definitions()},
    }  # fmt: skip


def _operation(summary: str, answer: dict[str, Any], body: type[BaseModel] | None = None) -> dict[str, Any]:
    answer = {key: value for key, value in answer.items() if key != "$defs"}
    operation: dict[str, Any] = {
        "summary": summary,
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": answer}}},
            "4XX": _REFUSED,
        },
    }
    if body is not None:
        schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _definitions() -> dict[str, Any]:
    schema = EpisodeResult.model_json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    return dict(schema.get("$defs", {}))


def page(document: dict[str, Any]) -> str:
    """The document to read in a browser."""
    parts = [
        f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(operation['summary'])}</p>"
        + _shown("What is sent", operation.get("requestBody"))
        + _shown("What comes back", operation["responses"]["200"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    ]
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>vendsim serve</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
        "pre{overflow:auto;background:#f4f4f4;padding:1em}</style>"
        f"<h1>vendsim {escape(__version__)}</h1><p>{escape(document['info']['description'])} "
        "The same as <a href=/openapi.json>OpenAPI</a>.</p>" + "".join(parts) + "</html>"
    )


def _shown(title: str, part: dict[str, Any] | None) -> str:
    if part is None:
        return ""
    schema = part["content"]["application/json"]["schema"]
    text = escape(json.dumps(schema, indent=1))
    return f"<details><summary>{title}</summary><pre>{text}</pre></details>"
