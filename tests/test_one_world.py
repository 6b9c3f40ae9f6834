"""It is one world: plans carried out as numbers and by tool calls leave the same accounts every day.

The same actions are played in the numeric world and, through the clerk, in the text world of the same seed,
for months and a whole year. Every morning, after the mail is read, everything an operator knows, sees and may
do must be equal in both, to the cent, and so must the accounts, the goods, and what is hidden of concessions
and of goodwill. Nothing is left out: what the numeric operator cannot do (chase suppliers, pay surcharges,
take up unasked offers, answer customers in words), the clerk does not do either.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vendsim import Episode, Scenario
from vendsim.data import supplier_identities
from vendsim.economy import machine
from vendsim.manager.day import play_day
from vendsim.manager.house import Careful
from vendsim.manager.knowledge import Knowledge
from vendsim.manager.layout import LETTERS, layout
from vendsim.manager.look import observe
from vendsim.manager.worlds import Worlds, open_business
from vendsim_agents.clerk import Clerk

VB2, LIVING = Scenario.load("vb2"), Scenario.load("living")
RICH = VB2.model_copy(update={"money": VB2.money.model_copy(update={"start_cents": 2_000_000})})
FORM = layout(VB2)
Array = npt.NDArray[Any]
Plan = Callable[[Knowledge, Array], Array]  # from knowledge and mask (M,) to an action (H,)


def any_possible(mask: Array, draw: np.random.Generator) -> Array:
    """A possible option of each head, all equally likely."""
    parts = zip(FORM.starts[:-1], FORM.starts[1:], strict=True)
    return np.array([draw.choice(np.flatnonzero(mask[start:end])) for start, end in parts])


def at_random(scenario: Scenario, seed: int) -> Plan:
    """Whatever is possible, seldom in the same slots two days in a row."""
    draw = np.random.default_rng(seed)
    return lambda known, mask: any_possible(mask, draw)


def sensibly(scenario: Scenario, seed: int) -> Plan:
    """The numeric twin of the careful agent."""
    house = Careful(scenario)

    def choose(known: Knowledge, mask: Array) -> Array:
        if known.day[0] == 1:
            house.begin(known, np.array([0]))
        return house.act(known)[0]

    return choose


def carelessly(scenario: Scenario, seed: int) -> Plan:
    """Money to burn: three letters and an order every day, to cheats as well, goods that lie until they are
    stale, and hardly a claim paid."""
    draw = np.random.default_rng(seed)

    def choose(known: Knowledge, mask: Array) -> Array:
        action = any_possible(mask, draw)
        columns = FORM.columns
        if draw.random() < 0.9:
            action[columns["product"]] = 0
        action[columns["price"]] = draw.integers(0, 5, size=FORM.slots)
        for i in range(LETTERS):
            start, end = FORM.starts[columns["letter"]][i], FORM.starts[columns["letter"].start + i + 1]
            letters = np.flatnonzero(mask[start:end])[1:]
            action[columns["letter"].start + i] = draw.choice(letters) if len(letters) else 0
        action[columns["units"]] = draw.integers(2, 6, size=FORM.slots) * (draw.random(FORM.slots) < 0.3)
        action[columns["refund"]] *= draw.random(columns["refund"].stop - columns["refund"].start) < 0.2
        action[columns["trip"]] = draw.random() < 0.25
        return action

    return choose


def all_that_is_so(worlds: Worlds | Episode) -> dict[str, list[Any]]:
    """Accounts, goods, concessions and goodwill, shown or hidden, in either world."""
    state = worlds.state if isinstance(worlds, Worlds) else worlds._world.state
    return {
        "accounts": state.accounts[0].tolist(),
        "slots": machine.slot_stock(state)[0].tolist(),
        "goods in slots": state.slot_good[0].tolist(),
        "storage": machine.stored(state)[0].tolist(),
        "lots": (state.store_units * state.store_day).sum(axis=2)[0].tolist(),
        "prices": state.price[0].tolist(),
        "conceded": state.conceded[0].tolist(),
        "words": [state.trust[0].tolist(), state.refused[0].tolist(), state.pledge[0].tolist()],
        "orders paid": state.orders_paid[0].tolist(),
        "closed": state.closed[0].tolist(),
        "goodwill": state.goodwill.tolist(),
    }


def all_that_is_known(known: Knowledge) -> dict[str, list[Any]]:
    """Every field but the marks of what is new; an assortment as the products in it, once it is listed."""
    facts = {
        field.name: getattr(known, field.name).tolist()
        for field in fields(known)
        if not field.name.endswith("_news")
    }
    listed = known.assortments[known.assortment] & (known.quoted_on > 0)[:, :, None]
    return {**facts, "assortments": [], "assortment": listed.tolist()}


class Twins:
    """One plan in two worlds, compared every morning."""

    def __init__(self, scenario: Scenario, seed: int, plan: Plan) -> None:
        self.numbers, self.texts = open_business(scenario, np.array([seed])), Episode(scenario, seed)
        self._plan = plan
        self._seen = np.zeros((1, FORM.width), dtype=np.float32)
        self._can = np.zeros((1, FORM.mask_size), dtype=np.int8)
        self._addresses = [supplier_identities()[who].email for who in self.numbers.backstage.who[0]]
        self.clerk = Clerk(self._choose, scenario, self._addresses)

    def play(self) -> None:
        while not self.texts.done:
            if self.texts.day % 50 == 0:
                self._change_the_clerk()
            self.clerk.play_day(self.texts)
            play_day(self.numbers, self._action[None], self._seen, self._can)
        assert bool(self.numbers.state.ended[0])
        after, told = all_that_is_so(self.numbers), all_that_is_so(self.texts)
        for what in ("accounts", "slots", "goods in slots", "storage"):  # nobody writes or works any more
            assert after[what] == told[what]

    def _change_the_clerk(self) -> None:
        """Another one goes on with what the first has written down."""
        memory = json.loads(json.dumps(self.clerk.snapshot()))
        self.clerk = Clerk(self._choose, self.texts.scenario)
        self.clerk.restore(memory)

    def _choose(self, observation: Array, mask: Array) -> Array:
        assert all_that_is_so(self.texts) == all_that_is_so(self.numbers)
        assert all_that_is_known(self.clerk.books.known) == all_that_is_known(self.numbers.known)
        if self.texts.day == 1:  # later mornings are looked at for news, as environments do
            observe(self.numbers.scenario, self.numbers.known, self._seen, self._can)
        numbers = self.numbers
        assert (observation == self._seen[0]).all()
        assert (mask == self._can[0]).all()
        self._action = self._plan(numbers.known, mask)
        return self._action


def lasting(scenario: Scenario, days: int) -> Scenario:
    return scenario.model_copy(update={"days": days})


def test_random_actions_leave_the_same_accounts_every_day() -> None:
    scenario = lasting(VB2, 150)
    Twins(scenario, 0, at_random(scenario, 0)).play()


@pytest.mark.parametrize(("seed", "plan", "days"), [(2, sensibly, 200), (3, at_random, 80)])
def test_a_year_that_moves_is_the_same_in_both(
    seed: int, plan: Callable[[Scenario, int], Plan], days: int
) -> None:
    scenario = lasting(LIVING, days)
    Twins(scenario, seed, plan(scenario, seed)).play()


def test_a_sensible_year_leaves_the_same_accounts_every_day() -> None:
    twins = Twins(VB2, 1, sensibly(VB2, 1))
    twins.play()
    assert twins.texts.day == VB2.days
    assert twins.texts.result().tool_errors == 0


def test_careless_months_with_everything_in_them_leave_the_same_accounts_every_day() -> None:
    scenario = lasting(RICH, 120)
    twins = Twins(scenario, 39, carelessly(scenario, 39))  # a world in which everything happens early
    twins.play()
    happened = Counter(event.kind for event in twins.texts.events)
    assert twins.texts.result().tool_errors == 0
    assert (twins.numbers.backstage.reply_days > 0).any()  # some are slow
    for kind in (
        "claim_settled", "claim_ignored", "supplier_closed", "order_closed", "surcharge_demanded",
        "offer_made",
    ):  # fmt: skip
        assert happened[kind], kind
