"""Collect the short names that people give to goods whose full names stood in the letters before.

Run: python -m training.nicknames

Reads the marked mails and writes vendsim/suppliers/reading/weights/nicknames.json: for "nacho" or "the small
energy" the goods that were meant, with how often. Needs no torch. The reader takes a short name only for
goods that lie on the table or that the supplier has (`reading/table.py`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

from training.markup import read
from vendsim.suppliers.reading.kinds import Kind
from vendsim.suppliers.reading.mail import fold_products
from vendsim.suppliers.reading.table import LONGEST_NICKNAME, nickname
from vendsim.suppliers.reading.tokens import tokenise
from vendsim.suppliers.reading.words import CONTAINERS

HERE = Path(__file__).parent
WRITTEN = HERE.parent / "vendsim" / "suppliers" / "reading" / "weights" / "nicknames.json"
LEAST, AUTHORS = 3, 2  # times that a name must have meant one thing, and by how many it was written
MEANINGS, COVERED = 3, 0.8  # goods that a name may mean, and the share of its uses that these make up
RARE = 0.05  # of a name's uses: left out


def main() -> None:
    """Write what each short name means."""
    meant: defaultdict[str, Counter[str]] = defaultdict(Counter)
    authors: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((HERE / "mails").rglob("*.txt")):
        for span in (span for mail in read(path) for span in mail.body if span.product):
            tokens = tokenise(span.text)
            name = nickname(tokens)
            full = any(token.kind is Kind.PRODUCT for token in fold_products(tokens))
            packed = any(word in CONTAINERS for word in name.split())  # "the bottles" of something
            if name and not full and not packed and len(name.split()) <= LONGEST_NICKNAME:
                meant[name][span.product] += 1
                authors[name].add(path.stem)
    names = {}
    for name, goods in sorted(meant.items()):
        usual = goods.most_common(MEANINGS)
        known = usual[0][1] >= LEAST and len(authors[name]) >= AUTHORS
        if known and sum(count for _, count in usual) >= COVERED * goods.total():
            names[name] = {product: n for product, n in usual if n >= RARE * goods.total()}
    rows = (f"  {json.dumps(name)}: {json.dumps(goods)}" for name, goods in names.items())
    WRITTEN.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"{len(names)} names")


if __name__ == "__main__":
    main()
