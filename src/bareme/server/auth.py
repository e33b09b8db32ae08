"""Authentication and authorisation of the runs API.

Without `BAREME_API_TOKENS` every caller is the same local user. With it, a request needs
`Authorization: Bearer <token>` and only sees the threads of its own user. The exception is a page's picture by a
signed URL (`documents/page_urls.py`), which needs no token.
"""

import secrets
from typing import Any

from langgraph_sdk import Auth
from langgraph_sdk.auth.types import MinimalUserDict

from bareme.documents import is_signed
from bareme.settings import get_settings

auth = Auth()
get_settings()  # tokens that cannot be read stop the server here, before it answers anybody

_LOCAL_USER = "local"
_PAGE_READER = "page reader"


@auth.authenticate
async def authenticate(
    authorization: str | None, method: str, path: str, query_params: dict[str, str]
) -> MinimalUserDict:
    """Return the user of the request's token, or the page reader for a page's signed URL.

    Raises:
        HTTPException: 401, when tokens are configured and the request has none of them.
    """
    tokens = get_settings().tokens_by_user
    if not tokens:
        return {"identity": _LOCAL_USER, "is_authenticated": True}
    if method == "GET" and is_signed(path, query_params):
        return {"identity": _PAGE_READER, "is_authenticated": True}
    given = (authorization or "").removeprefix("Bearer ").encode()
    # Every token is compared, so the time taken reveals nothing about the tokens.
    found = [name for name, token in tokens.items() if secrets.compare_digest(token.encode(), given)]
    if not found:
        raise Auth.exceptions.HTTPException(status_code=401, detail="a valid 'Authorization: Bearer …' is needed")
    return {"identity": found[0], "is_authenticated": True}


@auth.on
async def deny(ctx: Auth.types.AuthContext, value: object) -> bool:  # noqa: ARG001 - the signature is the library's
    """Deny everything that no other rule allows. The platform's default is to allow it."""
    return False


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType:
    """Record the owner of new threads and runs, and restrict users to their own."""
    owner = {"owner": ctx.user.identity}
    metadata = value.setdefault("metadata", {})
    if isinstance(metadata, dict):
        metadata.update(owner)
    return owner


@auth.on.assistants
async def see_assistants(ctx: Auth.types.AuthContext, value: object) -> bool:  # noqa: ARG001 - see above
    """Let users read the assistants, but not change them."""
    return ctx.action in {"read", "search"}
