"""A few copies graded first, to look at them and mend criteria or scale before the others are."""

from typing import Any

import pytest
from langgraph.types import Command

from tests.graphs.conftest import Session, interrupt_of
from tests.provider.server import Provider

COPIES: Any = [{"answers": {"1": f"réponse {n}", "2": "Rome"}} for n in range(5)]
GRADERS = ["openai:one"]


async def begin(session: Session, **context: Any) -> None:
    await session.send({"typed_copies": COPIES, "scheme": "1: 2, 2: 1"}, graders=GRADERS, **context)


async def statuses(session: Session) -> dict[str, str]:
    return {copy["copy_id"]: copy["status"] for copy in (await session.state())["results"]}


@pytest.mark.parametrize("pilot", [["c01", "c02"], ["c04"], ["c05", "c03", "c01"]])
async def test_only_the_copies_of_the_pilot_are_graded_and_the_others_wait(
    session: Session, provider: Provider, pilot: list[str]
) -> None:
    await begin(session)
    answer: Command[str] = Command(resume={"candidate": 0, "pilot": pilot})
    events = session.graph.astream(answer, session.config, stream_mode="custom")
    counts = [event["counts"] async for event in events if "counts" in event]
    assert len(provider.requests) == len(pilot)
    found = await statuses(session)
    assert [copy_id for copy_id, status in found.items() if status == "complete"] == sorted(pilot)
    assert {status for copy_id, status in found.items() if copy_id not in pilot} == {"waiting"}
    assert counts[-1] == {"total": 5, "completed": len(pilot), "failed": 0, "remaining": 5 - len(pilot)}
    assert all(count["completed"] <= len(pilot) for count in counts)


async def test_the_others_are_graded_by_the_scheme_as_it_was_mended_and_decisions_stay(
    session: Session, provider: Provider
) -> None:
    await begin(session)
    await session.answer({"candidate": 0, "pilot": ["c01", "c02"]})
    await session.act({"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1.5})
    await session.act({"type": "amend_scheme", "scheme": "1: 3, 2: 1", "regrade": "none"})
    asked = len(provider.requests)
    await session.act({"type": "regrade", "scope": "missing", "copy_ids": ["c03", "c04", "c05"]})
    assert len(provider.requests) == asked + 3, "a copy of the pilot was asked for again"
    results = {copy["copy_id"]: copy for copy in (await session.state())["results"]}
    assert {copy["status"] for copy in results.values()} == {"complete"}
    assert [results[copy_id]["maximum"] for copy_id in sorted(results)] == [3, 3, 4, 4, 4]
    assert results["c01"]["questions"]["1"]["points"] == 1.5


async def test_an_unknown_copy_is_refused_by_name_and_nothing_is_graded(session: Session, provider: Provider) -> None:
    await begin(session, language="en")
    asked = interrupt_of(await session.answer({"candidate": 0, "pilot": ["c01", "c09"]}))
    assert asked["kind"] == "confirm_scale"
    assert "'c09'" in asked["error"]
    assert provider.requests == []


async def test_a_run_that_begins_again_grades_what_was_asked_for_and_no_other_copy(
    session: Session, provider: Provider
) -> None:
    """An empty input resumes a session that was cut short: it finishes the copies of the pilot, which were wanted."""
    await begin(session)
    await session.answer({"candidate": 0, "pilot": ["c01", "c02"]})
    await session.send({})
    assert len(provider.requests) == 2
    await session.act({"type": "regrade", "scope": "missing", "copy_ids": ["c04"]})
    await session.send({})
    assert len(provider.requests) == 3
    found = await statuses(session)
    assert [copy_id for copy_id, status in found.items() if status == "waiting"] == ["c03", "c05"]
