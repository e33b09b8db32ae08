"""An answer is taken once, also where a server makes a run anew that it had made.

A server notes the end of a run some time after the graph has kept its state. If it dies in between, it takes the run up
again, with the same answer, on a session that asks the next question by then.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from langgraph.config import get_config
from langgraph.errors import GraphInterrupt
from langgraph.types import Command, interrupt


def answered_once(node: Callable[..., Awaitable[Command[str]]]) -> Callable[..., Awaitable[Command[str]]]:
    """Return a node that asks something, for which no run answers twice."""

    @wraps(node)
    async def asked(state: Any, *args: Any, **kwargs: Any) -> Command[str]:
        run_id = str((get_config().get("configurable") or {}).get("run_id") or "")
        if run_id and state.answered_in == run_id:
            with suppress(GraphInterrupt):  # there is no answer, so the node asks
                interrupt(None)
                return Command(goto=node.__name__)
        taken = await node(state, *args, **kwargs)
        return Command(goto=taken.goto, update={**(taken.update or {}), "answered_in": run_id})

    return asked
