"""Numbers and names that mean something only within their thread: cents, counts of several goods, places."""

from __future__ import annotations

from decimal import Decimal

import pytest

from playing import ADDRESS, ask
from test_thread_orders import CHIPS, COKE, NUTS, SPRITE, WATER, Shop
from vendsim.data import products
from vendsim.suppliers.book import Item
from vendsim.suppliers.reading import read_mail
from vendsim.suppliers.reading.kinds import Before
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.trade import price

PRICES = {
    "coke_12": 110, "dietcoke_12": 95, "water_169": 52, "lays_15": 88, "doritos_175": 92, "snickers": 150,
    "rb_84": 310, "slimjim": 205, "pepsi_12": 84, "sports_20": 140, "sports_20o": 142, "oreo_24": 120,
    "famous_2": 118, "cable": 403,
}  # fmt: skip
TABLE = OnTable(dict.fromkeys(PRICES, 24), tuple(PRICES), before=Before.OFFERED, prices=PRICES)


@pytest.mark.parametrize(
    ("mail", "units"),
    [
        ("12 cookies choc chip and 24 gat blue pls", {"famous_2": 12, "sports_20": 24}),
        ("book 18 pnut caramel, 24 choc chip cookies", {"snickers": 18, "famous_2": 24}),
        ("only the energy drinks, please: two dozen of the 8.4 oz", {"rb_84": 24}),
        ("36 cola, and what other kinds of goods do you have, all kinds?", {"coke_12": 36}),
        ("Please send 36 cola but peanut caramel only 12.", {"coke_12": 36, "snickers": 12}),
    ],
)
def test_names_are_known_with_words_cut_short(mail: str, units: dict[str, int]) -> None:
    assert named(mail)[0] == units


def named(mail: str, table: OnTable = TABLE) -> tuple[dict[str, int], dict[str, int]]:
    """Units, and cents of any price, that a mail says of each product of its acts."""
    lines = [line for act in read_mail("Re: Quote", mail, table).acts for line in act.lines if line.product]
    units = {str(line.product): line.units for line in lines if line.units}
    cents = {str(line.product): int(line.unit_price * 100) for line in lines if line.unit_price is not None}
    return units, cents


@pytest.mark.parametrize(
    ("mail", "units", "cents"),
    [
        ("Would you go to 75 on the chips and 45 on the water?", {}, {"lays_15": 75, "water_169": 45}),
        ("Can you do diet 50, cola 60? If so I'm in.", {}, {"dietcoke_12": 50, "coke_12": 60}),
        ("Snickers down to 130 and I take 36 of them.", {"snickers": 36}, {"snickers": 130}),
        ("Nachos 80, chips 75, red bull 270.", {}, {"doritos_175": 80, "lays_15": 75, "rb_84": 270}),
        ("Could you get the meat sticks to 180?", {}, {"slimjim": 180}),
        ("Diet I can get for 62 elsewhere.", {}, {"dietcoke_12": 62}),
        ("If the red bull comes down to 280 put in 12.", {"rb_84": 12}, {"rb_84": 280}),
        (
            "Make the snickers 135 and the water 45, and we have a deal on 24 of each.",
            {"snickers": 24, "water_169": 24}, {"snickers": 135, "water_169": 45},
        ),
        (
            "Send 24 diet at 95, 12 red bull at 310 and 36 water at 52.",
            {"dietcoke_12": 24, "rb_84": 12, "water_169": 36},
            {"dietcoke_12": 95, "rb_84": 310, "water_169": 52},
        ),
        ("12 cables if you do 3 on them.", {"cable": 12}, {"cable": 300}),
        ("48 diet, 24 nacho and 36 water at 95, 92 and 52 respectively, please.",
            {"dietcoke_12": 48, "doritos_175": 24, "water_169": 36},
            {"dietcoke_12": 95, "doritos_175": 92, "water_169": 52},
        ),
        ("Blue cola 70 and I'm in for 36.", {"pepsi_12": 36}, {"pepsi_12": 70}),
        ("Is the water still 50 if that's all I take?", {}, {"water_169": 50}),
        ("Is the slim jim still 205?", {}, {"slimjim": 205}),
    ],
)  # fmt: skip
def test_numbers_near_the_price_of_goods_are_cents(
    mail: str, units: dict[str, int], cents: dict[str, int]
) -> None:
    assert named(mail) == (units, cents)


