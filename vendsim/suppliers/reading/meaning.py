"""From the network's scores to speech acts: which words do what, and whose each number is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, takewhile

import numpy as np
from numpy.typing import NDArray

from vendsim.suppliers.reading.acts import canonical
from vendsim.suppliers.reading.cancelling import cancelled_apart, meant_by, refused_apart
from vendsim.suppliers.reading.claims import problems_in, remedies_in
from vendsim.suppliers.reading.labels import ACTS, FARTHEST, OFFSETS, TOPICS
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.lines import MOST_UNITS, WHOSE, Line, act_line, whole
from vendsim.suppliers.reading.mail import Mail
from vendsim.suppliers.reading.model import Act, ActKind, ActLine
from vendsim.suppliers.reading.network import POINT, Floats, Scores
from vendsim.suppliers.reading.quantities import (
    comes_in_exchange,
    counts_cases,
    direction,
    is_excepted,
    is_for_each,
    is_for_shipping,
    is_kept,
    is_no,
    is_taken_out,
    pack_after,
    pack_in,
    priced_by_case,
    stays,
)
from vendsim.suppliers.reading.questions import begins_a_question, topics_in
from vendsim.suppliers.reading.references import references_in
from vendsim.suppliers.reading.roles import COUNTS, PRICES, roles_in
from vendsim.suppliers.reading.spans import (
    JOINTS,
    PAUSES,
    Mention,
    Run,
    counted,
    is_between_goods,
    respectively,
)
from vendsim.suppliers.reading.strangers import QUANTITIES, name_strangers, stranger
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import words

_CHANGE_AT_A_PAUSE = 2 * POINT  # what it takes to begin another act after a comma, or at "and" or "but"
_CHANGE_AT_A_QUESTION = POINT // 2  # where a clause begins that is a question by itself
_CHANGE_WITHIN = 8 * POINT  # and anywhere else in a sentence
_CHANGE_BETWEEN_GOODS = 24 * POINT  # at an "and" between goods of one clause

_SURE = 3 * POINT
"""How much more the words of a purchase that names something must be meant as one than as anything else."""
_CLOSE = POINT  # by how much two sorts of purchases differ at most that both speak for a purchase
_SHARED = 3 * POINT  # what it takes that two numbers of a sentence belong to the same goods
_LEAST_SUM = 12  # dollars; below it, an amount is a price
_ABOUT_AN_ORDER = frozenset({"amend", "cancel", "paid", "status", "complain", "remedy"})
PURCHASES = ("order", "accept", "repeat")
_PURCHASES_AT = [ACTS.index(kind) for kind in PURCHASES]
_ADDRESS_AT = ACTS.index("address")
_NEVER = 100 * POINT  # more than any score: goods and their numbers are no part of an address
_OTHERS_AT = [i for i, kind in enumerate(ACTS) if kind not in PURCHASES]
_BUYING = frozenset({*PURCHASES, "amend"})
_MOVING = _BUYING | {"hold", "bid", "ask_price", "inform"}
_CLAIMING = frozenset({"complain", "remedy", "cancel", "status", "ask"})
_CHANGING = frozenset({"amend", "ask_price", "bid", "order", "accept", "repeat", "hold", "remedy", "ask"})
_LINELESS = frozenset({"greet", "address", "paid"})


def acts_in(mail: Mail, scores: Scores) -> tuple[Act, ...]:
    """All that a mail does, in order; neighbouring words and later ones of the same kind are one act."""
    tokens = mail.tokens
    runs = [piece for run in _runs(mail, scores) for piece in cancelled_apart(run, tokens)]
    runs = [piece for run in runs for piece in refused_apart(run, tokens)]
    roles = roles_in(mail, scores.roles)
    name_strangers(mail, roles)
    mentions = _mentions(tokens, roles)
    goods = _bound(mail, scores.offsets, roles, mentions)
    drafts: dict[tuple[str, str | None], _Draft] = {}
    nearest: set[str | None] = set()
    last = {mention.product: mention.start for mention in mentions}
    old = _old(mail)
    for run in runs:
        draft = _Draft(meant_by(run, tokens), run.weight)
        here = [mention for mention in mentions if run.start <= mention.start < run.end]
        for mention in here:
            _leave_out(draft, run, mention, tokens, final=last[mention.product] == mention.start)
        for i in range(run.start, run.end):
            each: list[Mention | None] = [*_sharing(i, tokens, roles, mentions)]
            for goods_of_it in each or [goods.get(i)]:
                draft.take(i, tokens, roles, goods_of_it)
        own = {mention.product for mention in here}
        whole = _OF_THE_ORDER.search(" ".join(token.text for token in tokens[run.start : run.end]))
        draft.about = own or (nearest if not whole else set()) or {None}
        nearest = own or nearest
        draft.exclude_rows(here, tokens)
        draft.finish(tokens[run.start : run.end], asks=run.start not in old)
        key = (draft.label.split(":")[0], draft.order_id)
        drafts[key] = drafts[key].joined(draft) if key in drafts else draft
    return tuple(draft.act() for draft in _with_ids(list(drafts.values()), tokens))


def _leave_out(draft: _Draft, run: Run, mention: Mention, tokens: Sequence[Token], *, final: bool) -> None:
    """Mark goods that the words around them leave out; ``final``: they are not named again."""
    before, behind = tokens[run.start : mention.start], tokens[mention.end : run.end]
    kind = run.label.partition(":")[0]
    if kind in _MOVING and final and is_no(behind):
        draft.line(mention).refused = True
    if mention.role not in ("wanted", "excluded", "name"):
        return
    line = draft.line(mention)
    excluded = mention.role == "excluded" or draft.label == "decline"
    clause = before[-3:] if tokens[mention.start].of_rest else before
    excluded &= draft.label == "decline" or _is_near_a_no(clause, behind)
    excluded &= draft.label == run.label or draft.label not in ("inform", "accept")
    taken_out = kind in _CHANGING and is_taken_out(before, behind)
    line.excluded |= taken_out or (excluded and not is_kept(behind))
    line.excepted |= kind in _MOVING and is_excepted(before, behind)


def _old(mail: Mail) -> set[int]:
    """Where the words are that stand in an earlier letter: the subject of an answer asks nothing again."""
    parts = [part for part in mail.parts for _ in part.tokens]
    return {at for at, part in enumerate(parts) if mail.is_old(part)}


def _is_near_a_no(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether some word before goods, or right behind them, leaves anything out: else nobody refuses them.

    "No cola and 24 water" refuses one of them, and what is swapped "for" something is refused for it.
    """
    if comes_in_exchange(before):
        return False
    counted = [token.text for token in before[-2:-1]] == ["and"] and before[-1].kind is Kind.NUMBER
    if counted and _REFUSING.intersection(token.text for token in before) <= {"no", "not", "without"}:
        before = ()
    next_to = takewhile(lambda token: token.text not in PAUSES and token.kind is not Kind.PRODUCT, behind)
    clause = takewhile(lambda token: token.text not in (":", ";", "yes"), reversed(before))
    before = list(clause)
    return not _REFUSING.isdisjoint(token.text for token in (*before, *next_to))


