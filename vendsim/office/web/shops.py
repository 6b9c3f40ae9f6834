"""Shops that sell single units over the counter: what shoppers near the machine pay elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vendsim.money import show
from vendsim.office.web.facts import Page
from vendsim.office.web.goods import cents, products_in
from vendsim.office.web.pen import Article, Pen, write


@dataclass(frozen=True)
class _Shop:
    url: str
    title: str
    opening: tuple[str, ...]
    categories: tuple[str, ...]
    level: tuple[float, float]  # prices as multiples of what people are used to paying
    most: int  # products on the page
    near: bool = True  # the machine, so that its customers are the same people


def shop_pages(seed: int, local: Mapping[str, int]) -> Iterator[Page]:
    """Price pages of shops, and one shop that has closed.

    ``local`` has what people near the machine are used to paying, by product, in cents, around which shops
    there price each product a little differently; typical vending prices stand in for what is missing.
    """
    yield from (_price_page(seed, shop, local if shop.near else {}) for shop in _SHOPS)
    yield from (write(seed, article) for article in _OTHERS)


def _price_page(seed: int, shop: _Shop, local: Mapping[str, int]) -> Page:
    pen = Pen(seed, shop.url)
    rows = []
    for product in pen.some(products_in(shop.categories), shop.most):
        usual = local.get(product.name, cents(product.retail))
        rows.append(f"- {product.name}: {show(_shelf_price(pen, usual, shop.level))}")
    closing = pen.pick(
        (
            "Single units only; we do not deliver and do not sell by the case.",
            "Prices a piece. Sorry, no orders by mail.",
            "Today's prices, tax not included. No delivery.",
        )
    )
    body = "\n\n".join((pen.pick(shop.opening), "\n".join(rows), closing))
    return Page(shop.url, shop.title, body, keywords="store prices, what it costs in a shop")


def _shelf_price(pen: Pen, usual: int, level: tuple[float, float]) -> int:
    """Shops end their prices in a nine."""
    return max(29, round(pen.scaled(usual, *level) / 10) * 10 - 1)


_SHOPS = (
    _Shop(
        "https://www.chestnutcornermarket.example/prices",
        "Chestnut Corner Market, Marina District: drinks and snacks",
        (
            "Your corner market in the Marina, open seven to eleven. Cold drinks and snacks by the piece.",
            "Family shop two blocks from the park. What is in the cooler and on the rack this week:",
        ),
        ("soda", "bottle_soda", "water", "chips", "candy", "energy"),
        (0.85, 1.15),
        16,
    ),
    _Shop(
        "https://www.baystreetgrocery.example/shelf-prices",
        "Bay Street Grocery: shelf prices for snacks and drinks",
        (
            "A full grocery near Fisherman's Wharf. Shelf prices for one unit.",
            "Groceries for residents and picnics. Prices a piece:",
        ),
        ("chips", "family_chips", "cookies", "nuts_bars", "juice", "water", "soda"),
        (0.60, 0.90),
        18,
    ),
    _Shop(
        "https://www.northpointpharmacy.example/checkout",
        "North Point Pharmacy: checkout and travel shelf",
        (
            "Sunscreen, chargers, gum and a candy bar for the walk: prices at our checkout.",
            "Things people forget to pack, and something sweet, at the till of your pharmacy.",
        ),
        ("gum_mints", "candy", "travel", "water"),
        (0.85, 1.20),
        14,
    ),
    _Shop(
        "https://www.pierside-souvenirs.example/popular",
        "Pierside Souvenirs at the Wharf: popular gifts and prices",
        (
            "Take a piece of San Francisco home. Our most asked for gifts:",
            "Magnets, postcards, plush and everything the fog makes you wish you had packed.",
        ),
        ("souvenir", "travel"),
        (0.85, 1.30),
        9,
    ),
    _Shop(
        "https://www.greenlawndeli.example/menu",
        "Green Lawn Deli and Coffee: menu for the go",
        (
            "Sandwiches made in the morning, juice and cold coffee for the lawn at Fort Mason.",
            "Grab and go from our cooler, made or delivered fresh every morning.",
        ),
        ("fresh", "juice", "tea_coffee"),
        (0.95, 1.35),
        10,
    ),
    _Shop(
        "https://www.ferrykiosk.example/board",
        "Ferry landing kiosk: price board",
        (
            "For passengers in a hurry. Cash or card.",
            "The kiosk by the ferry landing. You pay for the view too.",
        ),
        ("soda", "water", "sports", "chips", "candy", "energy"),
        (1.10, 1.45),
        13,
    ),
    _Shop(
        "https://www.bayviewmotorinn.example/lobby-shop",
        "Bayview Motor Inn: lobby shop and vending prices",
        (
            "Our lobby has a small shop and two machines on the second floor. Prices for guests:",
            "Late arrival? Drinks and snacks in the lobby around the clock.",
        ),
        ("soda", "bottle_soda", "water", "chips", "cookies", "candy", "jerky"),
        (1.00, 1.40),
        14,
    ),
    _Shop(
        "https://www.officepantryroute.example/machine-prices",
        "Office Pantry Route: what our vending machines charge",
        (
            "We run machines in offices south of Market. One price list for all of them:",
            "Machine prices on our office route, agreed with employers:",
        ),
        ("soda", "water", "sports", "chips", "nuts_bars", "candy", "energy"),
        (0.80, 1.00),
        16,
        near=False,
    ),
    _Shop(
        "https://www.cardcornersf.example/in-the-case",
        "Card Corner: trading cards and curiosities in the case",
        (
            "Collectors' shop in the Sunset. A few things in the glass case today:",
            "Cards, dice and heavy metal. What is in the case:",
        ),
        ("collectible", "souvenir"),
        (0.80, 1.15),
        5,
        near=False,
    ),
)

_OTHERS = (
    Article(
        "https://www.bigbarnclub.example/members",
        ("Big Barn Club: members' warehouse in the South Bay", "Big Barn Club membership and how it works"),
        (
            (
                "Snacks, soda and household goods by the tray for members with a card. You collect "
                "everything yourself at the warehouse; we have no delivery and take no orders by mail or "
                "telephone.",
                "A members' warehouse for families and small offices. Bring your card and a car: goods "
                "are sold on the floor only, nothing is sent and nothing can be ordered from afar.",
            ),
            (
                "As a rule of thumb a tray costs a little more a can than a distributor's pallet and a "
                "lot less than a corner shop.",
                "Small operators near a warehouse club sometimes start here before they find a wholesaler.",
            ),
        ),
    ),
    Article(
        "https://www.jeffersonstreetcandy.example",
        ("Jefferson Street Candy has closed", "Closed: Jefferson Street Candy"),
        (
            (
                "After nineteen years we have locked the door for the last time. Thank you to the sea "
                "lions, the school classes and everybody with a sweet tooth.",
                "We have closed. The lease went up and the knees went down. Thank you for nineteen good "
                "years.",
            ),
            (
                "We never sold wholesale, whatever some directories say. Gift cards can no longer be used.",
                "Please do not send orders; nobody reads our mail any more.",
            ),
        ),
    ),
)
