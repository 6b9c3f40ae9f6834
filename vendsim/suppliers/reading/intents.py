"""From what single sentences do to what the mail wants.

When in doubt a mail is not an order. It needs a sentence that orders, firmly; or one that nearly does, and
the delivery address; or the form of an order with nothing else on it. And one sentence anywhere that says
"this is not an order" is enough to make it none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.model import Intent
from vendsim.suppliers.reading.phrases import Act
from vendsim.suppliers.reading.sentence import Sentence
from vendsim.suppliers.reading.topics import is_thanks


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, sentence by sentence, with what is known of the whole."""

    sentences: Sequence[Sentence]
    has_goods: bool  # products, or phrases meant as products
    has_units: bool  # at least one product with its units
    address: bool
    priced: bool  # at least one price that is not the supplier's own
    missing: bool  # units that were ordered are said not to have come
    makes_offers: bool  # at least one product with its units and such a price

    @property
    def body(self) -> list[Sentence]:
        """The sentences below the subject; the subject of a mail without any."""
        return [s for s in self.sentences if s.shape is not Shape.TITLE] or list(self.sentences)

    def does(self, *acts: Act) -> bool:
        """Whether the body does one of ``acts``."""
        return any(s.does(*acts) for s in self.body)


def intent_of(mail: Mail) -> Intent:
    """What a mail wants, by the first rule that applies."""
    if any(s.cancels for s in mail.sentences):
        return "cancel"
    if _tells_of_payment(mail):
        return "payment_notice"
    if _complains(mail) or (mail.missing and not mail.does(Act.AMEND, Act.ALTER)):
        return "complaint"
    if any(s.is_overdue or s.asks_after_order for s in mail.body):
        return "status"
    if _amends(mail):
        return "amend"
    if any(s.does(Act.DECLINE) for s in mail.body):
        return "ask_quote" if mail.has_goods and any(s.wants_prices for s in mail.body) else "other"
    if _is_order(mail):
        return "order"
    if _bargains(mail) and not _asks_for_first_prices(mail):
        return "counter"
    accepts = [s for s in mail.body if s.firmly(Act.ACCEPT) and not s.asks]
    if any(_ON_CONDITION.search(s.text) for s in accepts):
        return "counter" if mail.priced else _question_of(mail)
    if accepts:
        return "accept"
    if not mail.has_goods and _wonders(mail):
        return "status"
    if _names_an_order(mail) and any(_ASKS_AFTER.search(s.text) and not is_thanks(s.text) for s in mail.body):
        return _about_an_order(mail)
    return "counter" if mail.makes_offers else _question_of(mail)


_ON_CONDITION = re.compile(r"\bonly (?:at|for|if|when|once|with|on)\b|\b(?:provided|as long as)\b")


def _complains(mail: Mail) -> bool:
    """Whether goods or a bill are wrong: the body says so, or the subject does and the body is about them."""
    if any(s.complains for s in mail.body):
        return True
    titled = any(s.complains and not s.asks for s in mail.sentences if s.shape is Shape.TITLE)
    return titled and any(_CAME.search(s.text) for s in mail.body)


_CAME = re.compile(r"\b(?:received|got|ordered|arrived|came|refund|replace|delivered)\b")


def _tells_of_payment(mail: Mail) -> bool:
    """Whether money was sent, and nothing is asked or wrong that matters more."""
    if not any(s.has_paid for s in mail.sentences):
        return False
    if any(s.complains for s in mail.body) or mail.does(Act.OVERDUE):
        return False
    if any(s.firmly(Act.ORDER, Act.WILL_BUY) and _NEW.search(s.text) for s in mail.body):
        return False
    titled = any(s.has_paid and s.shape is Shape.TITLE for s in mail.sentences)
    return titled or not any(s.asks_after_order for s in mail.body)


def _amends(mail: Mail) -> bool:
    """Whether an order there is shall be changed, and not only what the mail itself orders."""
    if mail.address and any(s.orders for s in mail.body) and not _speaks_of_order(mail):
        return False
    if any(s.firmly(Act.AMEND) or (s.does(Act.AMEND) and _SLIP.search(s.text)) for s in mail.sentences):
        return True
    return _speaks_of_order(mail) and any(s.firmly(Act.ALTER) for s in mail.body)


def _speaks_of_order(mail: Mail) -> bool:
    return any(_ORDER_THERE_IS.search(s.text) for s in mail.sentences)


