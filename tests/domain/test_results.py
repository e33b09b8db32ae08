from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import Attempt, Flag, MarkStatus
from bareme.domain.copies import CopyStatus
from bareme.domain.decisions import Decision, MarkDecision, MarkSource
from bareme.domain.figures import UndefinedReason
from bareme.domain.money import Usage
from bareme.domain.points import add
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.session import CopyProgress
from bareme.domain.session_result import SessionResult, session_result
from tests.domain.sessions import AT, Given, attempt, mark, points, session

SCHEME = "1: 4, 2: 6"


def decision(
    points: str,
    *,
    question_id: str = "1",
    source: MarkSource = MarkSource.TEACHER,
    label: str = "",
    try_index: int = 0,
) -> Decision:
    return MarkDecision(
        copy_id="c01",
        question_id=question_id,
        source=source,
        points=Decimal(points),
        label=label,
        try_index=try_index,
        author="Mme Roy",
        at=AT,
        scheme_version=1,
        evaluation_version=2,
    )


def only_copy(result: SessionResult) -> CopyResult:
    (copy,) = result.copies
    return copy


def first_question(attempts: Sequence[Attempt], *decisions: Decision, graders: int = 2) -> QuestionResult:
    return only_copy(session_result(session("1: 4", attempts, graders=graders, decisions=decisions))).questions["1"]


def both(copy_id: str, first: str, second: str) -> list[Attempt]:
    """Two graders of one mind."""
    return [attempt(copy_id, label, {"1": first, "2": second}) for label in "AB"]


def test_a_copy_that_all_agree_on_is_summed_up() -> None:
    copy = only_copy(session_result(session(SCHEME, both("c01", "3", "4.5"))))
    assert (copy.total, copy.earned, copy.maximum) == (Decimal("7.5"), Decimal("7.5"), Decimal(10))
    assert (copy.percentage, copy.band, copy.rank, copy.provisional) == (Decimal(75), "A", 1, False)
    assert {question.source for question in copy.questions.values()} == {MarkSource.CONSENSUS}


def test_a_disagreement_makes_the_total_provisional() -> None:
    made = [attempt("c01", "A", {"1": "3", "2": "4"}), attempt("c01", "B", {"1": "3", "2": "5"})]
    copy = only_copy(session_result(session(SCHEME, made)))
    assert (copy.total, copy.provisional) == (Decimal("7.5"), True)
    question = copy.questions["2"]
    assert (question.points, question.provisional, question.value) == (None, Decimal("4.5"), Decimal("4.5"))
    assert (question.source, question.flags) == (MarkSource.NONE_YET, (Flag.DISAGREEMENT,))


@pytest.mark.parametrize("failure", [MarkStatus.FAILED, MarkStatus.INVALID_OUTPUT, MarkStatus.WAITING])
def test_a_question_without_points_leaves_the_copy_without_a_total(failure: MarkStatus) -> None:
    made = [attempt("c01", label, {"1": "3", "2": failure}) for label in "AB"]
    copy = only_copy(session_result(session(SCHEME, made)))
    assert (copy.total, copy.percentage, copy.band, copy.rank) == (None, None, None, None)
    assert copy.earned == Decimal(3)
    assert copy.questions["2"].status is failure


def test_a_blank_answer_is_a_zero() -> None:
    made = [attempt("c01", label, {"1": "3", "2": MarkStatus.NOT_TREATED}) for label in "AB"]
    assert only_copy(session_result(session(SCHEME, made))).total == Decimal(3)


def test_statistics_leave_out_the_ungraded_and_say_so() -> None:
    made = [*both("c01", "4", "4"), *both("c02", "1", "1"), attempt("c03", "A", {"1": "4"}), *both("c04", "4", "4")]
    result = session_result(session(SCHEME, made))
    assert [copy.total for copy in result.copies] == points("8", "2", None, "8")
    assert [copy.rank for copy in result.copies] == [1, 3, None, 1]
    assert [copy.band for copy in result.copies] == ["A", "No Award", None, "A"]
    figures = result.statistics
    assert (figures.copies, figures.graded, figures.left_out, figures.provisional) == (4, 3, 1, 0)
    assert (figures.mean, figures.median, figures.deviation) == (Decimal(6), Decimal(8), Decimal("2.83"))
    assert (figures.lowest, figures.highest, figures.maximum) == (Decimal(2), Decimal(8), Decimal(10))
    assert sum(bar.count for bar in figures.histogram) == 3
    # The third copy has points for the first question alone.
    assert [(q.question_id, q.graded, q.mean) for q in figures.questions] == [
        ("1", 4, Decimal("3.25")),
        ("2", 3, Decimal(3)),
    ]
    assert [q.facility for q in figures.questions] == [0.8125, 0.5]


