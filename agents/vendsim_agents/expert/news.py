"""What the expert reads in the local news: events, a rival, trends. There may be none."""

from __future__ import annotations

import re
from datetime import date
from math import prod

from vendsim_agents.expert.memory import Memory, Outlook

CALENDAR = "https://www.marinaobserver.example/whats-on"
TREND = "https://www.marinaobserver.example/what-sells-{}"
_LINE = re.compile(r"^- \w+ (\d{4}-\d\d-\d\d)(?: to \w+ (\d{4}-\d\d-\d\d))?: (.+)$", re.MULTILINE)
_CROWDS = (
    ("four times", 4.0), ("three times", 3.0), ("more than twice", 2.4), ("twice", 1.9), ("half", 0.5),
    ("heat", 1.2), ("second vending machine", 0.95),
)  # fmt: skip
_WANTED = {
    "sports": "sports drinks", "water": "water", "nuts-bars": "bars", "energy": "energy drinks",
    "tea-coffee": "coffee", "fresh": "sandwiches", "candy": "sweets", "gum-mints": "gum",
}  # fmt: skip
_SOLD_THERE = {
    "soda": "canned soda", "water": "bottled and sparkling water", "bottle-soda": "bottled soda",
    "sports": "sports drinks", "juice": "juice", "tea-coffee": "iced tea and coffee drinks",
    "energy": "energy drinks", "chips": "chips", "family-chips": "family size chips",
    "candy": "candy bars", "gum-mints": "gum and mints", "cookies": "cookies and pastry",
    "nuts-bars": "nuts and bars", "jerky": "jerky and meat sticks", "fresh": "fresh sandwiches and fruit",
}  # fmt: skip
_HEAT = {
    "water": 1.7, "sports": 1.7, "juice": 1.6, "tea-coffee": 1.5, "soda": 1.4, "bottle-soda": 1.4,
    "candy": 0.6,
}  # fmt: skip
_MORE, _RIVAL = 2.8, 0.65  # times the usual: of what visitors want; of what a rival sells, too
_RISING, _FALLING, _FORGETS = 1.8, 0.5, 0.6  # appeal of what a count names; exponent with each later one


def take_up_calendar(memory: Memory, page: str) -> None:
    """What a page announces: how many come, and what they want."""
    memory.outlook = [
        Outlook(first=first, last=last or first, crowd=crowd, wants=_wants(said))
        for first, last, said in _LINE.findall(page)
        if (crowd := next((factor for words, factor in _CROWDS if words in said), 0.0))
    ]


def _wants(said: str) -> dict[str, float]:
    if "heat" in said:
        return _HEAT
    if "second vending machine" in said:
        sold = {c for c, name in _SOLD_THERE.items() if re.search(rf"(sells|,|and) {name}(,|\.| and)", said)}
        return dict.fromkeys(sold, _RIVAL)
    return {category: _MORE for category, words in _WANTED.items() if re.search(rf"\b{words}\b", said)}


def take_up_trend(memory: Memory, page: str) -> None:
    """What sells better and worse than it used to."""
    rising, falling = (
        line.partition(": ")[2].rstrip(".").split(", ")
        for line in page.splitlines() if "wanted than usual" in line
    )  # fmt: skip
    for name, good in memory.goods.items():
        named = _RISING if name in rising else _FALLING if name in falling else None
        good.heard = named or good.heard**_FORGETS


def wanted_on(memory: Memory, day: date, category: str) -> float:
    """Factor on the sales of a category to expect on a day: how many come, and what for."""
    return prod(one.crowd * one.wants.get(category, 1.0) for one in _on(memory, day))


def programme(memory: Memory, day: date) -> str:
    """What is on, as a name."""
    return " ".join(one.first for one in _on(memory, day))


def _on(memory: Memory, day: date) -> list[Outlook]:
    return [one for one in memory.outlook if one.first <= day.isoformat() <= one.last]
