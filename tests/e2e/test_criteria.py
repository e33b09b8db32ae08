"""Criteria decided one by one, up to above the maximum, through langgraph-sdk."""

from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.driving import interrupts, run, values

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

type Json = dict[str, Any]

SCHEME: Json = {
    "allow_above_maximum": True,
    "questions": [
        {
            "id": "1",
            "max_points": 5,
            "criteria": [
                {"id": "method", "name": "Method", "points": 3},
                {"id": "result", "name": "Result", "points": 2},
                {"id": "elegance", "name": "Elegance", "points": 1, "bonus": True},
            ],
        }
    ],
}
QUESTION: Json = {"copy_ids": "c01", "question_id": "1"}


async def test_a_question_stays_open_until_its_last_criterion(client: LangGraphClient) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    context = {"graders": [], "language": "en"}
    await run(client, thread_id, input={"typed_copies": [{"answers": {"1": "a"}}], "scheme": SCHEME}, context=context)
    await run(client, thread_id, command={"resume": {"candidate": 0}})

    async def decide(*actions: Json) -> tuple[Json, Json]:
        """Return the review that is asked for next, and the question's result."""
        await run(client, thread_id, command={"resume": {"actions": actions, "author": "Mme Roy"}})
        (review,) = await interrupts(client, thread_id)
        (copy,) = (await values(client, thread_id))["results"]
        return review, copy["questions"]["1"]

    review, question = await decide(
        {"type": "set_mark", **QUESTION, "criteria": {"method": 2.37}},
        {"type": "set_mark", **QUESTION, "criteria": {"result": 2.345}},
    )
    assert [outcome["status"] for outcome in review["outcomes"]] == ["applied", "refused"]
    assert (review["outcomes"][0]["missing_criteria"], question["points"]) == (["result", "elegance"], None)
    assert review["counts"]["completed"] == 0

    review, question = await decide(
        {"type": "set_mark", **QUESTION, "criteria": {"result": 2, "elegance": 1}},
        {"type": "set_feedback", **QUESTION, "criterion_id": "method", "text": "One step is missing."},
    )
    assert [outcome["status"] for outcome in review["outcomes"]] == ["applied", "applied"]
    assert (question["points"], question["missing_criteria"]) == (5.37, [])
    assert question["criteria"][0]["feedback"] == "One step is missing."

    _, question = await decide({"type": "undo", "decision": "00002"})
    assert (question["points"], question["missing_criteria"]) == (None, ["result", "elegance"])