_REFUSING = words(
    "no not none never nothing without except but excluding minus drop dropping skip skipping leave leaving "
    "remove out off forget pass instead rather omit strike scratch scrap replace swap lose less delete "
    "cancel ditch cut kill"
)
_OF_THE_ORDER = re.compile(
    r"\b(?:orders?|order(?:ing|ed)|book\w*|ship\w*|send\w*|deliver\w*|confirm\w*|commit\w*|everything|all|any|list"
    r"|draft|go(?:ing)? ahead|pay\w*|approv\w*|reply|answer|hear|word|yet)\b"
)
"""What is put off is all of the mail, not the goods of the sentence before."""


def _sharing(
    i: int, tokens: Sequence[Token], roles: Sequence[str], mentions: Sequence[Mention]
) -> list[Mention]:
    """The goods that a number is said of each: "24 each of Coke and Sprite", "Coke and Sprite, 24 each"."""
    if roles[i] not in COUNTS or not is_for_each(tokens, i):
        return []
    behind = _in_a_row([m for m in mentions if m.start > i], tokens, i + 1, _OF_EACH)
    if behind:
        return behind if len(behind) > 1 else []
    before = [m for m in mentions if m.end <= i]
    row: list[Mention] = []
    end = i
    for mention in reversed(before):
        if any(token.text not in _JOINING for token in tokens[mention.end : end]):
            break
        if mention.start and tokens[mention.start - 1].kind is Kind.NUMBER:
            break  # which has its own count: "24 lime and the sports drinks, 16 of each flavour"
        row.append(mention)
        end = mention.start
    return row[::-1] if len(row) > 1 else []


