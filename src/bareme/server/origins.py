"""Which names the server answers to, and which pages a browser may call it from.

A page of any site can have a browser send a request to a server on the same machine, or to one under a name that the
page's own DNS server points here. Both are told by what a browser says and a page cannot change.
"""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from bareme.server import problem_kinds as kinds
from bareme.server.problems import Problem
from bareme.settings import Settings, get_settings
from bareme.translation import Message

STUDIO_ORIGINS = ("https://smith.langchain.com", "https://eu.smith.langchain.com")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_OWN = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site; `none`: the address was typed in, or is a bookmark


def allowed_origins(settings: Settings) -> list[str]:
    """Return the origins besides the server's own whose pages may call it."""
    return [*_listed(settings.allowed_origins), *(STUDIO_ORIGINS if settings.studio else ())]


def check_host(scope: Scope) -> None:
    """Refuse a request for a name that is not the server's.

    Raises:
        Problem: 421.
    """
    headers = Headers(scope=scope)
    given = headers.getlist("host")
    name = _host_name(given[0]) if len(given) == 1 else ""
    if name not in _names(scope):
        message = Message(
            "this server does not answer to the host {host!r}; {variable} names those that it answers to",
            host=name[:100],
            variable="BAREME_ALLOWED_HOSTS",
        )
        raise Problem(421, kinds.FOREIGN_HOST, message)


def check_origin(scope: Scope) -> None:
    """Refuse a request that a page of another site has a browser send.

    Raises:
        Problem: 403.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if origin is not None:
        own = {f"{scheme}://{headers.get('host')}" for scheme in ("http", "https")}
        if origin in {*own, *allowed_origins(get_settings())}:
            return
    elif site is None or site in _OWN or _is_link_to_the_app(scope, headers):
        return
    message = Message(
        "a page of {origin!r} may not call this server; {variable} names the pages that may",
        origin=(origin or site or "")[:100],
        variable="BAREME_ALLOWED_ORIGINS",
    )
    raise Problem(403, kinds.FOREIGN_ORIGIN, message)


def _is_link_to_the_app(scope: Scope, headers: Headers) -> bool:
    """Return whether somebody follows a link to the app, whose page is the same for everybody: in an e-mail, say."""
    is_page = scope["path"] == "/app" or scope["path"].startswith("/app/")
    followed = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
    return scope["method"] == "GET" and is_page and followed


def is_loopback(scope: Scope) -> bool:
    """Return whether the request reached the server at an address of this machine alone."""
    host = (scope.get("server") or ("", 0))[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names(scope: Scope) -> set[str]:
    settings = get_settings()
    reached_at = str((scope.get("server") or ("", 0))[0])
    names = {reached_at, *_listed(settings.allowed_hosts), urlsplit(settings.public_url).hostname or ""}
    return {name.lower() for name in names | (_LOOPBACK_NAMES if is_loopback(scope) else frozenset()) if name}


def _host_name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _listed(text: str) -> Iterable[str]:
    return (entry for entry in (part.strip() for part in text.split(",")) if entry)
