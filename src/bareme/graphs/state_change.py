"""Change a state: the validated state after a change, and the update that writes the change into the channels."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bareme.graphs.state import GradingState, Json, dump


def change[S: GradingState](state: S, added: Mapping[str, Mapping[str, Any]], **replaced: Any) -> tuple[S, Json]:
    """Return the state after a change, and its update as plain JSON.

    `added` are values for channels that merge by key, `replaced` the new values of others. Validating the whole state
    again would take as long as a node.
    """
    merged = {channel: {**getattr(state, channel), **values} for channel, values in added.items()}
    update = {channel: {key: _plain(value) for key, value in values.items()} for channel, values in added.items()}
    return (
        state.model_copy(update={**merged, **replaced}),
        update | {channel: _plain(value) for channel, value in replaced.items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return dump(value) if isinstance(value, BaseModel) else value
