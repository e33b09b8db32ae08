"""Tokens: those in the settings, API keys, and JSON Web Tokens of an identity provider."""

import asyncio
import hmac
import secrets

from bareme.server.caller import Caller, Credential
from bareme.server.identity_provider import get_provider
from bareme.settings import get_settings
from bareme.storage.api_keys import KEY_PREFIX, ApiKey, ApiKeys
from bareme.storage.server_secret import derived_key
from bareme.storage.stores import stores


async def credential_of(token: bytes) -> Credential | None:
    """Return whose token it is, or None if it is nobody's.

    Raises:
        Problem: 503, if the identity provider cannot be asked.
        StoreUnusable: the API keys cannot be read.
    """
    tokens = get_settings().tokens_by_user
    # Every token is compared, so the time taken reveals nothing about the tokens.
    found = [name for name, one in tokens.items() if secrets.compare_digest(one.encode(), token)]
    if found:
        return await _of_setting(found[0])
    if token.startswith(KEY_PREFIX.encode()):
        return _of_key(await asyncio.to_thread(_keys().valid, token))
    provider = get_provider()
    return await provider.credential_of(token.decode()) if provider and token.isascii() else None


async def still_valid(shown: Credential) -> Credential | None:
    """Return a credential that was shown earlier as it is now, or None if it was revoked or changed since."""
    kind, _, name = shown.source.partition(" ")
    if kind == "token" and shown.caller.identity in get_settings().tokens_by_user:
        credential = await _of_setting(shown.caller.identity)
        return credential if secrets.compare_digest(credential.source, shown.source) else None
    if kind == "key":
        return _of_key(await asyncio.to_thread(_keys().valid_id, name))
    return shown if kind == "jwt" and name == get_settings().jwt_issuer else None


async def _of_setting(name: str) -> Credential:
    token = get_settings().tokens_by_user[name]
    key = await asyncio.to_thread(derived_key, "token fingerprint")  # the first time it reads a file
    fingerprint = hmac.digest(key, token.encode(), "sha256").hex()
    return Credential(Caller(name, "teacher", "token"), f"token {fingerprint}")


def _of_key(key: ApiKey | None) -> Credential | None:
    return Credential(Caller(key.name, key.role, "token"), f"key {key.id}") if key else None


def _keys() -> ApiKeys:
    return stores().api_keys
