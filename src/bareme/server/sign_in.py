"""The routes by which a browser signs in and out."""

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bareme.server.caller import LOCAL
from bareme.server.credentials import credential_of
from bareme.server.identity import is_needed, sign_in_needed
from bareme.server.me import Me, me_of
from bareme.server.rate_limits import count_failed_sign_in, may_sign_in
from bareme.server.sign_in_cookie import give_cookie, take_cookie


class SignIn(BaseModel):
    """What a person signs in with."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(
        max_length=10_000,
        description="A token, an API key or a JSON Web Token of the identity provider.",
        examples=["bareme_Zx0…"],
    )


async def sign_in(sent: SignIn, request: Request, response: Response) -> Me:
    """Sign a browser in: a token comes in, a cookie goes out, which the browser sends by itself from then on.

    Scripts cannot read the cookie (HttpOnly), and other sites cannot have it sent (SameSite=Strict).
    """
    if not await is_needed():
        return await me_of(LOCAL)
    address = request.client.host if request.client else ""
    await may_sign_in(address)
    credential = await credential_of(sent.token.strip().encode())
    if credential is None:
        await count_failed_sign_in(address)
        raise sign_in_needed()
    await give_cookie(response, credential, request.url.hostname)
    return await me_of(credential.caller)


async def sign_out(request: Request, response: Response) -> None:
    """Sign the browser out: its cookie is deleted, and a copy of it is worth nothing."""
    await take_cookie(request, response)
    # Pictures of pages, which others who use the computer should not find.
    response.headers["clear-site-data"] = '"cache"'
