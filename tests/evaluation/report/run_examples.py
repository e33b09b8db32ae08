"""Two runs over the same answers, one with a page among them, and what a page about them says."""

from datetime import UTC, datetime
from pathlib import Path

from bareme.domain.money import Usage
from bareme.domain.points import Language
from bareme.domain.policy import Grader
from bareme.evaluation.comparison import RunComparison, compare_runs
from bareme.evaluation.report.comparison import write_comparison
from bareme.evaluation.run_folder import DataSetUsed, NamedGrader, RunFolder, RunRecord
from bareme.evaluation.run_marks import RunMark
from tests.evaluation.report.examples import full_material

type Runs = tuple[RunFolder, RunFolder]


def two_runs(text: str = "It rolls until it is tired.") -> Runs:
    """Return a run of each of the example's two models; `text` is what one pupil and one model wrote."""
    rows = full_material(text).rows
    first, second = (
        _run(grader, [row for row in rows if row.grader == grader]) for grader in ("openai:large", "local:small")
    )
    return first, second


def _run(grader: str, rows: list) -> RunFolder:
    marks = [
        RunMark(
            item_id=row.item_id,
            question=row.question_id,
            question_text=row.question,
            reference_answer=row.reference_answer,
            student=row.student_id,
            # One pupil handed in a sheet.
            answer="" if row.student_id == "p3" else row.answer,
            pages=("sheets/p3.pdf",) if row.student_id == "p3" else (),
            humans=[{"rater": rater, "points": points} for rater, points in row.humans.items()],
            maximum=row.maximum,
            step="0.5",
            grader=grader,
            attempt=int(row.attempt),
            points=row.points,
            status="failed" if row.points is None else "graded",
            confidence=row.confidence,
            transcription=f"{grader} reads this",
            feedback=row.feedback,
            # A string that a run read from JSON holds no half of a character.
            rationale=row.rationale.replace("\ud800", ""),
        )
        for row in rows
    ]
    name = grader.partition(":")[2]
    return RunFolder(name=name, record=_record(name, grader), marks=tuple(marks))


def _record(name: str, grader: str) -> RunRecord:
    return RunRecord(
        run_id=name,
        state="done",
        dataset=DataSetUsed(name="Forces", format="jsonl", file="forces.jsonl", sha256="0" * 64, items=24),
        items=24,
        graders=(NamedGrader(name=grader, grader=Grader(model=grader, tries=2)),),
        language="en",
        steps=("0.5",),
        sessions=("eval-1",),
        copies=8,
        prompts={"examiner": "1" if name == "large" else "2"},
        version="1",
        code="c",
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        seconds=12.5,
        usage=Usage(calls=16, input_tokens=900, output_tokens=80, seconds=30, cost="0.02"),
    )


def compared(runs: Runs) -> RunComparison:
    return compare_runs(*runs, resamples=50)


def write_compared(runs: Runs, page: Path, *, language: Language, answers: int = 20) -> tuple[Path, Path, Path]:
    return write_comparison(compared(runs), *runs, page, language=language, answers=answers)
