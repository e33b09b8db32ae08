"""The evaluation of a mock exam as a PDF, over HTTP and on the command line."""

import json
from pathlib import Path
from typing import Any

import httpx
import pymupdf
import pytest
from typer.testing import CliRunner

from bareme.cli import app as commands
from bareme.graphs.mock_exam.graph import build_mock_exam_graph

FOLDER = Path(__file__).parents[2] / "fixtures" / "mock-exam"

pytestmark = pytest.mark.anyio


async def evaluated(name: str) -> dict[str, Any]:
    """What the examiner without a model makes of an exam."""
    exam = json.loads((FOLDER / f"{name}exam.json").read_text())
    submission = json.loads((FOLDER / f"{name}submission.json").read_text()) | {"mock_exam": exam}
    config: Any = {"configurable": {"model": "offline:lexical"}}
    state = await build_mock_exam_graph().ainvoke({"exam_submission": submission}, config)
    return dict(state["structured_response"])


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        assert {(round(page.rect.width), round(page.rect.height)) for page in document} == {(595, 842)}
        return " ".join("".join(page.get_text() for page in document).split())


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("", ("What to do next", "The way to the answer", "marked by rules, not by a model")),
        ("french-", ("Que faire ensuite", "Le chemin vers la réponse", "noté par des règles")),
    ],
)
async def test_an_evaluation_is_printed_in_the_language_of_its_feedback(
    configure: Any, app_client: httpx.AsyncClient, name: str, titles: tuple[str, ...], tmp_path: Path
) -> None:
    configure(ocr="off")
    evaluation = await evaluated(name)
    evaluation["question_feedback"][0]["correct_approach"] += r" $x^2 \leq \frac{1}{2}$ <b>x</b>"
    evaluation["section_results"][0]["section_label"] = "0123456789" * 14
    sent = {"evaluation": evaluation, "title": "Forces", "student": "MARTIN Léa"}
    answer = await app_client.post("/mock-exams/sheet", json=sent)

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    text = text_of(answer.content)
    assert [title for title in titles if title not in text] == []
    overall = evaluation["overall_result"]
    assert f"{overall['total_marks_earned']:g}".replace(".", "," if name else ".") + " /" in text
    assert overall["grade"] in text
    assert [
        q["question_number"] for q in evaluation["question_feedback"] if f"Question {q['question_number']}" not in text
    ] == []
    assert "MARTIN Léa" in text
    assert "x² ≤ 1/2 <b>x</b>" in text
    assert "0123456789" * 14 in "".join(text.split())  # no letter of a long word is lost

    (tmp_path / "result.json").write_text(json.dumps({"structured_response": evaluation}))
    run = CliRunner().invoke(commands, ["mock-exam", "sheet", str(tmp_path / "result.json"), "--title", "Forces"])
    assert run.exit_code == 0, run.output
    assert titles[0] in text_of((tmp_path / "result.pdf").read_bytes())


async def test_what_is_no_evaluation_is_refused(app_client: httpx.AsyncClient, tmp_path: Path) -> None:
    answer = await app_client.post("/mock-exams/sheet", json={"evaluation": {"overall_result": {}}})
    assert (answer.status_code, "total_marks_earned" in answer.text) == (422, True)
    (tmp_path / "list.json").write_text("[1, 2")
    run = CliRunner().invoke(commands, ["mock-exam", "sheet", str(tmp_path / "list.json")])
    assert (run.exit_code, "list.json" in run.output) == (2, True)
