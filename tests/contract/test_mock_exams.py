"""A mock exam, posted as a browser posts it, the same on every server."""

import pytest

from tests.contract.conftest import Served
from tests.mock_exams import expected_marks, sample_submission

pytestmark = pytest.mark.cluster

OFFLINE = {"configurable": {"model": "offline:lexical"}}


async def test_an_exam_is_marked_without_a_thread(server: Served) -> None:
    body = {"assistant_id": "graph_mock_exam", "input": {"exam_submission": sample_submission()}, "config": OFFLINE}
    async with server.http("bruno") as http:
        answer = await http.post("/runs/wait", json=body)
    assert answer.status_code == 200, answer.text
    result = answer.json()["structured_response"]
    assert {q["question_id"]: q["marks_earned"] for q in result["question_feedback"]} == expected_marks("exam")


async def test_an_exam_that_cannot_be_read_is_refused_with_the_place(server: Served) -> None:
    broken = {**sample_submission(), "mock_exam": {}}
    body = {"assistant_id": "graph_mock_exam", "input": {"exam_submission": broken}, "config": OFFLINE}
    async with server.http("bruno") as http:
        for path in ("/runs/wait", "/runs/stream", "/runs"):
            answer = await http.post(path, json=body)
            assert answer.status_code == 422
            assert "exam_submission.mock_exam.examId: is missing" in answer.json()["detail"]
