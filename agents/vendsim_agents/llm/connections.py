"""One client per endpoint and key, one limiter per model: shared by all runs of an event loop."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from vendsim.agent import GATES, Gate
from vendsim.limiter import Limiter
from vendsim_agents.llm.address import Address
from vendsim_agents.llm.failures import AgentError

if TYPE_CHECKING:
    from openai import AsyncOpenAI, Timeout

_HERE = ("localhost", "127.0.0.1", "::1")
_Key = tuple[str, str | None]
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[_Key, Connection]] = WeakKeyDictionary()


class HttpError(Exception):
    """The endpoint answered with an error status."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.text, self.headers = status, text, headers


class LineError(Exception):
    """There was no whole response. ``sent``: the request may have arrived; ``text``: what came back."""

    def __init__(self, sort: str, reason: str, *, sent: bool, text: str = "", hopeless: bool = False) -> None:
        super().__init__(reason)
        self.sort, self.sent, self.text, self.hopeless = sort, sent, text, hopeless


@dataclass
class Connection:
    """The way to an endpoint, with one key, for as long as any run uses it."""

    client: AsyncOpenAI
    name: str  # by which runs in other processes know it
    limiters: dict[str, Gate] = field(default_factory=dict)
    users: int = 0

    def limiter(self, model: str) -> Gate:
        """How hard a model may be pressed: each has limits of its own."""
        if model not in self.limiters:
            gates = GATES.get()
            self.limiters[model] = Limiter() if gates is None else gates(self.name, model)
        return self.limiters[model]

    async def post(self, path: str, body: bytes, timeout: Timeout, heard: Callable[[int], None]) -> str:
        """The text of the response to a request in JSON; ``heard`` is told how many bytes have come so far.

        The SDK's typed create() walks through every message of every request, 45 ms of it at a full context,
        and parses the answer into its own types; the raw text is what we keep anyway. Raises HttpError or
        LineError.
        """
        came = bytearray()
        try:
            async with self._response(path, body, timeout) as response:
                async for piece in response.iter_bytes():
                    came += piece
                    heard(len(came))
        except (HttpError, asyncio.CancelledError):
            raise
        except Exception as error:
            raise _line_error(error, came.decode("utf-8", "replace")) from None
        return came.decode("utf-8-sig", "replace")

    @asynccontextmanager
    async def _response(self, path: str, body: bytes, timeout: Timeout) -> AsyncIterator[Any]:
        import openai

        # Before the parameter "content" there was only "body", which now warns when it is given bytes.
        name = "content" if "content" in signature(self.client.post).parameters else "body"
        options = {"timeout": timeout, "headers": {"X-Stainless-Raw-Response": "stream"}}
        sent: dict[str, Any] = {name: body, "options": options}
        try:
            response: Any = await self.client.post(path, cast_to=str, **sent)
        except openai.APIStatusError as error:
            _refuse_redirection(error.response)
            raise HttpError(error.status_code, error.response.text, error.response.headers) from None
        try:
            _refuse_redirection(response.http_response)
            yield response
        finally:
            await response.close()


def _refuse_redirection(response: Any) -> None:
    """Raise HttpError where the request was led elsewhere and lost its body on the way, as 301-303 do."""
    if response.history and response.request.method != "POST":
        first = response.history[0]
        raise HttpError(first.status_code, f"it redirects to {first.headers.get('location')}", first.headers)


def _line_error(error: Exception, text: str) -> LineError:
    """What became of a request that got no whole response, read from the chain of errors."""
    chain = list(_causes(error))
    names = {name for link in chain for name in (kind.__name__ for kind in type(link).__mro__)}
    cause = next((link for link in chain[1:] if str(link)), error)
    reason = str(cause) or type(cause).__name__
    if any(isinstance(link, ssl.SSLCertVerificationError) for link in chain):
        return LineError("connection", reason, sent=False, hopeless=True)
    unsent = bool(
        names & {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
    )
    timed_out = bool(
        names & {"APITimeoutError", "TimeoutException", "ReadTimeout", "WriteTimeout", "ConnectTimeout"}
    )
    return LineError(
        "timeout" if timed_out and not unsent else "connection", reason, sent=not unsent, text=text
    )


def _causes(error: BaseException | None) -> Any:
    seen = 0
    while error is not None and seen < 10:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def connect(address: Address) -> Connection:
    """The connection of the running loop, made when it is first needed; `release` it once for each call."""
    shared = _open.setdefault(asyncio.get_running_loop(), {})
    connection = shared.get(_key(address))
    if connection is None:
        connection = shared[_key(address)] = Connection(_client(address), _digest(address))
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


def is_here(address: Address) -> bool:
    """Whether the endpoint is on this machine."""
    return urlsplit(address.base_url).hostname in _HERE


def _key(address: Address) -> _Key:
    return address.base_url, address.key


def _digest(address: Address) -> str:
    return hashlib.sha256(f"{address.base_url} {address.key}".encode()).hexdigest()[:16]


def _client(address: Address) -> AsyncOpenAI:
    """Raises AgentError where proxies or certificates that the environment names cannot be used."""
    import openai

    def client(**more: Any) -> AsyncOpenAI:
        # The patience is ours: no retries of the SDK's own.
        return openai.AsyncOpenAI(
            api_key=address.key or "none", base_url=address.base_url, max_retries=0, **more
        )

    try:
        return client()
    except Exception as error:  # of httpx, ssl or the system
        if is_here(address):  # no proxy leads there
            return client(http_client=openai.DefaultAsyncHttpxClient(trust_env=False))
        said = address.in_short(str(error) or type(error).__name__)
        raise AgentError(
            "no connection can be set up with the proxies (ALL_PROXY, HTTPS_PROXY, HTTP_PROXY) and"
            f" certificates (SSL_CERT_FILE) of the environment: {said}"
        ) from None
