"""How well mail is read: intent, lines, orders missed and invented, acts, whose numbers.

Run: python -m training.judge FILE...   (marked mails, or JSON lines with expected readings)
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from training.examples import example, text_of
from training.markup import Marked, read
from vendsim import MailReading, read_mail
from vendsim.suppliers.reading.labels import ROLES
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.network import scores, vocabulary
from vendsim.suppliers.reading.tokens import tokenise

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


_TRADING = frozenset({"ask_price", "bid", "order", "accept", "repeat", "amend"})
_CENTS = re.compile(r"[2-9][0-9]|1[0-9][0-9]")  # "could they be 65?"
_SET = ("U", "C")  # marks of a quantity that is wanted, in units and in cases


def marked_lines(mail: Marked) -> dict[str, tuple[set[int], set[Decimal]]]:
    """What is traded in a marked mail: for each product the units and unit prices that its author marked."""
    spans = [span for span in mail.body if span.act in _TRADING]
    product_of = {span.index: span.product for span in spans if span.letter == "P"}
    lines: dict[str, tuple[set[int], set[Decimal]]] = {p: (set(), set()) for p in product_of.values()}
    counted = {product_of[span.index] for span in spans if span.letter in _SET and span.index in product_of}
    for span in spans:
        number = _number(span.text)
        owners = [product_of[span.index]] if span.index in product_of else list(lines)
        if span.letter in _SET and span.index == "*":  # "24 of each, but 12 of the wafers"
            owners = [product for product in owners if product not in counted]
        if number is None or not (span.index in product_of or span.index == "*"):
            continue
        if span.letter == "B" and _CENTS.fullmatch(span.text.strip()):
            number /= 100
        for product in owners:
            units, prices = lines[product]
            pack = catalogue()[product].case_pack
            if span.letter in _SET:
                units.add(int(number * (pack if span.letter == "C" else 1)))
            elif span.letter in ("B", "K"):
                prices.add(number if span.letter == "B" else round(number / pack, 4))
    return lines


def _number(text: str) -> Decimal | None:
    found = [t.value for t in tokenise(text) if t.value is not None]
    return found[0] if len(found) == 1 else None


def marked_lines_right(reading: MailReading, mail: Marked) -> bool:
    """Whether every product, and each quantity and price that is wanted of it, was read as marked."""
    wanted = marked_lines(mail)
    got: dict[str, tuple[set[int], set[Decimal]]] = {}
    for act in reading.acts:
        for line in act.lines if act.kind in (*_TRADING, "hold", "condition") else ():
            if line.product and line.change != "remove":
                units, prices = got.setdefault(line.product, (set(), set()))
                units.update([line.units] if line.units else [])
                prices.update(
                    [line.unit_price] if line.unit_price is not None and line.whose == "mine" else []
                )
    return got.keys() >= wanted.keys() and all(
        got[product][0] >= units and got[product][1] >= prices for product, (units, prices) in wanted.items()
    )


_PRICES = frozenset(
    ROLES.index(role)
    for role in ("bid", "case_bid", "yours", "rival", "retail", "line_total", "total", "money", "paid")
)


def judge_marked(path: Path, *, show: bool) -> None:
    """Print how many acts and numbers of marked mails are understood."""
    counts: Counter[str] = Counter()
    by_act: dict[str, Counter[bool]] = {}
    wrong: Counter[str] = Counter()
    for mail in read(path):
        reading = read_mail(text_of(mail.subject), text_of(mail.body), mail.table)
        intent, lines = reading.intent == mail.intent, marked_lines_right(reading, mail)
        buying, bought = mail.intent in _BUYING, reading.intent in _BUYING
        asked = any(act.kind in (*_BUYING, "repeat") and not act.sure for act in reading.acts)
        counts.update(
            mails=1, intent=intent, lines=lines, wholly=intent and lines, purchases=buying,
            missed=buying and not bought, asked=buying and not bought and asked,
            invented=bought and mail.intent not in (*_BUYING, "amend"),
        )  # fmt: skip
        meant = {s.act.split(":")[0] for s in mail.body if s.act} - {"greet", "inform"}
        got = {act.kind for act in reading.acts} - {"greet", "inform"}
        for act in meant:
            by_act.setdefault(act, Counter())[act in got] += 1
        learned = example(mail, vocabulary())
        said = scores(learned.features, learned.parts)
        for label, role in zip(learned.roles, said.roles.argmax(axis=1), strict=True):
            if label in _PRICES:
                counts.update(prices=1, whose=role == label)
            if label > 0 and role != label:
                wrong[f"{ROLES[label]}->{ROLES[role]}"] += 1
        for label, offset in zip(learned.offsets, said.offsets.argmax(axis=1), strict=True):
            counts.update(numbers=label >= 0, bound=label >= 0 and offset == label)
        if show and not (intent and lines):
            print(f"--- read as {reading.intent}, meant {mail.intent}; lines {'right' if lines else 'WRONG'}")
            print(text_of(mail.subject), "|", text_of(mail.body)[:700])
            if not lines:
                print("   want", marked_lines(mail))
                print(
                    "   got ",
                    [(x.product, x.units, x.unit_price, x.whose) for a in reading.acts for x in a.lines],
                )
            print("   acts", [(a.kind, a.sure, a.text[:50]) for a in reading.acts])

    def share(part: str, whole: str = "mails") -> str:
        return f"{part} {100 * counts[part] / max(1, counts[whole]):.1f} %"

    print(
        f"{path.name}: {counts['mails']} mails, {share('intent')}, {share('lines')}, {share('wholly')}, "
        f"purchases missed {counts['missed']} of {counts['purchases']} ({counts['asked']} asked back), "
        f"invented {counts['invented']}; {share('whose', 'prices')}, {share('bound', 'numbers')}"
    )
    print("   acts found:", ", ".join(f"{act} {c[True]}/{c.total()}" for act, c in sorted(by_act.items())))
    print("   roles:", dict(wrong.most_common(8)))


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
