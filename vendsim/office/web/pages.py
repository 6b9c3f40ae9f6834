"""All pages of a world's web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vendsim.office.web.closings import closing_pages
from vendsim.office.web.directories import directory_pages
from vendsim.office.web.facts import News, Page, SupplierFacts
from vendsim.office.web.forum import forum_pages
from vendsim.office.web.handbook import handbook_pages
from vendsim.office.web.happenings import happening_pages
from vendsim.office.web.local_news import news_pages
from vendsim.office.web.price_guides import price_guide_pages
from vendsim.office.web.reviews import review_pages
from vendsim.office.web.shops import shop_pages
from vendsim.office.web.supplier_sites import supplier_pages


def build_pages(
    seed: int,
    suppliers: Sequence[SupplierFacts],
    news: News | None = None,
    local: Mapping[str, int] | None = None,
) -> tuple[Page, ...]:
    """The web of the world with this seed over all its days; the order of the suppliers does not matter.

    ``local`` has what people near the machine are used to paying, by product, in cents; None: as typical.
    """
    known = sorted(suppliers, key=lambda supplier: supplier.name)
    return (
        *supplier_pages(seed, known),
        *directory_pages(seed, known),
        *price_guide_pages(seed),
        *handbook_pages(seed),
        *shop_pages(seed, local or {}),
        *news_pages(seed),
        *forum_pages(seed, known),
        *review_pages(seed, known),
        *closing_pages(seed, known),
        *happening_pages(seed, news or News()),
    )
