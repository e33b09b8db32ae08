"""The cookie of a browser that signed in: who it is and until when, signed by the server (a JWT with HS256).

It holds no token. It ends when it expires, and as soon as the token or key it was given for is revoked or changed.
"""

import asyncio
import time
from dataclasses import replace

import jwt
from starlette.requests import cookie_parser
from starlette.responses import Response

from bareme.access_settings import LOOPBACK_NAMES
from bareme.server.caller import Caller, Credential
from bareme.server.credentials import still_valid
from bareme.settings import get_settings
from bareme.storage.server_secret import derived_key

COOKIE = "bareme_sign_in"
_ALGORITHM = "HS256"


async def give_cookie(response: Response, credential: Credential, host: str | None) -> None:
    """Sign a browser in: have the response set its cookie. `host` is the name that the browser knows the server by."""
    now = time.time()
    expires = min(now + get_settings().sign_in_seconds, credential.expires or float("inf"))
    caller = credential.caller
    claims = {"sub": caller.identity, "role": caller.role, "source": credential.source, "exp": int(expires)}
    value = jwt.encode(claims, await _key(), _ALGORITHM)
    # A server behind a proxy that speaks TLS sees plain HTTP itself, so its name decides.
    secure = host not in LOOPBACK_NAMES
    response.set_cookie(COOKIE, value, max_age=int(expires - now), httponly=True, samesite="strict", secure=secure)


def take_cookie(response: Response, host: str | None) -> None:
    """Sign a browser out: have the response delete its cookie."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=host not in LOOPBACK_NAMES)


async def caller_of_cookie(header: bytes) -> Caller | None:
    """Return who a Cookie header says it is, or None if it does not prove it."""
    value = cookie_parser(header.decode("latin-1")).get(COOKIE, "")
    try:
        claims = jwt.decode(value, await _key(), [_ALGORITHM], options={"require": ["exp", "sub", "role", "source"]})
    except jwt.InvalidTokenError:
        return None
    shown = Credential(Caller(claims["sub"], claims["role"], "jwt"), claims["source"])
    credential = await still_valid(shown)
    return replace(credential.caller, through="cookie") if credential else None


async def _key() -> bytes:
    return await asyncio.to_thread(derived_key, "sign-in cookie")  # the first time it reads a file
