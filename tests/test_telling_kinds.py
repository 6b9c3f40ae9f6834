"""Nothing seen before the first payment tells a kind: a small version of ``benchmarks/telling_kinds.py``.

In the large one, learners get 200 worlds, and are judged on 100.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def telling() -> Any:
    """The benchmark; only who runs these tests imports its learners."""
    pytest.importorskip("sklearn", reason="needs scikit-learn, which the extra dev brings")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parent.parent / "benchmarks")
        return pytest.importorskip("telling_kinds", reason="benchmarks are not part of the package")


@pytest.fixture(scope="module")
def some(telling: Any, once: Callable[..., Any]) -> tuple[Any, Any]:
    """What is seen in some worlds, and in others."""

    def look() -> list[tuple[Any, ...]]:
        seen = [telling.look_at(worlds) for worlds in (range(24), range(24, 36))]
        return [(one.numbers, one.texts, one.kind) for one in seen]

    known, new = once("seen-before-a-payment", look)
    return telling.Seen(*known), telling.Seen(*new)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["tell_by_numbers", "tell_by_words"])
def test_nobody_tells_a_kind_by_what_is_seen_before_a_payment(
    telling: Any, some: tuple[Any, Any], how: str
) -> None:
    told = getattr(telling, how)(*some)
    assert told.accuracy <= told.prior + 0.10
    assert told.cheat_auc <= 0.62


@pytest.mark.slow
def test_reports_of_other_buyers_tell_something_and_not_much(telling: Any) -> None:
    told = telling.tell_by_numbers(telling.read_reports(range(200)), telling.read_reports(range(200, 300)))
    assert 0.60 <= told.cheat_auc <= 0.70


def test_a_learner_would_find_what_tells_a_kind(telling: Any) -> None:
    """The test above can fail: with a number that tells, the same learner tells."""
    seen = telling.read_reports(range(12))
    seen.numbers[:, 0] = seen.kind + 0.3 * (seen.numbers[:, 3] > 0)
    told = telling.tell_by_numbers(seen, seen)
    assert told.accuracy > 0.9
    assert told.cheat_auc > 0.95
