"""Many mails from one: other products, numbers and order ids, sloppier spelling, parts left out or joined."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from training.markup import NOT_BOUGHT, Marked, Span
from vendsim.data import products
from vendsim.suppliers.reading.kinds import Known
from vendsim.suppliers.reading.on_table import NOTHING

_UNITS = (6, 8, 10, 12, 16, 18, 20, 24, 30, 32, 36, 40, 48, 50, 54, 60, 64, 72, 80, 96, 100, 108, 120, 144,
          150, 192, 200, 240, 288, 300, 500)  # fmt: skip
_ODD = 0.1  # of the numbers of units: any number
_GOODS = frozenset("PXM")
_UNQUOTED = 0.3  # of the variations, so that mails are understood without the letter that they answer
_WHOLE = re.compile(r"[0-9]{1,4}")
_CENTS = re.compile(r"[3-9][0-9]|1[0-8][0-9]")  # written without a sign
_PRICE = re.compile(r"[0-9]*\.[0-9]{2}")

Bank = dict[str, list[str]]
Snippet = tuple[Span, ...]


def names_of_products(mails: Iterable[Marked]) -> Bank:
    """What each product is called: in the catalogue and by all authors."""
    bank: defaultdict[str, list[str]] = defaultdict(list)
    for product in products():
        bank[product.id] += [product.name, product.name, *product.aliases]
    for mail in mails:
        for span in (*mail.subject, *mail.body):
            if span.product:
                bank[span.product].append(span.text)
    return dict(bank)


def varied(
    mail: Marked,
    others: Sequence[Marked],
    bank: Bank,
    draw: random.Random,
) -> Marked:
    """One variation of a mail."""
    if draw.random() < _UNQUOTED:
        mail = replace(mail, body=tuple(span for span in mail.body if not span.text.startswith(">")))
    if draw.random() < _UNQUOTED:
        mail = _each(replace(mail, table=NOTHING), lambda span: replace(span, known=()))
    if draw.random() < 0.15:
        mail = _joined(mail, draw.choice(others))
    if draw.random() < 0.35:
        mail = _shortened(mail, draw)
    if draw.random() < 0.4:
        mail = replace(mail, subject=(Span(draw.choice(_SUBJECTS), None),))
    if draw.random() < (0.12 if mail.intent in _PURCHASES else 0.03):
        mail = _held(mail, draw)
    elif mail.intent == "order" and draw.random() < 0.3:
        if draw.random() < 0.3:
            mail = _framed(mail, draw.choice(_CANCELLING), "cancel", "cancel")
        else:
            mail = _framed(mail, draw.choice(_FIRM), "order", "order")
    if draw.random() < 0.75:
        mail = _exchanged(mail, bank, draw)
    mail = _each(mail, lambda span: _renumbered(span, draw))
    if draw.random() < 0.3:
        mail = _each(mail, lambda span: replace(span, text=span.text.lower()))
    if draw.random() < 0.15:
        mail = _each(mail, lambda span: span if span.code else replace(span, text=span.text.replace(",", "")))
    if draw.random() < 0.15:
        mail = _each(mail, lambda span: span if span.code else replace(span, text=_mistyped(span.text, draw)))
    return mail


# Composition --------------------------------------------------------------------------------------------

_INTENT_OF = {
    "order": "order", "repeat": "order", "accept": "accept", "amend": "amend", "cancel": "cancel",
    "complain": "complaint", "paid": "payment_notice", "bid": "counter", "status": "status",
    "ask_price": "ask_quote", "ask_list": "ask_quote", "ask": "ask_terms",
}  # fmt: skip
"""What a mail is about, by the most consequential thing that it does: the first of these."""
_RUN_ON = 0.35  # of the composed mails are one long sentence
_ANDS = (", and ", " and ", ", ", ", also ", "; ", " - ", ", oh and ", ", then ", " & ", ", but ", ", so ")


def snippets_of(mails: Iterable[Marked]) -> dict[str, list[Snippet]]:
    """Passages that do one thing and need no other passage to be understood, by act."""
    found: defaultdict[str, list[Snippet]] = defaultdict(list)
    for mail in mails:
        run: list[Span] = []
        for span in (*mail.body, Span("", None)):
            if run and span.act != run[0].act:
                if run[0].act and _stands_alone(run):
                    found[run[0].act.split(":")[0]].append(tuple(run))
                run = []
            run.append(span)
    return dict(found)


def _stands_alone(run: Sequence[Span]) -> bool:
    named = {span.index for span in run if span.product}
    meant = {span.index for span in run if span.index.isdigit()}
    return meant <= named and len("".join(span.text for span in run).split()) >= 2


def composed(snippets: dict[str, list[Snippet]], draw: random.Random) -> Marked:
    """A mail of passages by several authors, in sentences of their own or in one."""
    kinds = [
        act for act in sorted(snippets) if act not in ("greet", "inform", "address", "hold", "condition")
    ]
    acts = draw.sample(kinds, draw.choice((1, 2, 2, 2, 3, 3, 4)))
    if draw.random() < 0.3:
        acts.insert(draw.randint(0, len(acts)), "inform")
    if "order" in acts and draw.random() < 0.6:
        acts.insert(acts.index("order") + 1, "address")
    acts = [act for act in acts if act in snippets]
    passages = [_shifted(draw.choice(snippets[act]), 3 * at) for at, act in enumerate(acts)]
    body: list[Span] = []
    if draw.random() < 0.5 and "greet" in snippets:
        body += [*draw.choice(snippets["greet"]), Span("\n", None)]
    run_on = draw.random() < _RUN_ON
    for at, passage in enumerate(passages):
        if run_on:
            passage = _unpunctuated(passage, begins=at == 0)
            body += [*passage, Span(draw.choice(_ANDS) if at < len(passages) - 1 else ".", passage[-1].act)]
        else:
            last = passage[-1].text.rstrip()[-1:]
            body += [*passage]
            body.append(Span(draw.choice((" ", "\n", "\n\n")) if last in ".?!:," else ". ", passage[-1].act))
    return Marked(_intent_of(acts, passages), (), tuple(body))


def _intent_of(acts: Sequence[str], passages: Sequence[Sequence[Span]]) -> str | None:
    """What a composed mail is about; not known where a passage may take back what another says."""
    for act, passage in zip(acts, passages, strict=True):
        if act in ("cancel", "decline", "amend") and not any(span.code for span in passage):
            return None
    return next((intent for act, intent in _INTENT_OF.items() if act in acts), None)


def _unpunctuated(passage: Sequence[Span], *, begins: bool) -> list[Span]:
    """A passage as a part of a sentence: without its last mark, and small unless it begins."""
    first, last = passage[0], passage[-1]
    spans = [*passage[:-1], replace(last, text=last.text.rstrip().rstrip(".!,;:"))]
    if not begins and not first.code:
        spans[0] = replace(spans[0], text=spans[0].text[:1].lower() + spans[0].text[1:])
    return [replace(span, text=span.text.replace("\n", " ")) for span in spans]


def _shifted(spans: Iterable[Span], by: int) -> list[Span]:
    """Spans whose products have other numbers, so that they are not those of another passage."""
    return [
        replace(span, code=re.sub(r"^([A-Z])([0-9])", lambda m: f"{m[1]}{(int(m[2]) + by) % 10}", span.code))
        for span in spans
    ]


# Changes ------------------------------------------------------------------------------------------------


def _each(mail: Marked, change: Callable[[Span], Span]) -> Marked:
    return replace(mail, subject=tuple(map(change, mail.subject)), body=tuple(map(change, mail.body)))


def _joined(mail: Marked, other: Marked) -> Marked:
    """Two mails in one: what it is as a whole is not known any more."""
    return Marked(None, mail.subject, (*mail.body, Span("\n", None), *_shifted(other.body, 5)))


_PURCHASES = ("order", "accept")
_HOLDING = (
    """\
