"""The server's secret, and the keys derived from it.

Document ids, signatures of page URLs and sealed grader keys hang on it. Instances that share sessions share the secret.
Whoever loses it keeps documents and marks, but ids and signatures handed out before no longer fit.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bareme.settings import get_settings
from bareme.storage.private_files import make_private_folder

_BYTES = 32


def derived_key(purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose, so that what is made for one is worth nothing for another.

    It is HMAC-SHA-256 of the purpose under the secret (RFC 2104).
    """
    settings = get_settings()
    return _derived(settings.secret.encode() or _kept_secret(settings.secret_file), purpose)


@lru_cache(maxsize=16)  # every use of a document asks for one
def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=8)
def _kept_secret(file: Path) -> bytes:
    """Return the secret in the file, which is made with a random one unless it exists."""
    with suppress(FileNotFoundError):
        return file.read_bytes()
    make_private_folder(file.parent)
    # Written beside its place and linked there: of two processes at once one wins, and nobody reads half a secret.
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".")  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_hex(_BYTES))
        with suppress(FileExistsError):
            os.link(unfinished, file)
    finally:
        Path(unfinished).unlink()
    return file.read_bytes()
