"""``vendsim run --agent exec:COMMAND``: any program plays, in JSON lines over a pipe."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from contextlib import suppress
from typing import Any

from vendsim.agent import AgentOptions, Desk
from vendsim.bridges.wire import act, answer, opening, read_call

_MOST_BAD_LINES = 20  # in a row: a program that prints its log to standard output, or is lost
_PATIENCE = 5.0  # seconds that a program has to leave when the run is over


class Program:
    """Any program: tool calls as JSON lines over a pipe (docs/own-agent.md)."""

    argument = "COMMAND"
    asks_model = True  # perhaps; options about models are told to the program

    def __init__(self, options: AgentOptions) -> None:
        try:
            self._command = shlex.split(options.argument or "")
        except ValueError as error:
            raise ValueError(f"exec:{options.argument} is not a command: {error}") from None
        if not self._command or shutil.which(self._command[0]) is None:
            name = self._command[0] if self._command else options.argument
            raise ValueError(f"there is no program {name} to run; write it as in exec:'python3 my_agent.py'")
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._memory: Any = None  # whatever the program wants to be given back

    def play_day(self, desk: Desk) -> None:
        """Carry out what the program asks for until the next morning."""
        try:
            if self._process is None:
                self._begin(desk)
            self._relay(desk)
        except BaseException:
            self._end(patience=0.0)
            raise
        if desk.done:
            self._end(_PATIENCE)

    def snapshot(self) -> dict[str, Any]:
        """What the program wants to be given back."""
        return {"memory": self._memory}

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up what the program wanted to be given back."""
        self._memory = blob["memory"]

    def _begin(self, desk: Desk) -> None:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1
        )
        model = {"model": self._options.model} if self._options.model else {}
        self._tell({"type": "start", **opening(desk), **model, "memory": self._memory}, desk)

    def _relay(self, desk: Desk) -> None:
        day, bad = desk.day, 0
        while desk.day == day and not desk.done:
            line = self._hear(desk)
            try:
                message = _parsed(line)
                memory = message.pop("memory", self._memory)
                reply = act(desk, read_call(message))
            except ValueError as error:
                bad += 1
                if bad == _MOST_BAD_LINES:
                    raise RuntimeError(f"{bad} lines in a row were no calls: {error}") from None
                self._tell({"type": "refused", "error": str(error)}, desk)
                continue
            bad, self._memory = 0, memory
            self._tell({"type": "reply", **answer(desk, reply)}, desk)

    def _tell(self, message: dict[str, Any], desk: Desk) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except OSError:
            if not desk.done:  # it has heard enough, if the run is over
                raise self._gone(desk) from None

    def _hear(self, desk: Desk) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            line = self._process.stdout.readline()
        except UnicodeDecodeError:
            raise RuntimeError("the program wrote something that is not UTF-8") from None
        if not line:
            raise self._gone(desk)
        return line

    def _gone(self, desk: Desk) -> RuntimeError:
        assert self._process is not None
        try:
            code = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return RuntimeError(f"the program closed its output on day {desk.day}, before the run was over")
        return RuntimeError(
            f"the program ended (exit code {code}) on day {desk.day}, before the run was over"
        )

    def _end(self, patience: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _parsed(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        told = "this line is not JSON; print one JSON object per line, and logs to stderr"
        raise ValueError(told) from None
    if not isinstance(message, dict):
        raise ValueError('a call is a JSON object like {"tool": "read_inbox", "arguments": {}}')
    return message
