"""Signed addresses of page images, for models that fetch pictures themselves.

An address names one page and the moment until which it is good; nothing else can be fetched with it. The signature is
HMAC-SHA-256 (RFC 2104, FIPS 180-4) over both.
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

_MOMENT = re.compile(r"[0-9]{1,12}")


def page_url(page: PageRef) -> str:
    """Return where `page` can be fetched as a picture without a token, for `Settings.page_url_seconds`.

    Raises:
        InvalidInput: the server's public address or the secret is not set.
    """
    settings = get_settings()
    require_page_urls()
    expires = int(time.time() + settings.page_url_seconds)
    path = f"/documents/{page.document_id}/pages/{page.index}"
    query = urlencode({"expires": expires, "signature": _sign(path, expires)})
    return f"{settings.public_url.rstrip('/')}{path}?{query}"


def is_signed(path: str, query: Mapping[str, str]) -> bool:
    """Whether `path` is asked for with a signature of ours that is still good."""
    expires, signature = query.get("expires", ""), query.get("signature", "")
    # What a stranger sends may be no number, one that Python does not read, or no signature of any kind.
    if not get_settings().page_url_secret or not _MOMENT.fullmatch(expires) or int(expires) < time.time():
        return False
    return hmac.compare_digest(_sign(path, int(expires)).encode(), signature.encode("utf-8", "replace"))


def require_page_urls() -> None:
    """Check that pages can be given as URLs.

    Raises:
        InvalidInput: the server's public address or the secret is not set.
    """
    settings = get_settings()
    if not settings.public_url or not settings.page_url_secret:
        raise InvalidInput(
            "image_transport 'url' needs BAREME_PUBLIC_URL, where models reach this server, and BAREME_PAGE_URL_SECRET",
            french="image_transport « url » demande BAREME_PUBLIC_URL, l'adresse de ce serveur pour les modèles, et "
            "BAREME_PAGE_URL_SECRET",
        )


def _sign(path: str, expires: int) -> str:
    secret = get_settings().page_url_secret.encode()
    return hmac.new(secret, f"{path}?expires={expires}".encode(), hashlib.sha256).hexdigest()
