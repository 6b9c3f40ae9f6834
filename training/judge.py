"""How well mail is read: intent, lines, orders missed and invented, acts, whose numbers.

Run: python -m training.judge FILE...   (marked mails, or JSON lines with expected readings)
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from training.examples import example, text_of
from training.markup import read
from vendsim import MailReading, read_mail

_BUYING = ("order", "accept")


def outcome_mails(path: Path) -> Iterator[dict[str, Any]]:
    """Mails with an expected reading."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            yield json.loads(line, parse_float=Decimal)


def lines_right(reading: MailReading, mail: Mapping[str, Any]) -> bool:
    """Whether products, units and prices are as expected, in any order."""
    if mail.get("lines_any"):
        return True
    got = {line.product: line for line in reading.lines}
    expected = {line["product"]: line for line in mail["expect"]["lines"]}
    if got.keys() != expected.keys():
        return False
    for product, line in expected.items():
        if not mail.get("product_only") and "units" in line and got[product].units != line["units"]:
            return False
        priced = "unit_price" in line and not mail.get("price_any")
        if priced and got[product].unit_price != line["unit_price"] and not mail.get("product_only"):
            return False
    return True


def wholly_right(reading: MailReading, mail: Mapping[str, Any]) -> dict[str, bool]:
    """Field by field."""
    expect = mail["expect"]
    right = {
        "intent": reading.intent in (mail.get("accept") or [expect["intent"]]),
        "lines": lines_right(reading, mail),
    }
    if expect.get("address") is not None:
        right["address"] = reading.address == expect["address"]
    if expect.get("amount") is not None:
        right["amount"] = reading.amount in (expect["amount"], *map(Decimal, mail.get("amt_any", ())))
    if expect.get("order_id"):
        right["order_id"] = reading.order_id in (expect["order_id"], *mail.get("oid_any", ()))
    return right


def judge_outcomes(path: Path, *, show: bool) -> None:
    """Print how many mails of JSON lines are read as expected."""
    fields: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    wholly = missed = false = orders = count = 0
    for mail in outcome_mails(path):
        reading = read_mail(mail["subject"], mail["body"])
        right = wholly_right(reading, mail)
        count += 1
        stated.update(right.keys())
        fields.update(name for name, good in right.items() if good)
        wholly += all(right.values())
        accepted = mail.get("accept") or [mail["expect"]["intent"]]
        orders += mail["expect"]["intent"] == "order"
        missed += mail["expect"]["intent"] == "order" and reading.intent not in accepted
        wrong_order = reading.intent == "order" and "order" not in accepted
        false += wrong_order
        if show and not all(right.values()):
            print(
                f"--- {mail.get('id')} {[k for k, v in right.items() if not v]} read as {reading.intent}, "
                f"expected {accepted}{'  FALSE ORDER' if wrong_order else ''}"
            )
            print(mail["subject"], "|", mail["body"][:700])
            print("   got ", [(x.product, x.units, x.unit_price) for x in reading.lines])
            print("   want", [tuple(x.values()) for x in mail["expect"]["lines"]])
            print("   acts", [(a.kind, a.text[:60]) for a in reading.acts])
    print(
        f"{path.name}: {count} mails, wholly right {100 * wholly / count:.1f} %, "
        + ", ".join(f"{name} {100 * fields[name] / stated[name]:.1f}" for name in stated)
        + f", orders missed {missed} of {orders}, false orders {false}"
    )


def judge_marked(path: Path, *, show: bool) -> None:
    """Print how many acts and numbers of marked mails are understood."""
    from vendsim.suppliers.reading.labels import ROLES
    from vendsim.suppliers.reading.network import scores, vocabulary

    intents = missed = false = orders = count = 0
    acts: Counter[bool] = Counter()
    roles: Counter[bool] = Counter()
    offsets: Counter[bool] = Counter()
    wrong: Counter[str] = Counter()
    all_acts = 0
    for mail in read(path):
        reading = read_mail(text_of(mail.subject), text_of(mail.body))
        count += 1
        good = reading.intent == mail.intent
        intents += good
        orders += mail.intent in _BUYING
        missed += mail.intent in _BUYING and reading.intent not in _BUYING
        false += mail.intent not in (*_BUYING, "amend") and reading.intent in _BUYING
        meant = {s.act.split(":")[0] for s in mail.body if s.act} - {"greet", "inform"}
        got = {act.kind for act in reading.acts} - {"greet", "inform"}
        all_acts += meant == got
        learned = example(mail, vocabulary())
        said = scores(learned.features, learned.parts)
        for i, label in enumerate(learned.acts):
            if label >= 0:
                acts[int(said.acts[i].argmax()) == label] += 1
        for i, label in enumerate(learned.roles):
            if ROLES[label] != "none" or int(said.roles[i].argmax()) != label:
                right = int(said.roles[i].argmax()) == label
                roles[right] += 1
                if not right:
                    wrong[f"{ROLES[label]}->{ROLES[int(said.roles[i].argmax())]}"] += 1
        for i, label in enumerate(learned.offsets):
            if label >= 0:
                offsets[int(said.offsets[i].argmax()) == label] += 1
        if show and not good:
            print(f"--- read as {reading.intent}, meant {mail.intent}")
            print(text_of(mail.subject), "|", text_of(mail.body)[:600])
            print("   acts", [(a.kind, a.text[:50]) for a in reading.acts])

    def share(counter: Counter[bool]) -> str:
        return f"{100 * counter[True] / max(1, counter.total()):.1f} %"

    print(
        f"{path.name}: {count} mails, intent {100 * intents / count:.1f} %, "
        f"set of acts {100 * all_acts / count:.1f} %, "
        f"tokens' acts {share(acts)}, roles {share(roles)}, products of numbers {share(offsets)}, "
        f"purchases missed {missed} of {orders}, invented {false}; {dict(wrong.most_common(8))}"
    )


def main() -> None:
    """Judge the files of the command line; ``-v`` shows what is misread."""
    show = "-v" in sys.argv
    for name in sys.argv[1:]:
        if name == "-v":
            continue
        path = Path(name)
        (judge_outcomes if path.suffix == ".jsonl" else judge_marked)(path, show=show)


if __name__ == "__main__":
    main()
