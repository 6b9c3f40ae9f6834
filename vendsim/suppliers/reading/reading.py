"""``read_mail``: the whole way from a mail to its reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from vendsim.data import supplier_identities
from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.binding import (
    Draft,
    Found,
    bind,
    bind_table,
    deal_loose,
    offered,
    price_of,
    units_of,
)
from vendsim.suppliers.reading.claims import missing_in, problems_in, remedies_in
from vendsim.suppliers.reading.intents import Mail, intent_of
from vendsim.suppliers.reading.layout import Piece, Shape, Table, layout, title
from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.model import Intent, MailLine, MailReading
from vendsim.suppliers.reading.normalise import own_lines, plain
from vendsim.suppliers.reading.parts import Basis, Count, Price, Standing
from vendsim.suppliers.reading.phrases import Act
from vendsim.suppliers.reading.references import Bare, bare_in, references_in
from vendsim.suppliers.reading.sentence import Sentence
from vendsim.suppliers.reading.structured import unfolded
from vendsim.suppliers.reading.tokens import Kind, Token, tokenise
from vendsim.suppliers.reading.topics import TOPICS, introduces_wishes, topics_in
from vendsim.suppliers.reading.words import words

_LONGEST_SUBJECT = 400
_LONGEST_BODY = 40_000  # characters of a thread that are looked at
_LONGEST_OWN_TEXT = 6_000  # of what the sender wrote; the whole catalogue ordered line by line takes 4,500
_GREETING = re.compile(
    r"(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings)\b"
    r"(?: (?:[A-Z][\w.'-]*|[a-z]+(?=[,!])|&|and|or|there|team|all|again|sir|madam|supplier)){0,6}[,!.:]?\s*",
)

# What an item can do that only names what the mail asks for.
_ASKING = frozenset({Act.ASK_PRICE, Act.ASK_CATALOGUE, Act.NO_ORDER, Act.CANCEL})

# Intents whose lines the supplier acts on; a complaint's or a status question's counts mean something else.
_TRADING: frozenset[Intent] = frozenset(
    {"ask_quote", "ask_terms", "counter", "order", "amend", "accept", "payment_notice", "cancel"}
)


def read_mail(subject: str, body: str) -> MailReading:
    """What a mail to a supplier says, by rules alone.

    Whatever the text, this returns a reading and never raises. What is not understood is left out and named
    in ``unclear``; a mail that is not clearly an order is never read as one.
    """
    sentences = _sentences(subject, body)
    read = [sentence for sentence, _ in sentences]
    tokens = [token for _, of_sentence in sentences for token in of_sentence]
    address = any(token.kind is Kind.ADDRESS for token in tokens)
    drafts = _drafts(read, None)
    intent = intent_of(
        Mail(
            read,
            has_goods=bool(drafts) or any(s.found.unknown for s in read),
            has_units=any(units_of(draft)[0] for draft in drafts),
            address=address,
            priced=any(_offers(s.found) for s in read),
            missing=missing_in(sentences) is not None,
            makes_offers=any(offered(draft) and units_of(draft)[0] for draft in drafts),
        )
    )
    chosen = _drafts(read, intent)
    lines, unclear = _lines(chosen, intent)
    bare = Bare() if chosen else bare_in(read)
    repeat = any(s.repeats for s in read)
    same_address = any(s.does(Act.SAME_ADDRESS) for s in read)
    topics = frozenset().union(*(s.topics for s in read))
    return MailReading(
        intent=intent,
        lines=lines,
        address=address or (repeat and same_address),
        amount=_paid(sentences) if intent == "payment_notice" else None,
        order_id=_order_id(sentences),
        asks_about=tuple(topic for topic in TOPICS if topic in topics),
        unknown=_unknown(read) if intent in _TRADING else (),
        unclear=unclear,
        repeat_last=repeat,
        same_address=same_address,
        rival_quote=any(s.does(Act.RIVAL) and _has_price(tokens) for s, tokens in sentences),
        total_budget=_budget(read, chosen),
        bare_units=bare.units,
        bare_cases=bare.cases,
        bare_price=bare.price,
        refers_to=references_in(read) if intent in _TRADING or intent == "other" else (),
        problems=problems_in(read) if intent in ("complaint", "status") else (),
        wants=remedies_in(read) if intent in ("complaint", "status", "cancel") else (),
        missing_units=missing_in(sentences) if intent == "complaint" else None,
        mentions=tuple(dict.fromkeys(draft.product for s in read for draft in s.found.drafts)),
    )


def _order_id(sentences: Sequence[tuple[Sentence, Sequence[Token]]]) -> str | None:
    """The order that is meant: the body's rather than the subject's, which may be an old thread's."""
    by_title = sorted(sentences, key=lambda read: read[0].shape is Shape.TITLE)
    return next((t.text for _, tokens in by_title for t in tokens if t.kind is Kind.ORDER_ID), None)


