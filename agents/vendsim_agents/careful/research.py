"""The first day: usual prices from the trade press, addresses from directories."""

from __future__ import annotations

from vendsim_agents import texts
from vendsim_agents.careful.day import Day
from vendsim_agents.careful.memory import Supplier

KINDS = (
    "canned soda", "bottled and sparkling water", "bottled soda", "sports drinks", "juice",
    "iced tea and coffee drinks", "energy drinks", "chips", "family size chips", "candy bars",
    "cookies and pastry", "nuts and bars", "jerky and meat sticks",
)  # fmt: skip


def find_suppliers(day: Day) -> None:
    """Learn what goods usually cost and who sells them."""
    opened: set[str] = set()
    for kind in KINDS:
        for url in texts.search_urls(day.call("web_search", query=f"{kind} price guide wholesale")):
            if "guide" in url and url not in opened:
                opened.add(url)
                guides = texts.price_guides(day.call("open_page", url=url))
                day.memory.add_guides(url.rpartition("/")[2], guides)
    query = "vending machine wholesale supplier directory San Francisco A-Z"
    for url in texts.search_urls(day.call("web_search", query=query)):
        if "directory" in url or "wholesale" in url:
            for address in texts.mail_addresses(day.call("open_page", url=url)):
                day.memory.suppliers.setdefault(address, Supplier())
