"""The offline world wide web of a world: its pages and the search over them."""

from vendsim.office.web.facts import Page, SupplierFacts
from vendsim.office.web.index import Hit, WebIndex
from vendsim.office.web.pages import build_pages

__all__ = ["Hit", "Page", "SupplierFacts", "WebIndex", "build_pages"]
