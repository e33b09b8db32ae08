"""The input of `graph_grading` as LangGraph takes it: a whole request, and the names of what is no part of it."""

from typing import Any

from langgraph.types import Command
from pydantic.json_schema import SkipJsonSchema

from bareme.graphs.contract import GradingRequest

_DEFAULTS = GradingRequest.model_construct().model_dump()


class GradingInput(GradingRequest):
    """What a client sends to `graph_grading`: a GradingRequest."""

    unknown_fields: SkipJsonSchema[tuple[str, ...]] = ()


def complete_input(sent: Any) -> Any:
    """Return the input with a value for every field, and the names of its unknown fields for `intake` to refuse.

    LangGraph writes an input into the thread key by key: it would drop a misspelt one, and a field left out would keep
    the value of an earlier input that was refused. An empty input goes on with what the thread has.
    """
    if isinstance(sent, Command):
        # An answer to a thread that has asked nothing. As an empty request it is refused by `intake`; refused here, it
        # would stay in the thread and be refused before every later input.
        return dict(_DEFAULTS)
    if not isinstance(sent, dict) or not sent:
        return sent
    return {**_DEFAULTS, **sent, "unknown_fields": sorted(map(str, sent.keys() - _DEFAULTS.keys()))}