def _in_a_row(
    mentions: Sequence[Mention], tokens: Sequence[Token], start: int, joining: frozenset[str]
) -> list[Mention]:
    """Goods that follow from ``start`` on, with nothing but joining words before and between them."""
    row: list[Mention] = []
    for mention in mentions:
        if any(token.text not in joining for token in tokens[start : mention.start]):
            break
        row.append(mention)
        start, joining = mention.end, _JOINING
    return row


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]


_JOINED = frozenset({"and", "or", "&"})
_JOINING = frozenset({"and", ",", "the", "&", "of", "a", "/", "or"})
_UNITS = frozenset({"cans", "bags", "units", "pieces", "bottles", "bars", "full", "whole", "case", "cases"})
_OF_EACH = _JOINING | _UNITS | {"each", "apiece", "both", "all"}


def _runs(mail: Mail, scores: Scores) -> list[Run]:
    """The words of each sentence, cut where another act begins."""
    runs: list[Run] = []
    at = 0
    acts = _lists_together(mail, scores.acts)
    acts[[i for i, t in enumerate(mail.tokens) if t.kind in (Kind.PRODUCT, Kind.NUMBER)], _ADDRESS_AT] -= (
        _NEVER
    )
    margins = acts[:, _PURCHASES_AT].max(axis=1) - acts[:, _OTHERS_AT].max(axis=1)
    for part in mail.parts:
        here = slice(at, at + len(part.tokens))
        costs = _costs(part.tokens)
        labels = [ACTS[i] for i in _best_path(_purchases_together(acts[here]), costs)]
        if "ask" in labels:
            topics = [TOPICS[i] for i in _best_path(scores.topics[here], costs)]
            labels = [
                f"ask:{topic}" if act == "ask" else act for act, topic in zip(labels, topics, strict=True)
            ]
        names_goods = any(t.kind in (Kind.PRODUCT, Kind.NUMBER) for t in part.tokens)
        if mail.is_old(part) or (part.shape is Shape.TITLE and not names_goods):
            labels = ["greet"] * len(labels)  # what a subject says alone, the body does
        for i, label in enumerate(labels, at):
            if runs and runs[-1].end == i and i > at and runs[-1].label == label:
                runs[-1].end = i + 1
            else:
                runs.append(Run(label, i, i + 1, 0.0))
        at += len(part.tokens)
    for run in runs:
        if run.label == "ask:invoice" and _PAPERS.isdisjoint(
            t.text for t in mail.tokens[run.start : run.end]
        ):
            run.label = "inform"  # "please confirm the total": every answer to an order does
        run.weight = float(margins[run.start : run.end].sum(dtype=np.float64)) / (run.end - run.start)
    return runs


_PAPERS = words(
    "invoice invoices invoicing receipt receipts bill bills billing paperwork statement slip vat tax"
)


