"""Validate and dump the large channels of a state once: what is as it was keeps its object and its JSON.

Each node validates its state. Between the nodes of a run, and from one edit to the next, almost nothing changes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationInfo, ValidatorFunctionWrapHandler

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


def dump_once(session_id: str, channel: str, models: Sequence[BaseModel]) -> list[dict[str, Any]]:
    """Return the models as JSON for a list channel. Objects that were dumped or validated before keep their JSON.

    The next validation of this JSON gives these objects.
    """
    channels = session_cache(session_id).channels
    known = {id(model): value for value, model in channels.get(channel, {}).values()}
    values = [known.get(id(model)) or model.model_dump(mode="json") for model in models]
    channels[channel] = dict(enumerate(zip(values, models, strict=True)))
    return values


def _validated(known: Channel, key: Any, value: Any) -> Any:
    """Return the validated object if `value` is as it was, else `value`."""
    before, validated = known.get(key, (None, None))
    return validated if validated is not None and (before is value or before == value) else value


def _items(values: dict[Any, Any] | list[Any]) -> Iterable[tuple[Any, Any]]:
    return values.items() if isinstance(values, dict) else enumerate(values)
