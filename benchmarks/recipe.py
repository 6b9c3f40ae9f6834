"""Rules of thumb in place of judgement, to see what they are worth: `ladder.py` plays them as "recipe".

First prices tell whom to deal with ("too cheap cheats, too dear gouges"), bargaining is one fixed letter a
day to the cheapest, every slot is filled every day at guides' prices and a sixth, and many products are tried
and the earners kept. Tools only, as any agent.
"""

from __future__ import annotations

from vendsim.agent import AgentOptions, Desk
from vendsim_agents import letters, texts
from vendsim_agents.expert import Expert
from vendsim_agents.expert.agent import Day
from vendsim_agents.expert.judgement import usable
from vendsim_agents.expert.memory import Supplier

_BAND = (1.27, 2.85)  # first prices of whom it deals with, in usual costs
_PARTNERS = 3  # the cheapest, to whom it writes every day
_UNITS, _LOWBALL = 24, 0.8  # of each product in the letter, and the share of the asked price it bids


class Recipe(Expert):
    """The expert without a look at shops or news, with a band of first prices and a fixed way to bargain."""

    def __init__(self, options: AgentOptions) -> None:
        super().__init__(options, without=("prices", "news", "disputes"))

    def begin(self, desk: Desk) -> Day:
        """A working day."""
        return _Day(desk, self.memory, self.skills)


class _Day(Day):
    """One working day by the recipe."""

    def read_supplier(self, mail: texts.Mail, supplier: Supplier) -> None:
        """Who opens outside of the band is never dealt with."""
        first = not supplier.prices
        super().read_supplier(mail, supplier)
        if first and supplier.prices and not _BAND[0] <= self.level(supplier) <= _BAND[1]:
            supplier.gone = True

    def asks_first(self, email: str, lines: dict[str, int]) -> bool:
        """It orders at the prices that stand."""
        return False

    def write(self) -> None:
        """The same letter every day to the cheapest, whatever was answered."""
        super().write()
        known = {email: s for email, s in self.memory.suppliers.items() if usable(s)}
        for email in sorted(known, key=lambda email: (self.level(known[email]), email))[:_PARTNERS]:
            if known[email].wrote < self.number:
                self._lowball(email, known[email])

    def _lowball(self, email: str, supplier: Supplier) -> None:
        rows = [
            f"{_UNITS} x {name} @ ${supplier.prices[name] * _LOWBALL / 100:.2f}"
            for name in self.assortment() if name in supplier.prices
        ]  # fmt: skip
        if rows:
            self.mail(email, "Prices", letters.signed(f"I would buy:\n\n{letters.bullets(rows)}"))
