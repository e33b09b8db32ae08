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


def calls_told(ended: Ended) -> int:
    """The calls of the session, in what `grade --json` printed."""
    told: int = json.loads(ended.stdout)["results"]["usage"]["total"]["calls"]
    return told


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


def small_submission() -> Json:
    """The sample with one question, which a small model can answer in a minute."""
    submission = sample_submission()
    exam = submission["mock_exam"]
    exam["sections"] = exam["sections"][:1]
    exam["sections"][0]["questions"] = exam["sections"][0]["questions"][:1]
    submission["answers"] = submission["answers"][:1]
    return submission


@pytest.mark.usefixtures("mock_exam_settings")
def test_a_mock_exam_is_asked_for_in_the_form_that_the_server_speaks(recorder: Recorder) -> None:
    recorder.longest_answer = 200
    ends: list[str] = []

    async def mark() -> Json:
        try:
            state: Json = await build_mock_exam_graph().ainvoke({"exam_submission": small_submission()})
        except ModelFailure as failure:
            ends.append(str(failure))
            state = {}
        finally:
            await close_runtime()
        return state

    state = asyncio.run(mark())
    # The server ignores the tool, so the schema is sent, with the only question in it, and is enforced.
    last = recorder.exchanges[-1]
    assert "tools" in recorder.exchanges[0].request
    assert "response_format" in last.request
    assert last.says('"enum": ["q1"]')
    assert all(one.status == 200 and one.says("question_feedback") for one in recorder.exchanges)
    assert len(recorder.exchanges) <= 3
    # What is cut off is asked for once more, as it is.
    assert max(recorder.answered.values()) <= 2
    if state:
        result = state["structured_response"]
        assert [entry["question_id"] for entry in result["question_feedback"]] == ["q1"]
        assert [message.type for message in state["messages"]][:2] == ["human", "ai"]
        assert state["usage"]["calls"] == len(recorder.exchanges)
    else:
        # Whether so small a model comes to an end is chance, but how many calls it took is told as it was.
        assert f"no usable evaluation in {len(recorder.exchanges)} calls: the model's answer" in ends[0]


@pytest.fixture
def class_of_three(tmp_path: Path) -> list[Path]:
    """Three typed copies, each of which could be asked about at the same time."""
    papers = [tmp_path / f"student-{number}.pdf" for number in range(3)]
    for number, paper in enumerate(papers):
        paper.write_bytes(typed([[f"Name: Student {number}", f"Q1: A triangle has {number} sides."]]))
    return papers


def test_the_copies_of_a_class_take_their_turns_at_the_only_slot(
    bareme: Run, recorder: Recorder, class_of_three: list[Path], tmp_path: Path
) -> None:
    """The calls together take longer than one may, but none of them waits at the server for another."""
    recorder.pause = 2.0
    command = ("grade", *class_of_three, "--scheme", "Q1: 2", "--grader", MODEL, "--yes", "--json", "--out", tmp_path)
    ended = bareme(*command, env=settings(recorder) | {"BAREME_CALL_SECONDS": "30"})
    copies = submissions(ended)
    assert len(copies) == 3
    assert recorder.most_in_flight == 1
    # Not one was cut off: whatever was received was answered, and only once.
    assert recorder.received == recorder.answered
    assert never_repeated(recorder)
    graded = [one for one in recorder.exchanges if one.says("<copy>")]
    assert calls_told(ended) == len(recorder.exchanges)
    assert 3 <= len(graded) <= 3 * 3


def test_a_server_that_is_too_slow_is_told_with_both_settings(
    bareme: Run, recorder: Recorder, class_of_two: list[Path], tmp_path: Path
) -> None:
    recorder.pause = 3.0
    command = ("grade", class_of_two[0], "--scheme", "Q1: 2", "--grader", MODEL, "--yes", "--json", "--out", tmp_path)
    ended = bareme(*command, env=settings(recorder) | {"BAREME_CALL_SECONDS": "1"})
    (copy,) = submissions(ended)
    assert copy["status"] in {"failed", "waiting"}
    for expected in ("within 1 seconds of sending", "BAREME_CALL_SECONDS", "BAREME_MAX_IN_FLIGHT"):
        assert expected in copy["error"]
    # What was cut off may be charged: it is sent again once at most.
    assert max(recorder.received.values()) == 2


def test_a_server_that_loads_its_model_is_waited_for(bareme: Run, recorder: Recorder) -> None:
    recorder.loading = 4
    ended = bareme("models", MODEL, "--json", env=settings(recorder) | {"BAREME_CALL_TRIES": "1"})
    assert json.loads(ended.stdout).get("found"), ended.stdout
    assert recorder.loading == 0
    # One request, as often as the server was not ready, and once more.
    assert max(recorder.received.values()) == 5
    assert never_repeated(recorder)


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
