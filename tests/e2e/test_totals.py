"""Adjusted totals and excused students through langgraph-sdk."""

from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.driving import interrupts, run, start_grading, values

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

type Json = dict[str, Any]


async def test_totals_are_adjusted_and_students_excused(client: LangGraphClient, french_set: list[Json]) -> None:
    thread_id, answer = await start_grading(client, french_set, ["offline:lexical"])
    await run(client, thread_id, command={"resume": answer})
    before = {copy["copy_id"]: copy for copy in (await values(client, thread_id))["results"]}
    first, second, third, fourth, *_ = before

    question = list(before[second]["questions"].values())[-1]
    late = {"type": "set_adjustment", "copy_ids": [first, fourth], "category": "late", "percent": -10}
    actions = [
        {**late, "reason": "two days late"},
        {"type": "excuse", "copy_ids": second, "question_id": question["question_id"], "expected_version": 1},
        {"type": "excuse", "copy_ids": third, "reason": "ill"},
        {**late, "copy_ids": first, "expected_version": 0},
    ]
    await run(client, thread_id, command={"resume": {"actions": actions, "author": "Mme Roy"}})
    (review,) = await interrupts(client, thread_id)
    assert [outcome["status"] for outcome in review["outcomes"]] == ["applied"] * 4 + ["conflict"]
    state = await values(client, thread_id)
    after = {copy["copy_id"]: copy for copy in state["results"]}
    assert after[first]["total"] == pytest.approx(before[first]["total"] * 0.9)
    assert after[first]["adjustments"][0]["adjustment"]["reason"] == "two days late"
    assert (after[second]["maximum"], after[second]["rank"]) == (20 - question["maximum"], None)
    assert (after[third]["total"], after[third]["is_excused"]) == (None, True)
    assert state["statistics"]["graded"] == review["statistics"]["graded"] == 6
    assert [state["decisions"][number]["kind"] for number in sorted(state["decisions"])] == [
        *("adjustment", "adjustment", "excuse", "excuse")
    ]

    for number in ("00001", "00002", "00003", "00004"):
        await run(client, thread_id, command={"resume": {"actions": [{"type": "undo", "decision": number}]}})
    state = await values(client, thread_id)
    undone = {copy["copy_id"]: copy for copy in state["results"]}
    for copy_id, copy in before.items():
        assert {**undone[copy_id], "evaluation_version": 0} == {**copy, "evaluation_version": 0}
