"""Which messages go out in another form than they were received in.

The journal holds messages as they were received; the rules of an endpoint may change what is sent back
(`requests.as_sent`), and may change themselves in the middle of a run. So that every request can be read from
the journal, an answer is recorded with the forms that its request had and none before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vendsim_agents.llm.answers import Message
from vendsim_agents.llm.profile import Rules
from vendsim_agents.llm.requests import as_sent


class SentForms:
    """The form of each message in the latest request, where it was another."""

    def __init__(self) -> None:
        self._rules: Rules | None = None  # under which the latest forms came about
        self._forms: dict[int, tuple[Message, Message]] = {}  # by identity, which holding the message keeps

    def news(self, messages: Sequence[Message], rules: Rules) -> dict[str, Message]:
        """The forms that are new in a request with these messages, by their places in it, from 0."""
        new, forms = {}, {}
        for place, message in enumerate(messages):
            if message["role"] != "assistant":
                continue
            known = self._forms.get(id(message))
            form = known[1] if known and rules is self._rules else as_sent(message, rules)
            if form != (known[1] if known else message):
                new[str(place)] = form
            forms[id(message)] = (message, form)
        self._rules, self._forms = rules, forms
        return new

    def take(self, messages: Sequence[Message], recorded: Mapping[str, Message]) -> dict[str, Message]:
        """Take up the forms that were recorded with an answer."""
        for place, form in recorded.items():
            message = messages[int(place)]
            self._forms[id(message)] = (message, form)
        self._rules = None
        return dict(recorded)

    def forget(self, messages: Sequence[Message]) -> None:
        """These messages begin anew, in the form in which they stand."""
        for message in messages:
            self._forms.pop(id(message), None)

    def snapshot(self, messages: Sequence[Message]) -> dict[str, Any]:
        """The forms that differ, by place."""
        known = {place: self._forms.get(id(message)) for place, message in enumerate(messages)}
        return {str(place): pair[1] for place, pair in known.items() if pair and pair[0] != pair[1]}