# Sentences ----------------------------------------------------------------------------------------------


def _sentences(subject: str, body: str) -> list[tuple[Sentence, list[Token]]]:
    """Every sentence of the mail with its tokens: the subject first, then the body in order."""
    own = unfolded("\n".join(own_lines(plain(body[:_LONGEST_BODY]))))
    text = _names().sub("supplier", own[:_LONGEST_OWN_TEXT])
    pieces = [*title(_names().sub("supplier", plain(subject[:_LONGEST_SUBJECT]))), *layout(text.split("\n"))]
    sentences: list[tuple[Sentence, list[Token]]] = []
    lead: Sentence | None = None  # the sentence above a list
    for piece in pieces:
        if isinstance(piece, Table):
            sentences.append(_read_table(piece))
        elif piece.shape is Shape.ITEM:
            sentences.append(_read_piece(piece, lead))
        else:
            sentences.append(_read_piece(piece))
            lead = sentences[-1][0]
    if len(own) > _LONGEST_OWN_TEXT or len(body) > _LONGEST_BODY or len(subject) > _LONGEST_SUBJECT:
        # What is not read to its end cannot be trusted to be an order.
        sentences.append((Sentence(Shape.PROSE, "", frozenset({Act.NO_ORDER}), frozenset(), Found()), []))
    return sentences


@cache
def _names() -> re.Pattern[str]:
    """The names of suppliers and their people, which are no goods however they sound."""
    names = [name for s in supplier_identities() for name in (s.name, s.name.rsplit(" ", 1)[0], s.contact)]
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in longest_first)})\b", re.IGNORECASE)


def _read_piece(piece: Piece, lead: Sentence | None = None) -> tuple[Sentence, list[Token]]:
    greeting = _GREETING.match(piece.text)
    tokens = tokenise(piece.text[greeting.end() :] if greeting else piece.text)
    _find_address(tokens)
    found = bind(tokens, listed=piece.shape is Shape.ITEM)
    text = canonical(tokens)
    acts = acts_of(text)
    if lead is not None and lead.does(Act.RIVAL) and lead.text.endswith(":") and _has_price(tokens):
        acts |= {Act.RIVAL}
    if Act.STOCK in acts:
        acts -= {Act.RIVAL}  # what a shop charges is no offer to us
    if Act.RIVAL in acts:
        _of_rivals(found)
    if Act.STOCK in acts and not acts & {Act.ORDER, Act.ASK_SHIP, Act.WILL_BUY, Act.COUNTER}:
        _forget_numbers(found)
    wished = lead is not None and introduces_wishes(lead.text)
    if wished and not found.drafts:
        acts &= _ASKING  # "- Accepted payment methods" accepts nothing
    topics = topics_in(text, wished=wished)
    return Sentence(piece.shape, text, acts, topics, found, wished), tokens


_CITY = words("san francisco sf ca california usa")
_DELIVERY = words("deliver delivered delivery ship shipped shipping destination address send sent goes to")


def _find_address(tokens: Sequence[Token]) -> None:
    """A street in a sentence about delivery is where the goods go: "Deliver to 2 Marina Blvd"."""
    alone = all(token.kind is not Kind.WORD or token.text in _CITY for token in tokens)
    if alone or any(token.text in _DELIVERY for token in tokens):
        for token in tokens:
            if token.kind is Kind.STREET:
                token.kind = Kind.ADDRESS


