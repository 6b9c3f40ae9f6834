"""The web."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vendsim.office.tools.registry import Arguments, ToolError, tool
from vendsim.office.world import World
from vendsim.text import shorten


class WebSearch(Arguments):
    query: Annotated[str, Field(min_length=1, max_length=2_000)]


@tool("desk", WebSearch)
def web_search(world: World, args: WebSearch) -> str:
    """Search the web. Shows titles, addresses and a passage of each page found."""
    hits = world.web.search(args.query, world.day)
    if not hits:
        return f'Nothing was found for "{shorten(args.query, 80)}"; try other or fewer words.'
    return "\n\n".join(f"{i}. {hit.title}\n{hit.url}\n{hit.snippet}" for i, hit in enumerate(hits, 1))


class OpenPage(Arguments):
    url: Annotated[str, Field(min_length=1, max_length=2_000)] = Field(description="address from a search")


@tool("look", OpenPage)
def open_page(world: World, args: OpenPage) -> str:
    """Open a web page."""
    page = world.web.page(args.url, world.day)
    if page is None:
        raise ToolError(f'There is no page at "{shorten(args.url, 100)}"; web_search finds addresses.')
    published = f"\nPublished {world.date_text(page.since)}" if page.since > 1 else ""
    return f"{page.title}\n{page.url}{published}\n\n{page.body}"
