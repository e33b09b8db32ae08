"""Sessions over typed copies, as the tests of the contract begin them."""

import uuid
from typing import Any

from langgraph_sdk.client import LangGraphClient

from tests.e2e.driving import run

type Json = dict[str, Any]
SCHEME = "1: 2, 2: 3"
CONFIRMED: Any = {"resume": {"candidate": 0}}


def exam(copies: int = 3) -> Json:
    """Return the input of a session over typed copies that no other session has."""
    mark = uuid.uuid4().hex
    answers = [{"1": f"answer {number} {mark}", "2": f"reason {number}"} for number in range(copies)]
    typed = [{"student": {"name": f"Student {number}"}, "answers": given} for number, given in enumerate(answers)]
    return {"scheme": SCHEME, "typed_copies": typed}


def graders(*names: str) -> Json:
    """Return a context with these graders, of models that only this session asks."""
    mark = uuid.uuid4().hex[:8]
    return {"graders": [f"openai:{name}-{mark}" for name in names]}


async def begin(client: LangGraphClient, copies: int = 3, *names: str) -> str:
    """Begin a session with one or more graders, up to the question about its scale, and return its thread."""
    thread_id: str = (await client.threads.create())["thread_id"]
    await run(client, thread_id, input=exam(copies), context=graders(*(names or ("a",))))
    return thread_id


async def grade(client: LangGraphClient, copies: int = 3, *names: str) -> str:
    """Begin a session and have it graded, and return its thread."""
    thread_id = await begin(client, copies, *names)
    await run(client, thread_id, command=CONFIRMED)
    return thread_id


def set_mark(copy_id: str, points: float, version: int | None = None) -> Json:
    """Return the action that gives a copy points for question 1."""
    action: Json = {"type": "set_mark", "copy_ids": copy_id, "question_id": "1", "points": points}
    return action if version is None else {**action, "expected_version": version}
