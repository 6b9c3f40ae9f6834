"""The offline world wide web of a world: its pages and the search over them."""

from vendsim.office.web.facts import Experience, News, Page, Report, SupplierFacts
from vendsim.office.web.index import Hit, WebIndex
from vendsim.office.web.pages import build_pages

__all__ = ["Experience", "Hit", "News", "Page", "Report", "SupplierFacts", "WebIndex", "build_pages"]
