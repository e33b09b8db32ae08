"""Threads on which a session has begun, before the platform answers for them."""

from bareme.server import problem_kinds as kinds
from bareme.server.problems import Problem
from bareme.storage.checkpointer import is_begun
from bareme.translation import Message


async def require_begun(thread_id: str) -> None:
    """Refuse to continue a session that has not begun: the graph would start on nothing.

    Raises:
        Problem: 404, as the platform answers for another's.
    """
    if not await is_begun(thread_id):
        message = Message("no session has begun on the thread {thread_id!r}: send an input first", thread_id=thread_id)
        raise Problem(404, kinds.SESSION_MISSING, message)
