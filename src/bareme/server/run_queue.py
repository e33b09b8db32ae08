"""How many runs of one session wait to be started.

The runs of a session are made one after the other, and the development server looks at no more waiting runs than it has
workers: where the oldest are all of one session, nobody's run starts.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bareme.server import problem_kinds as kinds
from bareme.server.platform_client import get_client, runs_on_aegra
from bareme.server.problems import Problem
from bareme.translation import Message

MOST_WAITING = 3
"""On langgraph-api."""
_CREATION = timedelta(seconds=2)
"""How long the platform may take to make a run."""
_MOST_KEPT = 1000
_let_in: dict[str, list[datetime]] = {}
"""When runs were let in of late, by session. Of requests that come together, each sees those before it."""


async def refuse_long_queue(thread_id: str) -> None:
    """Refuse another run of a session of which enough are waiting.

    Raises:
        Problem: 429, and it says when to try again; 409 on a server that has no queue of one session's runs.
    """
    runs: list[Any] = []
    with suppress(httpx.HTTPStatusError):  # no such thread, which the platform says itself
        runs = [*await get_client().runs.list(thread_id, limit=20, select=["status", "created_at"])]
    if runs_on_aegra():
        # It would be made at once, beside the other. Of two that come together, the database refuses one.
        if any(run["status"] in {"pending", "running"} for run in runs):
            raise second_run()
        return
    now = datetime.now(UTC)
    recent = [at for at in _let_in.get(thread_id, ()) if now - at < _CREATION]
    made = sum(datetime.fromisoformat(str(run["created_at"])) >= recent[0] for run in runs) if recent else 0
    waiting = sum(run["status"] == "pending" for run in runs)
    if waiting + max(0, len(recent) - made) >= MOST_WAITING:
        message = Message("{n} runs of this session are waiting already: let them end first", n=MOST_WAITING)
        raise Problem(429, kinds.TOO_MANY_REQUESTS, message, headers={"retry-after": "1"}, limit=MOST_WAITING)
    if len(_let_in) > _MOST_KEPT:
        for session in [session for session, times in _let_in.items() if now - times[-1] >= _CREATION]:
            del _let_in[session]
    _let_in[thread_id] = [*recent, now]


def forget_let_in(thread_id: str) -> None:
    """Forget the runs of a session that is erased: one that is imported under its id has none."""
    _let_in.pop(thread_id, None)


def second_run() -> Problem:
    """Return the refusal of a run of a session that has one."""
    message = Message("a run of the session is going: cancel it or wait for its end")
    return Problem(409, kinds.SESSION_IN_USE, message, headers={"retry-after": "1"})
