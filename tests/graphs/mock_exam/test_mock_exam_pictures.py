"""Drawings and pictures of questions go to a model that sees; what nobody saw is not marked, or reported."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from tests.mock_exams import expected_marks, sample_submission
from tests.provider.evaluation import evaluation, questions_of
from tests.provider.server import Provider, Reply, prompt_of

type Json = dict[str, Any]
MARKS = expected_marks("exam")
UNKNOWN: Any = {"model": "openai:unheard-of"}
SEES, BLIND = "openai:gpt-4.1-mini", "openai:gpt-3.5-turbo"


def data_url(size: tuple[int, int] = (120, 80)) -> str:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, "PNG")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


def with_drawing(drawing: Json, **beside: str) -> Json:
    sent = sample_submission()
    sent["answers"][5]["response"] = {"drawing_data": drawing, **beside}
    return sent


def with_picture(picture: str) -> Json:
    sent = sample_submission()
    sent["mock_exam"]["sections"][0]["questions"][0]["diagram"] = {"src": picture}
    return sent


def images(request: Json) -> list[str]:
    content = request["messages"][1]["content"]
    blocks = content if isinstance(content, list) else []
    return [block["image_url"]["url"] for block in blocks if block["type"] == "image_url"]


async def run(provider: Provider, sent: Json, model: str = SEES) -> Json:
    provider.script = lambda request: evaluation(questions_of(prompt_of(request)), MARKS)
    context: Any = {"model": model}
    state = await build_mock_exam_graph().ainvoke({"exam_submission": sent}, context=context)
    return dict(state["structured_response"])


def kinds(result: Json) -> set[tuple[str, str | None]]:
    return {(check["kind"], check["question_id"]) for check in result["checks"]}


@pytest.mark.parametrize("drawing", [{"image": data_url()}, {"pages": [{"png": data_url()}], "tool": "pen"}])
async def test_a_drawing_is_shown_to_a_model_that_sees_and_marked(provider: Provider, drawing: Json) -> None:
    result = await run(provider, with_drawing(drawing))
    assert len(images(provider.requests[0])) == 1
    prompt = prompt_of(provider.requests[0])
    assert "which follows as a picture" in prompt
    assert "The student's drawing for question 'q6':" in prompt
    assert "base64" not in prompt
    assert result["question_feedback"][5]["marks_earned"] == MARKS["q6"]
    assert result["checks"] == []
    # Another drawing is another answer, which is asked for.
    await run(provider, with_drawing({"image": data_url((90, 90))}))
    assert len(provider.requests) == 2


@pytest.mark.parametrize(
    ("drawing", "model"),
    [
        ({"image": data_url()}, BLIND),
        ({"strokes": [[1, 2], [3, 4]]}, SEES),
        ({"image": "data:image/png;base64,bm90IGEgcGljdHVyZQ=="}, SEES),
        ({"image": "data:image/png;base64,x"}, SEES),
        ({"image": data_url(), "second": "data:image/png;base64,bm90IGEgcGljdHVyZQ=="}, SEES),
        ({"image": data_url(), "second": "data:image/png;base64,x"}, SEES),
    ],
)
async def test_a_drawing_that_nobody_could_see_is_not_marked(provider: Provider, drawing: Json, model: str) -> None:
    result = await run(provider, with_drawing(drawing), model)
    assert result["question_feedback"][5]["marks_earned"] is None
    assert {("drawing_not_seen", "q6"), ("not_marked", "q6")} <= kinds(result)
    assert result["overall_result"]["grade"] == "Incomplete"
    assert "not shown here" in prompt_of(provider.requests[0])


async def test_the_picture_of_a_question_is_shown_or_reported(provider: Provider) -> None:
    seen = await run(provider, with_picture(data_url()))
    assert len(images(provider.requests[0])) == 1
    assert "A picture of question 'q1':" in prompt_of(provider.requests[0])
    assert seen["checks"] == []
    for picture, model in [(data_url(), BLIND), ("https://school.example/triangle.png", SEES)]:
        provider.requests.clear()
        assert kinds(await run(provider, with_picture(picture), model)) == {("picture_not_seen", "q1")}
        assert images(provider.requests[0]) == []


async def test_a_picture_that_is_not_shown_is_reported_also_beside_one_that_is(provider: Provider) -> None:
    for second in ("data:image/png;base64,x", "data:image/png;base64,bm90IGEgcGljdHVyZQ=="):
        assert kinds(await run(provider, with_picture(f"{data_url()} {second}"))) == {("picture_not_seen", "q1")}
    # The same is shown both times, and so it is paid once.
    assert [len(images(request)) for request in provider.requests] == [1]


async def test_a_picture_in_the_text_of_a_question_is_taken_out_of_it(provider: Provider) -> None:
    sent = sample_submission()
    sent["mock_exam"]["sections"][0]["questions"][0]["question_stem"] += f" ![a triangle]({data_url()})"
    await run(provider, sent)
    prompt = prompt_of(provider.requests[0])
    assert "![a triangle]((picture))" in prompt
    assert "base64" not in prompt
    assert len(images(provider.requests[0])) == 1


async def test_a_model_that_turns_out_to_take_no_pictures_is_asked_without_them(provider: Provider) -> None:
    def refuses(request: Json) -> Any:
        if images(request):
            error = {"message": "image input is not supported", "type": "invalid_request_error", "code": None}
            return Reply.of({"error": error}, 400)
        return evaluation(questions_of(prompt_of(request)), MARKS)

    provider.script = refuses
    sent = with_drawing({"image": data_url()})
    state = await build_mock_exam_graph().ainvoke({"exam_submission": sent}, context=UNKNOWN)
    result = dict(state["structured_response"])
    assert {("drawing_not_seen", "q6"), ("not_marked", "q6")} <= kinds(result)
    assert result["overall_result"]["total_marks_earned"] == 5
