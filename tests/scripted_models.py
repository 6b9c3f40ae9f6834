"""What stands behind the fake endpoint: "models" that answer with real tool calls, for a whole year."""

from __future__ import annotations

import hashlib
import json
import queue
import re
import threading
from collections.abc import Mapping
from typing import Any

from fake_endpoint import Body, Message, call_tool, call_tools, say
from vendsim.agent import AgentOptions, Reply
from vendsim_agents.careful import Careful
from vendsim_agents.llm.agent import MORNING_FOLLOWS

_STAMP = re.compile(r"\[Day (\d+) of (\d+), [^\]]*?(\d\d:\d\d)\]")


class Operator:
    """The careful agent on the far side of the wire: it sees what the messages tell and nothing else.

    It thinks in a thread of its own. A request that was answered before is given the same answer, so that it
    may be repeated, whether because the answer was lost on the way or because the player was killed.
    """

    def __init__(self) -> None:
        self._answers: dict[str, Message] = {}
        self._heard: queue.Queue[Body] = queue.Queue()
        self._calls: queue.Queue[Message] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def __call__(self, body: Body) -> Message:
        key = body.fingerprint
        with self._lock:
            if key not in self._answers:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._play, args=(body,), daemon=True)
                    self._thread.start()
                else:
                    self._heard.put(body)
                self._answers[key] = self._calls.get(timeout=60)
            return json.loads(json.dumps(self._answers[key]))

    def _play(self, body: Body) -> None:
        agent, desk = Careful(AgentOptions()), _FarDesk(self._exchange, body)
        while not desk.done:
            agent.play_day(desk)  # type: ignore[arg-type]

    def _exchange(self, message: Message) -> Body:
        self._calls.put(message)
        return self._heard.get()


class _FarDesk:
    """A desk made of what was said."""

    sub_agent = None
    done = False  # nobody asks any more once it is

    def __init__(self, exchange: Any, body: Body) -> None:
        self._exchange = exchange
        self.tools = body["tools"]
        self.system_prompt = body["messages"][0]["content"]
        self.observation = body["messages"][-1]["content"]
        self.day = 1

    def call(self, name: str, arguments: Mapping[str, Any] | str) -> Reply:
        body = self._exchange(call_tool(name, dict(arguments)))
        last = body["messages"][-1]
        if last["role"] == "user":
            assert MORNING_FOLLOWS in body["messages"][-2]["content"]
            self.observation = last["content"]
        day, _, time = _STAMP.findall(last["content"])[-1]
        self.day = int(day)
        return Reply(last["content"], None, self.day, time)


_QUESTIONS = ("wholesale snacks", "soda distributor San Francisco", "candy supplier minimum order")
_DICE: tuple[Message, ...] = (
    *(call_tool("web_search", {"query": question}) for question in _QUESTIONS),
    call_tool("read_inbox"),
    call_tool("get_balance_and_transactions", {"n": 3}),
    call_tool("write_note", {"title": "thought", "text": "Prices first, then everything else."}),
    call_tool("set_reminder", {"in_days": 2, "text": "look at the inbox"}),
    call_tool(
        "send_email", {"to": "sales@nobody.example", "subject": "Prices?", "body": "What is a can of cola?"}
    ),
    call_tool("get_machine_inventory"),
    call_tools(("get_storage_inventory", "{}"), ("collect_cash", "{}")),
    call_tools(("read_email", '{"id": ')),
    call_tool("no_such_tool", {"x": 1}),
    say("Let me think about that."),
    say(None),
    call_tool("wait_for_next_day"),
    call_tool("wait_for_next_day"),
    call_tool("wait_for_next_day"),
)


def dice(body: Body) -> Message:
    """A model without any memory: what it does follows from the request alone, good and bad things."""
    number = int(hashlib.sha256(body.fingerprint.encode()).hexdigest(), 16)
    answer = json.loads(json.dumps(_DICE[number % len(_DICE)]))
    return {**answer, "reasoning_content": "hm, " * (number % 50)}
