"""Fetching a document by URL, from hosts that the operator has named and from no other."""

import asyncio
from urllib.parse import urlsplit

import httpx

from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings


async def fetch(url: str, *, limit: int) -> bytes:
    """Return the bytes behind `url`, at most `limit` of them.

    A client chooses the URL, so a server that fetched any would reach into its own network for strangers: only the
    hosts of `Settings.fetch_hosts` are asked, and redirects are not followed.

    Raises:
        DocumentRefused: the host is not among them, the answer is not 200, is larger, or takes too long.
    """
    settings = get_settings()
    allowed = {host.strip().casefold() for host in settings.fetch_hosts.split(",") if host.strip()}
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or (parts.hostname or "").casefold() not in allowed:
        raise DocumentRefused(RefusalReason.UNREACHABLE, f"{parts.hostname!r} is not among BAREME_FETCH_HOSTS")
    try:
        async with (
            asyncio.timeout(settings.fetch_seconds),
            httpx.AsyncClient(follow_redirects=False) as client,
            client.stream("GET", url) as response,
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