def _lists_together(mail: Mail, scores: Floats) -> Floats:
    """The scores, where items of a plain list all do what the list does: "- 24 x Coke", "- 24 x Sprite"."""
    shared, at = scores.copy(), 0
    plain: list[slice] = []
    for part in [*mail.parts, None]:
        if part is not None and part.shape is Shape.ITEM and _is_plain_item(part.tokens):
            plain.append(slice(at, at + len(part.tokens)))
        else:
            if len(plain) > 1:
                whole = slice(plain[0].start, plain[-1].stop)
                shared[whole] = np.round(scores[whole].mean(axis=0, dtype=np.float64))
            plain = []
        at += len(part.tokens) if part is not None else 0
    return shared


def _is_plain_item(tokens: Sequence[Token]) -> bool:
    """Whether a line holds goods and how many, and not a word more."""
    return all(t.kind in (Kind.NUMBER, Kind.PRODUCT) or t.text in ("x", ":", "-") for t in tokens)


def _purchases_together(scores: Floats) -> Floats:
    """The scores, where words that may be either of two purchases are a purchase all the more."""
    of_purchases = np.sort(scores[:, _PURCHASES_AT], axis=1)
    close = of_purchases[:, -1] - of_purchases[:, -2] < _CLOSE
    raised = scores.copy()
    raised[:, _PURCHASES_AT] += np.where(close, _CLOSE, 0)[:, None]
    return raised


def _costs(tokens: Sequence[Token]) -> list[int]:
    """What a change of act costs at each token but the first."""
    return [
        _CHANGE_BETWEEN_GOODS
        if is_between_goods(tokens, at)
        else _CHANGE_AT_A_QUESTION
        if begins_a_question(tokens, at)
        else _CHANGE_AT_A_PAUSE
        if before.text in PAUSES or token.text in JOINTS
        else _CHANGE_WITHIN
        for at, (before, token) in enumerate(pairwise(tokens), 1)
    ]


def _best_path(scores: Floats, costs: Sequence[int]) -> list[int]:
    """The act of each token, where a change costs something."""
    best = scores[0]
    came_from: list[NDArray[np.int64]] = []
    here = np.arange(len(best))
    for row, cost in zip(scores[1:], costs, strict=True):
        top = int(best.argmax())
        came_from.append(np.where(best >= best[top] - cost, here, top))
        best = row + np.maximum(best, best[top] - cost)
    path = [int(best.argmax())]
    for origin in reversed(came_from):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def _mentions(tokens: Sequence[Token], roles: Sequence[str]) -> list[Mention]:
    found: list[Mention] = []
    for i, (token, role) in enumerate(zip(tokens, roles, strict=True)):
        if token.kind is Kind.PRODUCT and role != "none":
            name = stranger(tokens, i)
            if name:
                found.append(Mention(i, i + 1, None, name, "name"))
            else:
                found.append(Mention(i, i + 1, token.product, token.text, role))
        elif role == "name" and not _introduces(tokens, i):
            if found and found[-1].role == "name" and found[-1].end == i:
                found[-1].end = i + 1
                if not found[-1].phrase.endswith(f" {token.text}"):  # "Sprite Zero" has its flavour already
                    found[-1].phrase += f" {token.text}"
            else:
                found.append(Mention(i, i + 1, None, token.text, role))
    return found


def _introduces(tokens: Sequence[Token], i: int) -> bool:
    """Whether the word at ``i`` only introduces a list of goods: "the classics: cola, water, chips"."""
    return [t.kind is Kind.PRODUCT or t.text for t in tokens[i + 1 : i + 3]] == [":", True]


