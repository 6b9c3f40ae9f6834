"""What a letter claims to be so or not so, on the matters that decide a deal.

A matter is recognised by its words, its sign by the word itself and by negations around it, and "not yet" by
conditions ("once it is paid"). What may be said is measured on all the ways in which our own templates say
the same decision: a letter may claim what one of them claims, and must claim what all of them do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

Claim = tuple[str, Literal["+", "-"]]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSE_END = re.compile(
    r"[;:()|]|,(?!\d)|\s[-\u2013\u2014]+\s|\b(?:but|though|although|however|so|since|because|and)\b"
)

_NEGATOR = re.compile(
    r""
    r"\b(?:not|no|never|nothing|none|neither|nor|nobody|cannot|unable|without|hardly|isn't|ain't)\b"
    r"|\b\w+n't\b"
    r"|\b(?:fail(?:s|ed)?|refuse[sd]?|decline[sd]?|absence of|lack of|yet to|impossible)\b"
)
_IDIOMS = re.compile(
    r"\bno (?:problem|worries|rush|hurry|trouble|doubt|matter|further ado)\b|\bnot a problem\b"
    r"|\bdon't worry\b"
    r"|\b(?:don't|do not|not to|please don't|never) hesitate\b|\bcan(?:no|')t wait\b"
    r"|\bnot only\b|\bwhy not\b"
    r"|\bnothing (?:more|further|else) (?:is |to |for |you )?(?:need\w*|do|required|confirm)[^.]*"
    r"|\bno need\b|\bif not\b|\bor not\b|\bno later than\b|\bnot later than\b"
    r"|\bdon't mention\b|\bnot quite\b"
    r"|\bnot enough\b|\bisn't quite\b|\bnever take\w* for granted\b|\bno hurry\b|\bno strings\b"
)
_CONDITION = re.compile(r"\b(?:once|when|as soon as|after|if|upon|on receipt|then|follow\w*)\b")
_UNTIL = re.compile(r"\b(?:until|before|unless|without)\b")
_OFTEN = 0.03  # share of the wordings; what fewer claim is small talk of one tone
_FAR_MORE = 3
_CAN_WAIT = ("shipped", "booked", "paid")
_ABOUT_MONEY = re.compile(
    r"\baccount\b|\bdifference\b|\bextra\b|\brest\b|\bpa(?:y|id|yment|yments|ys)\b|\bmoney\b"
    r"|\btransfer|\bfunds\b|\bamount|\bsum\b|\$|\bunpaid\b"
)
_ABOUT_MAIL = re.compile(r"\b(?:repl\w+|answer\w*|respon\w+|mail|note|message|letter|inquiry|enquiry)\b")

# Each matter: what says yes, what says no (or not yet); a negation turns either round.
_MATTERS: dict[str, tuple[str, str]] = {
    "shipped": (
        r"\bshipped\b|\bdispatched\b|\b(?:has|have|had|is|'s|'ve) (?:just |now |already )?left\b"
        r"|\bleft (?:us|our|the|here|this|today)\b|\bon (?:its|their|the) way\b|\bin transit\b"
        r"|\bon the (?:road|van)\b|\bon the truck\b|\brolling\b|\bunder ?way\b|\bout (?:of )?the door\b"
        r"|\b(?:handed|given) (?:over )?to the carrier\b|\bwith the carrier\b|\b(?:went|gone) out\b"
        r"|\bis out\b|\breleased\b|\ben route\b|\bdeparted\b|\bsent (?:it |them |everything )?(?:off|out)\b"
        r"|\bsent as\b|\bseen [^.]{0,30} off\b|\bsent you\b",
        r"\bship(?:s|ment)?\b|\bdispatch(?:es)?\b|\bleaves?\b|\bgo(?:es)? out\b|\boff it goes\b|\brelease\b"
        r"|\bon hold\b|\bhold(?:ing)? (?:it|the order|everything|your order|shipment)\b|\bstays? here\b"
        r"|\bwaits here\b|\bget (?:it|this|that) (?:on the truck|moving|out)\b"
        r"|\bsend (?:it|them|everything|the goods)\b",
    ),
    "booked": (
        r"\bbook(?:ed|ing|ings)\b|\bin the books\b|\border is in\b|\bentered\b|\breserv\w+|\bplaced\b"
        r"|\bis confirmed\b|\bconfirmation of your order\b|\bregistered\b|\bput (?:it|them|this) down\b",
        r"\bunconfirmed\b",
    ),
    "cancelled": (
        r"\bcancel\w*|\boff (?:our|the) books\b|\bexpired\b|\blapsed\b|\bclosed\b|\bcalled off\b|\bvoid\w*"
        r"|\bwithdrawn\b|\bstruck\b|\bremoved\b",
        r"\bstill stands\b|\bremains active\b",
    ),
    "lower price": (
        r"\blower(?:ed|ing)?\b|\bc(?:o|a)me down\b|\bgo down\b|\bgo (?:any )?(?:below|lower|under)\b"
        r"|\bconcession\b|\bcheaper\b|\bshav\w+|\bknock\w* off\b|\bmeet you\b|\bbetter price\b"
        r"|\bbeat (?:that|it|any)\b|\bmatch (?:that|it|your|any|every|all)\b|\btrimm?\w*\b"
        r"|\bsharpen\w*|\bimproved?\b"
        r"|\bcut the price\b|\bmoved? (?:a little|a bit|down|on price)\b",
        r"\bprices? (?:stays?|stands?|remains?)\b|\bfirm\b|\bfinal\b|\bas low as\b"
        r"|\bstick(?:ing)? (?:to|with)\b",
    ),
    "agreed": (
        r"\bagree(?:d|s|ment holds)?\b|\bfine\b|\baccept\w*(?! our| my)|\bit's a deal\b|\bdeal!"
        r"|\bworks? for (?:us|me)\b"
        r"|\bfine (?:with|by)\b|\bhappy with (?:that|those|your)\b|\bokay with\b"
        r"|\byou've got (?:it|a deal)\b"
        r"|\bapproved?\b|\b(?:can|could) (?:do|work with) (?:that|those)\b",
        r"\btoo low\b|\breject\w*|\bturn(?:ed)? down\b|\bdisagree\w*|\bout of reach\b|\bbelow what we\b",
    ),
    "late": (
        r"(?<!too )\blate\b|\bdelay\w*|\brunning behind\b|\bslip(?:s|ped)\b|\blonger than\b"
        r"|\boverdue\b|\bheld up\b"
        r"|\bpostponed\b|\bbehind schedule\b|\bheld back\b",
        r"\bon time\b|\bon schedule\b|\bas (?:planned|announced|promised|scheduled)\b|\bpunctual\w*"
        r"|\bearlier than\b",
    ),
    "our fault": (
        r"\bmistake\b|\berror\b|\birregularit\w+|\bour fault\b|\bput right\b|\bwrong on our\b"
        r"|\bnothing wrong\b"
        r"|\bshortfall\b|\bdiscrepanc\w+|\bresponsib\w+|\bmake (?:it|this) good\b|\bblame\b|\bliable\b",
        r"\bin order on our\b",
    ),
    "open order": (
        r"\bopen orders?\b|\borders? (?:of yours )?(?:is |are )?(?:still |currently )?"
        r"(?:open|in progress|pending|active|waiting)\b|\border[^.]{0,20} open (?:under|on|with)\b"
        r"|\bopen on your (?:account|side)\b|\bin the works\b"
        r"|\bnothing open\b|\b(?:nothing|anything) (?:is|'s) open\b|\border (?:of yours|from you)\b"
        r"|\border to (?:match|pay|go with)\b|\border matching\b|\bany (?:such |open )?order\b"
        r"|\bpending orders?\b"
        r"|\bactive orders?\b|\bmatched to\b|\bsuch order\b|\border like that\b|\bcorresponding order\b"
        r"|\bone like that\b",
        r"",
    ),
    "carried": (
        r"\bcarr(?:y|ies)\b|\bstock (?:it|that|those|them|any)\b|\bstocked\b|\bin stock\b"
        r"|\bin (?:our|the) (?:range|assortment|list|catalogue|line)\b|\bsell (?:that|it|those|them|any)\b"
        r"|\bkeep (?:that|those|any)\b|\bhelp (?:you )?with\b|\bsupply\b"
        r"|\boffer (?:that|those|any)\b|\bget (?:you )?(?:that|those|some)\b",
        r"\banother supplier\b|\belsewhere\b|\bout of stock\b|\bdiscontinued\b|\bnot one of ours\b",
    ),
    "paid": (
        r"\breceived\b|\breceipt\b|\barriv\w+|\bcame\b|\bcome\b|\bgot\b|\byou(?:'ve)? sent\b"
        r"|\bfrom you\b|\bthanks for the \$|\breached (?:us|our)\b|\bc(?:a|o)me in\b|\bis in\b"
        r"|\blanded\b"
        r"|\bgot (?:your|the)\b|\bis here\b|\bhas come\b"
        r"|(?<!you )(?<!you've )(?<!you have )\bpaid\b|\bshow(?:s|ed)? up\b|\bcleared\b"
        r"|\bwent through\b|\bcame through\b|\bsettled\b",
        r"\bunpaid\b|\boutstanding\b|\bawait\w*|\bwait(?:s|ing)? for\b|\bmissing\b|\bopen amount\b"
        r"|\bstill open\b"
        r"|\bnonpayment\b|\bto pay\b|\bis open\b|\bis due\b|\bstill to pay\b",
    ),
    "pay to": (
        r"\bsend (?:us |the |your )?(?:payment|money|it to)|\bpay(?:able|ment)? to\b|\bremit\b"
        r"|\btransfer\b|\bto \w+@", r"",
    ),
    "prices hold": (
        r""
        r"\b(?:good|valid|hold|holds|held|guaranteed|stand|stands|keep|rely|firm)\b[^.;]{0,40}\b(?:until|till|through|by)\b",
        r"\bsubject to change\b|\bmay change\b",
    ),
    "arrives": (
        r"\bexpect\w*|\bshould (?:arrive|be|reach|get|have)\b"
        r"|\bdue (?:(?:on|at|there|in|for|by) |\w+day\b|[a-z]{3,9}\.? \d|\d)"
        r"|\blook (?:out )?for it\b|\barrival\b"
        r"|\bwill (?:arrive|be there|reach)\b|\bdelivery date\b|\bscheduled\b|\bnew date\b",
        r"\blost\b",
    ),
    "paid back": (
        r"\bpaid back\b|\brefund\w*|\breimburs\w*|\breturned\b|\bpaying back\b|\bmoney back\b", r""),
    "sent again": (
        r"\bsent again\b|\bsend(?:ing)? (?:it |them |those )?again\b|\bsecond time\b|\breplac\w+"
        r"|\bonce more\b", r""),
    "credit": (r"\bcredit\w*", r""),
    "discount": (
        r"\bdiscount\w*|\bsomething off\b|\brebate\w*|\bbetter (?:prices|terms) (?:on|for)\b", r""),
    "gift": (
        r"\bcomes with\b|\bthrown? in\b|\bbonus\b|\bon the house\b|\bat no (?:cost|charge)\b|\bgratis\b",
        r"",
    ),
    "nothing paid": (
        r"\b(?:payment|money)\b[^.]{0,25}\b(?:not|never)\b[^.]{0,12}\b(?:arriv|come|receiv|reach|here)"
        r"|\b(?:payment|money)\b[^.]{0,25}n't [^.]{0,12}\b(?:arriv|come|receiv|reach|here)|\bno payment\b"
        r"|\b(?:not|haven't|never) (?:yet )?received\b|\bnothing (?:has )?(?:come|came|arrived|from you)\b",
        r"",
    ),
    "for what was paid": (
        r"\bdid(?: not|n't) come\b|\b(?:not|wasn't) paid\b|\bwithout the\b|\bno difference\b|\babsence of\b"
        r"|\bmatch your payment\b|\bwhat you(?:'ve| have)? paid\b|\bcover(?:s|ed)\b|\badjusted to\b"
        r"|\bnot received\b|\bin line with\b|\bto match\b|\bcorrespond\w*",
        r"",
    ),
    "any price": (r"\b(?:any|every) (?:other )?(?:price|offer|quote|bid)\b", r""),
    "on top": (r"\bon top\b", r""),
    "pay later": (
        r"\bpay (?:us )?(?:after|later|on delivery|when it|in parts?)\b|\bafter delivery\b"
        r"|\bon account\b|\binstal\w+",
        r"",
    ),
    "minimum": (r"\bminimum\b|\bat least\b|\bsmallest\b", r""),
}  # fmt: skip
_HOLD_A_NO = ("nothing paid", "for what was paid")  # matters whose words deny something themselves
_COMPILED: dict[str, tuple[tuple[re.Pattern[str], Literal["+", "-"]], ...]] = {
    name: ((re.compile(yes), "+"), *(((re.compile(no), "-"),) if no else ()))
    for name, (yes, no) in _MATTERS.items()
}


def same_stances(text: str, template: str, wordings: Iterable[str]) -> bool:
    """Whether a letter claims what the template and all other ``wordings`` of its decision claim, and nothing
    that none of them does."""
    claimed, stray = _stances(text)
    right = [_stances(wording) for wording in (template, *wordings)]
    often = Counter(claim for claims, _ in right for claim in claims)
    must = {claim for claim, count in often.items() if count == len(right)}
    may = {claim for claim in often if _is_usual(claim, often, len(right))} | right[0][0]
    return (
        must <= claimed <= may
        and any(_torn(claimed) <= _torn(claims) for claims, _ in right)
        and stray <= max(count for _, count in right)
    )


def _is_usual(claim: Claim, often: Mapping[Claim, int], letters: int) -> bool:
    """Whether a claim is more than small talk of one tone, or words that look like its opposite."""
    matter, sign = claim
    opposite = often.get((matter, "-" if sign == "+" else "+"), 0)
    return often[claim] >= _OFTEN * letters and often[claim] >= opposite / _FAR_MORE


def _torn(claims: frozenset[Claim]) -> frozenset[str]:
    """The matters that a letter both claims and denies."""
    return frozenset(matter for matter, sign in claims if sign == "+" and (matter, "-") in claims)


@lru_cache(maxsize=4096)
def _stances(letter: str) -> tuple[frozenset[Claim], int]:
    """What a letter claims, and in how many clauses it denies something else."""
    claims: set[Claim] = set()
    stray = 0
    for sentence in _SENTENCE_END.split(_plain(letter)):
        before = ""
        for clause in _CLAUSE_END.split(sentence):
            here = _claims(clause, sentence)
            stray += not here and _NEGATOR.search(clause) is not None
            for matter, sign in here:
                claims.add((matter, "-" if _waits(matter, clause, before) else sign))
            before = clause
    return frozenset(claims), stray


def _waits(matter: str, clause: str, before: str) -> bool:
    """Whether a clause says of a matter only under which condition it will come about."""
    said = f"{clause} {before}" if _CONDITION.match(before.strip()) else clause
    if matter == "booked":
        return _CONDITION.search(said) is not None
    return matter in _CAN_WAIT and (_CONDITION.search(said) or _UNTIL.search(said)) is not None


def _plain(letter: str) -> str:
    return _IDIOMS.sub(" ", letter.lower().replace("\u2019", "'").replace("\u2018", "'"))


def _claims(clause: str, sentence: str) -> list[Claim]:
    denied = len(_NEGATOR.findall(clause)) % 2 == 1
    claims: list[Claim] = []
    for matter, sides in _COMPILED.items():
        if matter == "paid" and not _ABOUT_MONEY.search(sentence):
            continue
        if matter == "late" and _ABOUT_MAIL.search(clause):
            continue
        for words, sign in sides:
            if words.search(clause):
                turned = denied and matter not in _HOLD_A_NO
                claims.append((matter, "-" if (sign == "+") == turned else "+"))
    return claims
