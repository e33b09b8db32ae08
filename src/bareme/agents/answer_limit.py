"""The most tokens that a local server may write, so that a model that repeats itself frees the server's only slot.

A model that thinks gets no limit: its reasoning would count against it. Whether it does is told by its server or,
where that says nothing, by its first answer, which then has no limit.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage

from bareme.calls.call import CallPlan
from bareme.models.providers import endpoint_of
from bareme.models.server_facts import server_facts
from bareme.runtime import current_runtime

_LIMITED = "local:"
_ROOM = 4
"""So many times the expected answer."""


@dataclass
class _Seen:
    """What was seen of a model at one address."""

    answered: bool = False
    thinks: bool = False


async def answer_limit(plan: CallPlan) -> int | None:
    """Return the most tokens of an answer, or None without a limit."""
    if not plan.model.startswith(_LIMITED) or not plan.output_tokens:
        return None
    seen = _seen_of(plan.model)
    thinks = seen.thinks if seen.answered else (await server_facts(plan.model)).thinks is not False
    return None if thinks else _ROOM * plan.output_tokens


def observe_thinking(model: str, reply: AIMessage) -> None:
    """Remember whether the model thinks before it answers, if its answers may get a limit."""
    if not model.startswith(_LIMITED):
        return
    usage: Mapping[str, Any] = reply.usage_metadata or {}
    counted = (usage.get("output_token_details") or {}).get("reasoning")
    seen = _seen_of(model)
    seen.answered = True
    seen.thinks |= bool(counted or reply.additional_kwargs.get("reasoned") or "<think" in reply.text)


def _seen_of(model: str) -> _Seen:
    return current_runtime().resource(_endpoints)[endpoint_of(model)]


def _endpoints() -> defaultdict[tuple[str, str], _Seen]:
    return defaultdict(_Seen)