def _bound(
    mail: Mail, scores: Floats, roles: Sequence[str], mentions: Sequence[Mention]
) -> dict[int, Mention]:
    """The goods that each number belongs to, by its place; of a table with known columns those of its row."""
    bound: dict[int, Mention] = {}
    part_of = [at for at, part in enumerate(mail.parts) for _ in part.tokens]
    typed = [any(column is not None for column in part.columns) for part in mail.parts]
    for kind in (COUNTS, PRICES):
        numbers = [i for i, role in enumerate(roles) if role in kind]
        if kind is COUNTS:
            numbers = [i for i in numbers if not is_for_each(mail.tokens, i)]
        free = [i for i in numbers if not typed[part_of[i]]]
        bound |= _assigned(free, part_of, scores, mentions)
        if kind is COUNTS:
            bound |= counted(numbers, mail.tokens, mentions)
        bound |= respectively(numbers, mail.tokens, part_of, mentions)
        for i in numbers:
            own = [m for m in mentions if part_of[m.start] == part_of[i]] if typed[part_of[i]] else []
            if own:
                bound[i] = own[0]
    return bound


def _assigned(
    numbers: Sequence[int], part_of: Sequence[int], scores: Floats, mentions: Sequence[Mention]
) -> dict[int, Mention]:
    """The goods that each number most likely belongs to; two in a row of a sentence seldom share theirs."""
    bound: dict[int, Mention] = {}
    before: int | None = None
    for i in numbers:
        named = sum(m.start < i for m in mentions)
        taken = bound.get(before) if before is not None and part_of[before] == part_of[i] else None
        best, goods = float(scores[i][OFFSETS.index(0)]), None
        for m in range(max(named - FARTHEST, 0), min(named + FARTHEST, len(mentions))):
            score = float(scores[i][OFFSETS.index(m - named + (m >= named))])
            score -= _SHARED if mentions[m] is taken else 0
            if score > best:
                best, goods = score, mentions[m]
        if goods is not None:
            bound[i] = goods
        before = i
    return bound