@pytest.mark.parametrize(
    ("mail", "units"),
    [
        ("Please book: water 40, cola 60, chips 30.", {"water_169": 40, "coke_12": 60, "lays_15": 30}),
        ("Make the water 48 and the cola 36.", {"water_169": 48, "coke_12": 36}),
        ("Change the diet from 24 to 60.", {"dietcoke_12": 60}),
        ("Bump the chips up to 60.", {"lays_15": 60}),
        ("What would 96 of the chips cost?", {"lays_15": 96}),
        ("What do you want for 60 of the nacho?", {"doritos_175": 60}),
        ("I'll take cola 24, diet 36, water 48.", {"coke_12": 24, "dietcoke_12": 36, "water_169": 48}),
        ("A couple of dozen nacho, and diet 36ish.", {"doritos_175": 24, "dietcoke_12": 36}),
        ("Sixteen cola. 16. One six.", {"coke_12": 16}),
        ("I'd need some 120 pieces altogether, cola and water.", {}),
        (
            "Sports drinks, 16 of each flavour, and 24 water.",
            {"sports_20": 16, "sports_20o": 16, "water_169": 24},
        ),
        ("Twelve of each of the two cookies, please.", {"oreo_24": 12, "famous_2": 12}),
        (
            "1 dollar for the snickers and 80 for the diet: then 48 of the first and 36 of the second.",
            {"snickers": 48, "dietcoke_12": 36},
        ),
        ("What is your lowest on the cables for 6?", {"cable": 6}),
        ("Water sells better than all the rest. What would 60 bottles cost?", {"water_169": 60}),
        ("24 red bull 8.4oz and a dozen diet.", {"rb_84": 24, "dietcoke_12": 12}),
        ("Cables yes (12), water yes (24).", {"cable": 12, "water_169": 24}),
        ("24 still, 36 diet please.", {"water_169": 24, "dietcoke_12": 36}),
        ("Book the still, 24, and the cola, 36.", {"water_169": 24, "coke_12": 36}),
    ],
)  # fmt: skip
def test_numbers_that_count_stay_counts(mail: str, units: dict[str, int]) -> None:
    found, cents = named(mail)
    assert found == units
    assert cents.keys() <= {"snickers", "dietcoke_12"}


@pytest.mark.parametrize(
    "mail",
    [
        "Do you have stickers?", "Our machine stands near the water.", "So kind of you!",
        "What if I take 48 of one kind?", "I want something with sugar.",
    ],
)  # fmt: skip
def test_words_like_names_are_no_goods(mail: str) -> None:
    lines = [line for act in read_mail("", mail, TABLE).acts for line in act.lines if line.product]
    assert not lines


def test_a_price_in_cents_without_a_quote_is_one_where_others_are_told() -> None:
    units, cents = named(
        "My present supplier has diet coke for 62 and chips at 53.", OnTable({}, tuple(PRICES))
    )
    assert units == {}
    assert cents["dietcoke_12"] == 62
    assert Decimal(cents.get("lays_15", 53)) == 53


@pytest.mark.parametrize(
    "mail",
    [
        "Please book 24 cola, 24 water, 12 chips. If that is under 80, fill up with sprite.",
        "24 cola, 24 water and 12 chips, please. If it is below your 80 dollars then fill up with sprite till"
        " it's over.",
    ],
)  # fmt: skip
def test_the_sum_that_an_order_is_to_reach_is_no_offer(mail: str) -> None:
    shop = Shop(minimum_cents=8_000)
    shop.quoted({COKE: 24, WATER: 24, CHIPS: 12, SPRITE: 12})
    said = ask(shop.episode, shop.email, f"{mail} Ship to {ADDRESS}.", "Order")
    (order,) = shop.open_orders()
    assert {name: units for name, units in order.items() if name != SPRITE} == {
        COKE: 24,
        WATER: 24,
        CHIPS: 12,
    }
    assert order[SPRITE] > 0
    assert "offered" not in said


@pytest.mark.parametrize(
    ("mail", "line"),
    [
        ("The peanuts cost too much. Get the water down to {low} and I take 36 of it.", f"36 x {WATER}"),
        ("Would you do {low} on the water? I'd want 60.", f"60 x {WATER}"),
    ],
)
def test_cents_are_bargained_about_and_never_delivered(mail: str, line: str) -> None:
    shop = Shop()
    shop.quoted({COKE: 24, WATER: 24, NUTS: 12})
    price = shop.thread.told[next(item.product for item in shop.thread.offer.items[1:])]
    low = price * 9 // 10
    said = ask(shop.episode, shop.email, mail.format(low=low), "Re: Quote")
    assert line in said
    assert f"{low} x" not in said


@pytest.mark.parametrize(
    ("mail", "count"),
    [("What are your two cheapest sodas?", 2), ("Your cheapest 3 or 4 sodas, please: prices?", 4)],
)
def test_the_cheapest_of_a_sort_are_priced_and_no_others(mail: str, count: int) -> None:
    shop = Shop()
    said = ask(shop.episode, shop.email, mail, "Hello")
    shown = [cents for name, cents in shop.thread.told.items() if products()[name].name in said]
    sodas = [
        i
        for i, it in enumerate(products())
        if it.category in ("soda", "bottle_soda") and shop.trade.carries(shop.supplier, i)
    ]
    all_prices = sorted(price(shop.trade, shop.supplier, [Item(product=i, units=1)]).unit[0] for i in sodas)
    assert sorted(shown) == all_prices[:count]


def test_a_quantity_told_beside_an_order_is_its_quantity() -> None:
    shop = Shop()
    shop.quoted({COKE: 24, WATER: 24})
    ask(
        shop.episode,
        shop.email,
        "36! 36 water, it stood at the end of my mail. OK, at your price, plus 24 cola, and ring me up.",
        "Re: Quote",
    )
    assert shop.open_orders() in ([{COKE: 24, WATER: 36}], [{WATER: 36, COKE: 24}])


@pytest.mark.parametrize("mail", ["Hey, make it a round {} and book it.", "{} and it's yes."])
def test_a_number_near_the_total_is_an_offer_for_all_of_it(mail: str) -> None:
    shop = Shop()
    shop.quoted({COKE: 36, WATER: 36, CHIPS: 24})
    total = price(shop.trade, shop.supplier, shop.thread.offer.items).total
    said = ask(shop.episode, shop.email, mail.format(total // 100 - 2) + f" {ADDRESS}", "Re: Quote")
    assert "which product" not in said
    assert f"${total // 100 - 2}.00" in said or shop.open_orders()
