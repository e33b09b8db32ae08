"""Threads on which a session has begun, before the platform answers for them."""

from bareme.server import problem_kinds as kinds
from bareme.server.identity import Caller
from bareme.server.problems import Problem
from bareme.storage.thread_owners import keeps_checkpoints, owner_of_thread
from bareme.translation import Message


async def require_free(thread_id: str, caller: Caller) -> None:
    """Refuse to create a thread under the id of another's session.

    Raises:
        Problem: 409.
    """
    owner = await owner_of_thread(thread_id)
    if owner is not None and owner != caller.identity:
        message = Message("the id {thread_id!r} is taken: leave {field} out", thread_id=thread_id, field="thread_id")
        raise Problem(409, kinds.CONFLICT, message)


async def require_begun(thread_id: str) -> None:
    """Refuse to continue a session that has not begun: the graph would start on nothing.

    Raises:
        Problem: 404, as the platform answers for another's.
    """
    if await owner_of_thread(thread_id) is None and await keeps_checkpoints():
        message = Message("no session has begun on the thread {thread_id!r}: send an input first", thread_id=thread_id)
        raise Problem(404, kinds.SESSION_MISSING, message)
