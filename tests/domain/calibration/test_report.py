"""What a look across the copies tells: unequal treatment, severity, surprises, boundaries; and what it offers."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from scipy import stats

from bareme.domain.answer_groups.same_answers import AnswerGroup
from bareme.domain.apply import apply_command
from bareme.domain.attempts import Flag
from bareme.domain.bands import Band
from bareme.domain.calibration.offers import offers_to_groups
from bareme.domain.calibration.report import CalibrationReport, calibrate
from bareme.domain.calibration.severity import blind, severity_of
from bareme.domain.decisions import MarkSource
from bareme.domain.figures import UndefinedReason
from bareme.domain.outcomes import OutcomeStatus
from bareme.domain.review import ReviewCommand
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from tests.domain.sessions import AT, attempt, session

SAME = {"1": (AnswerGroup(copy_ids=("c01", "c02", "c03")),)}


def class_of(*points: str, same: dict[str, tuple[AnswerGroup, ...]] | None = None, **policy: Any) -> GradedSession:
    attempts = [attempt(f"c{i:02}", "A", {"1": value}) for i, value in enumerate(points, start=1)]
    made = session("1: 4", attempts, graders=1, **policy)
    return made.model_copy(update={"same_answers": SAME if same is None else same})


def report_of(made: GradedSession, **names: object) -> CalibrationReport:
    found = calibrate(made, session_result(made), **names)  # type: ignore[arg-type]
    assert found is not None
    return found


def act(made: GradedSession, *actions: object) -> tuple[GradedSession, list[OutcomeStatus]]:
    command = ReviewCommand.model_validate({"actions": list(actions)})
    changes = apply_command(made, command, at=AT)
    update = {
        "decisions": (*made.decisions, *changes.decisions),
        "progress": {**made.progress, **changes.progress},
    }
    return made.model_copy(update=update), [outcome.status for outcome in changes.outcomes]


def set_mark(copy_id: str, points: str) -> dict[str, object]:
    return {"type": "set_mark", "copy_ids": copy_id, "question_id": "1", "points": points}


def test_the_same_answer_with_two_marks_is_found_and_flagged() -> None:
    made = class_of("4", "3", "4", "1")
    (found,) = report_of(made).inconsistencies
    assert [(mark.copy_id, mark.points) for mark in found.marks] == [("c01", 4), ("c02", 3), ("c03", 4)]
    flags = {copy.copy_id: copy.questions["1"].flags for copy in session_result(made).copies}
    assert [i for i, given in flags.items() if Flag.SAME_ANSWER_OTHER_MARK in given] == ["c01", "c02", "c03"]


def test_the_same_answer_with_one_mark_gives_no_flag() -> None:
    made = class_of("4", "4", "4", "1")
    assert report_of(made).inconsistencies == ()
    assert not any(copy.questions["1"].flags for copy in session_result(made).copies)


def test_a_decision_makes_alike_or_unlike() -> None:
    made, _ = act(class_of("4", "3", "4"), set_mark("c02", "4"))
    assert report_of(made).inconsistencies == ()
    unlike, _ = act(made, set_mark("c01", "2"))
    (found,) = report_of(unlike).inconsistencies
    assert [mark.source for mark in found.marks] == [MarkSource.TEACHER, MarkSource.TEACHER, MarkSource.CONSENSUS]


def test_off_tells_nothing() -> None:
    made = class_of("4", "3", same={}, calibration="off")
    assert calibrate(made, session_result(made)) is None


def test_a_decision_is_offered_to_the_undecided_and_never_over_another() -> None:
    made = class_of("4", "3", "4")
    assert offers_to_groups(made, session_result(made).copies) == ()
    made, _ = act(made, set_mark("c02", "2.5"))
    (offer,) = offers_to_groups(made, session_result(made).copies)
    assert offer.action.copy_ids == ("c01", "c03")
    assert offer.decided == ("c02",)
    # Somebody decides one of them before the offer is taken.
    made, _ = act(made, set_mark("c03", "1"))
    made, statuses = act(made, offer.action.model_dump(mode="json"))
    assert statuses == [OutcomeStatus.APPLIED, OutcomeStatus.REFUSED]
    points = {copy.copy_id: copy.questions["1"].points for copy in session_result(made).copies}
    assert points == {"c01": Decimal("2.5"), "c02": Decimal("2.5"), "c03": Decimal(1)}
    # Two decisions that differ: nobody can say which of them goes for the others.
    assert offers_to_groups(made, session_result(made).copies) == ()


def test_nothing_is_offered_where_all_are_alike_already() -> None:
    made, _ = act(class_of("4", "4", "4"), set_mark("c01", "4"))
    assert offers_to_groups(made, session_result(made).copies) == ()


def graded_by(marks: dict[str, list[list[float]]]) -> tuple[GradedSession, dict[str, dict[str, str]]]:
    """A session of graders by name, each with a table of copies × questions of 4 points; labels change places."""
    attempts, key = [], {}
    names = list(marks)
    for c in range(len(marks[names[0]])):
        copy_id = f"c{c:02}"
        order = names[c % len(names) :] + names[: c % len(names)]
        key[copy_id] = {chr(ord("A") + i): name for i, name in enumerate(order)}
        for label, name in key[copy_id].items():
            attempts.append(attempt(copy_id, label, {str(q + 1): str(x) for q, x in enumerate(marks[name][c])}))
    questions = len(marks[names[0]][0])
    scale = ", ".join(f"{q + 1}: 4" for q in range(questions))
    return session(scale, attempts, graders=len(names)), key


def test_a_harsh_grader_is_found_whatever_its_labels() -> None:
    rng = np.random.default_rng(7)
    truth = rng.integers(4, 13, size=(12, 5)) / 4
    noise = {name: rng.integers(-1, 2, size=(12, 5)) / 4 for name in ("fair", "harsh", "other")}
    marks = {name: (truth + noise[name] - (0.5 if name == "harsh" else 0)).clip(0, 4) for name in noise}
    made, key = graded_by({name: table.tolist() for name, table in marks.items()})
    graders = {severity.grader: severity for severity in report_of(made, severities=severity_of(made, key)).graders}

    others = (marks["fair"] + marks["other"]) / 2
    shares = (marks["harsh"] - others).sum(axis=1) / 20
    interval = stats.ttest_1samp(shares, 0).confidence_interval(0.95)
    harsh = graders["harsh"]
    assert harsh.bias.mean.value == pytest.approx(shares.mean(), abs=1e-5)
    assert (harsh.bias.low.value, harsh.bias.high.value) == pytest.approx((interval.low, interval.high), abs=1e-5)
    assert harsh.systematic
    assert harsh.copies == 12


def test_a_grader_that_takes_the_same_off_everywhere_needs_no_interval() -> None:
    made, key = graded_by({"a": [[2.0, 3.0]] * 6, "b": [[1.5, 2.5]] * 6})
    first, second = report_of(made, severities=severity_of(made, key)).graders
    assert (first.grader, first.systematic, second.systematic) == ("a", True, True)
    assert first.bias.low.undefined is UndefinedReason.CONSTANT
    assert first.bias.mean.value == 0.125


def test_few_copies_and_small_biases_are_told_without_a_verdict() -> None:
    few, key = graded_by({"a": [[2.0, 3.0]] * 4, "b": [[1.0, 2.0]] * 4})
    assert not any(severity.systematic for severity in report_of(few, severities=severity_of(few, key)).graders)
    small, key = graded_by({"a": [[2.0] * 20] * 6, "b": [[1.75] + [2.0] * 19] * 6})
    assert not any(severity.systematic for severity in report_of(small, severities=severity_of(small, key)).graders)


def test_blind_graders_have_no_name_and_no_order_of_their_own() -> None:
    made, key = graded_by({"a": [[2.0, 3.0]] * 6, "b": [[1.5, 2.5]] * 6})
    index = {copy_id: {label: "ab".index(name) for label, name in labels.items()} for copy_id, labels in key.items()}
    turned = {copy_id: {label: 1 - i for label, i in labels.items()} for copy_id, labels in index.items()}
    one, other = (report_of(made, severities=blind(severity_of(made, names))).graders for names in (index, turned))
    assert one == other
    assert [severity.grader for severity in one] == [None, None]


def test_one_grader_is_held_against_nobody() -> None:
    assert report_of(class_of("4", "3", "4")).graders == ()


def table_of(shares: np.ndarray) -> GradedSession:
    attempts = [
        attempt(f"c{c:02}", "A", {str(q + 1): f"{x:.2f}" for q, x in enumerate(row)}) for c, row in enumerate(shares)
    ]
    return session(", ".join(f"{q + 1}: 4" for q in range(shares.shape[1])), attempts, graders=1)


def test_a_surprise_is_what_a_fit_without_it_would_not_have_said() -> None:
    """Against a least-squares fit of the additive model to the other marks (numpy), and its prediction error."""
    rng = np.random.default_rng(3)
    level, ease = rng.uniform(0.5, 2, size=(14, 1)), rng.uniform(0.25, 1.5, size=(1, 6))
    marks = np.round((level + ease + rng.normal(0, 0.15, size=(14, 6))).clip(0, 4), 2)
    marks[5, 2] = 4.0 if marks[5].mean() < 2 else 0.0
    (first, *_) = report_of(table_of(marks)).surprises.marks
    assert (first.copy_id, first.question_id) == ("c05", "3")

    n, k = marks.shape
    design = np.array(
        [[1.0, *(c == i for i in range(1, n)), *(q == j for j in range(1, k))] for c in range(n) for q in range(k)]
    )
    cell, y = 5 * k + 2, marks.flatten() / 4
    rest = np.delete(np.arange(n * k), cell)
    fit, (errors,), *_ = np.linalg.lstsq(design[rest], y[rest], rcond=None)
    predicted = design[cell] @ fit
    variance = errors / (n * k - 1 - design.shape[1])
    leverage = design[cell] @ np.linalg.inv(design[rest].T @ design[rest]) @ design[cell]
    deviation = (y[cell] - predicted) / np.sqrt(variance * (1 + leverage))
    assert float(first.expected) == pytest.approx(4 * predicted, abs=0.006)
    assert first.deviation == pytest.approx(deviation, abs=0.006)


def test_a_class_that_the_model_explains_has_no_surprise() -> None:
    level, ease = np.arange(10).reshape(-1, 1) / 10, np.arange(5).reshape(1, -1) / 4
    found = report_of(table_of(1 + level + ease)).surprises
    assert (found.marks, found.undefined) == ((), UndefinedReason.CONSTANT)


@pytest.mark.parametrize(
    ("copies", "questions", "why"), [(7, 6, UndefinedReason.TOO_FEW_MARKS), (9, 3, UndefinedReason.TOO_FEW_QUESTIONS)]
)
def test_too_few_marks_show_no_surprise(copies: int, questions: int, why: UndefinedReason) -> None:
    marks = np.random.default_rng(1).integers(0, 17, size=(copies, questions)) / 4
    found = report_of(table_of(marks)).surprises
    assert (found.marks, found.undefined) == ((), why)


def test_totals_on_and_just_under_a_boundary() -> None:
    bands = (Band(label="pass", from_percentage=50), Band(label="fail", from_percentage=0))
    found = report_of(class_of("2", "1.75", "1.5", "2.25", "0", bands=bands)).boundaries
    assert [(total.copy_id, total.band, total.place) for total in found] == [
        ("c01", "pass", "on"),
        ("c02", "pass", "below"),
    ]
    assert found[0].boundary == 2


def test_marks_that_are_hidden_are_not_told() -> None:
    made = class_of("4", "3", "4", reveal="after_decision")
    assert report_of(made).inconsistencies == ()
    assert not any(Flag.SAME_ANSWER_OTHER_MARK in c.questions["1"].flags for c in session_result(made).copies)
    made, _ = act(made, set_mark("c01", "4"), set_mark("c02", "3"))
    (found,) = report_of(made).inconsistencies
    assert [mark.copy_id for mark in found.marks] == ["c01", "c02"]


def test_what_a_teacher_accepted_is_decided_too() -> None:
    made, statuses = act(class_of("4", "3", "4"), {"type": "accept", "copy_ids": "c01"}, set_mark("c02", "3.5"))
    assert statuses == [OutcomeStatus.APPLIED] * 2
    (found,) = report_of(made).inconsistencies
    assert [mark.decided for mark in found.marks] == [True, True, False]
    assert offers_to_groups(made, session_result(made).copies) == ()


def test_a_copy_under_another_maximum_is_not_held_against_the_others() -> None:
    made = class_of("4", "2", "4")
    (question,) = made.scheme.questions
    wider = question.model_copy(update={"max_points": Decimal(8)})
    newer = made.scheme.model_copy(update={"version": 2, "questions": (wider,)})
    made = made.model_copy(update={"scheme": newer, "earlier_schemes": (made.scheme,)})
    assert report_of(made).inconsistencies == ()
