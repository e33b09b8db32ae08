"""Whether the packages that figures are computed with are there; nothing here imports them."""

import importlib.util

from bareme.errors import InvalidInput

_EXTRA = ("numpy", "scipy", "threadpoolctl")


def needs_metrics() -> None:
    """Refuse to go on where the `eval` extra is not installed.

    Raises:
        InvalidInput: it names what is missing, and the extra that brings it.
    """
    missing = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        how = "pip install 'bareme[eval]' (uv sync --extra eval)"
        raise InvalidInput("not installed: {names}; the eval extra brings it: {how}", names=names, how=how)
