"""What the web may know: how loud a supplier is, what is reported of it, when it closes, and local prices."""

from __future__ import annotations

import numpy as np

from vendsim.data import products, supplier_identities
from vendsim.draws import Stream, integers, one
from vendsim.economy.catalogue import PRICE_SWITCH, SHORT_SHIP, SUBSTITUTE, SWITCH, VANISH
from vendsim.economy.params import Params
from vendsim.office.web import Experience, Report, SupplierFacts
from vendsim.scenario import Scenario

# Design: reports are evidence, not proof. While in business every supplier is reported on as often. Of
# the grave reports somewhat over half are about cheats, and most cheats never have one.
_GRAVE: tuple[Experience, ...] = ("short", "never", "imitation", "surcharge")
_SIGNATURE: dict[int, Experience] = {
    PRICE_SWITCH: "surcharge",
    SHORT_SHIP: "short",
    SUBSTITUTE: "imitation",
    VANISH: "short",
}


def supplier_facts(scenario: Scenario, params: Params) -> tuple[SupplierFacts, ...]:
    """Public facts about the suppliers of one world (N = 1); nothing but reports has to do with the kind."""
    rules, seed = scenario.suppliers, int(params.seed[0])
    closing = _closing_days(scenario, params)
    facts = []
    for k, who in enumerate(supplier_identities()):
        low, high = rules.advertising
        first, last = params.stated_lead[0, k].tolist()
        facts.append(
            SupplierFacts(
                name=who.name,
                contact=who.contact,
                email=who.email,
                site=who.site,
                categories=who.categories,
                advertising=low + (high - low) * one(seed, Stream.ADVERTISING, k),
                min_order_cents=int(params.min_order[0, k]),
                shipping_cents=int(params.shipping[0, k]),
                lead_days=(first, last),
                reports=_reports(scenario, params, k, closing[k]),
                closes=closing[k],
            )
        )
    return tuple(facts)


def local_prices(params: Params) -> dict[str, int]:
    """What people near the machine of one world (N = 1) are used to paying, by product, in cents.

    For shops only, which price around it.
    """
    cents = params.reference[0].astype(int).tolist()
    return {product.name: price for product, price in zip(products(), cents, strict=True)}


def _closing_days(scenario: Scenario, params: Params) -> list[int | None]:
    """The day on which each supplier goes out of business; None: not within the run."""
    return [day if day <= scenario.days else None for day in params.exit_day[0].tolist()]


def _reports(scenario: Scenario, params: Params, k: int, closes: int | None) -> tuple[Report, ...]:
    """What readers will say of supplier ``k``, in the order of the days; a closed one is not reported on."""
    seed = int(params.seed[0])
    rules = scenario.suppliers
    number = np.arange(len(rules.report_counts))
    days = integers(*rules.report_days, seed, Stream.ADVERTISING, k, number, 0)
    u = one(seed, Stream.ADVERTISING, k, len(number))
    wanted = number < np.searchsorted(rules.report_counts, u, side="right")
    reports = [
        Report(day, _experience(scenario, params, k, n))
        for n, day in enumerate(days.tolist())
        if wanted[n] and (closes is None or day <= closes)
    ]
    return tuple(sorted(reports, key=lambda report: report.day))


def _experience(scenario: Scenario, params: Params, k: int, n: int) -> Experience:
    """How the ``n``-th reporting reader fared, or says to have fared, with supplier ``k``."""
    rules = scenario.suppliers
    cheat = params.kind[0, k] == SWITCH
    u, v = (one(int(params.seed[0]), Stream.ADVERTISING, k, n, draw) for draw in (1, 2))
    grave = rules.grave_reports_of_cheats if cheat else rules.grave_reports_of_others
    if u >= grave:
        return "late" if u < grave + rules.late_reports else "fine"
    if not cheat:
        return _GRAVE[int(v * len(_GRAVE))]
    nothing = rules.later_nothing / (rules.later_nothing + rules.later_signature)
    return "never" if v < nothing else _SIGNATURE[int(params.mode[0, k])]
