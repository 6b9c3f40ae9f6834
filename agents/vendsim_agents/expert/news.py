"""What the expert reads in the local news: events, price lists, trends. There may be none."""

from __future__ import annotations

import re
from datetime import date, timedelta

from vendsim_agents.expert.memory import Memory, Outlook

CALENDAR = "https://www.marinaobserver.example/whats-on"
TREND = "https://www.marinaobserver.example/what-sells-{}"
_LINE = re.compile(r"^- \w+ (\d{4}-\d\d-\d\d)(?: to \w+ (\d{4}-\d\d-\d\d))?: (.+)$", re.MULTILINE)
_CROWDS = (
    ("four times", 4.0), ("three times", 3.0), ("more than twice", 2.4), ("twice", 1.9), ("half", 0.5),
    ("heat", 1.2),
)  # fmt: skip
_WANTED = {
    "sports": "sports drinks", "water": "water", "nuts-bars": "bars", "energy": "energy drinks",
    "tea-coffee": "coffee", "fresh": "sandwiches", "candy": "sweets", "gum-mints": "gum",
}  # fmt: skip
_COLD = ("soda", "water", "bottle-soda", "sports", "juice", "tea-coffee")
_APPEAL = 1.35  # of a product that the papers say is wanted


def take_up_calendar(memory: Memory, page: str) -> None:
    """The events that a page announces; an opening machine across the street is none."""
    memory.outlook = [
        Outlook(first=first, last=last or first, crowd=crowd, words=said)
        for first, last, said in _LINE.findall(page)
        if (crowd := next((factor for words, factor in _CROWDS if words in said), 0.0))
    ]


def take_up_trend(memory: Memory, page: str) -> None:
    """What sells better and worse than it used to."""
    rising, falling = (line for line in page.splitlines() if "wanted than usual" in line)
    for name, good in memory.goods.items():
        good.heard = _APPEAL if name in rising else 1 / _APPEAL if name in falling else 1.0


def crowd_on(memory: Memory, day: date) -> float:
    """Factor on shoppers to expect."""
    return next((one.crowd for one in memory.outlook if one.first <= day.isoformat() <= one.last), 1.0)


def extra_days(memory: Memory, today: date, horizon: int, category: str) -> float:
    """Days' sales of a category more (or fewer) than usual that events bring in the days to come."""
    extra = 0.0
    for ahead in range(horizon):
        day = (today + timedelta(days=ahead)).isoformat()
        for one in memory.outlook:
            if one.first <= day <= one.last:
                wanted = _WANTED.get(category, "-") in one.words or (
                    "heat" in one.words and category in _COLD
                )
                extra += one.crowd * (1.5 if wanted else 1.0) - 1
    return extra
