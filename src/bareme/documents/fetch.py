"""Fetch a document by URL, only from hosts that the operator allows."""

import asyncio

import httpx

from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings


async def fetch(url: str, *, limit: int) -> bytes:
    """Return the content of `url`.

    Clients choose the URL. To prevent server-side request forgery, only the hosts in `Settings.fetch_hosts` are
    contacted, and redirects are not followed.

    Raises:
        DocumentRefused: the host is not allowed, the response is not 200 or exceeds `limit` bytes, or the request
            fails or times out, or the URL cannot be read.
    """
    settings = get_settings()
    allowed = {host.strip().casefold() for host in settings.fetch_hosts.split(",") if host.strip()}
    try:
        # Read by the library that connects, so that the host that is checked is the host that is contacted.
        address = httpx.URL(url)
        # A name outside ASCII may be allowed in either of its forms.
        names = {address.host.casefold(), address.raw_host.decode("ascii")}
    except (httpx.InvalidURL, UnicodeError):
        raise DocumentRefused(RefusalReason.UNREACHABLE, "the URL cannot be read") from None
    if address.scheme not in {"http", "https"} or not names & allowed:
        raise DocumentRefused(RefusalReason.UNREACHABLE, f"{address.host!r} is not among BAREME_FETCH_HOSTS")
    try:
        async with (
            asyncio.timeout(settings.fetch_seconds),
            httpx.AsyncClient(follow_redirects=False) as client,
            client.stream("GET", address) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise DocumentRefused(RefusalReason.UNREACHABLE, f"the host answered {response.status_code}")
            data = bytearray()
            async for chunk in response.aiter_bytes():
                data += chunk
                if len(data) > limit:
                    raise DocumentRefused(RefusalReason.TOO_LARGE, f"more than {limit} bytes")
            return bytes(data)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise DocumentRefused(RefusalReason.UNREACHABLE, f"could not be fetched: {type(error).__name__}") from None
