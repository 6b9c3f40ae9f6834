"""What a run has asked of a model, what it cost, and where it is to stop."""

from __future__ import annotations

import math
import time

from vendsim import usage as counts
from vendsim.agent import PURSE, Budget, ModelUse, Prices, StopRun
from vendsim_agents.llm.answers import Answer


class Meter:
    """Counts for all parts of one agent, and stops it at its budget."""

    def __init__(self, budget: Budget, prices: Prices | None) -> None:
        self._use = ModelUse(usd=0.0 if prices else None)
        self._budget = budget
        self._prices = prices
        self._last_output = 0
        self._dearest = 0.0  # dollars a token that an answer was told to cost, at most
        self._unpriced = False  # an answer came whose cost nobody knows
        self._besides: float | None = 0.0  # dollars that others asked for in this run; None: nobody knows
        self.has_asked = False  # in this sitting
        hours = budget.max_hours
        self._deadline = None if hours is None else time.monotonic() + hours * 3600
        self._purse = PURSE.get()

    @property
    def use(self) -> ModelUse:
        """What has been asked so far."""
        return self._use

    @use.setter
    def use(self, use: ModelUse) -> None:
        self._use = use
        self._tell_purse()

    @property
    def knows_prices(self) -> bool:
        """Whether an answer can be priced without being told."""
        return self._prices is not None or self._dearest > 0

    @property
    def last_output(self) -> int:
        """Tokens that the next answer may be expected to have: as the last, or as all so far."""
        return self._last_output or self.use.output_tokens // max(1, self.use.answers)

    @property
    def seconds_left(self) -> float:
        """Until the hours of this sitting are over."""
        return math.inf if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def count_message(self) -> None:
        """Count a message that was added to a conversation."""
        self.use.messages += 1

    def count_call(self) -> None:
        """Count a tool call that the model made."""
        self.use.calls += 1

    def count_answer(self, answer: Answer, prompt_tokens: int, output_tokens: int) -> None:
        """Count an answer; tokens as the endpoint or an estimate has them."""
        use = self.use
        cached = min(counts.cached_tokens(answer.usage) or 0, prompt_tokens)
        use.answers += 1
        use.prompt_tokens += prompt_tokens
        use.cached_tokens += cached
        use.output_tokens += output_tokens
        told = counts.usd(answer.usage)
        usd = told if told or self._prices is None else self._prices.usd(prompt_tokens, cached, output_tokens)
        if told:
            self._dearest = max(self._dearest, told / (prompt_tokens + output_tokens or 1))
        if usd is None and self._dearest:
            usd = self._dearest * (prompt_tokens + output_tokens)
        if usd is None:
            self._unpriced = True
        else:
            use.usd = (use.usd or 0.0) + usd
        self._last_output = output_tokens
        self._tell_purse()

    def price_of_lost(self, prompt_tokens: int, output_tokens: int, told: float | None = None) -> float:
        """Dollars that an answer which never arrived may have cost."""
        if told is not None:
            return told
        if self._prices is not None:
            return self._prices.usd(prompt_tokens, 0, output_tokens)
        return self._dearest * (prompt_tokens + output_tokens)

    def count_lost(self, usd: float) -> None:
        """Count what may have been charged for an answer that never arrived."""
        self.use.usd_lost += usd
        self._tell_purse()

    def count_besides(self, usd: float | None) -> None:
        """Take note of what the models of the suppliers have cost so far; None: nobody knows."""
        if usd != self._besides:
            self._besides = usd
            self._tell_purse()

    def check(self, prompt_tokens: int) -> None:
        """Raise StopRun when a request of so many tokens is not within the budget any more."""
        limit, use = self._budget, self.use
        if limit.max_messages is not None and use.messages >= limit.max_messages:
            raise StopRun(f"the budget of {limit.max_messages:,} messages is used up")
        if limit.max_output_tokens is not None and use.output_tokens >= limit.max_output_tokens:
            raise StopRun(f"the budget of {limit.max_output_tokens:,} output tokens is used up")
        expected = self._expected(prompt_tokens)
        if limit.max_usd is not None or self._purse is not None:
            self._check_costs_are_known()
        if limit.max_usd is not None and self._spent + expected > limit.max_usd:
            raise StopRun(f"the next request would exceed the budget of ${limit.max_usd:,.2f}")
        if self._purse is not None and not self._purse.allows(expected):
            raise StopRun(f"the next request would exceed the ${self._purse.limit:,.2f} of all runs together")
        self.check_time()

    def _check_costs_are_known(self) -> None:
        if self._unpriced:
            raise StopRun(
                "the endpoint does not say what an answer cost, so that the budget in dollars cannot be kept;"
                " give --price-in and --price-out"
            )
        if self._besides is None:
            raise StopRun(
                "the endpoint of the suppliers' model does not say what an answer cost, so that the budget in"
                " dollars cannot be kept; give price_in and price_out in the scenario's [voice] or [reader]"
            )

    def check_time(self, seconds: float = 0.0) -> None:
        """Raise StopRun when the hours are over, or will be after so many seconds."""
        if self._deadline is not None and time.monotonic() + seconds >= self._deadline:
            raise StopRun(f"the budget of {self._budget.max_hours:g} hours is used up")

    @property
    def _spent(self) -> float:
        """Dollars of this run, for whatever and whomever."""
        return (self.use.usd or 0.0) + self.use.usd_lost + (self._besides or 0.0)

    def _expected(self, prompt_tokens: int) -> float:
        """Dollars that the next answer will cost if it is as long as the last and nothing was cached."""
        return self.price_of_lost(prompt_tokens, self.last_output)

    def _tell_purse(self) -> None:
        if self._purse is not None:
            self._purse.spent(self._spent)
