"""The language that a caller wants to read."""

from starlette.datastructures import Headers
from starlette.types import Scope

from bareme.translation import languages

_LONGEST = 1_000


def accepted_language(scope: Scope, *, default: str) -> str:
    """Return the language of ours that the request's `Accept-Language` likes best (RFC 9110), or `default`."""
    wanted: list[tuple[float, str]] = []
    for entry in Headers(scope=scope).get("accept-language", "")[:_LONGEST].split(","):
        tag, _, weight = entry.partition(";")
        code = tag.strip().lower().partition("-")[0]
        if code in languages() and (quality := _quality(weight)) > 0:
            wanted.append((quality, code))
    return max(wanted, key=lambda one: one[0], default=(0.0, default))[1]


def _quality(weight: str) -> float:
    """Return the weight of "q=0.8": 1 without one, and 0 where it cannot be read."""
    name, _, number = weight.partition("=")
    if not name.strip():
        return 1.0
    try:
        return float(number) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
