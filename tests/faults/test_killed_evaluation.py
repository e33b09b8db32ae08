"""kill -9 in an evaluation run: the same command goes on, and repeats no attempt that was finished."""

import json
import os
import signal
from collections.abc import Iterable, Mapping
from pathlib import Path

import pymupdf
import pytest
from typer.testing import CliRunner

from bareme.cli import app
from bareme.models.offline.examiner import OfflineExaminer
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.faults.killed_evaluation import logged
from tests.faults.test_kill_points import answers_kept
from tests.forked import Forked
from tests.provider.server import run_provider

STUDENTS, TRIES, IN_FLIGHT = 60, 2, 3
SHEETS = 20
ATTEMPTS = STUDENTS * TRIES
POINTS = [
    ("bareme.graphs.grader_key:blind_labels", "after", 10),  # a scale is confirmed, nothing sent out
    ("bareme.graphs.attempt:_read", "after", 50),
    ("bareme.graphs.nodes.grade_copy:compare", "before", 40),  # in the second session
    ("bareme.cli.evaluation.run:run_metrics", "before", 1),  # all is graded, nothing summed up
]


def data_set(folder: Path) -> Path:
    """Write invented answers of sixty students to two questions: two sessions of thirty copies."""
    path = folder / "set.jsonl"
    common = {"question": "Why does it stop?", "maximum": 2, "step": 0.5, "reference_answer": "Friction."}
    rows = [
        {
            **common,
            "question_id": f"Q{question}",
            "student_id": f"s{student}",
            "answer": f"friction, {student} newtons" if (student + question) % 3 else f"it rubs ({student})",
            "human_marks": [{"rater": "A", "points": student % 5 / 2}],
        }
        for student in range(STUDENTS)
        for question in range(2)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def sheets(folder: Path) -> Path:
    """Write the same questions answered by twenty students on a sheet each, in one file: a copy a page."""
    with pymupdf.open() as document:
        for student in range(SHEETS):
            words = f"Q0: friction, {student} newtons\nQ1: it rubs ({student})"
            document.new_page().insert_textbox(pymupdf.Rect(60, 60, 540, 700), words)
        document.save(folder / "class.pdf")
    rows = [json.loads(line) for line in data_set(folder).read_text(encoding="utf-8").splitlines()]
    path = folder / "set.jsonl"
    path.write_text(
        "".join(
            json.dumps({**row, "answer": None, "pages": [f"class.pdf#page={student + 1}"]}) + "\n"
            for row in rows
            if (student := int(row["student_id"][1:])) < SHEETS
        ),
        encoding="utf-8",
    )
    return path


def evaluate(
    folder: Path,
    grader: str,
    *point: object,
    forks: Path | None = None,
    data: Path | None = None,
    max_calls: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run the command and return its exit code: in a process that is killed at the point, if one is given."""
    options = {"--grader": grader, "--out": folder / "run", "--resamples": 0, "--language": "en"}
    if max_calls is not None:
        options["--max-calls"] = max_calls
    arguments = [str(argument) for option in options.items() for argument in option]
    arguments.insert(0, str(data or data_set(folder)))
    settings = {
        "BAREME_HOME": str(folder / "home"),
        "BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT),
        "CALLS_FILE": str(folder / "calls"),
        **(environment or {}),
    }
    return killed(forks, point, arguments, settings) if forks else whole(arguments, settings)


def killed(forks: Path, point: Iterable[object], arguments: list[str], settings: dict[str, str]) -> int:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAREME_", "OPENAI_"))}
    module, folder = "tests.faults.killed_evaluation", Path(settings["BAREME_HOME"]).parent
    with Forked(forks, module, *point, *arguments, folder=folder, environment={**kept, **settings}) as process:
        process.communicate()
        return process.wait()


def whole(arguments: list[str], settings: dict[str, str]) -> int:
    """Run the command in this process, which spares it the imports; it knows nothing of the one that was killed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("BAREME_", "OPENAI_")):
                patch.delenv(name)
        patch.setattr(OfflineExaminer, "_generate", logged(Path(settings["CALLS_FILE"])))
        get_settings.cache_clear()
        build_model.cache_clear()
        result = CliRunner().invoke(app, ["eval", "run", *arguments], env=settings)
        get_settings.cache_clear()
        build_model.cache_clear()
    return result.exit_code


def calls(folder: Path) -> int:
    """Return how often the offline examiner was asked, over all processes."""
    path = folder / "calls"
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def marks(folder: Path) -> dict[tuple[str, str, int], tuple[str, float | None]]:
    lines = (folder / "run" / "marks.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {(row["item_id"], row["grader"], row["try"]): (row["status"], row["points"]) for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point[0].rpartition(':')[2]} {point[2]}")
def test_the_offline_examiner_is_asked_again_only_for_what_was_in_flight(
    point: tuple[str, str, int], forks: Path, tmp_path: Path
) -> None:
    assert evaluate(tmp_path, "offline:lexical@2", *point, forks=forks) == -signal.SIGKILL
    assert not (tmp_path / "run" / "marks.jsonl").exists()
    assert evaluate(tmp_path, "offline:lexical@2") == 0
    # In flight, or answered in the moment before it was written down: what rules answer is not kept as what is paid.
    assert ATTEMPTS <= calls(tmp_path) <= ATTEMPTS + 2 * IN_FLIGHT
    found = marks(tmp_path)
    assert len(found) == 2 * ATTEMPTS
    assert all(points is not None for _, points in found.values())


def test_a_run_that_is_complete_asks_no_examiner(tmp_path: Path) -> None:
    assert evaluate(tmp_path, "offline:lexical@2") == 0
    asked, found = calls(tmp_path), marks(tmp_path)
    assert (asked, len(found)) == (ATTEMPTS, 2 * ATTEMPTS)
    assert evaluate(tmp_path, "offline:lexical@2") == 0
    assert calls(tmp_path) == asked
    assert marks(tmp_path) == found


@pytest.mark.slow
@pytest.mark.parametrize(
    "point",
    [
        ("bareme.calls.call:Caller._in_time", "during", 40),
        ("bareme.storage.answers:AnswerStore.keep", "after", 70),
    ],
    ids=lambda point: f"{point[0].rpartition(':')[2]} {point[2]}",
)
def test_a_provider_is_asked_again_only_for_what_was_in_flight(
    point: tuple[str, str, int], forks: Path, tmp_path: Path
) -> None:
    with run_provider() as provider:
        provider.latency = 0.02
        settings = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": provider.base_url}
        assert evaluate(tmp_path, "openai:gpt-4.1@2", *point, forks=forks, environment=settings) == -signal.SIGKILL
        provider.count_what_was_sent()
        asked, finished = len(provider.requests), answers_kept(tmp_path / "home")
        assert 0 < finished < ATTEMPTS
        # In flight, or answered in the moment before it was written down.
        assert asked - finished <= 2 * IN_FLIGHT
        assert evaluate(tmp_path, "openai:gpt-4.1@2", environment=settings) == 0
        # Exactly what was not finished is asked, each once.
        assert len(provider.requests) - asked == ATTEMPTS - finished
        record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
        assert record["usage"]["calls"] == ATTEMPTS
        assert record["marks"] == {"graded": 2 * ATTEMPTS}


@pytest.mark.slow
@pytest.mark.parametrize(
    "point",
    [
        ("bareme.graphs.nodes.pre_analysis:propose_copies", "after", 1),
        ("bareme.graphs.grader_key:blind_labels", "after", 10),
        ("bareme.graphs.attempt:_read", "after", 15),
    ],
    ids=lambda point: f"{point[0].rpartition(':')[2]} {point[2]}",
)
def test_pages_are_graded_on_from_where_it_was_cut(point: tuple[str, str, int], forks: Path, tmp_path: Path) -> None:
    data = sheets(tmp_path)
    assert evaluate(tmp_path, "offline:lexical", *point, forks=forks, data=data) == -signal.SIGKILL
    assert evaluate(tmp_path, "offline:lexical", data=data) == 0
    # In flight, or answered in the moment before it was written down: what rules answer is not kept as what is paid.
    assert SHEETS <= calls(tmp_path) <= SHEETS + 2 * IN_FLIGHT
    found = marks(tmp_path)
    assert len(found) == 2 * SHEETS
    assert all(status == "graded" and points is not None for status, points in found.values())


def test_failed_marks_are_no_zeros_and_the_same_command_tries_them_again(tmp_path: Path) -> None:
    def refuse_some(request: dict[str, object]) -> int | None:
        return 400 if "(3)" in json.dumps(request["messages"]) else None

    with run_provider() as provider:
        provider.script = refuse_some
        settings = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": provider.base_url}
        assert evaluate(tmp_path, "openai:gpt-4.1", environment=settings) == 1
        record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
        assert record["marks"] == {"failed": 2, "graded": 2 * STUDENTS - 2}
        assert sorted(points is None for _, points in marks(tmp_path).values())[-3:] == [False, True, True]
        metrics = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))["together"]
        assert metrics["missing"]["predicted"] == 2
        assert metrics["lines"][0]["scores"]["pairs"] == 2 * STUDENTS - 2

        provider.script, asked = None, len(provider.requests)
        assert evaluate(tmp_path, "openai:gpt-4.1", environment=settings) == 0
        assert len(provider.requests) == asked + 1
        assert all(points is not None for _, points in marks(tmp_path).values())


def test_a_budget_is_that_of_all_sessions_and_can_be_raised(tmp_path: Path) -> None:
    with run_provider() as provider:
        settings = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": provider.base_url}
        arguments = (tmp_path, "openai:gpt-4.1")
        assert evaluate(*arguments, max_calls=40, environment=settings) == 1
        assert 30 < len(provider.requests) <= 40, "the first session has 30 copies"
        statuses = [status for status, _ in marks(tmp_path).values()]
        assert statuses.count("waiting") == 2 * (STUDENTS - len(provider.requests))
        assert evaluate(*arguments, max_calls=200, environment=settings) == 0
        assert len(provider.requests) == STUDENTS
        assert not provider.repeated
