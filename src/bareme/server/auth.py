"""Who may use the runs API, and whose threads they see.

Without `BAREME_API_TOKENS` the server is for one machine: every caller is the same local user. With it a request
needs `Authorization: Bearer <token>`, and sees the threads that its own name created. The one thing to be had without a
token is a page's picture, by an address that this server has signed (`documents/page_urls.py`).
"""

import secrets
from typing import Any

from langgraph_sdk import Auth
from langgraph_sdk.auth.types import MinimalUserDict

from bareme.documents import is_signed
from bareme.settings import get_settings

auth = Auth()

_LOCAL_USER = "local"
_PAGE_READER = "page reader"


@auth.authenticate
async def authenticate(
    authorization: str | None, method: str, path: str, query_params: dict[str, str]
) -> MinimalUserDict:
    """Return the user that the request's token belongs to. A page's signed URL needs none, and opens that page alone.

    Raises:
        HTTPException: 401, when tokens are configured and the request has none of them.
    """
    tokens = _tokens()
    if not tokens:
        return {"identity": _LOCAL_USER, "is_authenticated": True}
    if method == "GET" and is_signed(path, query_params):
        return {"identity": _PAGE_READER, "is_authenticated": True}
    given = (authorization or "").removeprefix("Bearer ").encode()
    # Every token is compared, so that the time taken says nothing about which one was nearly right.
    found = [name for name, token in tokens.items() if secrets.compare_digest(token.encode(), given)]
    if not found:
        raise Auth.exceptions.HTTPException(status_code=401, detail="a valid 'Authorization: Bearer …' is needed")
    return {"identity": found[0], "is_authenticated": True}


@auth.on
async def deny(ctx: Auth.types.AuthContext, value: object) -> bool:  # noqa: ARG001 - the signature is the library's
    """Refuse whatever no other rule allows: the platform itself would allow it."""
    return False


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType:
    """Stamp new threads and runs with their owner, and show everybody their own alone."""
    owner = {"owner": ctx.user.identity}
    metadata = value.setdefault("metadata", {})
    if isinstance(metadata, dict):
        metadata.update(owner)
    return owner


@auth.on.assistants
async def see_assistants(ctx: Auth.types.AuthContext, value: object) -> bool:  # noqa: ARG001 - see above
    """Let everybody see the graphs; nobody changes them."""
    return ctx.action in {"read", "search"}


def _tokens() -> dict[str, str]:
    pairs = (pair.partition(":") for pair in get_settings().api_tokens.split(",") if pair.strip())
    return {name.strip(): token.strip() for name, _, token in pairs if token.strip()}
