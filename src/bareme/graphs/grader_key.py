"""Who is behind each blind label of a session: drawn under the server's secret, and sealed in the state.

The state may be read by whoever may read a thread, so it must not tell which model is A. Without the secret nobody can
work the labels out either, although the ids of session and copies are known.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping

from bareme.domain.policy import blind_labels
from bareme.errors import SecretChanged
from bareme.storage.server_secret import derived_key

_NONCE_BYTES = 12


def draw_labels(session_id: str, copy_ids: Iterable[str], count: int) -> dict[str, dict[str, int]]:
    """Return who of `count` graders is behind each label, by copy id. Drawn again, they are the same."""
    key = derived_key("blind labels")

    def seed(copy_id: str) -> str:
        return hmac.new(key, f"{session_id}/{copy_id}".encode(), hashlib.sha256).hexdigest()

    return {copy_id: blind_labels(count, seed=seed(copy_id)) for copy_id in copy_ids}


def sealing_key() -> bytes:
    """Return the key under which labels are sealed. It changes with the server's secret."""
    return derived_key("grader key")


def seal_labels(session_id: str, labels: dict[str, dict[str, int]]) -> dict[str, str]:
    """Return the labels of each copy as the state keeps them: AES-256-GCM, bound to the session and the copy."""
    # Imported here, as below: it takes 30 ms, and most commands need none of it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    cipher = AESGCM(sealing_key())
    sealed = {}
    for copy_id, behind in labels.items():
        nonce = os.urandom(_NONCE_BYTES)
        sealed_labels = cipher.encrypt(nonce, json.dumps(behind).encode(), _context(session_id, copy_id))
        sealed[copy_id] = base64.urlsafe_b64encode(nonce + sealed_labels).decode()
    return sealed


def open_labels(session_id: str, kept: Mapping[str, str | dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return who is behind each label, by copy id, from what the state keeps.

    Sessions begun before labels were sealed have them in plain.

    Raises:
        SecretChanged: they were sealed under another secret, or for another session.
    """
    return {copy_id: _open(session_id, copy_id, labels) for copy_id, labels in kept.items()}


def _open(session_id: str, copy_id: str, kept: str | dict[str, int]) -> dict[str, int]:
    if not isinstance(kept, str):
        return kept
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        sealed = base64.urlsafe_b64decode(kept)
        nonce, sealed_labels = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        opened = AESGCM(sealing_key()).decrypt(nonce, sealed_labels, _context(session_id, copy_id))
    except (InvalidTag, ValueError):
        raise SecretChanged(
            "who is behind the labels A, B … cannot be told: the server's secret is not the one that this session "
            "began with. Set {variable} as it was, or put the file {file!r} of the server's folder back",
            variable="BAREME_SECRET",
            file="secret",
        ) from None
    behind: dict[str, int] = json.loads(opened)
    return behind


def _context(session_id: str, copy_id: str) -> bytes:
    return f"{session_id}/{copy_id}".encode()
