"""What the network says of every token: its act, the role of its number, the product it goes with."""

from __future__ import annotations

from vendsim.suppliers.reading.model import Intent

TOPICS = (
    "minimum_order",
    "lead_time",
    "shipping",
    "payment_terms",
    "volume_discount",
    "catalogue",
    "availability",
    "returns",
    "credit",
    "case_size",
    "samples",
    "consignment",
    "standing_order",
    "best_sellers",
    "shelf_life",
    "specials",
    "meeting",
    "invoice",
    "free_shipping",
    "split_delivery",
    "delivery_days",
    "substitutes",
    "other",
)
"""What can be asked about besides prices, in the order in which readings list it. The first eight are those
that ``MailReading.asks_about`` has always had; "catalogue" is asked by the act ``ask_list``."""

COARSER = {
    "lower_minimum": "minimum_order",
    "free_from": "free_shipping",
    "payment_methods": "payment_terms",
    "loyalty": "volume_discount",
    "mixing": "case_size",
    "damage": "returns",
}
"""Finer topics of `topics`, and what the network knows them as; of the others it says "other"."""

OF_THE_REST = frozenset({"price", "offer", "order"})
"""Finer topics that the rest of a letter answers: "What is the total?", "Does that work?", "Has it left?"."""

FAVOURS = ("free_shipping", "lower_minimum")
"""Topics that ask for what is against a supplier's terms."""

ACTS = (
    "greet", "inform", "ask_price", "ask_list", "bid", "order", "accept", "repeat", "amend", "cancel", "paid",
    "status", "complain", "remedy", "decline", "hold", "condition", "address", "ask",
)  # fmt: skip

ROLES = (
    "none",
    "wanted",  # a product that the act is about
    "excluded",  # a product taken out or refused
    "mentioned",  # a product in passing
    "name",  # a word of a name that the lexicon does not know
    "units",
    "cases",
    "more",
    "fewer",
    "count",  # received, in stock, sold, ordered last time
    "missing",
    "bid",
    "case_bid",
    "yours",
    "rival",
    "retail",
    "line_total",
    "total",
    "money",
    "paid",
    "percent",
)

FARTHEST = 8
"""Products that a number may be away from its own, counted in mentions."""
OFFSETS = (0, *range(-FARTHEST, 0), *range(1, FARTHEST + 1))
"""Which product a number belongs to: -1 the last one named before it, 1 the next; 0 none or all."""

INTENTS: tuple[Intent, ...] = (
    "ask_quote", "ask_terms", "counter", "order", "amend", "accept", "payment_notice", "status", "complaint",
    "cancel", "other",
)  # fmt: skip
