"""Sundays and holidays: which they are, and how letters that are written on them begin."""

from __future__ import annotations

from datetime import date

import pytest

from playing import ask, dealt, sleep
from vendsim.data import SupplierIdentity, supplier_identities
from vendsim.suppliers.days_off import day_off
from vendsim.suppliers.decisions import Noted
from vendsim.suppliers.voice import Speaker, phrase

NAMED = {
    date(2026, 8, 15): "", date(2026, 8, 16): "Sunday", date(2026, 9, 7): "Labor Day", date(2026, 9, 14): "",
    date(2026, 11, 19): "", date(2026, 11, 26): "Thanksgiving", date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year's Day", date(2027, 5, 24): "", date(2027, 5, 31): "Memorial Day",
    date(2027, 7, 4): "Independence Day", date(2028, 5, 29): "Memorial Day",
}  # fmt: skip


@pytest.mark.parametrize("when", NAMED, ids=str)
def test_a_day_off_has_a_name(when: date) -> None:
    assert day_off(when) == NAMED[when]


@pytest.mark.parametrize("who", supplier_identities(), ids=lambda who: who.tone)
def test_a_letter_of_a_day_off_says_so_in_every_tone(who: SupplierIdentity) -> None:
    speaker = Speaker(who.name, who.contact, who.tone, 0, "Labor Day")
    assert "Labor Day" in phrase([Noted()], speaker, 30, 0)


def test_an_answer_of_a_sunday_says_so_and_one_of_a_monday_does_not() -> None:
    supplier = dealt("friendly")
    episode = supplier.open()
    sleep(episode, 5)
    assert "Sunday" in ask(episode, supplier.email, "Could you send me your price list?")
    assert "Sunday" not in ask(episode, supplier.email, "What is your minimum order?")
