"""Signed URLs of page images, for providers that fetch images themselves.

A URL gives access to one page until it expires. Its signature is an HMAC-SHA-256 (RFC 2104, FIPS 180-4) of the path
and the expiry time.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from bareme.domain.copies import PageRef
from bareme.errors import InvalidInput
from bareme.settings import get_settings

_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def page_url(page: PageRef) -> str:
    """Return a URL that serves the image of `page` without authentication for `Settings.page_url_seconds`.

    Raises:
        InvalidInput: the server's public URL or the signing secret is not set.
    """
    settings = get_settings()
    require_page_urls()
    expires = int(time.time() + settings.page_url_seconds)
    path = f"/documents/{page.document_id}/pages/{page.index}"
    query = urlencode({"expires": expires, "signature": _sign(path, expires)})
    return f"{settings.public_url.rstrip('/')}{path}?{query}"


def is_signed(path: str, query: Mapping[str, str]) -> bool:
    """Return whether `query` holds a valid signature for `path` that has not expired."""
    expires, signature = query.get("expires", ""), query.get("signature", "")
    # `int` refuses very long digit strings, so the format is checked first.
    if not get_settings().page_url_secret or not _TIMESTAMP.fullmatch(expires) or int(expires) < time.time():
        return False
    return hmac.compare_digest(_sign(path, int(expires)).encode(), signature.encode("utf-8", "replace"))


def require_page_urls() -> None:
    """Check that signed page URLs are configured.

    Raises:
        InvalidInput: the server's public URL or the signing secret is not set.
    """
    settings = get_settings()
    if not settings.public_url or not settings.page_url_secret:
        raise InvalidInput(
            "{setting} 'url' needs {public_url}, where models reach this server, and {secret}",
            setting="image_transport",
            public_url="BAREME_PUBLIC_URL",
            secret="BAREME_PAGE_URL_SECRET",  # noqa: S106 - the name of the setting
        )


def _sign(path: str, expires: int) -> str:
    secret = get_settings().page_url_secret.encode()
    return hmac.new(secret, f"{path}?expires={expires}".encode(), hashlib.sha256).hexdigest()
