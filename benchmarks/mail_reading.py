"""How well and how fast mail is read: accuracy by intent and by field over the corpus in tests/data.

Run: python benchmarks/mail_reading.py

The rules were written with this corpus in sight, so these figures guard against losing ground; they do not
say how well unseen mail is read.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from vendsim import MailReading, read_mail

DATA = Path(__file__).parent.parent / "tests" / "data"
REPEATS = 5


def corpus(*names: str) -> list[dict[str, Any]]:
    """Mails with what is expected of them."""
    texts = [(DATA / name).read_text(encoding="utf-8") for name in names]
    return [json.loads(line, parse_float=Decimal) for text in texts for line in text.split("\n") if line]


def right_fields(reading: MailReading, expect: dict[str, Any]) -> dict[str, bool]:
    """Which of the expected fields were read rightly; of a line, only what the corpus states."""
    fields = {}
    for name, value in expect.items():
        got = getattr(reading, name)
        if name == "lines":
            pairs = zip(got, value, strict=False)
            stated = [{key: getattr(line, key) for key in wanted} for line, wanted in pairs]
            fields[name] = stated == value and len(got) == len(value)
        elif name == "asks_about":
            fields[name] = set(got) == set(value)
        else:
            fields[name] = (list(got) if isinstance(value, list) else got) == value
    return fields


def seconds(mail: dict[str, Any]) -> float:
    """The fastest of several readings, which is the one least disturbed by the machine."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        read_mail(mail["subject"], mail["body"])
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    mails = corpus("mails.jsonl", "mails_extra.jsonl")
    asked, read, by_field = Counter[str](), Counter[str](), {"right": Counter[str](), "all": Counter[str]()}
    false_orders = 0
    for mail in mails:
        reading = read_mail(mail["subject"], mail["body"])
        fields, intent = right_fields(reading, mail["expect"]), mail["expect"]["intent"]
        asked[intent] += 1
        read[intent] += all(fields.values())
        false_orders += reading.intent == "order" != intent
        by_field["all"].update(fields.keys())
        by_field["right"].update(name for name, right in fields.items() if right)
    for intent, count in asked.most_common():
        print(f"{intent:<16} {read[intent]:>4} of {count:>4} wholly right")
    for name, count in by_field["all"].most_common():
        print(f"field {name:<10} {by_field['right'][name]:>4} of {count:>4} right")
    print(f"wholly right: {100 * sum(read.values()) / len(mails):.1f} % of {len(mails)} mails")
    look_alikes = corpus("not_orders.jsonl")
    false_orders += sum(read_mail(mail["subject"], mail["body"]).intent == "order" for mail in look_alikes)
    others = len(mails) - asked["order"] + len(look_alikes)
    print(f"read as an order without being one: {false_orders} of {others}")
    times = sorted(seconds(mail) for mail in mails)
    print(f"time: median {1000 * statistics.median(times):.2f} ms, slowest {1000 * times[-1]:.2f} ms")


if __name__ == "__main__":
    main()
