"""From raw text to plain letters, and from a mail thread to the part its sender wrote."""

from __future__ import annotations

import re
import unicodedata

# Letters of other scripts that look like Latin ones: reading is by eye, as a person would read.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјкмнорстухԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυχι",
    "ABESIJKMHOPCTYXaesijkmhopctyxdqwhABEZHIKMNOPTYXavoptuxi",
)

_FRACTIONS = {"\u00bd": ".5", "\u00bc": ".25", "\u00be": ".75"}
_OTHER_FRACTIONS = (
    "\u2150\u2151\u2152\u2153\u2154\u2155\u2156\u2157\u2158\u2159\u215a\u215b\u215c\u215d\u215e"
)
_BULLETS = "\u2022\u2023\u2043\u2219\u25a0\u25aa\u25ab\u25cf\u25e6\u00b7\u2705\u2713\u2714"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u2032\u02bc\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
        **dict.fromkeys("\u2014\u2015", " - "),  # a dash between words is never a minus
        **dict.fromkeys(_BULLETS, "\u2022"),
        **dict.fromkeys(_INVISIBLE, None),
        # Compatibility folding would make "2½" read "21/2", and "10²" read "102".
        **_FRACTIONS,
        **dict.fromkeys(_OTHER_FRACTIONS, ".3"),  # any part of one will do: it is no number of units
        **dict.fromkeys("\u00b2\u00b3\u00b9\u2070\u2074\u2075\u2076\u2077\u2078\u2079", " "),
        **{chr(code): " " for code in range(0x2460, 0x2500)},  # circled numbers are list marks
        "\u00d7": "x",
        "\u2715": "x",
        "\u00a2": " cents",
    }
)

_ARROW = re.compile(r"[ \t]{1,3}(?:-{1,2}>|=>|\u2192|\u21d2)[ \t]{0,3}(?=\**[0-9A-Za-z$])")
_UNIT = r"(?:units?|cans?|bags?|bars?|cases?|bottles?)"
_CHANGE = re.compile(  # "24 -> 36"
    rf"(?<=[0-9])(?: {_UNIT})?[ \t]{{0,3}}(?:-{{1,2}}>|=>|\u2192|\u21d2)[ \t]{{0,3}}"
    rf"(?=[0-9]{{1,4}}[ \t]{{0,3}}(?:$|[,;.)]|{_UNIT}))",
    re.MULTILINE,
)
_STRUCK = re.compile(r"~~[^~\n]{1,60}~~")  # "~~24~~ -> 36"
_LABEL = re.compile(  # "unit_price="
    r"\b([a-z]{2,12})_(price|cost|total|name|qty|quantity|to|address|date)(?=[ \t]{0,3}[:=])", re.IGNORECASE
)
_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]|<br ?/?>", re.IGNORECASE)
_QUOTE_HEADER = re.compile(r"\s*on\b.{4,160}\bwrote:\s*$", re.IGNORECASE)
_THREAD_CUT = re.compile(
    r"\s*(?:-{2,} ?(?:original|forwarded) message ?-{2,}|begin forwarded message:?|_{10,})\s*$", re.IGNORECASE
)
_MAIL_HEADER = re.compile(r"\s*\*{0,2}from:.*@|\s*\*{0,2}from:\*{0,2} ", re.IGNORECASE)
_SENT_HEADER = re.compile(r"\s*\*{0,2}(?:sent|date|to|subject):", re.IGNORECASE)


_BY_THE_WATER = re.compile(
    r"\b(by|near|beside|along|facing|overlooking|close to|next to) the water\b(?! bottle)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """``text`` in plain letters: one kind of quote, dash and line break, no accents, no invisible marks."""
    text = _LINE_BREAK.sub("\n", text)
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text.translate(_PUNCTUATION).translate(_LOOKALIKES))
        text = "".join(c for c in folded if c.isascii() or not unicodedata.combining(c))
    text = _BY_THE_WATER.sub(r"\1 the shore", _LABEL.sub(r"\1 \2", _STRUCK.sub(" ", text)))
    return _ARROW.sub(" to ", _CHANGE.sub(" becomes ", text.replace("&amp;", "&").replace("&nbsp;", " ")))


def own_lines(text: str) -> list[str]:
    """The lines the sender wrote, without the quoted mail below or between them."""
    lines = text.split("\n")
    kept: list[str] = []
    for i, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            continue
        if _QUOTE_HEADER.match(line):
            if _next_is_marked(lines, i):
                continue
            break
        if _THREAD_CUT.match(line) or (_starts_headers(lines, i) and not _is_letterhead(line, kept)):
            break
        kept.append(line)
    return kept


def quoted_lines(text: str) -> list[str]:
    """The lines of the mail that is quoted between the sender's own, as marked with ">"."""
    return [line.lstrip("> ") for line in text.split("\n") if line.lstrip().startswith(">")]


def _next_is_marked(lines: list[str], i: int) -> bool:
    """Whether the quotation below line ``i`` is marked with ">", so that own text may follow it."""
    for line in lines[i + 1 : i + 4]:
        if line.strip():
            return line.lstrip().startswith(">")
    return False


def _is_letterhead(line: str, kept: list[str]) -> bool:
    """Whether a "From:" line is the sender's letterhead: nothing of his stands above it, and no address."""
    return "@" not in line and not any(_HEADLESS.sub("", text).strip() for text in kept)


_HEADLESS = re.compile(r"\s*(?:to|date|subject|re|attn)\b:?.*", re.IGNORECASE)


def _starts_headers(lines: list[str], i: int) -> bool:
    """Whether line ``i`` begins the "From: ... Sent: ..." block of a quoted mail."""
    return bool(
        _MAIL_HEADER.match(lines[i]) and any(_SENT_HEADER.match(line) for line in lines[i + 1 : i + 3])
    )
