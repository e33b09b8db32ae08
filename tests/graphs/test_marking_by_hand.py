"""People mark without graders: from the confirmed scale straight to review, and all else is as it is."""

from pathlib import Path
from typing import Any

import pytest

from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, write_export
from bareme.exports.csv_wide import read_csv_wide
from bareme.graphs.session_snapshot import take_snapshot
from tests.graphs.conftest import Session, document, interrupt_of
from tests.provider.server import Json, Provider

FRENCH = Path(__file__).parents[2] / "fixtures" / "physics-fr"
COPIES = [{"student": {"name": f"Pupil {n}"}, "answers": {"1": f"copy {n}", "2": "b"}} for n in range(1, 4)]
CLASS: Json = {"typed_copies": COPIES, "scheme": "1: 2, 2: 3"}


async def begun(session: Session, **context: Any) -> Json:
    await session.send(CLASS, **{"graders": [], "language": "en", **context})
    return interrupt_of(await session.answer({"candidate": 0}))


def mark(copy_id: str, question_id: str, points: float) -> Json:
    return {"type": "set_mark", "copy_ids": copy_id, "question_id": question_id, "points": points}


async def test_a_class_is_marked_by_hand_from_the_start(session: Session, provider: Provider) -> None:
    await session.send(CLASS, graders=[], language="en")
    asked = interrupt_of(await session.send({}))
    assert (asked["graders"], asked["calls"], asked["estimate"]["calls"]) == ([], 0, 0)

    review = interrupt_of(await session.answer({"candidate": 0}))
    assert review["kind"] == "review"
    assert review["counts"] == {"total": 3, "completed": 0, "failed": 0, "remaining": 3}
    assert review["message"] == "3 of 3 copies are not marked yet: mark them, or finish without them."
    assert (review["open_questions"], review["statistics"]["graded"], review["rules_note"]) == (6, 0, "")

    await session.act(
        *(mark("c01", i, p) for i, p in [("1", 1.37), ("2", 3)]), {"type": "mark_complete", "copy_ids": "c01"}
    )
    review = interrupt_of(await session.act(mark("c02", "1", 2), mark("c02", "2", 1)))
    assert review["counts"] == {"total": 3, "completed": 2, "failed": 0, "remaining": 1}
    assert review["message"] == "1 of 3 copies is not marked yet: mark it, or finish without it."
    assert (review["statistics"]["graded"], review["statistics"]["mean"], review["complete"]) == (2, 3.69, 1)

    review = interrupt_of(await session.act(mark("c03", "1", 0), mark("c03", "2", 0)))
    assert review["message"] == "All copies are marked. Look at what is flagged, decide, then finish."
    state = await session.state()
    assert [copy["status"] for copy in state["results"]] == ["complete"] * 3
    assert [copy["grading_status"] for copy in state["results"]] == ["waiting"] * 3
    material = (await take_snapshot(session.saver, "t")).material
    assert material is not None
    totals = [row.total for row in read_csv_wide(write_export(material, ExportFormat.CSV)).rows]
    assert list(map(str, totals)) == ["4.37", "3.00", "0.00"]
    assert interrupt_of(await session.act({"type": "finish"}))["finished"]
    assert provider.requests == []
    assert state["usage"]["calls"] == 0


async def test_pages_are_divided_by_rules(session: Session, provider: Provider) -> None:
    documents = [document(FRENCH / "copies.pdf"), document(FRENCH / "exam-paper.pdf", "exam_paper")]
    asked = interrupt_of(await session.send({"documents": documents}, graders=[], language="en"))
    assert len(asked["students"]) == 8
    assert asked["candidates"]
    assert asked["usage"]["calls"] == 0
    assert provider.requests == []


async def test_graders_can_be_dropped_and_chosen_at_the_scale(session: Session, provider: Provider) -> None:
    await session.send(CLASS, graders=["openai:one"])
    asked = interrupt_of(await session.answer({"confirm": False, "graders": []}))
    assert (asked["graders"], asked["calls"]) == ([], 0)
    asked = interrupt_of(await session.answer({"confirm": False, "graders": ["openai:one"]}))
    assert asked["calls"] == 3
    review = interrupt_of(await session.answer({"candidate": 0, "graders": []}))
    assert (review["counts"]["remaining"], provider.requests) == (3, [])


async def test_what_needs_a_model_is_refused_by_name(session: Session, provider: Provider) -> None:
    with pytest.raises(InvalidInput, match=r"'rubric'.*'graders'"):
        await session.send(CLASS, graders=[], rubric="generate", language="en")
    await session.send(CLASS, graders=[], language="en")
    asked = interrupt_of(await session.answer({"candidate": 0, "rubric": "generate"}))
    assert "'graders'" in asked["error"]
    review = interrupt_of(await session.answer({"candidate": 0}))
    assert review["error"] == ""
    review = interrupt_of(await session.act({"type": "regrade"}, mark("c01", "1", 1)))
    assert [outcome["status"] for outcome in review["outcomes"]] == ["refused", "applied"]
    assert "by hand" in review["outcomes"][0]["reason"]
    amended = interrupt_of(await session.act({"type": "amend_scheme", "scheme": "1: 4", "regrade": "all"}))
    assert amended["outcomes"][0]["amendment"]["calls"] == 0
    assert provider.requests == []


async def test_an_empty_run_shows_the_review_again(session: Session, provider: Provider) -> None:
    await begun(session)
    await session.act(mark("c01", "1", 1))
    review = interrupt_of(await session.send({}))
    assert review["counts"]["remaining"] == 3
    assert (await session.state())["results"][0]["questions"]["1"]["points"] == 1
