"""Two people mark a class blind, without a grader, through langgraph-sdk."""

import json
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.driving import interrupts, run, values

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

type Json = dict[str, Any]

MARKERS = ["Mme Roy", "M. Blanc"]


async def test_two_people_mark_without_a_grader(client: LangGraphClient) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    copies = [{"answers": {"1": "a", "2": "b"}} for _ in range(2)]
    context = {"graders": [], "markers": MARKERS, "language": "en"}
    await run(client, thread_id, input={"typed_copies": copies, "scheme": "1: 2, 2: 3"}, context=context)
    await run(client, thread_id, command={"resume": {"candidate": 0}})

    async def submit(author: str, copy_id: str, **points: float) -> Json:
        marks = {question[1:]: {"points": value} for question, value in points.items()}
        action = {"type": "submit_marks", "copy_ids": copy_id, "marks": marks}
        await run(client, thread_id, command={"resume": {"actions": [action], "author": author}})
        (review,) = await interrupts(client, thread_id)
        assert [outcome["status"] for outcome in review["outcomes"]] == ["applied"]
        return review

    review = await submit("Mme Roy", "c01", _1=1.37, _2=3)
    assert [marker["missing"] for marker in review["markers"]] == [2, 4]
    state = await values(client, thread_id)
    assert "1.37" not in json.dumps([review, state["results"], state["statistics"]])
    review = await submit("M. Blanc", "c01", _1=1, _2=3)
    assert [flag["question_id"] for flag in review["flags"] if "disagreement" in flag["flags"]] == ["1"]

    await submit("Mme Roy", "c02", _1=2, _2=2)
    await submit("M. Blanc", "c02", _1=2, _2=2)
    decided = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1.5}
    await run(client, thread_id, command={"resume": {"actions": [decided, {"type": "finish"}], "author": "Head"}})
    (review,) = await interrupts(client, thread_id)
    assert (review["finished"], review["counts"]["completed"], review["statistics"]["mean"]) == (True, 2, 4.25)
    state = await values(client, thread_id)
    assert (len(state["attempts"]), state["usage"]["calls"]) == (4, 0)