# One act ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """An ``Act`` in the making."""

    label: str
    weight: float
    lines: list[Line] = field(default_factory=list)
    bare: list[Line] = field(default_factory=list)  # numbers that name no goods
    topics: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # words that ask about none of the topics
    order_id: str | None = None
    amount: Decimal | None = None
    total: Decimal | None = None
    sums: list[Decimal] = field(default_factory=list)  # amounts of no role
    percent: Decimal | None = None
    about: set[str | None] = field(default_factory=set)  # goods of its words or the ones before; None: of all
    texts: list[str] = field(default_factory=list)
    canonicals: list[str] = field(default_factory=list)

    @property
    def kind(self) -> ActKind:
        return self.label.split(":")[0]  # type: ignore[return-value]

    def line(self, mention: Mention) -> Line:
        """The line of some goods, begun if there was none."""
        for line in self.lines:
            if (line.product, line.phrase if line.product is None else None) == (
                mention.product,
                mention.phrase if mention.product is None else None,
            ):
                return line
        self.lines.append(Line(mention.product, None if mention.product else mention.phrase))
        return self.lines[-1]

    def exclude_rows(self, mentions: Sequence[Mention], tokens: Sequence[Token]) -> None:
        """What is left out together with others: of "drop the chips, curls and almonds" all three."""
        for mention in mentions:
            if not self.line(mention).excluded:
                continue
            behind = [other for other in mentions if other.start >= mention.end]
            row = _in_a_row(behind, tokens, mention.end, _JOINING)
            apart = [tokens[it.start].of_rest > tokens[mention.start].of_rest for it in row]
            row = row[: apart.index(True)] if True in apart else row  # "drop the cola, the rest as quoted"
            if row and stays(tokens[row[-1].end :]):  # "drop cola and water, the chips stay"
                commas = [at for at, it in enumerate(row) if "," in _texts(tokens[it.start - 2 : it.start])]
                row = row[: commas[-1]] if commas else []
            if row and not _JOINED.isdisjoint(_texts(tokens[row[-1].start - 2 : row[-1].start])):
                for other in row:
                    self.line(other).excluded |= not self.line(other).counts

    def take(self, i: int, tokens: Sequence[Token], roles: Sequence[str], goods: Mention | None) -> None:
        """What token ``i`` adds."""
        token, role = tokens[i], roles[i]
        if token.kind is Kind.ORDER_ID:
            self.order_id = self.order_id or token.text
        elif role == "percent":
            more = i + 1 < len(tokens) and tokens[i + 1].text in ("more", "extra", "larger")
            self.percent = self.percent if more else _percent(token)
        elif role == "total":
            self.total = token.value
        elif role == "paid":
            self.amount = token.value
        elif role in ("money", "none") and token.kind is Kind.MONEY and not is_for_shipping(tokens, i):
            self.sums += [token.value] if token.value is not None else []
        elif role in COUNTS:
            line = self.line(goods) if goods else self._unnamed("counts")
            value = _count(tokens, i)
            if goods and line.excluded and not _counts_what_goes(tokens, i, goods):
                return
            if role in QUANTITIES and whole(value) is None and not _may_be_part(tokens, i, role, value):
                line.unclear.append("quantity")
                return
            if value is None:
                return
            cases = value == token.value and role in QUANTITIES
            cases = cases and counts_cases(tokens, i, line.product, role == "cases")
            if role in ("units", "cases"):
                role = "cases" if cases else "units"
            turned = direction(tokens, i) if self.kind in _BUYING | {"ask_price"} and not cases else ""
            role = turned if role in ("units", "more", "fewer") and turned else role
            line.counts.append((role, value))
            line.by_case |= {role} if cases else set()
            line.pack = line.pack or pack_after(tokens, i)
        elif role in ("line_total", *WHOSE):
            line = self.line(goods) if goods else self._unnamed("prices")
            if token.value is None:
                line.unclear.append("price")
                return
            if role == "bid" and priced_by_case(tokens, i):
                role = "case_bid"
            elif role == "bid" and i and tokens[i - 1].text == "=":
                role = "line_total"
            line.prices.append((role, token.value))

    def _unnamed(self, taken: str) -> Line:
        """A bare line for one more number: the last one if it still lacks this sort."""
        if not self.bare or getattr(self.bare[-1], taken):
            self.bare.append(Line(None, None))
        return self.bare[-1]

    def finish(self, own: Sequence[Token], *, asks: bool) -> None:
        """What the words say as a whole; ``asks``: also what they ask, which nobody has asked before."""
        self.texts.append(" ".join(token.text for token in own))
        self.canonicals.append(canonical(own))
        self.topics = topics_in(self.label.partition(":")[2], own) if asks else []
        self.others = self.texts[-1:] if self.topics == ["other"] else []
        if self.kind not in _ABOUT_AN_ORDER and self.kind not in ("order", "repeat", "ask", "inform"):
            self.order_id = None

    def joined(self, later: _Draft) -> _Draft:
        """This act with what a later run of the same kind adds."""
        for line in later.lines:
            mine = self.line(Mention(0, 0, line.product, line.phrase or "", "wanted"))
            mine.excluded |= line.excluded
            mine.excepted |= line.excepted
            mine.refused |= line.refused
            mine.counts += line.counts
            mine.prices += line.prices
            mine.pack = mine.pack or line.pack
            mine.by_case |= line.by_case
            mine.unclear += line.unclear
        self.weight = max(self.weight, later.weight)
        self.bare += later.bare
        self.about |= later.about
        self.topics += [topic for topic in later.topics if topic not in self.topics]
        self.others += later.others
        self.amount = self.amount or later.amount
        self.total = self.total or later.total
        self.sums += later.sums
        self.percent = self.percent or later.percent
        self.texts += later.texts
        self.canonicals += later.canonicals
        return self

    def act(self) -> Act:
        """The finished act."""
        sure = self.kind not in PURCHASES or (self._says_what() and self.weight >= _SURE)
        kind = "bid" if self.percent is not None and not sure else self.kind
        lines = () if kind in _LINELESS else tuple(self._lines())
        return Act(
            kind=kind,
            text=" ".join(self.texts),
            lines=lines,
            about=() if None in self.about else tuple(sorted(it for it in self.about if it)),
            topics=tuple(self.topics),
            other_questions=tuple(self.others),
            refers_to=references_in(self.canonicals),
            order_id=self.order_id,
            amount=self.amount if kind in ("paid", "remedy") else None,
            total=self.total if kind != "bid" else self._sum_offered(),
            percent=self.percent if kind == "bid" else None,
            problems=problems_in(self.canonicals) if kind in ("complain", "status", "remedy") else (),
            wants=remedies_in(self.canonicals) if kind in _CLAIMING else (),
            sure=sure or kind == "bid",
        )

    def _sum_offered(self) -> Decimal | None:
        """What a bid offers for everything; if it names nothing else, the only amount in it."""
        named = self.total is not None or self.percent is not None
        named |= any(line.prices for line in (*self.lines, *self.bare))
        return self.total if named or len(self.sums) != 1 or self.sums[0] < _LEAST_SUM else self.sums[0]

    def _says_what(self) -> bool:
        """Whether goods, quantities or an earlier order are named."""
        return self.kind == "repeat" or bool(self.lines) or any(line.counts for line in self.bare)

    def _lines(self) -> Iterator[ActLine]:
        """Lines with what was said of each of them; what no goods take stays a line of its own."""
        bare = list(self.bare)
        if self.lines:
            for number in list(bare):
                lacking = [line for line in self.lines if not line.excluded and not line.counts]
                unpriced = [line for line in self.lines if not line.excluded and not line.prices]
                if self.kind == "ask_price" and not lacking:  # "24 of each, and 96 of each"
                    lacking = [line for line in self.lines if line.shared or len(self.lines) == 1]
                for line in lacking if number.counts else ():
                    line.counts, line.by_case = [*line.counts, *number.counts], number.by_case
                    line.shared = True
                for line in unpriced if number.prices else ():
                    line.prices = number.prices
                bare.remove(number)
        for line in (*self.lines, *bare):
            yield act_line(line, asks=self.kind == "ask_price")


