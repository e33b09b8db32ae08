"""Who sends a request.

Without `BAREME_API_TOKENS` every caller is the same local user. With it, a request needs
`Authorization: Bearer <token>`. The platform asks through `server/auth.py`; routes of our own depend on `caller_of`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from bareme.documents import is_signed
from bareme.server import problem_kinds as kinds
from bareme.server.problems import Problem
from bareme.settings import get_settings
from bareme.translation import Message

type Role = Literal["teacher", "reviewer", "admin"]
type Headers = Mapping[bytes, bytes] | Mapping[str, str]

OPEN_PATHS = frozenset({"/documents/{document_id}/pages/{index}"})
"""Routes that anybody may ask for. A page's route checks the signature of its URL itself."""


@dataclass(frozen=True)
class Caller:
    """Whoever sends a request. `identity` owns sessions and documents, and signs decisions."""

    identity: str
    role: Role
    through: Literal["local", "token", "cookie", "jwt", "page url"]


LOCAL = Caller("local", "admin", "local")
"""Everybody, where no authentication is configured."""

PAGE_READER = Caller("page reader", "reviewer", "page url")
"""Whoever has a page's signed URL: a model's provider."""

get_settings()  # tokens that cannot be read stop the server here, before it answers anybody


async def identify(headers: Headers) -> Caller | None:
    """Return who sends a request with these headers, or None if they prove nothing.

    langgraph-api passes the headers as bytes, aegra as text.
    """
    tokens = get_settings().tokens_by_user
    if not tokens:
        return LOCAL
    given = _bearer_token(headers)
    # Every token is compared, so the time taken reveals nothing about the tokens.
    found = [name for name, token in tokens.items() if secrets.compare_digest(token.encode(), given)]
    return Caller(found[0], "teacher", "token") if found else None


async def caller_of(request: Request) -> Caller:
    """Return who sends the request: the dependency of every route of our own.

    Raises:
        Problem: 401, if the request proves nothing.
    """
    # The same mapping as the platform makes, so that of two equal headers both read the same one.
    caller = await identify(dict(request.scope["headers"]))
    if caller is None:
        raise sign_in_needed()
    return caller


async def page_reader(request: Request) -> Caller:
    """Return who asks for a page: whoever has its signed URL, or a caller who signed in.

    Raises:
        Problem: 401, if the request proves nothing.
    """
    signed = request.method == "GET" and is_signed(request.scope["path"], request.query_params)
    return PAGE_READER if signed else await caller_of(request)


async def require_caller(request: Request) -> None:
    """Refuse a request of nobody, on all routes but `OPEN_PATHS`: the app's own dependency, so that none forgets it."""
    if request.scope["route"].path not in OPEN_PATHS:
        await caller_of(request)


def sign_in_needed() -> Problem:
    """Return the refusal of a request that proves nothing."""
    message = Message("sign in, or send {header}", header="'Authorization: Bearer …'")
    return Problem(401, kinds.SIGN_IN_NEEDED, message, headers={"www-authenticate": "Bearer"})


def _bearer_token(headers: Headers) -> bytes:
    """Return the token of the Authorization header (RFC 6750), or nothing."""
    by_name = {_as_bytes(name).lower(): _as_bytes(value) for name, value in headers.items()}
    scheme, _, token = by_name.get(b"authorization", b"").partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else b""


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1", "replace")
