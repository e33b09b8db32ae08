"""The cookie of a browser that signed in: who it is and until when, signed by the server (a JWT with HS256).

It holds no token. It ends when it expires, when the browser signs out, and as soon as the token or key
it was given for is revoked or changed.
"""

import asyncio
import secrets
import time
from dataclasses import replace
from typing import Any

import jwt
from starlette.requests import Request, cookie_parser
from starlette.responses import Response

from bareme.access_settings import LOOPBACK_NAMES
from bareme.server.caller import Caller, Credential
from bareme.server.credentials import still_valid
from bareme.settings import get_settings
from bareme.storage.server_secret import derived_key
from bareme.storage.signed_out import SignedOut
from bareme.storage.stores import stores

COOKIE = "bareme_sign_in"
_ALGORITHM = "HS256"
_REQUIRED = ["exp", "sub", "role", "source", "jti"]


async def give_cookie(response: Response, credential: Credential, host: str | None) -> None:
    """Sign a browser in: have the response set its cookie. `host` is the name that the browser knows the server by."""
    now = time.time()
    expires = min(now + get_settings().sign_in_seconds, credential.expires or float("inf"))
    caller = credential.caller
    claims = {"sub": caller.identity, "role": caller.role, "source": credential.source, "exp": int(expires)}
    claims["jti"] = secrets.token_hex(16)
    value = jwt.encode(claims, await _key(), _ALGORITHM)
    # A server behind a proxy that speaks TLS sees plain HTTP itself, so its name decides.
    secure = host not in LOOPBACK_NAMES
    response.set_cookie(COOKIE, value, max_age=int(expires - now), httponly=True, samesite="strict", secure=secure)


async def take_cookie(request: Request, response: Response) -> None:
    """Sign a browser out: its cookie is worth nothing from now on, nor is a copy, and the response deletes it."""
    secure = request.url.hostname not in LOOPBACK_NAMES
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure)
    if claims := await _claims_of(request.cookies.get(COOKIE, "")):
        await asyncio.to_thread(_signed_out().add, claims["jti"], expires=claims["exp"])


async def caller_of_cookie(header: bytes) -> Caller | None:
    """Return who a Cookie header says it is, or None if it does not prove it.

    Raises:
        StoreUnusable: it cannot be told whether the browser has signed out.
    """
    claims = await _claims_of(cookie_parser(header.decode("latin-1")).get(COOKIE, ""))
    if claims is None or await asyncio.to_thread(_signed_out().__contains__, claims["jti"]):
        return None
    shown = Credential(Caller(claims["sub"], claims["role"], "jwt"), claims["source"])
    credential = await still_valid(shown)
    return replace(credential.caller, through="cookie") if credential else None


async def _claims_of(value: str) -> dict[str, Any] | None:
    """Return what a cookie says, or None if the server has not signed it or it has expired."""
    try:
        return jwt.decode(value, await _key(), [_ALGORITHM], options={"require": _REQUIRED})
    except jwt.InvalidTokenError:
        return None


async def _key() -> bytes:
    return await asyncio.to_thread(derived_key, "sign-in cookie")  # the first time it reads a file


def _signed_out() -> SignedOut:
    return stores().signed_out
