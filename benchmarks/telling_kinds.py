"""How well the kinds of suppliers can be told by all that is visible before the first payment.

Run: python benchmarks/telling_kinds.py [--train 200] [--judge 100] [--reports]

Every supplier of a world is asked for its prices and terms, for a quote, and twice for a better price; its
place on the web is looked up. A gradient-boosting classifier gets the numbers, a logistic regression the
n-grams of all letters and pages. They learn from some worlds and are judged on others. With ``--reports`` the
numbers are those of a year of other buyers' reports instead, which may tell something, but not much.

Needs scikit-learn (extra ``dev``).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from vendsim import Episode, Scenario
from vendsim.data import products, supplier_identities
from vendsim.draws import FloatArray, IntArray
from vendsim.economy.catalogue import SWITCH, supplier_table
from vendsim.office.advertising import supplier_facts
from vendsim.office.web import WebIndex, build_pages
from vendsim_agents import texts

_NAMES = tuple(product.name for product in products())
_GUIDE = {product.name: product.wholesale * 100 for product in products()}
_ASSORTMENTS = [[_NAMES[i] for i in np.flatnonzero(row)] for row in supplier_table().carries]
_QUESTIONS = (
    "Could you send me your product list with wholesale prices?",
    "What are your terms: minimum order, shipping, lead time, payment, returns? Do you have specials?",
    "Please quote me 200 x {first} and 100 x {last}.",
    "I would take 200 x {first} at ${first_bid:.2f} and 100 x {last} at ${last_bid:.2f} each. Can you?",
    "I would take 200 x {first} at ${first_bid:.2f} and 100 x {last} at ${last_bid:.2f} each. Can you?",
)
_SEARCHES = (
    "wholesale vending suppliers San Francisco", "soda distributor", "wholesale snacks", "candy wholesale",
    "bulk drinks supplier", "vending supply",
)  # fmt: skip
_GRAVE = ("short", "never", "imitation", "surcharge")


@dataclass(frozen=True)
class Seen:
    """What can be known of n suppliers, and what they are."""

    numbers: FloatArray  # (n, F)
    texts: list[str]
    kind: IntArray  # (n,)


@dataclass(frozen=True)
class Told:
    """How well n unseen suppliers were told."""

    accuracy: float  # of the kind
    prior: float  # of the commonest kind
    cheat_auc: float


def look_at(seeds: Iterable[int]) -> Seen:
    """Everything visible before a payment, of all suppliers of these worlds."""
    numbers: list[list[float]] = []
    written: list[str] = []
    kinds: list[int] = []
    for seed in seeds:
        rows, letters, kind = _look_at_one(seed)
        numbers += rows
        written += letters
        kinds += kind
    return Seen(np.array(numbers), written, np.array(kinds))


def _look_at_one(seed: int) -> tuple[list[list[float]], list[str], list[int]]:
    base = Scenario.load("vb2")
    episode = Episode(base.with_(clock={"desk_minutes": 1, "look_minutes": 1}), seed)
    rows: list[list[float]] = [[] for _ in supplier_identities()]
    said = ["" for _ in supplier_identities()]
    bids = [{"first_bid": 0.0, "last_bid": 0.0} for _ in supplier_identities()]
    for number, question in enumerate(_QUESTIONS):
        for k, who in enumerate(supplier_identities()):
            goods = _ASSORTMENTS[k]
            body = question.format(first=goods[0], last=goods[-1], **bids[k])
            episode.call("send_email", {"to": who.email, "subject": "Inquiry", "body": body})
        arrived = _answers(episode, 2)
        for k, who in enumerate(supplier_identities()):
            days, answers = arrived.get(who.email, (9, []))
            body = "\n".join(answers)
            said[k] += f"{body}\n"
            prices = texts.unit_prices(body, _NAMES)
            ratio = [cents / _GUIDE[name] for name, cents in prices.items()]
            rows[k] += [days, len(body), *_spread(ratio)]
            if number == 1:
                rows[k] += [float(v) for v in _amounts(body)]
            if number >= 2:
                goods = _ASSORTMENTS[k]
                first, last = (prices.get(g, int(_GUIDE[g])) for g in (goods[0], goods[-1]))
                bids[k] = {"first_bid": first * 0.85 / 100, "last_bid": last * 0.85 / 100}
    _look_at_web(episode, rows, said)
    return rows, said, episode._world.params.kind[0].tolist()


def _answers(episode: Episode, nights: int) -> dict[str, tuple[int, list[str]]]:
    """By sender, the day of the first answer within so many nights, and all their texts."""
    found: dict[str, tuple[int, list[str]]] = {}
    for night in range(1, nights + 1):
        episode.call("wait_for_next_day", {})
        while episode.time < "08:30":
            episode.call("get_balance_and_transactions", {})
        for number in texts.unread_ids(episode.call("read_inbox", {}).text):
            mail = texts.read_mail_text(episode.call("read_email", {"id": number}).text)
            found.setdefault(mail.sender, (night, []))[1].append(mail.body)
    return found


def _spread(ratio: list[float]) -> list[float]:
    if not ratio:
        return [np.nan] * 5
    return [median(ratio), min(ratio), max(ratio), float(np.std(ratio)), float(len(ratio))]


def _amounts(body: str) -> list[float]:
    """The first sums of money and numbers of days in a letter about terms."""
    found = [float(word.strip(".,;:()").lstrip("$")) for word in body.split() if _is_number(word)]
    return (found + [np.nan] * 6)[:6]


def _is_number(word: str) -> bool:
    return word.strip(".,;:()").lstrip("$").replace(".", "", 1).isdigit()


def _look_at_web(episode: Episode, rows: list[list[float]], said: list[str]) -> None:
    """How loud each supplier is: its own pages, mentions, and places among the results of searches."""
    world = episode._world
    pages = [page for page in build_pages(world.seed, supplier_facts(world.scenario, world.params))
             if page.since == 1]  # fmt: skip
    index = WebIndex(pages)
    hits = [[index.page(hit.url) for hit in index.search(query)] for query in _SEARCHES]
    for k, who in enumerate(supplier_identities()):
        own = [page for page in pages if page.url.startswith(who.site) or who.name in page.title]
        mentions = sum(page.body.count(who.name) for page in pages)
        places = [
            next((i for i, page in enumerate(found) if page and page.url.startswith(who.site)), 9)
            for found in hits
        ]
        rows[k] += [len(own), mentions, sum(len(page.body) for page in own), *places, k]
        said[k] += "\n".join(f"{page.title}\n{page.body}" for page in own)


def read_reports(seeds: Iterable[int]) -> Seen:
    """What a year of other buyers' reports tells, of all suppliers of these worlds."""
    numbers: list[list[float]] = []
    kinds: list[int] = []
    for seed in seeds:
        world = Episode(seed=seed)._world
        for facts in supplier_facts(world.scenario, world.params):
            what = [report.what for report in facts.reports]
            grave = sum(report in _GRAVE for report in what)
            numbers.append([grave, what.count("late"), what.count("fine"), len(what)])
        kinds += world.params.kind[0].tolist()
    return Seen(np.array(numbers, dtype=float), [""] * len(kinds), np.array(kinds))


