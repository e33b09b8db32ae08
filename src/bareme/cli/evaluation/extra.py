"""Check that the packages of the `eval` extra are installed, without importing them."""

import importlib.util

from bareme.errors import InvalidInput

_EXTRA = ("numpy", "scipy", "threadpoolctl")


def require_metrics() -> None:
    """Check that the `eval` extra is installed.

    Raises:
        InvalidInput: packages are missing; the message names them and the extra.
    """
    missing = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        how = "pip install 'bareme[eval]' (uv sync --extra eval)"
        raise InvalidInput("not installed: {names}; the eval extra brings it: {how}", names=names, how=how)
