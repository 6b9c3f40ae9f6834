"""Storage and the machine."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from vendsim.data import good_name
from vendsim.draws import IntArray
from vendsim.economy import customers, machine, testimony
from vendsim.economy.catalogue import catalogue
from vendsim.economy.ledger import Account
from vendsim.events import CashCollected, PriceSet, Stocked
from vendsim.money import show, to_cents
from vendsim.office import bank
from vendsim.office.tools.fields import Dollars, no_bool, unwrap_json
from vendsim.office.tools.goods import named_good
from vendsim.office.tools.registry import Arguments, ToolError, tool
from vendsim.office.world import World
from vendsim.text import shorten


@tool("look")
def get_storage_inventory(world: World, _: Arguments) -> str:
    """List the goods in your storage: units, when they were delivered, and until when they are best."""
    state, stored = world.state, machine.stored(world.state)[0]
    goods = np.flatnonzero(stored).tolist()
    if not goods:
        return "Storage is empty."
    is_large = machine.fits(np.array(goods), True).tolist()
    lines = [
        f"- {good_name(good)}: {int(stored[good])} units ({'large' if large else 'small'} slot), "
        f"{_dates(world, good, state.store_units[0, good], state.store_day[0, good])}"
        for good, large in zip(goods, is_large, strict=True)
    ]
    return "\n".join(["In storage:", *lines])


@tool("trip")
def get_machine_inventory(world: World, _: Arguments) -> str:
    """Go to the machine and list its slots: product, units, price, when the goods were delivered, until when
    they are best; what its drop sensor missed; and the coins inside."""
    state, rules = world.state, world.scenario.machine
    stock, price = machine.slot_stock(world.state)[0].tolist(), machine.slot_price(world.state)[0].tolist()
    lines = []
    for i, slot in enumerate(rules.slots):
        size = "large" if rules.is_large[i] else "small"
        good = int(state.slot_good[0, i])
        content = "empty" if good < 0 else f"empty, sold out of {good_name(good)}"
        if stock[i] > 0:
            tag = show(price[i]) if price[i] else "no price set, so nothing sells"
            dates = _dates(world, good, state.slot_units[0, i], state.slot_day[0, i])
            content = f"{good_name(good)}, {stock[i]} of {rules.capacity[i]} units, {tag}, {dates}"
        lines.append(f"- {slot} ({size}, holds {rules.capacity[i]}): {content}")
    coins = int(state.accounts[0, Account.COINS])
    return "\n".join(["The machine:", *lines, _sensor(world), f"Coins inside: {show(coins)}."])


def _sensor(world: World) -> str:
    """What was paid for lately and never dropped, whether or not anybody has complained of it yet.

    Jams that customers invent are not in it. That makes such a complaint one that can be checked.
    """
    jams = Counter(
        (claim.bought, claim.slot)
        for claim in world.office.claims
        if claim.cause == customers.JAM and world.day - claim.bought <= _SENSOR_DAYS
    )
    missed = [
        f"{slot} on {world.scenario.date_of(day).isoformat()}" + (f" ({count} times)" if count > 1 else "")
        for (day, slot), count in sorted(jams.items())
    ]
    said = f"{', '.join(missed)}; everything else" if missed else "everything"
    seen = "Not dropped: " if missed else ""
    return f"Drop sensor, last {_SENSOR_DAYS} days: {seen}{said} that was paid for dropped."


def _dates(world: World, good: int, units: IntArray, day: IntArray) -> str:
    """From when to when the lots of a stack were delivered, and the first date printed on them."""
    days = day[units > 0]
    first, last = (world.scenario.date_of(int(it)).isoformat() for it in (days.min(), days.max()))
    delivered = f"delivered {first}" + (f" to {last}" if last != first else "")
    life = int(catalogue().shelf_life_of_goods[good])
    if life > testimony.PERISHES:
        return delivered
    return f"{delivered}, best before {world.scenario.date_of(int(days.min()) + life).isoformat()}"


_SENSOR_DAYS = 14  # that the drop sensor keeps; longer than any customer waits with a complaint
_TOLD = 12  # reasons of one call: as many as there are slots


class Move(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    slot: Annotated[str, Field(max_length=40)] = Field(description="A1 to D3")
    product: Annotated[str, Field(max_length=200)] = Field(description="name as in storage")
    units: Annotated[int, Field(ge=-10_000, le=10_000), no_bool] = Field(
        description="units to put in; negative takes them out"
    )


class StockMachine(Arguments):
    moves: Annotated[list[Move], Field(min_length=1, max_length=200), unwrap_json]


@tool("trip", StockMachine)
def stock_machine(world: World, args: StockMachine) -> str:
    """Move goods between storage and the machine in one trip, in the order given. A slot holds one product;
    A and B take small products, C and D large ones. A move that is impossible is left out, and the reply
    says why."""
    done, refused = [], []
    for move in args.moves:
        try:
            slot, good = _checked_move(world, move)
        except ToolError as error:
            refused.append(str(error))
            continue
        _carry(world, slot, good, move.units)
        done.append(_moved(world, slot, good, move.units))
    if not done:
        raise ToolError(" ".join(_first_few(refused)))
    return "\n".join(["Done:", *done, *_not_done(refused), *_unpriced(world)])


def _carry(world: World, slot: int, good: int, units: int) -> None:
    if units > 0:
        machine.load(world.state, slot, np.array([good]), np.array([units]))
    else:
        machine.unload(world.state, slot, np.array([-units]))
    world.events.append(
        Stocked(
            day=world.day,
            time=world.time,
            slot=world.scenario.machine.slots[slot],
            product=good_name(good),
            units=units,
        )
    )


def _not_done(refused: list[str]) -> list[str]:
    return ["Not done:", *(f"- {why}" for why in _first_few(refused))] if refused else []


def _first_few(refused: list[str]) -> list[str]:
    """Why things were refused; of very many, a few and how many more."""
    more = len(refused) - _TOLD
    return refused if more <= 0 else [*refused[:_TOLD], f"{more} more were refused, too."]


def _moved(world: World, slot: int, good: int, units: int) -> str:
    rules = world.scenario.machine
    stock = int(machine.slot_stock(world.state)[0, slot])
    verb = f"put {units} in" if units > 0 else f"took {-units} out"
    return f"- {rules.slots[slot]}: {verb}, {good_name(good)}; now {stock} of {rules.capacity[slot]}"


def _unpriced(world: World) -> list[str]:
    """A word of warning about goods that cannot sell."""
    goods = world.state.slot_good[0]
    names = sorted({good_name(int(g)) for g in goods if g >= 0 and not world.state.price[0, g]})
    return [f"No price is set yet for: {'; '.join(names)}."] if names else []


def _checked_move(world: World, move: Move) -> tuple[int, int]:
    """The slot and the good of a move that is possible now. Raises ToolError."""
    slot = slot_index(world, move.slot)
    name, stock = world.scenario.machine.slots[slot], int(machine.slot_stock(world.state)[0, slot])
    held = int(world.state.slot_good[0, slot]) if stock > 0 else -1
    if move.units == 0:
        raise ToolError(f"The move at slot {name} has 0 units; leave it out or name a number.")
    if move.units > 0:
        stored = machine.stored(world.state)[0]
        good = named_good(move.product, np.flatnonzero(stored).tolist(), "storage")
        _check_room(world, slot, good, move.units, held, stock, int(stored[good]))
        return slot, good
    if held < 0:
        raise ToolError(f"Slot {name} is empty; there is nothing to take out.")
    good = named_good(move.product, [held], f"slot {name}")
    if -move.units > stock:
        raise ToolError(f"Slot {name} holds only {stock} units, not {-move.units}.")
    return slot, good


def _check_room(world: World, slot: int, good: int, units: int, held: int, stock: int, stored: int) -> None:
    rules = world.scenario.machine
    name, large = rules.slots[slot], rules.is_large[slot]
    if not machine.fits(np.array([good]), large)[0]:
        size, rows = ("large", rules.large_rows) if not large else ("small", rules.small_rows)
        raise ToolError(f"{good_name(good)} needs a {size} slot (rows {', '.join(rows)}), not {name}.")
    if held not in (-1, good):
        raise ToolError(f"Slot {name} holds {good_name(held)}; take it out first or choose another slot.")
    if units > stored:
        raise ToolError(f"Storage holds only {stored} units of {good_name(good)}, not {units}.")
    if stock + units > rules.capacity[slot]:
        room = rules.capacity[slot] - stock
        raise ToolError(f"Slot {name} has room for {room} more units of {good_name(good)}, not {units}.")


def slot_index(world: World, text: str) -> int:
    """The place of a slot by its name. Raises ToolError."""
    slots = world.scenario.machine.slots
    name = text.strip().upper()
    if name not in slots:
        raise ToolError(f'Slot "{shorten(text, 20)}" does not exist; slots are {slots[0]} to {slots[-1]}.')
    return slots.index(name)


class SetPrices(Arguments):
    prices: Annotated[
        dict[Annotated[str, Field(max_length=200)], Dollars],
        Field(min_length=1, max_length=200),
        unwrap_json,
    ] = Field(description="product name or slot: price in dollars")


@tool("trip", SetPrices)
def set_prices(world: World, args: SetPrices) -> str:
    """Set prices at the machine in one trip. A product has one price in all its slots. Naming a slot means
    the product in it; products in storage can be priced before they are stocked. A price that is impossible
    is left out, and the reply says why."""
    wanted: dict[int, set[int]] = {}
    refused = []
    for name, price in args.prices.items():
        try:
            wanted.setdefault(_priced_good(world, name), set()).add(_checked_price(world, name, price))
        except ToolError as error:
            refused.append(str(error))
    done = []
    for good, prices in wanted.items():
        if len(prices) > 1:
            refused.append(f"{good_name(good)} is given two prices; a product has one in all its slots.")
            continue
        for cents in prices:
            _set_price(world, good, cents)
            done.append(f"- {good_name(good)}: {show(cents)}")
    if not done:
        raise ToolError(" ".join(_first_few(refused)))
    return "\n".join(["Prices set:", *done, *_not_done(refused)])


def _set_price(world: World, good: int, cents: int) -> None:
    world.state.price[0, good] = cents
    world.events.append(PriceSet(day=world.day, time=world.time, product=good_name(good), price_cents=cents))


def _checked_price(world: World, name: str, dollars: float) -> int:
    """A price in cents. Raises ToolError."""
    money = world.scenario.money
    try:
        cents = to_cents(dollars)
    except ValueError:
        raise ToolError(f'The price of "{shorten(name, 60)}" is not a possible amount of dollars.') from None
    if not money.lowest_price_cents <= cents <= money.highest_price_cents:
        raise ToolError(
            f'{show(cents)} is not a possible price for "{shorten(name, 60)}"; prices go from '
            f"{show(money.lowest_price_cents)} to {show(money.highest_price_cents)}."
        )
    return cents


def _priced_good(world: World, name: str) -> int:
    slots = world.scenario.machine.slots
    if name.strip().upper() in slots:
        slot = slot_index(world, name)
        good = int(world.state.slot_good[0, slot])
        if good < 0:
            raise ToolError(f"Slot {slots[slot]} is empty; name a product or a slot that holds one.")
        return good
    here = {int(g) for g in world.state.slot_good[0] if g >= 0}
    here |= set(np.flatnonzero(machine.stored(world.state)[0]).tolist())
    return named_good(name, sorted(here), "the machine or storage")


@tool("trip")
def collect_cash(world: World, _: Arguments) -> str:
    """Go to the machine, take the coins out and bring them to the bank account."""
    cents = int(world.state.accounts[0, Account.COINS])
    if cents == 0:
        return "There are no coins in the machine."
    bank.pay_in(world, Account.COINS, cents, "Coins from the machine")
    world.events.append(CashCollected(day=world.day, time=world.time, cents=cents))
    return f"Collected {show(cents)}. Bank balance: {show(world.bank_cents)}."