_SLIP = re.compile(r"\b(?:by mistake|in error|by accident|accidentally)\b")
_ORDER_THERE_IS = re.compile(
    r"\bORDERID\b|\b(?:my|our) order (?:this|from this|of this|last|yesterday|earlier|today)\b|\b(?:existing"
    r"|pending|open|current|earlier|yesterdays|todays|mornings|previous) (?:\w+ "
    r")?order\b"
    r"|\border (?:\w+ ){0,2}?(?:from|of) (?:this morning|yesterday|today|earlier|last|THING|\w+day)\b"
    r"|\border (?:that )?(?:i|we) (?:just |already )?(?:placed|sent|made|put in|submitted|gave)\b"
    r"|\b(?:i|we) (?:just |already )?ordered\b"
)


def _wonders(mail: Mail) -> bool:
    """Whether it wonders how an order stands: the body says so, or the subject does and the body asks."""
    telling = [s for s in mail.sentences if s.does(Act.WHEN) and not _IF_I.search(s.text)]
    if any(s.shape is not Shape.TITLE for s in telling):
        return True
    return bool(telling) and any(
        s.asks or s.does(Act.OVERDUE) or _ASKS_AFTER.search(s.text) for s in mail.body
    )


def _about_an_order(mail: Mail) -> Intent:
    """What is asked about an order that is named, by the words of the mail rather than by its phrases."""
    text = " ".join(s.text for s in mail.body)
    if _CANCELLING.search(text):
        return "cancel"
    if _WRONG.search(text):
        return "complaint"
    return "amend" if mail.has_units and _CHANGING.search(text) else "status"


_IF_I = re.compile(r"\bif (?:i|we)\b")
_CANCELLING = re.compile(r"\b(?:cancel|cancell?ing|call off|void|scrap|withdraw|no longer (?:need|want))\b")
_WRONG = re.compile(
    r"\b(?:missing|short|damaged?|broken|wrong|instead of|leak\w*|stale|expired|refund|replace\w*|crushed"
    r"|incorrect)\b"
)
_CHANGING = re.compile(
    r"\b(?:add|change|changes|increase|reduce|instead|rather than|remove|drop|modify|amend|correct\w*|update"
    r"|swap)\b"
)


def _names_an_order(mail: Mail) -> bool:
    return any("ORDERID" in s.text for s in mail.sentences)


_ASKS_AFTER = re.compile(
    r"\?$|\b(?:please|kindly|let me know|advise|update me|any news|chasing|waiting|wondering|status|late)\b"
)


_NEW = re.compile(r"\b(?:new|next|another|second) order\b|\bnow (?:i|we) (?:need|want|would like)\b")


# Orders --------------------------------------------------------------------------------------------------


def _is_order(mail: Mail) -> bool:
    if any(s.does(Act.NO_ORDER) or s.is_quote_title for s in mail.sentences) or _waits_for_an_answer(mail):
        return False
    if any(s.doubts_the_whole for s in mail.body):
        return False
    if any(s.repeats for s in mail.body):
        return True
    if not mail.has_goods:
        return False
    asks_price = any(s.asks_price for s in mail.body)
    written = mail.sentences if any("subject" in s.text for s in mail.body) else mail.body
    if any(s.orders for s in written):
        return mail.address or not asks_price
    if asks_price or any(s.does(Act.MAYBE) and s.does(*_BUYING) for s in mail.body):
        return False
    if any(s.found.drafts and _HAS_COME.search(s.text) for s in mail.body):
        return False
    return _is_commitment(mail) or _is_form(mail) or _is_request(mail)


# "48 Coke arrived at 1680 Mission St. Go ahead and bill it."
_HAS_COME = re.compile(
    r"\b(?:arrived|came|received|(?:was|were|got|been) (?:\w+ )?delivered"
    r"|you (?:have |already |just )*(?:sent|shipped|delivered|brought|dropped))\b"
)
_BUYING = (Act.ORDER, Act.WILL_BUY, Act.ASK_SHIP)


def _waits_for_an_answer(mail: Mail) -> bool:
    """Whether a price is proposed that has to be answered first."""
    if mail.priced and _asks_about_a_list(mail):
        return True
    return any(
        (s.does(Act.CAN_YOU) and (mail.priced or s.does(Act.COUNTER)))
        or (s.bargains and not s.orders and "budget" not in s.text)
        for s in mail.body
    )


def _asks_about_a_list(mail: Mail) -> bool:
    """Whether goods are listed under a question other than "could you send?": "does this work?"."""
    return any(
        lead.text.endswith("?") and not lead.does(Act.ORDER, Act.ASK_SHIP) and item.found.drafts
        for lead, item in pairwise(mail.body)
        if lead.shape is not Shape.ITEM and item.shape is Shape.ITEM
    )


def _is_commitment(mail: Mail) -> bool:
    """Whether not quite an order ("I will take 48") comes with the address, and no open question."""
    if not (mail.address and mail.has_units) or any(s.leaves_open for s in mail.body):
        return False
    return any(
        s.firmly(Act.WILL_BUY, Act.ASK_SHIP, Act.ACCEPT) and not s.does(Act.RIVAL) and not s.sets_conditions
        for s in mail.body
    )


