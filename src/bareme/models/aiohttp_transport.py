"""httpx sending with aiohttp, whose HTTP parser is in C: httpx's own takes four times the processor time for a call.

Redirects, authentication and decompression stay httpx's, and so do the errors that are raised.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import aiohttp
import httpx2
from yarl import URL

_AS_SENT = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
"""Headers that aiohttp would add where a request has none."""
_KEPT_OPEN_SECONDS = 5.0
_LONGEST_HEADER = 100 * 1024
"""Bytes, as in httpx. A gateway may add long headers to an answer, which is paid for all the same."""
_MOST_HEADERS = 1000
_LARGE = 2**20
"""Bytes. aiohttp warns of a longer body that it gets in one piece, since it would keep the event loop."""


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends the requests of an httpx client through a session of aiohttp. It belongs to the running event loop.

    It knows no proxies.
    """

    def __init__(self, certificates: ssl.SSLContext, *, most_connections: int) -> None:
        connector = aiohttp.TCPConnector(ssl=certificates, limit=most_connections, keepalive_timeout=_KEPT_OPEN_SECONDS)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=_AS_SENT,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response, whose body is read from the connection as it is asked for."""
        timeout = request.extensions.get("timeout", {})
        content = await request.aread()
        await _learn_of_closed_connections()
        with _errors_of_httpx():
            response = await self._session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=_in_pieces(content) if len(content) > _LARGE else content or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=timeout.get("pool"),
                    sock_connect=timeout.get("connect"),
                    sock_read=timeout.get("read"),
                ),
            )
        return httpx2.Response(response.status, headers=[*response.raw_headers], stream=_Body(response))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._session.close()


class _Body(httpx2.AsyncByteStream):
    """The body of a response that is under way."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx():
            async for piece in self._response.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        # After the end of the body, the connection is no longer this response's.
        self._response.close()


async def _learn_of_closed_connections() -> None:
    """Let the event loop notice which connections servers have closed.

    A server does not carry out a request on a closed connection. Nobody could tell, so the call would count as billed.
    httpx asks the system instead, which takes longer.
    """
    await asyncio.sleep(0)  # The loop asks which connections have news.
    await asyncio.sleep(0)  # It has read the news.


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _LARGE):
        yield content[start : start + _LARGE]


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """Raise httpx's error in place of aiohttp's."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx2.ConnectTimeout(type(error).__name__) from error
    except TimeoutError as error:
        raise httpx2.ReadTimeout(type(error).__name__) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx2.ConnectError(type(error).__name__) from error
    except aiohttp.ClientOSError as error:
        raise httpx2.ReadError(type(error).__name__) from error
    except aiohttp.ClientError as error:
        # Not its cause: aiohttp gives what is no HTTP the status 400, as if a server had sent it.
        raise httpx2.RemoteProtocolError(type(error).__name__) from None
