"""Authentication and authorisation of the runs API: who sends a request, and whose threads they see."""

from collections.abc import Mapping
from typing import Any

from langgraph_sdk import Auth
from langgraph_sdk.auth.types import MinimalUserDict
from starlette.exceptions import HTTPException

from bareme.errors import BaremeError
from bareme.graphs.owner import invited_by
from bareme.server.identity import identify
from bareme.server.problems import Problem
from bareme.server.quotas import check_new_session, check_running
from bareme.storage.checkpointer import kept_owner, kept_values

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
    return {"identity": caller.identity, "is_authenticated": True, "permissions": [caller.role, caller.through]}


@auth.on
async def deny(ctx: Auth.types.AuthContext, value: object) -> bool:  # noqa: ARG001 - the signature is the library's
    """Deny everything that no other rule allows. The platform's default is to allow it."""
    return False


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> Auth.types.FilterType:
    """Record the owner of new threads and runs, and restrict users to their own and those they are invited to.

    Raises:
        HTTPException: 403, if a reviewer would begin something; 409, if the thread is somebody else's.
        Problem: 409 or 429, if it is more than a caller may have.
    """
    owner = {"owner": await _owner_for(ctx, value)}
    if _identity(ctx) != ctx.user.identity != owner["owner"]:
        # On aegra somebody who is invited reaches the owner's thread, to decide and for nothing else.
        raise Auth.exceptions.HTTPException(status_code=404, detail="there is no such session")
    await _refuse_to_take_over(ctx.action, value, owner["owner"])
    if "local" not in ctx.permissions:
        await _check_quotas(ctx, value)
    metadata = value.setdefault("metadata", {})
    if isinstance(metadata, dict):
        metadata.update(owner)
    return owner


async def _owner_for(ctx: Auth.types.AuthContext, value: Mapping[str, Any]) -> str:
    """Return whose threads an action is on: the caller's own or, if they are invited, those of who invited them."""
    identity = _identity(ctx)
    if ctx.action in {"read", "create_run"} and (thread_id := value.get("thread_id")):
        inviter = await invited_by(identity, str(thread_id))
        if inviter is not None and (ctx.action == "read" or await _is_decision(value)):
            return inviter
    if ctx.action in {"create", "create_run"} and "reviewer" in ctx.permissions:
        raise Auth.exceptions.HTTPException(status_code=403, detail="a reviewer only decides in the sessions of others")
    return identity


async def _check_quotas(ctx: Auth.types.AuthContext, value: Mapping[str, Any]) -> None:
    thread_id = value.get("thread_id")
    if ctx.action == "create":
        await check_new_session(_identity(ctx))
    elif ctx.action == "create_run" and thread_id:
        await check_running(_identity(ctx), str(thread_id))


def _identity(ctx: Auth.types.AuthContext) -> str:
    """Return who sends the request, also where they reach the thread of another."""
    return str(getattr(ctx.user, "decider", None) or ctx.user.identity)


async def _is_decision(value: Mapping[str, Any]) -> bool:
    """Return whether a run is the answer to a review: nothing that would begin a session or confirm its scale."""
    sent = value.get("kwargs") or value  # langgraph-api keeps apart what a run is started with, aegra does not
    if sent.get("input") is not None or not isinstance(sent.get("command"), dict) or set(sent["command"]) != {"resume"}:
        return False
    kept = await kept_values(str(value["thread_id"]))
    return bool(kept and kept.get("brief_id"))


async def _refuse_to_take_over(action: str, value: Mapping[str, Any], caller: str) -> None:
    """Refuse to make a thread whose checkpoints are somebody else's.

    A server that was killed may have lost its record of a thread; with a record of their own, others could read it.

    Raises:
        HTTPException: 409, as for a thread whose record is still there.
    """
    makes_thread = action == "create" or (action == "create_run" and value.get("if_not_exists") == "create")
    thread_id = value.get("thread_id")
    if makes_thread and thread_id and await kept_owner(str(thread_id)) not in {None, caller}:
        raise Auth.exceptions.HTTPException(status_code=409, detail=f"Thread with ID {thread_id} already exists")


@auth.on.assistants
async def see_assistants(ctx: Auth.types.AuthContext, value: object) -> bool:  # noqa: ARG001 - see above
    """Let users read the assistants, but not change them."""
    return ctx.action in {"read", "search"}
