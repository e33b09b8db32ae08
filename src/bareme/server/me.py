"""The route that tells callers who they are."""

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bareme.server.caller import Caller
from bareme.server.identity import caller_of, is_needed
from bareme.storage.api_keys import Role


class Me(BaseModel):
    """Who the caller is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"identity": "anne", "role": "teacher", "through": "cookie", "authentication": True}]
        }
    )

    identity: str = Field(description="Whose sessions and documents the caller sees, and who signs their decisions.")
    role: Role = Field(
        description="teacher: sessions of one's own. reviewer: only sessions that one was invited to. admin: a teacher "
        "who may also see the figures of the server."
    )
    through: Literal["local", "token", "cookie", "jwt", "page url"] = Field(description="What proved it.")
    authentication: bool = Field(description="Whether callers must prove who they are. If not, all are `local`.")


async def get_me(caller: Annotated[Caller, Depends(caller_of)]) -> Me:
    """Return who the caller is."""
    return await me_of(caller)


async def me_of(caller: Caller) -> Me:
    """Return what a caller is told about who they are."""
    return Me(
        identity=caller.identity,
        role=caller.role,
        through=caller.through,
        authentication=await is_needed(),
    )