def _with_ids(drafts: list[_Draft], tokens: Sequence[Token]) -> list[_Draft]:
    """An act about an order that names none is about the only one that the mail names."""
    ids = list(dict.fromkeys(token.text for token in tokens if token.kind is Kind.ORDER_ID))
    for draft in drafts:
        if draft.order_id is None and len(ids) == 1 and draft.kind in _ABOUT_AN_ORDER:
            draft.order_id = ids[0]
    return drafts


def _percent(token: Token) -> Decimal | None:
    digits = "".join(c for c in token.text if c.isdigit() or c == ".")
    return Decimal(digits) if digits and digits.count(".") <= 1 and digits != "." else None


def _count(tokens: Sequence[Token], i: int) -> Decimal | None:
    """The number at ``i``, times the packs that follow it ("2 x 24-packs")."""
    if tokens[i].kind is Kind.SIZE:
        return Decimal(pack_in(tokens[i]))
    value = tokens[i].value
    j = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].text == "x")
    factor = pack_in(tokens[j]) if j < len(tokens) else 0
    return value * factor if value is not None and factor else value


def _counts_what_goes(tokens: Sequence[Token], i: int, goods: Mention) -> bool:
    """Whether the number at ``i`` says how much of something goes: "12 of the chips", "the chips by 12"."""
    if 0 < goods.start - i <= _COUNT_WITHIN or tokens[i - 1].text == "by":
        return True
    return [token.text for token in tokens[i + 1 : i + 2]] in (["fewer"], ["less"], ["off"])


_COUNT_WITHIN = 4  # tokens


def _may_be_part(tokens: Sequence[Token], i: int, role: str, value: Decimal | None) -> bool:
    """Whether the number is a part of a case, as in "half a case"."""
    return value is not None and 0 < value < MOST_UNITS and counts_cases(tokens, i, None, role == "cases")