def _of_rivals(found: Found) -> None:
    """Mark the prices of a sentence about another supplier as his."""
    for price in [*(p for draft in found.drafts for p in draft.prices), *found.loose]:
        if isinstance(price, Price) and price.standing is Standing.OFFERED:
            price.standing = Standing.RIVAL


def _forget_numbers(found: Found) -> None:
    """Drop the numbers of a sentence about the sender's own stock and sales."""
    found.loose.clear()
    for draft in found.drafts:
        draft.counts.clear()
        draft.prices.clear()


def _read_table(table: Table) -> tuple[Sentence, list[Token]]:
    """A table: its goods, and what its cells say to stop an order."""
    cells = [tokenise(cell) for row in table.rows for cell in row]
    acts = frozenset().union(*(acts_of(canonical(cell)) for cell in cells)) & {Act.NO_ORDER, Act.CANCEL}
    sentence = Sentence(Shape.ITEM, "", acts, frozenset(), bind_table(table))
    return sentence, [token for cell in cells for token in cell]


def _has_price(tokens: Sequence[Token]) -> bool:
    return any(token.kind is Kind.MONEY for token in tokens)


def _offers(found: Found) -> bool:
    prices = [price for draft in found.drafts for price in draft.prices]
    prices.extend(part for part in found.loose if isinstance(part, Price))
    return any(price.standing is not Standing.REFUSED for price in prices)


# Lines --------------------------------------------------------------------------------------------------


def _drafts(sentences: Sequence[Sentence], intent: Intent | None) -> list[Draft]:
    """The drafts that count for an intent, one a product, with what was said elsewhere added."""
    body = [s for s in sentences if s.shape is not Shape.TITLE]
    chosen = body if intent == "accept" or any(s.found.drafts for s in body) else sentences
    merged: dict[str, Draft] = {}
    last: list[Draft] = []  # of the last sentence that named any
    named: list[Draft] = []  # all that it named, wanted or not
    ahead: list[Sentence] = []  # that bargained before anything was named: "$1.85, and I'll do 48. The bars"
    for sentence in chosen:
        for count in sentence.found.back[: len(named) == 1]:
            meant = merged.setdefault(named[0].product, Draft(named[0].product, named[0].listed))
            meant.counts = meant.counts or [count]
        drafts = [draft for draft in sentence.found.drafts if _counts_for(sentence, draft, intent)]
        for draft in drafts:
            merged[draft.product] = _merged(merged.get(draft.product), draft)
        if sentence.found.drafts:
            last, named = [merged[draft.product] for draft in drafts], sentence.found.drafts
        else:
            _add_loose(sentence, last, merged)
        if not merged and sentence.does(Act.COUNTER):
            ahead.append(sentence)
    only = list(merged.values())
    if len(only) == 1 and not offered(only[0]):
        for sentence in ahead:
            _add_loose(sentence, only, merged)
    return _told(list(merged.values()), intent)


def _told(drafts: list[Draft], intent: Intent | None) -> list[Draft]:
    """Without the products that a counter-offer only mentions: "the chips are fine, the almonds are too "
    "dear"."""
    told = [draft for draft in drafts if draft.counts or offered(draft)]
    return told if told and intent == "counter" else drafts


def _counts_for(sentence: Sentence, draft: Draft, intent: Intent | None) -> bool:
    """Whether a draft is part of what the mail wants, and not only talked about."""
    if intent not in ("order", "amend"):
        return True
    if intent == "order" and draft.change == "remove" and not draft.counts:
        return False  # "skip the Pringles this time"
    if sentence.is_goods or sentence.acts & {Act.ORDER, Act.AMEND, Act.ALTER}:
        return True
    aside = {Act.MAYBE, Act.COUNTER, Act.COMPLAIN, Act.OVERDUE, Act.RIVAL, Act.ASK_PRICE}
    return bool(draft.counts) and not sentence.acts & aside


def _merged(old: Draft | None, new: Draft) -> Draft:
    """Two mentions of one product: what the later one says counts."""
    if old is None:
        return replace(new, counts=[*new.counts], prices=[*new.prices])
    both_listed = old.listed and new.listed  # two items of one list: neither takes the other back
    return Draft(
        old.product,
        old.listed or new.listed,
        counts=[*old.counts, *new.counts] if both_listed else new.counts or old.counts,
        prices=[*old.prices, *new.prices],
        per_case=new.per_case or old.per_case,
        change=new.change or old.change,
    )