Suppose I ordered this:|What would this come to?|This is only a draft:|For next month I am thinking of:
Please do not book this yet.|This was meant for another supplier:|A colleague ordered this elsewhere:
I decided against what follows.|None of this is needed any more.|If prices come down I would order:
Last year I wrote to somebody else:|Just so that you can plan, nothing to book:|Would this be possible?
I have not made up my mind about this:|Before I order, please quote:|We ordered this from a competitor:
My assistant sent this by mistake:|Here is what I may need some day:|Not an order, only an example:
How would you price an order like this one?|I am not ready to buy what is below.|Imagine I wrote:
Please disregard the following:|What I nearly bought elsewhere:|Hypothetically:|Ignore the list below.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_SUBJECTS = (
    *(
        "Re: order",
        "Re: quote",
        "Re: your order",
        "Re: prices",
        "Re: our order",
        "Re: Re: quote",
        "Re: Your quote",
        "hello",
    ),
    *(
        "order",
        "quote",
        "Vendings and Stuff",
        "question",
        "Re: question",
        "follow up",
        "Re: price list",
        "update",
        "",
    ),
)
"""Subjects of threads, which say little about the mail in them."""
_CANCELLING = (
    """\
Please cancel the following order:|Cancel this order:|I need to cancel this:|Kindly cancel what I ordered:
We have to withdraw this order:|Please call off this order:|Scrap the order below.|Cancel, please:
I want to cancel my order, which was:|Please take this order back:|The order below is cancelled.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_FIRM = (
    """\
Here is my order.|As discussed:|Next order:|Please book this.|Time to restock.|I am ready to order.
This is what we need this week:|New order, please:|Go ahead with this:|Thanks for the prices.|Let's do it.
I am writing to place an order:|Kindly supply the following:|Please process this order:|Please send:
Thank you for the quick reply, I am happy to proceed.|I would like to order:|We confirm the following order:
Here is what I will take:|Please enter this order:|First order:|Purchase order:|Order:|Ship the following:
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def _framed(mail: Marked, frame: str, act: str, intent: str | None) -> Marked:
    """With a sentence before it that makes it something else; or the same, more clearly."""
    body = mail.body
    if act == "cancel":
        body = tuple(replace(span, act=act) if span.act in _PURCHASES else span for span in body)
    return replace(mail, intent=intent, body=(Span(frame, act), Span("\n\n", act), *body))


def _held(mail: Marked, draw: random.Random) -> Marked:
    """An order, say, that is taken back before or after it is written."""
    passage = [Span(draw.choice(_HOLDING), "hold"), Span("\n\n", "hold")]
    body = (*passage, *mail.body) if draw.random() < 0.6 else (*mail.body, Span("\n", None), *passage)
    return replace(mail, intent=NOT_BOUGHT if mail.intent in _PURCHASES else mail.intent, body=tuple(body))


def _shortened(mail: Marked, draw: random.Random) -> Marked:
    """Without some of its small talk and facts."""
    told = {span.act for span in mail.body if span.code}
    dropped = {act for act in ("greet", "inform") if act not in told and draw.random() < 0.6}
    body = tuple(span for span in mail.body if span.act not in dropped)
    if not "".join(span.text for span in body).strip():
        return mail
    return replace(mail, body=body)


def _exchanged(mail: Marked, bank: Bank, draw: random.Random) -> Marked:
    """With other products."""
    ids = sorted(bank)
    known = {span.index: span.product for span in (*mail.subject, *mail.body) if span.product}
    chosen = {index: draw.choice(ids) if draw.random() < 0.8 else product for index, product in known.items()}

    def exchange(span: Span) -> Span:
        if span.letter not in _GOODS or span.index not in chosen or not span.product:
            return span
        product = chosen[span.index]
        return replace(span, code=f"{span.letter}{span.index}={product}", text=draw.choice(bank[product]))

    return _each(mail, exchange)


def _renumbered(span: Span, draw: random.Random) -> Span:
    letter = span.letter
    if letter in ("U", "A", "R", "N", "L") and _WHOLE.fullmatch(span.text):
        units = draw.randint(2, 99) if draw.random() < _ODD else draw.choice(_UNITS)
        return replace(span, text=str(units), known=tuple(k for k in span.known if k is not Known.NEAR_PRICE))
    if letter == "C" and _WHOLE.fullmatch(span.text):
        return replace(span, text=str(draw.randint(1, 10)))
    if letter in ("B", "Y", "V", "S") and _CENTS.fullmatch(span.text):
        return replace(span, text=str(draw.randint(30, 189)))
    if letter in ("B", "Y", "V", "S"):
        return replace(span, text=_PRICE.sub(lambda m: f"{draw.uniform(0.25, 4.5):.2f}", span.text))
    if letter in ("K", "T", "TT", "PAY"):
        return replace(span, text=_PRICE.sub(lambda m: f"{draw.uniform(12, 320):.2f}", span.text))
    if span.code == "ID":
        return replace(span, text=re.sub(r"[0-9]{4}", lambda m: str(draw.randint(1001, 1250)), span.text))
    return span


def _mistyped(text: str, draw: random.Random) -> str:
    letters = list(text)
    for i in range(1, len(letters) - 1):
        if draw.random() < 0.012 and letters[i].isalpha() and letters[i + 1].isalpha():
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
    return "".join(letters)