def test_disagreements_are_counted_by_question() -> None:
    made = [
        attempt("c01", "A", {"1": "3", "2": "4"}),
        attempt("c01", "B", {"1": "3", "2": "5"}),
        *both("c02", "1", "1"),
    ]
    figures = session_result(session(SCHEME, made)).statistics
    assert [question.disagreements for question in figures.questions] == [0, 1]
    assert figures.provisional == 1


def test_a_class_without_a_graded_copy_has_no_figures() -> None:
    figures = session_result(session(SCHEME, [], copies=["c01"])).statistics
    assert (figures.graded, figures.left_out, figures.mean, figures.lowest) == (0, 1, None, None)
    assert [question.facility for question in figures.questions] == [None, None]


def test_bands_of_the_session_come_before_those_of_its_language() -> None:
    own = [{"label": "reçu", "from_percentage": 50}]
    assert only_copy(session_result(session(SCHEME, both("c01", "4", "6"), bands=own))).band == "reçu"
    assert only_copy(session_result(session(SCHEME, both("c01", "4", "6"), language="fr"))).band == "Très bien"


def test_usage_is_that_of_all_attempts() -> None:
    usage = Usage(calls=1, input_tokens=10, output_tokens=5, seconds=0.5)
    made = [one.model_copy(update={"usage": usage}) for one in both("c01", "1", "1")]
    assert session_result(session(SCHEME, made)).usage == usage + usage


def test_what_the_teacher_typed_stands_before_any_consensus() -> None:
    made = [attempt("c01", label, {"1": "1"}) for label in "AB"]
    question = first_question(made, decision("2"), decision("3.5"))
    assert (question.points, question.source, question.author) == (Decimal("3.5"), MarkSource.TEACHER, "Mme Roy")
    assert question.provisional is None


def test_a_decision_makes_a_mark_of_what_nobody_could_grade() -> None:
    made = [attempt("c01", label, {"1": MarkStatus.FAILED}) for label in "AB"]
    question = first_question(made, decision("2"))
    assert (question.status, question.points) == (MarkStatus.GRADED, Decimal(2))


def speaking(label: str, given: Given, *, try_index: int = 1) -> Attempt:
    said = mark("1", given, feedback=f"{label}{try_index}")
    return attempt("c01", label, {"1": said}, try_index=try_index)


@pytest.mark.parametrize(
    ("attempts", "slot"),
    [
        ([speaking("B", "1"), speaking("A", "2")], ("A", 1)),
        ([speaking("A", MarkStatus.FAILED), speaking("B", "2")], ("B", 1)),
        ([speaking("A", MarkStatus.FAILED), speaking("A", "2", try_index=2)], ("A", 2)),
        ([speaking("A", MarkStatus.FAILED), speaking("B", MarkStatus.FAILED)], ("A", 1)),
    ],
)
def test_the_first_grader_with_points_speaks(attempts: list[Attempt], slot: tuple[str, int]) -> None:
    question = first_question(attempts)
    assert (question.label, question.try_index) == slot
    spoken = [a for a in attempts if a.marks["1"].points is not None]
    if len(spoken) > 1:  # the words of one could contradict the average of both
        assert question.feedback == "A: A1\nB: B1"
    else:
        assert question.feedback == f"{slot[0]}{slot[1]}"


def test_the_chosen_grader_speaks_by_its_try() -> None:
    made = [speaking("A", "1"), speaking("B", "1"), speaking("B", "3", try_index=2)]
    question = first_question(made, decision("3", source=MarkSource.MODEL, label="B", try_index=2), graders=3)
    assert (question.source, question.label, question.try_index) == (MarkSource.MODEL, "B", 2)
    assert question.feedback == "B2"


def test_where_nobody_has_spoken_there_is_no_try() -> None:
    question = only_copy(session_result(session("1: 4", [], copies=["c01"]))).questions["1"]
    assert (question.label, question.try_index, question.status) == ("", 0, MarkStatus.WAITING)


FAILED = {"c01": CopyProgress(status=CopyStatus.FAILED, error="ConnectError")}


@pytest.mark.parametrize("attempts", [[], [attempt("c01", "A"), attempt("c01", "B")]])
def test_a_failed_copy_waits_for_nothing(attempts: list[Attempt]) -> None:
    copy = only_copy(session_result(session(SCHEME, attempts, copies=["c01"], progress=FAILED)))
    assert (copy.status, copy.error, copy.total) == (CopyStatus.FAILED, "ConnectError", None)
    for question in copy.questions.values():
        assert (question.status, question.flags) == (MarkStatus.FAILED, (Flag.FAILED,))


def test_a_copy_that_one_grader_failed_shows_the_other_ones_marks() -> None:
    made = [attempt("c01", "A"), attempt("c01", "B", {"1": "2", "2": "3"})]
    copy = only_copy(session_result(session(SCHEME, made, progress=FAILED)))
    assert (copy.total, copy.provisional) == (Decimal(5), True)
    for question in copy.questions.values():
        assert (question.status, question.label, question.flags) == (MarkStatus.GRADED, "B", (Flag.FAILED,))