def _add_loose(sentence: Sentence, last: Sequence[Draft], merged: dict[str, Draft]) -> None:
    """What a sentence without products says of those before it: "200 of each", "Quantity: 48"."""
    counts_only = all(isinstance(part, Count) and not part.each for part in sentence.found.loose)
    unsaid = counts_only and all(not draft.counts for draft in merged.values())
    if ("respectively" in sentence.text or unsaid) and deal_loose(list(merged.values()), sentence.found):
        return
    goods_only = sentence.is_goods
    trading = goods_only or sentence.takes or sentence.does(*_TRADES) or _is_offer(sentence.found)
    again = sentence.does(Act.COUNTER) or _is_offer(sentence.found)  # a new offer takes the place of the old
    corrects = sentence.does(Act.AMEND, Act.ALTER) or " instead" in sentence.text
    for_each = any(part.each for part in sentence.found.loose)  # "48 of each if we can get to $1.70"
    for part in sentence.found.loose:
        targets = list(merged.values()) if for_each else last[-1:] if goods_only or len(last) == 1 else []
        for draft in targets:
            if isinstance(part, Count) and corrects and not part.replaced:
                draft.counts = [part]
            elif isinstance(part, Count) and not draft.counts and (part.named or for_each or trading):
                draft.counts.append(part)
            elif isinstance(part, Price) and (again or not offered(draft)) and not _is_for_all(part, merged):
                draft.prices.append(part)


_TRADES = (Act.ORDER, Act.WILL_BUY, Act.COUNTER, Act.CANCEL)


def _is_offer(found: Found) -> bool:
    """Whether a sentence says both how many and for how much: "I'd be good for 48 at $1.15"."""
    return any(isinstance(p, Count) for p in found.loose) and any(isinstance(p, Price) for p in found.loose)


def _is_for_all(price: Price, drafts: Collection[Draft | str]) -> bool:
    """Whether a price that stands for itself is the total of several products."""
    return price.basis is Basis.TOTAL and len(drafts) > 1


def _budget(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> Decimal | None:
    """What everything may cost: a budget, or a total where not every product has its own price."""
    budgets = [s.found.budget for s in sentences if s.found.budget is not None]
    if budgets or all(offered(draft) for draft in drafts):
        return budgets[0] if budgets else None
    loose = [part for s in sentences for part in s.found.loose if isinstance(part, Price)]
    totals = [price.value for price in loose if _is_for_all(price, drafts)]
    return totals[-1] if totals else None


def _lines(drafts: Sequence[Draft], intent: Intent) -> tuple[tuple[MailLine, ...], tuple[str, ...]]:
    """The lines of a reading, and what is unclear in them."""
    if intent not in _TRADING:
        return (), ()
    lines: list[MailLine] = []
    unclear: list[str] = []
    for draft in drafts:
        units, units_clear = units_of(draft)
        price, price_clear = price_of(draft, units)
        name = catalogue()[draft.product].name
        change = (draft.change if intent == "amend" else None) or "set"
        if not units_clear or (units is None and intent in ("order", "amend") and change != "remove"):
            unclear.append(f"the quantity of {name}")
        if not price_clear:
            unclear.append(f"the price of {name}")
        lines.append(MailLine(product=draft.product, units=units, unit_price=price, change=change))
    return tuple(lines), tuple(unclear)


def _unknown(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for s in sentences for phrase in s.found.unknown))


def _paid(sentences: Sequence[tuple[Sentence, list[Token]]]) -> Decimal | None:
    """The amount that a payment notice names: in the sentence that says so, else the first one."""
    telling = [tokens for sentence, tokens in sentences if Act.PAID in sentence.acts]
    every = [tokens for _, tokens in sentences]
    amounts = [
        t.value
        for tokens in (*telling, *every)
        for t in tokens
        if t.kind is Kind.MONEY and t.value is not None
    ]
    return amounts[0] if amounts else None
