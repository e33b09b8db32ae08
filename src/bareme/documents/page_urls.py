"""Signed URLs of page images, for providers that fetch images themselves.

A URL gives access to one page, turned and covered as it says, until it expires. Its signature is an HMAC-SHA-256
(RFC 2104, FIPS 180-4) of the path and of all other parameters.
"""

import hashlib
import hmac
import math
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from bareme.domain.copies import Box, PageRef
from bareme.domain.limits import MOST_BOXES
from bareme.errors import InvalidInput
from bareme.settings import get_settings
from bareme.storage.server_secret import derived_key

LONGEST_MASK = 32 * MOST_BOXES
"""Characters of a mask in a URL."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SHARE = r"(?:0(?:\.[0-9]{1,8})?|1(?:\.0)?)"
_BOX = re.compile(rf"{_SHARE}(?:,{_SHARE}){{3}}")


def page_url(page: PageRef) -> str:
    """Return a URL that serves the image of `page` without authentication for at least `Settings.page_url_seconds`.

    It stays the same for a while, so that a provider finds a page that all copies share in its cache.

    Raises:
        InvalidInput: the server's public URL is not set.
    """
    settings = get_settings()
    require_page_urls()
    path = f"/documents/{page.document_id}/pages/{page.index}"
    query = {"expires": str(_expiry(time.time(), settings.page_url_seconds))}
    if page.rotation:
        query["rotation"] = str(page.rotation)
    if page.mask:
        query["mask"] = write_mask(page.mask)
    return f"{settings.public_url.rstrip('/')}{path}?{urlencode({**query, 'signature': _sign(path, query)})}"


def _expiry(now: float, seconds: float) -> int:
    """Return a time from `seconds` to one and a half times as much after `now`, always a multiple of half of it."""
    half = max(1.0, seconds / 2)
    return math.ceil((math.floor((now + seconds) / half) + 1) * half)


def is_signed(path: str, query: Mapping[str, str]) -> bool:
    """Return whether `query` holds a valid signature for `path` and its other parameters that has not expired."""
    expires, signature = query.get("expires", ""), query.get("signature", "")
    # `int` refuses very long digit strings, so the format is checked first.
    if not _TIMESTAMP.fullmatch(expires) or int(expires) < time.time():
        return False
    return hmac.compare_digest(_sign(path, query).encode(), signature.encode("utf-8", "replace"))


def require_page_urls() -> None:
    """Check that signed page URLs are configured.

    Raises:
        InvalidInput: the server's public URL is not set.
    """
    if not get_settings().public_url:
        raise InvalidInput(
            "{setting} 'url' needs {public_url}, where models reach this server",
            setting="image_transport",
            public_url="BAREME_PUBLIC_URL",
        )


def write_mask(mask: tuple[Box, ...]) -> str:
    """Return a mask as a parameter of a URL: "0.1,0.05,0.6,0.09;…", left, top, right and bottom of each box."""
    return ";".join(f"{box.x0},{box.y0},{box.x1},{box.y1}" for box in mask)


def read_mask(text: str) -> tuple[Box, ...]:
    """Return the mask that `write_mask` wrote.

    Raises:
        InvalidInput: it is none.
    """
    parts = text.split(";") if text else []
    if len(parts) > MOST_BOXES or not all(_BOX.fullmatch(part) for part in parts):
        raise InvalidInput("a mask is up to {n} boxes of the form {form}", n=MOST_BOXES, form="0.1,0.05,0.6,0.09;…")
    return tuple(Box(x0=x0, y0=y0, x1=x1, y1=y1) for x0, y0, x1, y1 in (map(float, p.split(",")) for p in parts))


def _sign(path: str, query: Mapping[str, str]) -> str:
    signed = urlencode(sorted((name, value) for name, value in query.items() if name != "signature"))
    key = derived_key("page URL")
    return hmac.new(key, f"{path}?{signed}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
