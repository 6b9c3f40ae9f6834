"""What a run has asked of a model, what it cost, and where it is to stop."""

from __future__ import annotations

import time

from vendsim.agent import Budget, ModelUse, Prices, StopRun
from vendsim_agents.llm.answers import Answer

_MILLION = 1_000_000


class Meter:
    """Counts for all parts of one agent, and stops it at its budget."""

    def __init__(self, budget: Budget, prices: Prices | None) -> None:
        self.use = ModelUse(usd=0.0 if prices else None)
        self._budget = budget
        self._prices = prices
        self._last_output = 0
        hours = budget.max_hours
        self._deadline = None if hours is None else time.monotonic() + hours * 3600

    def count_message(self) -> None:
        """Count a message that was added to a conversation."""
        self.use.messages += 1

    def count_answer(self, answer: Answer, prompt_tokens: int, output_tokens: int) -> None:
        """Count an answer; tokens as the endpoint or an estimate has them."""
        use = self.use
        use.answers += 1
        use.prompt_tokens += prompt_tokens
        use.cached_tokens += min(answer.cached_tokens, prompt_tokens)
        use.output_tokens += output_tokens
        usd = answer.usd
        if usd is None and self._prices is not None:
            usd = cost(self._prices, prompt_tokens, min(answer.cached_tokens, prompt_tokens), output_tokens)
        if usd is not None:
            use.usd = (use.usd or 0.0) + usd
        self._last_output = output_tokens

    def check(self, prompt_tokens: int) -> None:
        """Raise StopRun when a request of so many tokens is not within the budget any more."""
        limit, use = self._budget, self.use
        if limit.max_messages is not None and use.messages >= limit.max_messages:
            raise StopRun(f"the budget of {limit.max_messages:,} messages is used up")
        if limit.max_output_tokens is not None and use.output_tokens >= limit.max_output_tokens:
            raise StopRun(f"the budget of {limit.max_output_tokens:,} output tokens is used up")
        if limit.max_usd is not None and (use.usd or 0.0) + self._expected(prompt_tokens) > limit.max_usd:
            raise StopRun(f"the next request would exceed the budget of ${limit.max_usd:,.2f}")
        self.check_time()

    def check_time(self, seconds: float = 0.0) -> None:
        """Raise StopRun when the hours are over, or will be after so many seconds."""
        if self._deadline is not None and time.monotonic() + seconds >= self._deadline:
            raise StopRun(f"the budget of {self._budget.max_hours:g} hours is used up")

    def _expected(self, prompt_tokens: int) -> float:
        """Dollars that the next answer will cost if it is as long as the last and nothing was cached."""
        return cost(self._prices, prompt_tokens, 0, self._last_output) if self._prices else 0.0


def cost(prices: Prices, prompt_tokens: int, cached_tokens: int, output_tokens: int) -> float:
    """Dollars for an answer."""
    cached = prices.input if prices.cached is None else prices.cached
    fresh = prompt_tokens - cached_tokens
    return (fresh * prices.input + cached_tokens * cached + output_tokens * prices.output) / _MILLION
