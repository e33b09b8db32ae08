"""Who sends a request, and by what they prove it."""

from dataclasses import dataclass
from typing import Literal

from bareme.storage.api_keys import Role


@dataclass(frozen=True)
class Caller:
    """Whoever sends a request. `identity` owns sessions and documents, and signs decisions."""

    identity: str
    role: Role
    through: Literal["local", "token", "cookie", "jwt", "page url"]


LOCAL = Caller("local", "admin", "local")
"""Everybody, where no authentication is configured."""

PAGE_READER = Caller("page reader", "reviewer", "page url")
"""Whoever has a page's signed URL: a model's provider."""


@dataclass(frozen=True)
class Credential:
    """What a caller proved it with.

    `source` says which token or key it was, without telling it; `expires` is in seconds since 1970, or None.
    """

    caller: Caller
    source: str
    expires: float | None = None
