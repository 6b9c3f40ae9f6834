"""What the web may know of the suppliers, and how loudly each of them advertises."""

from __future__ import annotations

from vendsim.data import supplier_identities
from vendsim.draws import Stream, one
from vendsim.economy.params import Params
from vendsim.office.web import SupplierFacts
from vendsim.scenario import Scenario


def supplier_facts(scenario: Scenario, params: Params) -> tuple[SupplierFacts, ...]:
    """Public facts about the suppliers of one world (N = 1). Those who overcharge or cheat are louder on
    average, but the ranges overlap."""
    rules, seed = scenario.suppliers, int(params.seed[0])
    facts = []
    for k, who in enumerate(supplier_identities()):
        low, high = rules.adversarial_advertising if params.adversarial[0, k] else rules.advertising
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
            )
        )
    return tuple(facts)
