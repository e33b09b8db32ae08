"""HTTP connections to providers: one pool for each event loop, because a connection belongs to the loop it was made in.

The clients of chat models are built once in a process, which may run several loops: the server's, a test's, that of a
command. A client here has no connections of its own; it sends each request through the pool of the running loop.
"""

import base64
import ssl
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from urllib.request import getproxies

import certifi
import httpx2

from bareme.models.aiohttp_transport import AiohttpTransport
from bareme.models.failures import read_object
from bareme.models.stream_deadline import on_stream_piece
from bareme.runtime import current_runtime

LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes. The longest marks of a copy are some tens of thousands."""
_EVENTS = "text/event-stream"
_OF_THE_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})

_MOST_CONNECTIONS = 1000
"""Far more than `calls.limits` lets through."""


class LoopClient(httpx2.AsyncClient):
    """An HTTP client that sends each request through the pool of the running loop.

    `credentials`, "user:password" as in a URL, are sent in place of a key. They are kept here because clients log URLs,
    and printing a model shows its address.
    """

    def __init__(self, credentials: str = "") -> None:
        super().__init__(verify=_certificates())
        name, _, word = credentials.partition(":")
        pair = f"{unquote(name)}:{unquote(word)}".encode()
        self._sign_in = f"Basic {base64.b64encode(pair).decode()}" if credentials else ""

    async def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Return the response, read to its end unless `stream`.

        Raises:
            DecodingError: it is longer than any answer, even if a few bytes were decompressed to gigabytes.
        """
        if self._sign_in:
            request.headers["authorization"] = self._sign_in
        response = await current_runtime().resource(_pool).send(request, stream=True, **options)
        if stream:
            return response
        read = bytearray()
        on_piece = on_stream_piece.get() if response.headers.get("content-type", "").startswith(_EVENTS) else None
        try:
            async for piece in response.aiter_bytes():
                read += piece
                if on_piece is not None and b"data:" in piece:  # not for a comment that keeps the connection alive
                    on_piece()
                if len(read) > LONGEST_ANSWER:
                    raise httpx2.DecodingError("the answer is too long", request=request)
        finally:
            await response.aclose()
        # It is decompressed by now, so nobody must try to do that again.
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_TRANSFER]
        return httpx2.Response(response.status_code, headers=headers, content=bytes(read), request=request)


class CheckedClient(LoopClient):
    """A LoopClient for Anthropic's and Google's clients, which fail on an HTTP 200 that is not an answer."""

    async def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Return the response.

        Raises:
            ModelFailure: the status is 200, and the body is not a JSON object or holds an error.
        """
        response = await super().send(request, stream=stream, **options)
        if response.is_success and not stream:
            read_object(response.content)
        return response


def _pool() -> httpx2.AsyncClient:
    certificates = _certificates()
    # Through proxies httpx sends itself: aiohttp would look for them in a thread at each request.
    through_proxies = bool(getproxies().keys() - {"no"})
    transport = None if through_proxies else AiohttpTransport(certificates, most_connections=_MOST_CONNECTIONS)
    return httpx2.AsyncClient(
        verify=certificates,
        transport=transport,
        limits=httpx2.Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=100),
        follow_redirects=True,
        event_hooks={"response": [_refuse_redirects_to_other_hosts]},
    )


async def _refuse_redirects_to_other_hosts(response: httpx2.Response) -> None:
    """Refuse a redirect to another host, which would receive the copy and, for most providers, the key.

    Raises:
        RemoteProtocolError: the response is such a redirect.
    """
    if response.has_redirect_location:
        here = response.request.url
        there = here.join(response.headers["location"])
        same = (there.host, there.scheme, there.port) == (here.host, here.scheme, here.port)
        if not same and (there.host, here.scheme, there.scheme) != (here.host, "http", "https"):
            raise httpx2.RemoteProtocolError("the provider sends to another host", request=response.request)


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    # Reading them takes longer than a call, and they do not belong to a loop.
    return ssl.create_default_context(cafile=certifi.where())
