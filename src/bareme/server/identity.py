"""Who sends a request: its Authorization header or the cookie of a browser tells.

Without tokens, API keys and identity provider, everybody is the same local user. The platform asks through
`server/auth.py`; routes of our own depend on `caller_of`.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import unquote

from fastapi import Request
from starlette.types import Scope

from bareme.documents import is_signed
from bareme.server import problem_kinds as kinds
from bareme.server.access import Who, decide
from bareme.server.caller import LOCAL, PAGE_READER, Caller
from bareme.server.credentials import credential_of
from bareme.server.problems import Problem
from bareme.server.sign_in_cookie import caller_of_cookie
from bareme.settings import get_settings
from bareme.translation import Message

__all__ = ["Caller", "caller_in", "caller_of", "identify", "page_reader", "require_caller", "sign_in_needed"]

type Headers = Mapping[bytes, bytes] | Mapping[str, str]

_CALLER = "bareme.caller"
_MEANT = b"bareme-identity"
"""The header in which a page says whom it was loaded for: another tab may have signed somebody else in since."""

get_settings()  # tokens that cannot be read stop the server here, before it answers anybody


async def identify(headers: Headers) -> Caller | None:
    """Return who sends a request with these headers, or None if they prove nothing.

    langgraph-api passes the headers as bytes, aegra as text. Where there is an Authorization header, it alone counts.
    Who proves to be somebody else than the request is meant for proves nothing.

    Raises:
        Problem: 503, if the identity provider cannot be asked.
        StoreUnusable: the API keys cannot be read.
    """
    if not await is_needed():
        return LOCAL
    by_name = {_as_bytes(name).lower(): _as_bytes(value) for name, value in headers.items()}
    caller = await _proven(by_name.get(b"authorization", b""), by_name.get(b"cookie", b""))
    meant = unquote(by_name.get(_MEANT, b"").decode("latin-1"))
    return None if caller and meant and meant != caller.identity else caller


async def _proven(authorization: bytes, cookie: bytes) -> Caller | None:
    if not authorization:
        return await caller_of_cookie(cookie)
    scheme, _, token = authorization.partition(b" ")
    credential = await credential_of(token.strip()) if scheme.lower() == b"bearer" else None
    return credential.caller if credential else None


async def is_needed() -> bool:
    """Return whether callers must prove who they are: where there is a token, a provider, or ever was an API key."""
    return await asyncio.to_thread(lambda: get_settings().authenticates)  # it looks for a file


async def caller_in(scope: Scope) -> Caller | None:
    """Return who sends the request of `scope`, found out once; the same errors as `identify`."""
    if _CALLER not in scope:
        # The same mapping as the platform makes, so that of two equal headers both read the same one.
        scope[_CALLER] = await identify(dict(scope["headers"]))
    caller: Caller | None = scope[_CALLER]
    return caller


async def caller_of(request: Request) -> Caller:
    """Return who sends the request: the dependency of every route of our own.

    Raises:
        Problem: 401, if the request proves nothing.
    """
    caller = await caller_in(request.scope)
    if caller is None:
        raise sign_in_needed()
    return caller


async def teacher_of(request: Request) -> Caller:
    """Return who sends a request that begins something: the dependency of routes that are closed to reviewers.

    Raises:
        Problem: 401, if the request proves nothing; 403, if a reviewer sends it.
    """
    caller = await caller_of(request)
    if caller.role == "reviewer":
        raise Problem(403, kinds.FORBIDDEN, Message("a reviewer only decides in the sessions of others"))
    return caller


async def page_reader(request: Request) -> Caller:
    """Return who asks for a page: whoever has its signed URL, or a caller who signed in.

    Raises:
        Problem: 401, if the request proves nothing.
    """
    signed = request.method == "GET" and is_signed(request.scope["path"], request.query_params)
    return PAGE_READER if signed else await caller_of(request)


async def require_caller(request: Request) -> None:
    """Refuse a request of nobody, where the route is not for anybody: the app's dependency, so that none forgets it."""
    row = decide(request.method, request.scope["path"]).row
    if row is None or row.who is not Who.ANYBODY:
        await caller_of(request)


def sign_in_needed() -> Problem:
    """Return the refusal of a request that proves nothing."""
    message = Message("sign in, or send {header}", header="'Authorization: Bearer …'")
    return Problem(401, kinds.SIGN_IN_NEEDED, message, headers={"www-authenticate": "Bearer"})


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1", "replace")
