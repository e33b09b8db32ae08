"""A mock exam through `langgraph dev`, posted as a browser posts it: plain HTTP, no SDK."""

import json
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import DevServer
from tests.mock_exams import expected_marks, sample_submission
from tests.provider.server import Provider

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

GRAPH = "graph_mock_exam"
OFFLINE = {"configurable": {"model": "offline:lexical"}}
FIELDS = [
    "evaluation_id",
    "submission_id",
    "evaluated_at",
    "overall_result",
    "section_results",
    "question_feedback",
    "learning_recommendations",
    "encouragement_message",
    "checks",
    "marked_by",
]

type Json = dict[str, Any]


async def post(server: DevServer, path: str, **body: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as browser:
        return await browser.post(path, json={"assistant_id": GRAPH, **body})


async def test_a_browser_posts_an_exam_and_gets_its_evaluation(server: DevServer) -> None:
    body = {"messages": [], "exam_submission": sample_submission()}
    response = await post(server, "/runs/wait", input=body, config=OFFLINE)
    assert response.status_code == 200
    assert "exam_submission" not in response.json()
    result = response.json()["structured_response"]
    assert list(result) == FIELDS
    assert {q["question_id"]: q["marks_earned"] for q in result["question_feedback"]} == expected_marks("exam")
    assert result["overall_result"] == {
        "total_marks_earned": 6,
        "total_marks_possible": 11,
        "percentage": 54.55,
        "grade": "C",
        "pass_status": True,
        "pass_threshold": 40,
        "total_marks_marked": 11,
        "questions_open": 0,
    }
    assert result["submission_id"] == "sub_0001"
    assert [check["kind"] for check in result["checks"]] == ["marked_by_rules"]


async def test_the_default_model_is_asked_when_its_key_is_there(server: DevServer, endpoint: Provider) -> None:
    submission = sample_submission()
    submission["answers"] = submission["answers"][1:4]
    submission["exam_context"].update(questions_answered=3, questions_skipped=3)
    response = await post(server, "/runs/wait", input={"exam_submission": submission})
    result = response.json()["structured_response"]
    # The endpoint gives all marks to everything, also when it is told that unanswered questions have none.
    assert len(endpoint.requests) == 2
    assert {request["model"] for request in endpoint.requests} == {"gpt-5.1-mini"}
    assert result["overall_result"]["total_marks_earned"] == 5
    overruled = [check["question_id"] for check in result["checks"] if check["kind"] == "key_overruled_model"]
    assert overruled == ["q1", "q5", "q6"]


async def test_streamed_with_and_without_a_thread(server: DevServer, client: LangGraphClient) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    for path in ("/runs/stream", f"/threads/{thread_id}/runs/stream"):
        body = {"exam_submission": sample_submission()}
        response = await post(server, path, input=body, config=OFFLINE, stream_mode=["values"])
        events = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]
        assert events[-1]["structured_response"]["overall_result"]["grade"] == "C"
    state: Any = await client.threads.get_state(thread_id)
    assert state["values"]["structured_response"]["overall_result"]["total_marks_earned"] == 6
    # A second exam on the thread has its own evaluation.
    again = {**sample_submission(), "submission_id": "sub_0002", "answers": []}
    again["exam_context"] = {**again["exam_context"], "questions_answered": 0, "questions_skipped": 6}
    response = await post(server, f"/threads/{thread_id}/runs/wait", input={"exam_submission": again}, config=OFFLINE)
    assert response.json()["structured_response"]["submission_id"] == "sub_0002"
    assert response.json()["structured_response"]["overall_result"]["grade"] == "No Award"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"exam_submission": None}, "exam_submission: missing"),
        (
            {"exam_submission": {**sample_submission(), "mock_exam": {}}},
            "exam_submission.mock_exam.examId: is missing",
        ),
    ],
)
async def test_the_reason_of_a_refusal_reaches_the_client(server: DevServer, change: Json, complaint: str) -> None:
    for path in ("/runs/wait", "/runs/stream", "/runs"):
        response = await post(server, path, input={"messages": [], **change}, config=OFFLINE)
        assert response.status_code == 422
        assert complaint in response.json()["detail"]
        assert complaint in response.json()["__error__"]["message"]


async def test_a_refusal_is_one_line_in_the_log_and_a_browser_can_read_it(server: DevServer) -> None:
    before = len(server.log)
    broken = {**sample_submission(), "mock_exam": {"examId": 5}}
    body = {"assistant_id": GRAPH, "input": {"exam_submission": broken}}
    async with httpx.AsyncClient(base_url=server.url, headers={"origin": "https://school.example"}) as browser:
        response = await browser.post("/runs/wait", json=body)
    assert response.status_code == 422
    assert response.headers["access-control-allow-origin"]
    log = server.log[before:]
    assert "errors=[" not in log  # how the server logs a traceback
    assert [line.count("a mock exam was refused") for line in log.splitlines() if "refused" in line] == [1]


async def test_on_a_thread_a_message_about_the_evaluation_is_no_submission(
    server: DevServer, client: LangGraphClient
) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    question = {"messages": [{"role": "user", "content": "Why did I lose marks on question 1?"}]}
    path = f"/threads/{thread_id}/runs/wait"
    refused = await post(server, path, input=question, config=OFFLINE)
    assert "exam_submission: missing" in refused.json()["__error__"]["message"]
    marked = await post(server, path, input={"exam_submission": sample_submission()}, config=OFFLINE)
    answered = await post(server, path, input=question, config=OFFLINE)
    assert "Question 1: 0 of 1 marks." in answered.json()["messages"][-1]["content"]
    assert answered.json()["structured_response"] == marked.json()["structured_response"]
    wrong = await post(server, path, input={"exam_submission": {}}, config=OFFLINE)
    assert wrong.status_code == 422


async def test_a_fault_is_named_by_its_place(server: DevServer) -> None:
    submission = sample_submission()
    submission["answers"][3]["response"] = "60"
    response = await post(server, "/runs/wait", input={"exam_submission": submission}, config=OFFLINE)
    assert "exam_submission.answers[3].response: " in response.json()["__error__"]["message"]


async def test_an_unknown_model_is_refused_by_name(server: DevServer) -> None:
    config = {"configurable": {"model": "nobody:none"}}
    response = await post(server, "/runs/wait", input={"exam_submission": sample_submission()}, config=config)
    assert "nobody:none" in response.json()["__error__"]["message"]


async def test_exams_of_another_shape_are_refused_with_the_missing_fields(server: DevServer) -> None:
    exam = {"exam_id": "e1", "title": "Mock exam", "metadata": {"total_marks": 90}, "sections": []}
    submission = {"submission_id": "s1", "answers": [{"question_id": "q1", "text": "60"}]}
    response = await post(server, "/runs/wait", input={"exam_submission": {**submission, "mock_exam": exam}})
    assert response.status_code == 422
    message = response.json()["detail"]
    for place in (
        "course_id",
        "submission_metadata",
        "answers[0].response",
        "mock_exam.examId",
        "mock_exam.metadata.totalMarks",
    ):
        assert f"exam_submission.{place}: " in message
