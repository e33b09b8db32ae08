"""Fetch a document by URL, only from hosts that the operator allows, and only from the internet.

Clients choose the URL, so a request must not reach what only this machine can (server-side request forgery). A name is
resolved once, and the connection goes to the address that was checked: a name that resolves differently a moment later
(DNS rebinding) gains nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from bareme.documents.public_address import is_public, resolve
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings

_HTTPS = 443
_MOST_REDIRECTS = 3
_UNREADABLE = (httpx.InvalidURL, UnicodeError, ValueError)


def _connect() -> httpx.AsyncBaseTransport:
    # A proxy of the environment would resolve the name itself.
    return httpx.AsyncHTTPTransport(trust_env=False)


@dataclass(frozen=True)
class Network:
    """How names are resolved and connections made."""

    resolve: Callable[[str, int], Awaitable[list[str]]] = resolve
    connect: Callable[[], httpx.AsyncBaseTransport] = _connect


_INTERNET = Network()


async def fetch(url: str, *, limit: int, network: Network = _INTERNET) -> bytes:
    """Return the content of `url`.

    Redirects are followed if they lead to an allowed host too.

    Raises:
        DocumentRefused: the URL cannot be read, is not https, holds credentials, or names a host that is not allowed
            or not on the internet; the response is not 200 or exceeds `limit` bytes; the request fails or times out.
    """
    try:
        async with (
            asyncio.timeout(get_settings().fetch_seconds),
            httpx.AsyncClient(transport=network.connect(), follow_redirects=False, trust_env=False) as client,
        ):
            address = _read(url)
            for _ in range(1 + _MOST_REDIRECTS):
                response = await _ask(client, address, network)
                try:
                    if not response.has_redirect_location:
                        return await _content(response, limit)
                    address = _read(str(address.join(response.headers["location"])))
                finally:
                    await response.aclose()
    except DocumentRefused:
        raise
    except _UNREADABLE:
        raise _refused("the URL cannot be read") from None
    except (httpx.HTTPError, OSError) as error:  # with TimeoutError
        raise _refused(f"could not be fetched: {type(error).__name__}") from None
    raise _refused(f"more than {_MOST_REDIRECTS} redirects")


def _read(url: str) -> httpx.URL:
    """Return the URL if it may be asked for, read by the library that connects."""
    address = httpx.URL(url)
    if address.scheme != "https":
        raise _refused("only https is fetched")
    if address.userinfo:
        raise _refused("a URL with a user name or a password is not fetched")
    if (_name(address), address.port or _HTTPS) not in _allowed():
        raise _refused(f"{address.host!r} is not among BAREME_FETCH_HOSTS, or not at this port")
    return address


def _allowed() -> set[tuple[str, int]]:
    """Return the hosts that the operator allows, each with its port."""
    entries = [entry.strip() for entry in get_settings().fetch_hosts.split(",")]
    urls = [httpx.URL(f"https://{entry}") for entry in entries if entry]
    return {(_name(url), url.port or _HTTPS) for url in urls}


def _name(url: httpx.URL) -> str:
    """Return the host as it is resolved: in ASCII, without the dot of the root."""
    return url.raw_host.decode("ascii").casefold().rstrip(".")


async def _ask(client: httpx.AsyncClient, address: httpx.URL, network: Network) -> httpx.Response:
    """Return the response of the first of the host's addresses that can be reached."""
    name, port = _name(address), address.port or _HTTPS
    found = await network.resolve(name, port)
    if not found or not all(map(is_public, found)):
        raise _refused(f"{name!r} is not a host on the internet")
    # The certificate is checked against the name. Compressed content could be of any size.
    headers = {"Host": name if port == _HTTPS else f"{name}:{port}", "Accept-Encoding": "identity"}
    for pinned in found:
        url = address.copy_with(host=pinned, port=port)
        request = client.build_request("GET", url, headers=headers, extensions={"sni_hostname": name})
        try:
            return await client.send(request, stream=True)
        except httpx.ConnectError:
            if pinned == found[-1]:
                raise
    raise AssertionError  # there is an address, as checked above


async def _content(response: httpx.Response, limit: int) -> bytes:
    if response.status_code != HTTPStatus.OK:
        raise _refused(f"the host answered {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _refused("the host compresses what it was asked not to")
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > limit:
            raise DocumentRefused(RefusalReason.TOO_LARGE, f"more than {limit} bytes", "BAREME_MAX_ARCHIVE_BYTES")
    return bytes(data)


def _refused(why: str) -> DocumentRefused:
    return DocumentRefused(RefusalReason.UNREACHABLE, why)
