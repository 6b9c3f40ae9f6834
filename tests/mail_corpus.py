"""The corpora of mails with what is expected of their reading, and how the two are compared."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from vendsim import MailReading, read_mail

DATA = Path(__file__).parent / "data"

TUNED = ("mails.jsonl", "mails_extra.jsonl", "mails_short.jsonl")
"""Written by those who wrote the rules."""
BLIND = ("mails_blind.jsonl", "mails_blind_f.jsonl")
"""Written without sight of the rules: five parts (a-e) of a hundred mails each, and f of two hundred."""


def corpus(*names: str) -> list[dict[str, Any]]:
    """Mails with what is expected of them."""
    texts = [(DATA / name).read_text(encoding="utf-8") for name in names]
    return [json.loads(line, parse_float=Decimal) for text in texts for line in text.split("\n") if line]


def right_intents(mail: dict[str, Any]) -> set[str]:
    """What a mail may be read as."""
    return {
        mail["expect"]["intent"],
        *(other["intent"] for other in mail.get("also", ()) if "intent" in other),
    }


def right_fields(mail: dict[str, Any], reading: MailReading | None = None) -> dict[str, bool]:
    """Which expected fields of a mail are read rightly; of a line, only what the corpus states.

    ``also`` lists other outcomes that a careful clerk could reach: the one that fits best counts.
    ``reading`` is another reader's.
    """
    reading = reading or read_mail(mail["subject"], mail["body"])
    outcomes = [mail["expect"], *({**mail["expect"], **other} for other in mail.get("also", ()))]
    return max((_compared(reading, outcome) for outcome in outcomes), key=lambda right: sum(right.values()))


def _compared(reading: MailReading, expect: dict[str, Any]) -> dict[str, bool]:
    fields = {}
    for name, value in expect.items():
        got = getattr(reading, name)
        if name == "lines":
            pairs = zip(got, value, strict=False)
            stated = [{key: getattr(line, key) for key in wanted} for line, wanted in pairs]
            fields[name] = stated == value and len(got) == len(value)
        elif isinstance(value, list):
            fields[name] = sorted(got) == sorted(value)
        else:
            fields[name] = got == value
    return fields