def _is_request(mail: Mail) -> bool:
    """Whether goods, an address and a word to send or bill them are all there is: "48 Coke. Ship to ..."."""
    if not (mail.address and mail.has_units) or any(s.asks or _is_aside(s) for s in mail.sentences):
        return False
    if any(s.is_doubtful_title or _LESS_THAN_AN_ORDER.search(s.text) for s in mail.sentences):
        return False
    return any(s.is_goods and s.found.drafts for s in mail.body) and any(
        _SEND.search(s.text) for s in mail.body
    )


_LESS_THAN_AN_ORDER = re.compile(
    r"\b(?:would|could|might|should|example|sample|draft|like this|look|looks|if|when|once|template|plan"
    r"|idea)\b"
)
_NO_REQUEST = (
    Act.MAYBE, Act.COUNTER, Act.ASK_PRICE, Act.RIVAL, Act.WHEN, Act.OVERDUE, Act.COMPLAIN,
)  # fmt: skip


def _is_aside(s: Sentence) -> bool:
    return s.does(*_NO_REQUEST) or (s.does(Act.STOCK) and bool(s.found.drafts))


_SEND = re.compile(
    r"(?:^|\bplease |\bkindly |\band |, )(?:ship|send|deliver|bill|invoice) (?:it |this |them |all "
    r"|everything |me |us )*(?:to\b|:|$|\.)"
    r"|\b(?:bill|invoice) (?:me|us)\b|^ship(?:ping)? (?:to|address)\b|^deliver(?:y)?(?: to| address)? ?(?:to"
    r"|:)"
)


def _is_form(mail: Mail) -> bool:
    """Whether the mail is an order form: a title that says so, goods with units, and nothing else."""
    titles = [s for s in mail.sentences if s.is_order_title]
    if not titles or not mail.has_units:
        return False
    if any(s.asks or s.does(Act.MAYBE, Act.COUNTER) for s in mail.sentences) or not _fits_a_form(mail):
        return False
    in_subject = any(s.shape is Shape.TITLE for s in titles)
    return mail.address or (in_subject and all(s.is_goods for s in mail.sentences if s.found.drafts))


def _fits_a_form(mail: Mail) -> bool:
    """Whether every sentence belongs on a form; below the closing, a name may stand."""
    closed = False
    for s in mail.sentences:
        closed = closed or s.closes
        if not (s.fits_a_form or s.is_order_title or (closed and s.is_name)):
            return False
    return True


# Prices and questions ------------------------------------------------------------------------------------


def _bargains(mail: Mail) -> bool:
    if any(s.bargains for s in mail.body):
        return True
    # "$200 a week" in a letter to "a few local wholesalers" is no rival's price.
    return mail.priced and (mail.does(Act.CAN_YOU) or (mail.has_goods and mail.does(Act.RIVAL)))


def _asks_for_first_prices(mail: Mail) -> bool:
    """Whether "your best price" is asked for the first time: nothing was offered or refused yet."""
    if mail.priced or not any(s.requests_prices for s in mail.sentences):
        return False
    return not any(_BARGAINING.search(s.text) for s in mail.body)


_BARGAINING = re.compile(
    r"\b(?:your quote|you quoted|too (?:high|much|expensive|steep)|better|lower|match|beat|come down"
    r"|counter\w*|negotia\w+|supplier)\b"
)


def _question_of(mail: Mail) -> Intent:
    """What a mail asks that neither trades nor is about an order there is."""
    about_prices = any(s.does(Act.ASK_PRICE, Act.ASK_CATALOGUE) for s in mail.sentences)
    asks_terms = any(s.topics - {"catalogue"} for s in mail.sentences)
    body_asks_terms = any(s.topics - {"catalogue"} for s in mail.body)
    if any(s.wants_prices for s in (mail.body if body_asks_terms else mail.sentences)):
        return "ask_quote"
    if asks_terms and not (about_prices and mail.has_goods):
        return "ask_terms"
    if about_prices and mail.has_goods:
        return "ask_quote"
    return "ask_quote" if _thinks_of_buying(mail) else "other"


def _thinks_of_buying(mail: Mail) -> bool:
    """Whether goods are on the sender's mind, so that a supplier would offer a quote."""
    if mail.does(*_BUYING):
        return True
    with_goods = [s for s in mail.sentences if s.found.drafts]
    if any(s.does(Act.MAYBE, Act.NO_ORDER) for s in with_goods):
        return True
    return mail.has_units and any(s.is_goods for s in with_goods)
