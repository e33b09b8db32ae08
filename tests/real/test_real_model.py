"""A small real model behind llama.cpp's own server: states, messages and numbers of calls, never marks."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.errors import ModelFailure
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.cli.conftest import FIXTURES, Ended, Run
from tests.mock_exams import sample_submission
from tests.papers import scan, typed
from tests.real.conftest import llama_server
from tests.real.recorder import Json, Recorder, record

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

MODEL = "local:smollm2"
STATES = {"complete", "failed", "waiting"}


def settings(recorder: Recorder) -> dict[str, str]:
    return {"BAREME_LOCAL_BASE_URL": recorder.base_url, "BAREME_LANGUAGE": "en", "BAREME_BACKOFF_SECONDS": "0"}


def submissions(ended: Ended) -> list[Json]:
    """The copies in what `grade --json` printed."""
    found: list[Json] = json.loads(ended.stdout)["results"]["submissions"]
    return found


def never_repeated(recorder: Recorder) -> bool:
    return max(recorder.answered.values(), default=0) == 1


@pytest.fixture
def class_of_two(tmp_path: Path) -> list[Path]:
    """Two typed copies."""
    answers = {"anna": "A triangle has three sides.", "ben": "A triangle has four sides."}
    for name, answer in answers.items():
        (tmp_path / f"{name}.pdf").write_bytes(typed([[f"Name: {name.title()}", f"Q1: {answer}"]]))
    return [tmp_path / f"{name}.pdf" for name in answers]


def test_the_model_answers_in_the_form_that_its_server_speaks(bareme: Run, recorder: Recorder) -> None:
    ended = bareme("models", MODEL, "--json", env=settings(recorder))
    told = json.loads(ended.stdout)
    # Whether so small a model gives a usable answer is chance.
    assert ended.returncode == (0 if told["answers"] else 1)
    # The server ignores the tool that it is to call, so the schema is sent in another form.
    assert told["found"]["form"] != "tool"
    assert len(recorder.exchanges) <= 6
    assert all(one.status == 200 and one.says('"ready"') for one in recorder.exchanges[1:])


def test_a_class_of_typed_copies_is_graded_by_text(
    bareme: Run, recorder: Recorder, class_of_two: list[Path], tmp_path: Path
) -> None:
    command = ("grade", *class_of_two, "--scheme", "Q1: 2", "--grader", MODEL, "--yes", "--json", "--out", tmp_path)
    ended = bareme(*command, env=settings(recorder))
    copies = submissions(ended)
    assert len(copies) == 2
    assert {copy["status"] for copy in copies} <= STATES
    assert all(copy["status"] == "complete" or copy["error"] for copy in copies)
    # Not a picture was sent, nothing was refused, and nothing was asked twice.
    assert [one.pictures for one in recorder.exchanges] == [0] * len(recorder.exchanges)
    assert {one.status for one in recorder.exchanges} == {200}
    assert never_repeated(recorder)
    graded = [one for one in recorder.exchanges if one.says("<scheme>")]
    assert all(one.says("question_id") for one in graded), "a prompt lacks the schema"
    assert 2 <= len(graded) <= 2 * 3


def test_a_scan_waits_without_a_call(bareme: Run, recorder: Recorder, tmp_path: Path) -> None:
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(scan(pages=1))
    ended = bareme(
        *("grade", paper, "--scheme", "Q1: 2", "--grader", MODEL, "--yes", "--json", "--out", tmp_path),
        env=settings(recorder),
    )
    (copy,) = submissions(ended)
    assert copy["status"] == "waiting"
    assert "the model takes no pictures" in copy["error"]
    assert not [one for one in recorder.exchanges if one.pictures or one.says("<scheme>")]


def test_ten_answers_of_an_evaluation(bareme: Run, recorder: Recorder, tmp_path: Path) -> None:
    command = (
        *("eval", "run", FIXTURES / "evaluation" / "answers-en.jsonl", "--grader", MODEL, "--sample", "10"),
        *("--resamples", "0", "--out", tmp_path / "run"),
    )
    env = settings(recorder) | {"BAREME_ATTEMPT_SECONDS": "200"}
    bareme(*command, env=env)
    assert 10 <= len(recorder.exchanges) <= 10 * 3
    assert never_repeated(recorder)
    assert all(one.says("question_id") for one in recorder.exchanges), "a prompt lacks the schema"


@pytest.fixture
def mock_exam_settings(recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in settings(recorder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_MOCK_EXAM_MODEL", MODEL)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.usefixtures("mock_exam_settings")
def test_a_mock_exam_ends_or_says_why_not(recorder: Recorder) -> None:
    async def mark() -> None:
        try:
            await build_mock_exam_graph().ainvoke({"exam_submission": sample_submission()})
        except ModelFailure as failure:
            assert "no usable evaluation in" in str(failure)  # noqa: PT017 - either end will do
        finally:
            await close_runtime()

    asyncio.run(mark())
    assert 1 <= len(recorder.exchanges) <= 3
    assert never_repeated(recorder)
    assert all(one.says("EvaluationResult") for one in recorder.exchanges), "a prompt lacks the schema"


def test_a_server_without_templates_for_tools_is_asked_in_another_form(bareme: Run) -> None:
    build_model.cache_clear()
    with llama_server(2048, "--no-jinja") as address, record(address) as recorder:
        ended = bareme("models", MODEL, "--json", env=settings(recorder))
    assert json.loads(ended.stdout).get("found"), ended.stdout
    # Refused once with HTTP 500, which is no outage.
    assert [one.status for one in recorder.exchanges].count(500) <= 2
    assert recorder.exchanges[-1].status == 200
    build_model.cache_clear()


def test_a_context_that_is_too_short_is_told_with_its_setting(
    bareme: Run, class_of_two: list[Path], tmp_path: Path
) -> None:
    build_model.cache_clear()
    with llama_server(256) as address, record(address) as recorder:
        ended = bareme(
            *("grade", class_of_two[0], "--scheme", "Q1: 2", "--grader", MODEL, "--yes", "--json", "--out", tmp_path),
            env=settings(recorder),
        )
    (copy,) = submissions(ended)
    assert copy["status"] == "waiting"
    assert "--ctx-size" in copy["error"]
    assert "256" in copy["error"]
    assert len(recorder.exchanges) <= 2
    build_model.cache_clear()


def test_a_server_that_is_not_there_is_told_at_once_with_its_address(bareme: Run) -> None:
    build_model.cache_clear()
    ended = bareme("models", MODEL, env={"BAREME_LOCAL_BASE_URL": "http://127.0.0.1:9/v1", "BAREME_LANGUAGE": "en"})
    assert ended.returncode == 1
    assert "http://127.0.0.1:9" in ended.stderr + ended.stdout
    build_model.cache_clear()
