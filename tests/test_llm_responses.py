"""The Responses API as a profile has it: a strict server, on which nothing of the reasoning may be lost."""

import copy
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from test_llm_agent import Shop, model_at, play


class Strict:
    """A small server of that API. Every complaint is kept; a test expects none."""

    def __init__(self, answers=()):
        self.answers, self.complaints, self.bodies, self.issued = list(answers), [], [], []
        self.fail_first = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, text, kind = outer.respond(self.path, body)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def respond(self, path, body):
        complaint = self.complaint(path, body)
        if complaint:
            self.complaints.append(complaint)
            return 400, json.dumps({"error": {"message": complaint}}), "application/json"
        self.bodies.append(body)
        if self.fail_first:
            self.fail_first = False
            failed = {"status": "failed", "error": {"code": "server_error", "message": "oops"}, "output": []}
            return 200, json.dumps(failed), "application/json"
        number = len(self.bodies)
        looks = sum("3 looks today" in str(item.get("output")) for item in body["input"][-1:])
        call = ("wait_for_next_day", "{}") if looks else ("look", '{"subject": "shelf"}')
        output = [
            {"id": f"rs_{number}", "type": "reasoning", "encrypted_content": f"c{number}", "summary": []},
            {"id": f"fc_{number}", "type": "function_call", "status": "completed",
             "call_id": f"call_{number}", "name": call[0], "arguments": call[1]},
        ]  # fmt: skip
        self.issued += copy.deepcopy(output)
        usage = {"input_tokens": 500, "output_tokens": 40, "total_tokens": 540}
        usage["input_tokens_details"] = {"cached_tokens": 300}
        response = {"id": f"resp_{number}", "status": "completed", "output": output, "usage": usage}
        if not body.get("stream"):
            return 200, json.dumps(response), "application/json"
        created = {
            "type": "response.created",
            "response": {**response, "status": "in_progress", "output": []},
        }
        events = [created, {"type": "response.completed", "response": response}]
        text = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        return 200, text, "text/event-stream"

    def complaint(self, path, body):
        known = {
            "model",
            "input",
            "tools",
            "store",
            "include",
            "parallel_tool_calls",
            "max_output_tokens",
            "stream",
        }
        if path != "/v1/responses":
            return f"no such path {path}"
        if set(body) - known:
            return f"unknown fields {sorted(set(body) - known)}"
        if body["store"] is not False or body["include"] != ["reasoning.encrypted_content"]:
            return "reasoning would be stored or lost"
        if any({"type", "name", "parameters"} - set(tool) for tool in body["tools"]):
            return "a tool is no function"
        items = [item for item in body["input"] if item.get("type") in ("reasoning", "function_call")]
        if items != self.issued:
            return "items did not come back as they were"
        called = [item["call_id"] for item in items if item["type"] == "function_call"]
        given = [item["call_id"] for item in body["input"] if item.get("type") == "function_call_output"]
        return None if called == given else "calls without their outputs"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.parametrize("stream", [False, True])
def test_reasoning_goes_back_encrypted_as_it_came(stream):
    desk = Shop(days=2)
    with Strict() as server:
        server.fail_first = True
        agent = model_at(server.url, profile="openai-responses", stream=stream)
        play(agent, desk)
    assert server.complaints == []
    assert [name for name, _ in desk.calls] == (["look"] * 3 + ["wait_for_next_day"]) * 2
    assert desk.billed == [40] * 8
    assert agent.use.cached_tokens == 8 * 300
    assert desk.events == ["waiting"]
    assert server.bodies[0]["max_output_tokens"] == 32768
    assert server.bodies[0]["input"][0]["role"] == "system"