def tell_by_numbers(known: Seen, new: Seen) -> Told:
    """A gradient-boosting classifier on the numbers."""
    model = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.05, random_state=0)
    with threadpool_limits(1):  # threads that wait for one another take minutes where others want the cores
        by_kind = model.fit(known.numbers, known.kind).predict(new.numbers)
        cheats = model.fit(known.numbers, known.kind == SWITCH).predict_proba(new.numbers)[:, 1]
    return _told(by_kind, cheats, new)


def tell_by_words(known: Seen, new: Seen) -> Told:
    """A linear classifier on words, pairs and triples of them."""
    vectorizer = HashingVectorizer(ngram_range=(1, 3), n_features=2**18, alternate_sign=False)
    learned, asked = vectorizer.transform(known.texts), vectorizer.transform(new.texts)
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=30, random_state=0)
    by_kind = model.fit(learned, known.kind).predict(asked)
    cheats = model.fit(learned, known.kind == SWITCH).predict_proba(asked)[:, 1]
    return _told(by_kind, cheats, new)


def _told(by_kind: IntArray, cheats: FloatArray, new: Seen) -> Told:
    counts = np.bincount(new.kind)
    return Told(
        float((by_kind == new.kind).mean()),
        float(counts.max() / counts.sum()),
        float(roc_auc_score(new.kind == SWITCH, cheats)),
    )


def _show(what: str, told: Told) -> None:
    print(f"{what}: kind accuracy {told.accuracy:.3f} (commonest kind {told.prior:.3f}), "
          f"cheat AUC {told.cheat_auc:.3f}")  # fmt: skip


def main() -> None:
    """Print how well both tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--train", type=int, default=200)
    parser.add_argument("--judge", type=int, default=100)
    parser.add_argument("--reports", action="store_true")
    options = parser.parse_args()
    learned, judged = range(options.train), range(options.train, options.train + options.judge)
    if options.reports:
        _show("reports of a year", tell_by_numbers(read_reports(learned), read_reports(judged)))
        return
    known, new = look_at(learned), look_at(judged)
    _show("numbers", tell_by_numbers(known, new))
    _show("words", tell_by_words(known, new))


if __name__ == "__main__":
    main()
