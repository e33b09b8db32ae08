"""Which streams of a run a caller may read."""

import json
from typing import Any

from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.problems import Problem
from bareme.server.request_body import Sent
from bareme.server.thread_checks import require_own, sees_screens_only
from bareme.translation import Message

_SCREEN = ("custom",)
"""The others hold the state, and with it what blind marking keeps from a screen."""
_TOKEN = ("custom", "updates", "values")
"""The others show the platform's inside, or every token of a model at fifteen times the CPU of a call."""


async def check_modes(given: object, caller: Caller, thread_id: str) -> None:
    """Refuse stream modes that the caller may not read. Without any, the platform streams `values`.

    Raises:
        Problem: 422, with the modes that may be asked for.
    """
    modes: list[Any] = given if isinstance(given, list) and given else [given or None]
    allowed = _SCREEN if await sees_screens_only(caller, thread_id) else _TOKEN
    if any(("values" if mode is None else mode) not in allowed for mode in modes):
        message = Message(
            "{option}: choose from {values}", option="stream_mode", values=[repr(mode) for mode in allowed]
        )
        raise Problem(422, kinds.OPTION_REFUSED, message, option="stream_mode")


async def check_join(sent: Sent) -> None:
    """Refuse to join a run's stream in modes that the caller may not read, or on a thread of another."""
    given: Any = sent.query.get("stream_mode") or None
    if given and given.startswith("["):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            given = [given]
    await check_modes(given, sent.caller, sent.params["thread_id"])
    await require_own(sent.params["thread_id"], sent.caller)
