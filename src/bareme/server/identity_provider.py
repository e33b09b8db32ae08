"""JSON Web Tokens (RFC 7519) of a school's identity provider, verified by the keys that it publishes (RFC 7517)."""

import asyncio
import logging
import time
from functools import lru_cache

import jwt

from bareme.access_settings import AccessSettings
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller, Credential
from bareme.server.problems import Problem
from bareme.settings import get_settings
from bareme.storage.api_keys import Role
from bareme.storage.owners import LOCAL
from bareme.translation import Message

_ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA"]
"""Asymmetric ones alone. With HS256 the provider's public key would pass for a secret."""

_FETCH_SECONDS = 5.0
_KEYS_SECONDS = 900.0
_PAUSE_SECONDS = 10
"""After a fetch that failed: while the provider is down, a flood of tokens must not be a flood of fetches."""

_LONGEST_IDENTITY = 200
_ROLES: tuple[Role, ...] = ("admin", "teacher", "reviewer")
"""Of several, the first counts."""

_log = logging.getLogger(__name__)


class IdentityProvider:
    """The provider that the settings name."""

    def __init__(self, settings: AccessSettings) -> None:
        self._settings = settings
        self._keys = jwt.PyJWKClient(settings.jwt_jwks_url, lifespan=_KEYS_SECONDS, timeout=_FETCH_SECONDS)
        self._fetching = asyncio.Lock()
        self._down_until = 0.0

    async def credential_of(self, token: str) -> Credential | None:
        """Return whose token it is, or None if it is not valid here.

        Raises:
            Problem: 503, if the provider's keys cannot be fetched.
        """
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            return None
        # Anybody can send any header; only what may be valid is worth a fetch.
        if header.get("alg") not in _ALGORITHMS or not isinstance(header.get("kid"), str):
            _log.info("a JWT was refused: it names no key, or no asymmetric algorithm")
            return None
        try:
            key = await self._key(header["kid"])
            claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                issuer=self._settings.jwt_issuer,
                audience=self._settings.jwt_audience,
                leeway=self._settings.jwt_leeway_seconds,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.PyJWTError as error:
            _log.info("a JWT was refused: %s", type(error).__name__)  # the text may quote what was sent
            return None
        return self._credential(claims)

    async def _key(self, kid: str) -> jwt.PyJWK:
        cached = self._cached_key(kid)
        if cached is not None:
            return cached
        # One fetch at a time: each holds a thread, which the rest of the server needs too.
        async with self._fetching:
            if time.monotonic() < self._down_until:
                raise _down()
            try:
                return await asyncio.to_thread(self._keys.get_signing_key, kid)
            except (jwt.PyJWTError, OSError, ValueError) as error:
                is_unknown = isinstance(error, jwt.PyJWKClientError) and self._fetched() is not None
                if is_unknown and not isinstance(error, jwt.PyJWKClientConnectionError):
                    raise
                self._down_until = time.monotonic() + _PAUSE_SECONDS
                _log.warning("the keys of the identity provider cannot be fetched from %r", self._settings.jwt_jwks_url)
                raise _down() from None

    def _cached_key(self, kid: str) -> jwt.PyJWK | None:
        fetched = self._fetched()
        return self._keys.match_kid(fetched.keys, kid) if fetched else None

    def _fetched(self) -> jwt.PyJWKSet | None:
        return self._keys.jwk_set_cache.get() if self._keys.jwk_set_cache else None

    def _credential(self, claims: dict[str, object]) -> Credential | None:
        identity = claims.get(self._settings.jwt_identity_claim)
        given = claims.get(self._settings.jwt_role_claim)
        roles = given if isinstance(given, list) else [given]
        role = next((role for role in _ROLES if role in roles), None)
        if not isinstance(identity, str) or not _is_name(identity) or role is None:
            _log.warning("a valid JWT was refused: it tells no identity, or no role in the claim of roles")
            return None
        expires = claims["exp"]
        assert isinstance(expires, int | float)  # noqa: S101 - PyJWT has compared it with the time
        return Credential(Caller(identity, role, "jwt"), f"jwt {self._settings.jwt_issuer}", expires)


def _is_name(identity: str) -> bool:
    return 0 < len(identity) <= _LONGEST_IDENTITY and identity.isprintable() and identity != LOCAL


def _down() -> Problem:
    return Problem(
        503,
        kinds.UNAVAILABLE,
        Message("the identity provider cannot be reached: try again in a moment"),
        headers={"retry-after": str(_PAUSE_SECONDS)},
    )


@lru_cache(maxsize=1)
def _provider(settings: AccessSettings) -> IdentityProvider:
    return IdentityProvider(settings)


def get_provider() -> IdentityProvider | None:
    """Return the provider that the settings name, if they do."""
    settings = get_settings()
    return _provider(settings) if settings.jwt_issuer else None
