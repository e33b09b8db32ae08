"""What a screen reads of a class: small, and nothing of what is hidden."""

import json

from bareme.graphs.session_snapshot import take_snapshot
from bareme.server.open_session import OpenSession
from bareme.server.review import review_of
from bareme.server.session_review import SessionReview
from tests.benchmarks.review_reads import class_of
from tests.graphs.conftest import Session

COPIES, QUESTIONS, GRADERS = 10, 10, ["offline:lexical", "offline:strict"]
REVIEW_BYTES, EDIT_BYTES = 150_000, 5_000
"""For 50 copies; neither is compressed."""


async def test_a_review_keeps_to_its_budget_of_bytes(session: Session) -> None:
    await session.send(class_of(COPIES, QUESTIONS), graders=GRADERS)
    await session.answer({"candidate": 0})
    review = await _review(session, None)
    assert len(review.model_dump_json()) <= REVIEW_BYTES * COPIES / 50
    await session.act({"type": "set_mark", "copy_ids": "c02", "question_id": "1", "points": 1})
    edited = await _review(session, review.revision)
    assert [copy.copy_id for copy in edited.copies] == ["c02"]
    assert len(edited.model_dump_json()) <= EDIT_BYTES
    assert "offline:" not in json.dumps(review.model_dump(mode="json", exclude={"rules_note"}))


async def _review(session: Session, since: int | None) -> SessionReview:
    return review_of(OpenSession(await take_snapshot(session.saver, "t")), since)
