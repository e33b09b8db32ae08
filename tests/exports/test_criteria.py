"""Criteria in the files: those decided so far, what is missing, and the feedback on each in its own row."""

import io
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bareme.domain.apply import apply_command
from bareme.domain.attempts import CriterionMark
from bareme.domain.copies import Copy
from bareme.domain.criteria import Criterion
from bareme.domain.review import ReviewCommand
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export, read_csv_flat, read_csv_wide, read_json
from bareme.exports.csv_flat import FlatRow
from bareme.exports.dialect import read_rows
from bareme.exports.json_nodes import QuestionNode
from tests.exports.conftest import attempt, mark, session_of

CRITERIA = (
    Criterion(id="method", name="Méthode", points=Decimal(3)),
    Criterion(id="unit", name="Unité", points=Decimal(1)),
    Criterion(id="style", name="Élégance", points=Decimal(1), bonus=True),
)
SCHEME = GradingScheme(questions=(Question(id="1", max_points=Decimal(4), criteria=CRITERIA),))


def graded(*given: tuple[str, str, str]) -> GradedSession:
    """One copy, with the criteria as each grader gave them."""
    attempts = [
        attempt(
            "c01",
            label,
            [
                mark(
                    "1",
                    min(sum(map(Decimal, points)), Decimal(4)),
                    feedback="Bien ;\nrelisez.",
                    criteria=tuple(
                        CriterionMark(criterion_id=c.id, points=Decimal(p), feedback=f"{c.name} : {p}")
                        for c, p in zip(CRITERIA, points, strict=True)
                    ),
                )
            ],
        )
        for label, points in zip("AB", given, strict=False)
    ]
    return session_of(SCHEME, [Copy(copy_id="c01")], attempts, graders=len(given))


def decided(session: GradedSession, *actions: dict[str, object], at: datetime) -> GradedSession:
    command = ReviewCommand.model_validate(
        {"actions": [{"copy_ids": "c01", "question_id": "1", **action} for action in actions], "author": "Mme Roy"}
    )
    effects = apply_command(session, command, at=at)
    assert {outcome.status.value for outcome in effects.outcomes} == {"applied"}
    return session.model_copy(update={"decisions": (*session.decisions, *effects.decisions)})


def flat(session: GradedSession, at: datetime) -> list[tuple[object, ...]]:
    return [
        (row.criterion_name, row.points_given, row.points_earned, row.feedback, row.question_feedback)
        for row in flat_rows(session, at)
    ]


def flat_rows(session: GradedSession, at: datetime) -> tuple[FlatRow, ...]:
    french = read_csv_flat(export(session, ExportFormat.CSV_FLAT, dialect="french", generated_at=at))
    assert french == read_csv_flat(export(session, ExportFormat.CSV_FLAT, generated_at=at))
    return french


def question_of(session: GradedSession, at: datetime) -> QuestionNode:
    return read_json(export(session, ExportFormat.JSON, generated_at=at)).submissions[0].questions[0]


def test_each_criterion_has_its_own_feedback(at: datetime) -> None:
    own: dict[str, object] = {"type": "set_feedback", "criterion_id": "unit", "text": "Quelle unité ?"}
    session = decided(graded(("2", "1", "0")), own, at=at)
    assert flat(session, at) == [
        ("Méthode", 2, 2, "Méthode : 2", "Bien ;\nrelisez."),
        ("Unité", 1, 1, "Quelle unité ?", ""),
        ("Élégance", 0, 0, "Élégance : 0", ""),
    ]
    question = question_of(session, at)
    assert [node.feedback for node in question.criteria] == ["Méthode : 2", "Quelle unité ?", "Élégance : 0"]
    assert question.feedback == "Bien ;\nrelisez."
    assert question.attempts["A"].criterion_feedback == {
        c.id: f"{c.name} : {p}" for c, p in zip(CRITERIA, "210", strict=True)
    }
    book = load_workbook(io.BytesIO(export(session, ExportFormat.XLSX, generated_at=at)))
    assert [row[9] for row in book["Critères"].iter_rows(min_row=2, values_only=True)] == [
        "Méthode : 2",
        "Quelle unité ?",
        "Élégance : 0",
    ]


def test_feedback_is_not_lost_where_the_criteria_do_not_make_up_the_mark(at: datetime) -> None:
    session = graded(("2", "1", "0"), ("2", "0", "0"))
    assert flat(session, at) == [
        ("", None, Decimal("2.5"), "Bien ;\nrelisez.", ""),
        ("Méthode", None, None, "Méthode : 2", ""),
        ("Unité", None, None, "A: Unité : 1\nB: Unité : 0", ""),
        ("Élégance", None, None, "Élégance : 0", ""),
    ]


def test_criteria_that_are_decided_are_shown_and_the_missing_ones_named(at: datetime) -> None:
    session = decided(graded(("2", "1", "0")), {"type": "set_mark", "criteria": {"method": 1.37}}, at=at)
    assert [line[:3] for line in flat(session, at)] == [
        ("Méthode", Decimal("1.37"), None),
        ("Unité", None, None),
        ("Élégance", None, None),
    ]
    assert {(row.graded_by, row.status, row.source) for row in flat_rows(session, at)} == {("", "waiting", "none yet")}
    question = question_of(session, at)
    assert (question.points_earned, question.missing_criteria) == (None, ("unit", "style"))
    assert [node.points_given for node in question.criteria] == [Decimal("1.37"), None, None]
    (row,) = read_csv_wide(export(session, ExportFormat.CSV, generated_at=at)).rows
    assert (row.marks, row.total) == ((None,), None)
    _, entry = read_rows(export(session, ExportFormat.HISTORY, generated_at=at))
    assert entry[7:10] == ["une partie des critères", "3", "method: 1,37"]


@pytest.mark.parametrize(
    ("allowed", "points", "counted"),
    [({}, ("3", "1", "1"), [3, 1, 1, -1]), ({"allow_above_maximum": True}, ("3", "1", "1"), [3, 1, 1])],
)
def test_the_rows_of_a_mark_above_the_maximum_add_up(
    at: datetime, allowed: dict[str, bool], points: tuple[str, str, str], counted: list[int]
) -> None:
    session = graded(("2", "1", "0")).model_copy(update={"scheme": SCHEME.model_copy(update=allowed)})
    typed = {criterion.id: given for criterion, given in zip(CRITERIA, points, strict=True)}
    session = decided(session, {"type": "set_mark", "criteria": typed}, at=at)
    assert [row.points_earned for row in flat_rows(session, at)] == counted
    (row,) = read_csv_wide(export(session, ExportFormat.CSV, generated_at=at)).rows
    assert row.marks == (sum(counted),) == (row.total,)
    assert question_of(session, at).points_earned == sum(counted)
