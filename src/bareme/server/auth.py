"""Authentication and authorisation of the runs API: who sends a request, and whose threads they see."""

from typing import Any

from langgraph_sdk import Auth
from langgraph_sdk.auth.types import MinimalUserDict
from starlette.exceptions import HTTPException

from bareme.errors import BaremeError
from bareme.server.identity import identify
from bareme.server.problems import Problem

auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes] | dict[str, str]) -> MinimalUserDict:
    """Return the user who sends a request with these headers: bytes from langgraph-api, text from aegra.

    Raises:
        HTTPException: 401, if the headers prove nothing; 503, if that cannot be told for now.
    """
    try:
        caller = await identify(headers)
    except (Problem, BaremeError) as error:
        raise HTTPException(503, str(error)) from None  # the platform would take any other for a fault of ours
    if caller is None:
        raise Auth.exceptions.HTTPException(status_code=401, detail="sign in, or send 'Authorization: Bearer …'")
    return {"identity": caller.identity, "is_authenticated": True, "permissions": [caller.role]}


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
