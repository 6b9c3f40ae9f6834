"""One client and one limiter an endpoint, shared by all runs of an event loop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from vendsim_agents.llm.address import Address
from vendsim_agents.llm.limiter import Limiter

if TYPE_CHECKING:
    from openai import AsyncOpenAI, Timeout

_Key = tuple[str, str | None]
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[_Key, Connection]] = WeakKeyDictionary()


@dataclass
class Connection:
    """The way to an endpoint, with one key, for as long as any run uses it."""

    client: AsyncOpenAI
    limiter: Limiter = field(default_factory=Limiter)
    users: int = 0

    async def post(self, path: str, body: bytes, timeout: Timeout) -> str:
        """The text of the response to a request in JSON. Raises openai's errors.

        The SDK's typed create() walks through every message of every request, 45 ms of it at a full context,
        and parses the answer into its own types; the raw text is what we keep anyway.
        """
        # Before the parameter "content" there was only "body", which now warns when it is given bytes.
        name = "content" if "content" in signature(self.client.post).parameters else "body"
        sent: dict[str, Any] = {name: body, "options": {"timeout": timeout}}
        return await self.client.post(path, cast_to=str, **sent)


def connect(address: Address) -> Connection:
    """The connection of the running loop, made when it is first needed; `release` it once for each call."""
    shared = _open.setdefault(asyncio.get_running_loop(), {})
    connection = shared.get(_key(address))
    if connection is None:
        connection = shared[_key(address)] = Connection(_client(address))
    connection.users += 1
    return connection


async def release(address: Address) -> None:
    """Give the connection back; the last user closes it."""
    shared = _open.get(asyncio.get_running_loop(), {})
    connection = shared.get(_key(address))
    if connection is None:
        return
    connection.users -= 1
    if connection.users == 0:
        del shared[_key(address)]
        await connection.client.close()


def _key(address: Address) -> _Key:
    return address.base_url, address.key


def _client(address: Address) -> AsyncOpenAI:
    import openai

    return openai.AsyncOpenAI(
        api_key=address.key or "none",
        base_url=address.base_url,
        max_retries=0,  # the patience is ours
    )