def test_an_attempt_still_to_come_is_waiting_although_another_failed() -> None:
    copy = only_copy(session_result(session("1: 4", [attempt("c01", "A")], progress=FAILED)))
    assert set(copy.questions["1"].flags) == {Flag.FAILED, Flag.WAITING}


def test_the_appreciation_is_the_first_graders_latest() -> None:
    made = [
        attempt("c01", "B", {"1": "1"}, general_comment="B"),
        attempt("c01", "A", {"1": "1"}, general_comment="early"),
        attempt("c01", "A", {"1": "1"}, general_comment="late", round=1),
    ]
    assert only_copy(session_result(session("1: 4", made))).general_comment == "late"


_MARKS = st.sampled_from(["0", "0.25", "1.5", "4", MarkStatus.MISSING, MarkStatus.FAILED, MarkStatus.INVALID_OUTPUT])
_ATTEMPTS = st.dictionaries(
    st.tuples(st.sampled_from(["c01", "c02", "c03"]), st.sampled_from("AB")),
    st.dictionaries(st.sampled_from(["1", "2"]), _MARKS),
).map(lambda made: [attempt(copy_id, label, marks) for (copy_id, label), marks in made.items()])


@given(_ATTEMPTS)
def test_laws_of_the_sum(attempts: list[Attempt]) -> None:
    result = session_result(session(SCHEME, attempts, copies=["c01", "c02", "c03"]))
    for copy in result.copies:
        values = [question.value for question in copy.questions.values()]
        known = [value for value in values if value is not None]
        assert copy.earned == add(known)
        assert copy.total == (copy.earned if None not in values else None)
        assert (copy.rank is None) is (copy.total is None)
        for question in copy.questions.values():
            assert question.points is None or question.provisional is None
            assert (question.points is None) is (question.source is MarkSource.NONE_YET)
    assert result.statistics.graded == sum(copy.total is not None for copy in result.copies)
    assert result.statistics.copies == 3
    assert SessionResult.model_validate_json(result.model_dump_json()) == result


def test_shares_of_what_was_not_answered_or_not_read() -> None:
    given: list[Given] = ["1", MarkStatus.MISSING, MarkStatus.MISSING, MarkStatus.UNREADABLE, MarkStatus.NOT_TREATED]
    made = [attempt(f"c{i}", label, {"1": one, "2": "1"}) for i, one in enumerate(given) for label in "AB"]
    made.append(attempt("c9", "A"))
    question, _ = session_result(session("1: 4, 2: 1", made)).statistics.questions
    # The copy without points counts for nothing: whether it is blank is not known.
    assert [figure.value for figure in (question.blank, question.unreadable, question.not_treated)] == [0.4, 0.2, 0.2]


def test_reliability_is_over_complete_copies_and_says_over_how_many() -> None:
    given = {"c01": ("4", "5", "1"), "c02": ("1", "2", "0"), "c03": ("3", "3.5", "0"), "c04": ("4", None, "1")}
    made = [
        attempt(copy_id, label, {i: one for i, one in zip("123", points, strict=True) if one is not None})
        for copy_id, points in given.items()
        for label in "AB"
    ]
    figures = session_result(session("1: 4, 2: 6, 3: 1", made)).statistics
    assert (figures.reliability.copies, figures.reliability.questions) == (3, 3)
    # Population variances 14/9, 1.5 and 2/9; the totals 10, 3 and 6.5 have 49/6: α = 3/2 (1 − 59/18 / (49/6)).
    error = 3 / 2 * (59 / 18) / (49 / 6) - 1 / 2
    assert figures.reliability.alpha.value == pytest.approx(1 - error)
    assert figures.reliability.standard_error.value == pytest.approx((49 / 6 * error) ** 0.5)
    # 2 and 3 with the sum of the others, by hand for the second: 5, 2, 3.5 with 5, 1, 3.
    assert figures.questions[1].discrimination.value == pytest.approx(2 / (1.5 * 8 / 3) ** 0.5)


def test_figures_of_a_class_that_cannot_be_computed_say_why() -> None:
    single = session_result(session("1: 4", [attempt("c01", label, {"1": "3"}) for label in "AB"])).statistics
    assert single.reliability.alpha.undefined is UndefinedReason.TOO_FEW_MARKS
    assert single.questions[0].discrimination.undefined is UndefinedReason.TOO_FEW_QUESTIONS
    nothing = session_result(session(SCHEME, [], copies=["c01"])).statistics
    assert nothing.reliability.alpha.undefined is UndefinedReason.NO_MARKS
    assert {question.blank.undefined for question in nothing.questions} == {UndefinedReason.NO_MARKS}
