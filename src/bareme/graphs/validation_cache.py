"""Validate the large channels of a state once: values that are as they were keep their validated objects.

Each node validates its state, and an edit passes through three nodes. Between them, and from one edit to the next,
almost nothing changes.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationInfo, ValidatorFunctionWrapHandler

from bareme.graphs.session_cache import Channel, session_cache


def reuse_validated(values: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Validate a channel, a dict or a list, without validating again the values that equal those of the last time.

    It is for fields that are declared after `session`, which says whose values they are.
    """
    session = info.data.get("session")
    if session is None or not isinstance(values, dict | list):
        return validate(values)
    channels, name = session_cache(session.session_id).channels, str(info.field_name)
    known = channels.get(name, {})
    reused = {key: _validated(known, key, value) for key, value in _items(values)}
    validated = validate(reused if isinstance(values, dict) else list(reused.values()))
    channels[name] = {key: (value, validated[key]) for key, value in _items(values)}
    return validated


def _validated(known: Channel, key: Any, value: Any) -> Any:
    """Return the validated object if `value` is as it was, else `value`."""
    before, validated = known.get(key, (None, None))
    return validated if validated is not None and (before is value or before == value) else value


def _items(values: dict[Any, Any] | list[Any]) -> Iterable[tuple[Any, Any]]:
    return values.items() if isinstance(values, dict) else enumerate(values)
