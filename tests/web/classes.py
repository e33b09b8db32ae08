"""Classes that are brought as far as their review, by the runs API, for tests of the screens after it."""

from typing import Any

from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient

type Json = dict[str, Any]
GRAPH = "graph_grading"
IN_FLIGHT = 4
"""Calls at a time of the server whose models answer as a test says."""


def at_the_scale(url: str, request: Json, *, token: str | None = None, **context: Any) -> str:
    """Return the session of a class that waits for its scale."""
    context = {"graders": ["offline:lexical", "offline:strict"], "language": "fr", **context}
    with _client(url, token) as client:
        thread_id: str = client.threads.create(graph_id=GRAPH)["thread_id"]
        client.runs.wait(thread_id, GRAPH, input=request, context=context)
    return thread_id


def in_review(url: str, request: Json, *, token: str | None = None, **context: Any) -> str:
    """Return the session of a class whose scale is confirmed and whose copies are graded."""
    thread_id = at_the_scale(url, request, token=token, **context)
    with _client(url, token) as client:
        client.runs.wait(thread_id, GRAPH, command={"resume": {"candidate": 0}})
    return thread_id


def _client(url: str, token: str | None) -> SyncLangGraphClient:
    return get_sync_client(url=url, headers={"authorization": f"Bearer {token}"} if token else {})


def asked_for_criteria(url: str, request: Json) -> str:
    """Return the session of a class whose drafted criteria wait to be confirmed."""
    return in_review(url, request, rubric="generate")


def typed(count: int, *answers: str) -> list[Json]:
    """Return typed copies, whose answers to the questions 1, 2 … are these."""
    given = {str(number): answer for number, answer in enumerate(answers, start=1)}
    return [{"student": {"name": f"Élève {n:02}"}, "answers": given} for n in range(1, count + 1)]


def scheme(*expected: str) -> Json:
    """Return a scheme of questions of two points each."""
    questions = [
        {"id": str(number), "max_points": 2, "expected_answer": answer}
        for number, answer in enumerate(expected, start=1)
    ]
    return {"questions": questions}
