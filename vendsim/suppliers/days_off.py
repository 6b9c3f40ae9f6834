"""Days on which a business does not write unless it must: Sundays and the holidays that shops keep."""

from __future__ import annotations

from calendar import MONDAY, SUNDAY, THURSDAY
from datetime import date, timedelta

_FIXED = {(1, 1): "New Year's Day", (7, 4): "Independence Day", (12, 25): "Christmas Day"}


def day_off(when: date) -> str:
    """What such a day is called, or nothing on working days. Source of the holidays: 5 U.S.C. 6103."""
    movable = {
        _last_monday_of_may(when.year): "Memorial Day",
        _nth(1, MONDAY, when.year, 9): "Labor Day",
        _nth(4, THURSDAY, when.year, 11): "Thanksgiving",
    }
    holiday = _FIXED.get((when.month, when.day)) or movable.get(when)
    return holiday or ("Sunday" if when.weekday() == SUNDAY else "")


def _nth(n: int, weekday: int, year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last_monday_of_may(year: int) -> date:
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday() - MONDAY)
