"""The version of the form of a session's state, so that no earlier Barème works on what it would misread."""

from typing import Any

from bareme.errors import BaremeError

STATE_VERSION = 1
"""Raised when an earlier Barème would misread or lose what the state holds. This one reads all versions before."""


def of_known_version(values: Any) -> Any:
    """Return the values of a state.

    Raises:
        BaremeError: a newer version wrote them.
    """
    found = values.get("schema_version") if isinstance(values, dict) else None
    if isinstance(found, int) and found > STATE_VERSION:
        # Not an InvalidInput, which Pydantic would take for a fault of one field.
        raise BaremeError(
            "a newer version of Barème has worked on this session: update Barème here (the session's form is {found}; "
            "this version knows {known})",
            found=found,
            known=STATE_VERSION,
        )
    return values
