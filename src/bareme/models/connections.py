"""HTTP connections to providers: a pool for each event loop, because a connection belongs to the loop it was made in.

The clients of chat models are built once in a process, which may run several loops: a server's, a test's, that of each
command. A pool shared by all of them fails as soon as a second loop meets a connection of the first.
"""

import asyncio
import base64
import ssl
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

import certifi
import httpx2

from bareme.models.failures import read_object

LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes. The longest marks of a copy are some tens of thousands."""
_OF_THE_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})

_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
"""Far beyond what `models.limits` lets through."""

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()


class LoopClient(httpx2.AsyncClient):
    """An HTTP client that sends each request through the running loop's own pool.

    An address may say `credentials`, "user:password" as URLs spell it: they are sent in place of a key. Clients would
    log a URL that holds them, and a model show them to whoever prints it, so they are here.
    """

    def __init__(self, credentials: str = "") -> None:
        super().__init__(verify=_certificates())
        name, _, word = credentials.partition(":")
        pair = f"{unquote(name)}:{unquote(word)}".encode()
        self._sign_in = f"Basic {base64.b64encode(pair).decode()}" if credentials else ""

    async def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Return the response, read to its end unless `stream`.

        Raises:
            DecodingError: it is longer than any answer, be it that a few bytes unpack to gigabytes.
        """
        if self._sign_in:
            request.headers["authorization"] = self._sign_in
        response = await _pool().send(request, stream=True, **options)
        if stream:
            return response
        read = bytearray()
        try:
            async for piece in response.aiter_bytes():
                read += piece
                if len(read) > LONGEST_ANSWER:
                    raise httpx2.DecodingError("the answer is too long", request=request)
        finally:
            await response.aclose()
        # It is unpacked by now, and does not say so to whoever reads it next.
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_TRANSFER]
        return httpx2.Response(response.status_code, headers=headers, content=bytes(read), request=request)


class CheckedClient(LoopClient):
    """The same, for clients that trip over a 200 that is no answer: a web page, nothing, an error."""

    async def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Return the response.

        Raises:
            ModelFailure: the status is 200, and it is no JSON object or holds an error.
        """
        response = await super().send(request, stream=stream, **options)
        if response.is_success and not stream:
            read_object(response.content)
        return response


@lru_cache
def shared_client(credentials: str) -> LoopClient:
    """Return the client that the models of this process send with, but those of `checked_client`."""
    return LoopClient(credentials)


@lru_cache
def checked_client(credentials: str) -> CheckedClient:
    """Return the client that Anthropic's and Google's own clients send with."""
    return CheckedClient(credentials)


async def close_connections() -> None:
    """Close what the running loop has open. A loop that ends without it leaves its sockets to the collector."""
    pool = _pools.pop(asyncio.get_running_loop(), None)
    if pool is not None:
        await pool.aclose()


def _pool() -> httpx2.AsyncClient:
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = httpx2.AsyncClient(
            verify=_certificates(),
            limits=_LIMITS,
            follow_redirects=True,
            event_hooks={"response": [_refuse_redirects_to_other_hosts]},
        )
    return pool


async def _refuse_redirects_to_other_hosts(response: httpx2.Response) -> None:
    """Do not follow a provider to another host: it would be given the copy, and most kinds of key.

    Raises:
        RemoteProtocolError: it sends there.
    """
    if response.has_redirect_location:
        here = response.request.url
        there = here.join(response.headers["location"])
        same = (there.host, there.scheme, there.port) == (here.host, here.scheme, here.port)
        if not same and (there.host, here.scheme, there.scheme) != (here.host, "http", "https"):
            raise httpx2.RemoteProtocolError("the provider sends to another host", request=response.request)


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    # Reading them takes longer than a call, and they belong to no loop.
    return ssl.create_default_context(cafile=certifi.where())
