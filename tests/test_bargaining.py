"""Bargaining: only serious offers move a price, product by product; a word is kept or broken."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest

from vendsim.economy import bargaining, orders, quotes
from vendsim.economy.bargaining import NOTHING, RIVAL, WORDS
from vendsim.economy.catalogue import FRIENDLY, GOUGER, NEGOTIATOR, catalogue, supplier_table
from vendsim.economy.night import close_day
from vendsim.economy.params import Params
from vendsim.economy.quotes import PARTS
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.suppliers
CATEGORY = catalogue().category
EVERYTHING = np.arange(catalogue().count)


class Haggle:
    """A buyer and one supplier of a kind that sells everything asked for."""

    def __init__(self, kind: int = NEGOTIATOR, seed: int = 0) -> None:
        self.params, self.state = open_worlds(SCENARIO, [seed])
        self.supplier = int(np.flatnonzero(self.params.kind[0] == kind)[0])
        self.goods = np.flatnonzero(supplier_table().carries[self.supplier])

    @property
    def conceded(self) -> list[int]:
        return self.state.conceded[0, self.supplier].tolist()

    @property
    def trust(self) -> int:
        return int(self.state.trust[0, self.supplier])

    def offer(self, product: int, units: int = 2_000, pull: int = WORDS) -> bool:
        """One letter, on a day of its own."""
        self.state.day += 1
        return bargaining.offer(
            SCENARIO, self.params, self.state, 0, self.supplier, [product], [units], [pull]
        )

    def pay(self, product: int, cents: int) -> None:
        one = np.array([1])
        orders.record_payment(
            SCENARIO, self.params, self.state, np.array([self.supplier]), one > 0, one * cents,
            np.array([[product]]), np.array([[10]]),
        )  # fmt: skip


@pytest.mark.parametrize(("pull", "parts"), [(WORDS, RULES.word_parts), (RIVAL, RULES.rival_parts)])
def test_an_offer_moves_its_product_most_and_its_category_a_little(pull: int, parts: int) -> None:
    haggle = Haggle()
    product = int(haggle.goods[0])
    assert haggle.offer(product, pull=pull)
    related = (CATEGORY[product] == CATEGORY) & (product != EVERYTHING)
    assert haggle.conceded[product] == parts
    most = int(haggle.params.max_rounds[0, haggle.supplier]) * RULES.word_parts  # others follow no further
    assert set(np.array(haggle.conceded)[related]) == {min(ceil(parts / RULES.related_part), most)}
    assert not np.array(haggle.conceded)[~related & (product != EVERYTHING)].any()


@pytest.mark.parametrize(("units", "pull"), [(1, WORDS), (RULES.serious_units, WORDS), (2_000, NOTHING)])
def test_small_quantities_and_prices_as_quoted_move_nothing(units: int, pull: int) -> None:
    haggle = Haggle()
    for _ in range(7):
        assert not haggle.offer(int(haggle.goods[0]), units, pull)
    assert not any(haggle.conceded)
    assert not haggle.state.pledge.any()


def test_a_quote_of_a_rival_moves_more_than_words_and_beyond_them() -> None:
    haggle = Haggle()
    product = int(haggle.goods[0])
    most = int(haggle.params.max_rounds[0, haggle.supplier]) * RULES.word_parts
    while haggle.offer(product):
        assert haggle.conceded[product] <= most
    assert haggle.conceded[product] == most
    assert haggle.offer(product, pull=RIVAL)
    assert haggle.conceded[product] == most + RULES.rival_parts


def test_one_letter_a_day_counts() -> None:
    haggle = Haggle()
    product = int(haggle.goods[0])
    assert haggle.offer(product)
    haggle.state.day -= 1
    assert not haggle.offer(product)
    assert haggle.conceded[product] == RULES.word_parts


def test_after_an_absurd_offer_nobody_bargains_for_some_days() -> None:
    haggle = Haggle()
    bargaining.offend(SCENARIO, haggle.state, 0, haggle.supplier)
    heard = [haggle.offer(int(haggle.goods[0])) for _ in range(RULES.offended_days + 1)]
    assert heard == [False] * RULES.offended_days + [True]


def test_a_kept_word_earns_trust_and_a_broken_one_costs_it() -> None:
    kept, broken = Haggle(), Haggle()
    product = int(kept.goods[0])
    for haggle in (kept, broken):
        haggle.offer(product)
    kept.pay(product, int(kept.state.pledge[0, kept.supplier]))
    broken.pay(product, int(broken.state.pledge[0, broken.supplier]) - 1)
    assert (kept.trust, broken.trust) == (1, 0)
    for haggle in (kept, broken):
        haggle.state.day += RULES.pledge_days
        haggle.offer(product)
    assert (kept.trust, broken.trust) == (1, -1)
    limits = [
        int(bargaining.parts_open(RULES, NEGOTIATOR, 5, 1, 0, haggle.trust)) for haggle in (broken, kept)
    ]
    assert limits == [0, 5 * RULES.word_parts + PARTS]


def test_pressing_on_after_a_no_costs_trust_until_the_next_order() -> None:
    haggle = Haggle()
    product = int(haggle.goods[0])
    while haggle.offer(product):
        pass
    assert haggle.trust == 0
    haggle.offer(product)
    haggle.offer(product)
    assert haggle.trust == -2
    haggle.pay(product, 10**6)
    assert haggle.trust == -1  # the word that the first offers gave is kept
    haggle.offer(product)
    assert haggle.trust == -1


def test_kinds_differ_once_they_have_been_paid() -> None:
    """The friendly come down unasked, gougers end above their first prices; negotiators must be asked."""
    after = {}
    for kind in (FRIENDLY, NEGOTIATOR, GOUGER):
        haggle = Haggle(kind)
        product = int(haggle.goods[0])
        haggle.offer(product)
        for _ in range(3):
            haggle.pay(product, 1)
        after[kind] = haggle.conceded[product]
    assert after[NEGOTIATOR] == RULES.word_parts < after[FRIENDLY]
    assert after[GOUGER] == -PARTS * RULES.gouger_creep


def test_no_deliveries_and_no_trust_open_more_than_the_limit() -> None:
    most = bargaining.parts_open(RULES, NEGOTIATOR, np.int64(5), 99, np.arange(200), 99)
    assert most.max() == 5 * RULES.word_parts + PARTS * RULES.rounds_earned
    assert bargaining.parts_open(RULES, GOUGER, np.int64(5), 0, 99, 99) == 5 * RULES.word_parts


def price_and_floor(params: Params, state: State, supplier: int) -> tuple[int, float]:
    who, product = np.array([[supplier]]), np.array([[3]])
    listed = quotes.list_price(SCENARIO, params, state, who, product)
    return int(listed[0, 0]), float(quotes.floor_price(params, who, product)[0, 0])


def test_the_more_is_conceded_the_nearer_the_floor() -> None:
    params, state = open_worlds(SCENARIO, [5])
    last = 10**9
    for parts in range(-48, 128, 8):
        state.conceded[:] = parts
        now, floor = price_and_floor(params, state, 7)
        assert last >= now >= floor
        last = now


def test_a_supplier_forgets_how_a_buyer_bargained_thirty_days_after_the_last_order() -> None:
    params, state = open_worlds(SCENARIO, [0])
    state.conceded[:], state.trust[:] = 2, 1
    state.last_order[0, 4] = 1
    history = []
    for _ in range(40):
        history.append(int(state.conceded[0, 4, 3] + state.trust[0, 4]))
        close_day(SCENARIO, params, state)
    assert history == [3] * 31 + [0] * 9
    assert (np.delete(state.conceded[0], 4, axis=0) == 2).all()
