"""How a model reads mail to suppliers, and how far the built-in reader agrees with it, over corpora of mail.

Run: python benchmarks/two_readers.py --base-url http://localhost:8000/v1 --model NAME [CORPUS.jsonl ...]

A corpus has one JSON object a line with "subject" and "body", and in "expect" what a reading should be, where
that is known (see tests/mail_corpus.py). The model is asked once about every mail; its answers are kept in
--answers, so that the same call again asks for nothing that stands there. Each mail is read alone, without a
thread.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from mail_corpus import DATA, right_fields, right_intents
from vendsim import MailReading, read_mail
from vendsim.models import Reader
from vendsim.runs.answer_log import AnswerLog
from vendsim.runs.asking import Patience, RecordedModel
from vendsim.runs.reader import ModelReader
from vendsim.runs.record import ReaderCounts
from vendsim.suppliers.understood import Question


def mails_of(paths: list[Path]) -> list[dict[str, Any]]:
    """All mails of some corpora."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [json.loads(line, parse_float=Decimal) for text in texts for line in text.split("\n") if line]


def judge(title: str, mails: list[dict[str, Any]], readings: list[MailReading]) -> None:
    """Print how often one reader is right, over the mails of which that is known."""
    judged = [(mail, reading) for mail, reading in zip(mails, readings, strict=True) if "expect" in mail]
    right = Counter[str]()
    for mail, reading in judged:
        right["intent right"] += reading.intent in right_intents(mail)
        right["wholly right"] += all(right_fields(mail, reading).values())
        right["orders missed"] += right_intents(mail) == {"order"} != {reading.intent}
        right["read as orders without being any"] += (
            reading.intent == "order" and "order" not in right_intents(mail)
        )
    print(f"{title}, {len(judged)} mails: {', '.join(f'{count} {what}' for what, count in right.items())}")


def main() -> None:
    """Print how both readers do, and in what they agree."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpora", nargs="*", type=Path, default=[DATA / "mails_blind_f.jsonl"])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--api-key-env", help="the environment variable with the key")
    parser.add_argument("--answers", type=Path, default=Path("reader.jsonl"))
    given = parser.parse_args()
    endpoint = Reader(base_url=given.base_url, model=given.model, api_key_env=given.api_key_env)
    counts = ReaderCounts()
    reader = ModelReader(RecordedModel(endpoint, AnswerLog(given.answers), Patience()), counts)
    mails = mails_of(given.corpora)
    built_in = [read_mail(mail["subject"], mail["body"]) for mail in mails]
    questions = [
        Question("the supplier", mail["subject"], mail["body"], reading)
        for mail, reading in zip(mails, built_in, strict=True)
    ]
    judge("built-in reader", mails, built_in)
    judge(
        f"{given.model}, else the built-in reader",
        mails,
        [reader(question) or question.built_in for question in questions],
    )
    print(f"{given.model}: {counts.read} readings used, {counts.refused} refused, {counts.failed} failed")
    for what in ("intent", "lines", "acts"):
        same = getattr(counts, f"same_{what}")
        print(f"  both readers have the same {what:<6} in {same} of {counts.read} used")


if __name__ == "__main__":
    main()
