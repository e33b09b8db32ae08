from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import Flag, Mark, MarkStatus
from bareme.domain.comparison import (
    ComparisonPolicy,
    ConsensusRule,
    QuestionComparison,
    compare,
    compare_marks,
    normalise,
    reading_difference,
)
from bareme.domain.points import is_mark
from bareme.domain.scheme import Question
from bareme.domain.shorthand import parse_shorthand
from tests.domain.sessions import Given, attempt, mark

QUESTION = Question(id="1", max_points=Decimal(4))
EXACT = ComparisonPolicy()
WITHIN_STEP = ComparisonPolicy(rule=ConsensusRule.WITHIN_STEP)


def compared(
    *given: Given, policy: ComparisonPolicy = EXACT, expected: int | None = None, question: Question = QUESTION
) -> QuestionComparison:
    marks = [mark(question.id, one) for one in given]
    return compare_marks(question, marks, policy, expected=len(marks) if expected is None else expected)


def flags(*given: Given, expected: int | None = None) -> set[str]:
    return {flag.value for flag in compared(*given, expected=expected).flags}


def read_as(text: str, *, points: str = "1") -> Mark:
    return mark("1", points, transcription=text)


def test_equal_marks_agree_and_are_the_consensus() -> None:
    result = compared("2.5", "2.5", "2.5")
    assert (result.spread, result.spread_share, result.exact, result.within_step) == (0, 0.0, True, True)
    assert (result.consensus, result.provisional, result.flags) == (Decimal("2.5"), Decimal("2.5"), ())


def test_different_marks_leave_a_provisional_average_on_the_step() -> None:
    result = compared("1", "2", "2")
    assert (result.spread, result.spread_share) == (Decimal(1), 0.25)
    assert (result.exact, result.within_step) == (False, False)
    assert (result.consensus, result.provisional) == (None, Decimal("1.75"))
    assert result.flags == (Flag.DISAGREEMENT,)


def test_one_step_apart_decides_under_the_rule_within_step_alone() -> None:
    assert compared("2", "2.25").consensus is None
    result = compared("2", "2.25", policy=WITHIN_STEP)
    assert (result.exact, result.within_step, result.consensus) == (False, True, Decimal("2.25"))
    assert result.flags == (Flag.DISAGREEMENT,)
    assert compared("2", "2.5", policy=WITHIN_STEP).consensus is None


@pytest.mark.parametrize("rule", [EXACT, WITHIN_STEP])
def test_a_single_grader_decides_alone(rule: ComparisonPolicy) -> None:
    result = compared("2.25", policy=rule)
    assert (result.spread, result.exact, result.within_step, result.reading_difference) == (None, None, None, None)
    assert (result.consensus, result.flags) == (Decimal("2.25"), ())


@pytest.mark.parametrize("failure", [MarkStatus.FAILED, MarkStatus.INVALID_OUTPUT, MarkStatus.WAITING])
@pytest.mark.parametrize("rule", [EXACT, WITHIN_STEP])
def test_where_a_grader_failed_the_others_do_not_decide(failure: MarkStatus, rule: ComparisonPolicy) -> None:
    result = compared("2", "2", failure, policy=rule)
    assert (result.consensus, result.provisional) == (None, Decimal(2))
    assert Flag(failure.value) in result.flags


def test_where_an_attempt_is_missing_the_others_do_not_decide() -> None:
    result = compared("2", expected=2)
    assert (result.consensus, result.provisional, result.flags) == (None, Decimal(2), (Flag.WAITING,))


def test_a_failure_is_not_a_zero() -> None:
    result = compared("4", MarkStatus.FAILED)
    assert (result.spread, result.provisional) == (None, Decimal(4))
    nothing = compared(MarkStatus.FAILED, MarkStatus.FAILED)
    assert (nothing.consensus, nothing.provisional, nothing.exact) == (None, None, None)


def test_a_question_that_nobody_marked_is_waiting() -> None:
    nothing = compared(expected=2)
    assert (nothing.provisional, nothing.flags) == (None, (Flag.WAITING,))


@pytest.mark.parametrize(
    ("status", "flag"),
    [
        (MarkStatus.UNREADABLE, "unreadable"),
        (MarkStatus.MISSING, "missing_answer"),
        (MarkStatus.NOT_TREATED, "not_treated"),
    ],
)
def test_an_answer_that_is_not_there_is_flagged_and_earns_nothing(status: MarkStatus, flag: str) -> None:
    assert compared(status, status).consensus == 0
    assert flags(status, status) == {flag}


def test_a_blank_and_a_wrong_answer_are_a_disagreement_on_the_same_points() -> None:
    result = compared("0", MarkStatus.MISSING)
    assert (result.exact, result.consensus) == (True, Decimal(0))
    assert set(result.flags) == {Flag.DISAGREEMENT, Flag.MISSING_ANSWER}


def test_low_confidence_is_flagged_below_the_threshold() -> None:
    assert flags(mark("1", confidence=0.6)) == set()
    assert flags(mark("1", confidence=0.59), mark("1")) == {"low_confidence"}
    assert flags(mark("1", MarkStatus.FAILED, confidence=0.0)) == {"failed"}


def test_the_graders_own_flags_are_kept() -> None:
    assert flags(mark("1", flags=[Flag.INJECTION_SUSPECTED]), "1") == {"injection_suspected"}


def test_readings_that_differ_are_flagged_whatever_the_points() -> None:
    assert flags(read_as("la vitesse double"), read_as("l'énergie est nulle")) == {"reading_differs"}
    assert flags(read_as("la vitesse double"), read_as("La vitesse double.")) == set()


def test_a_grader_that_failed_read_nothing() -> None:
    failed = mark("1", MarkStatus.FAILED, transcription="")
    assert compared(read_as("la vitesse double"), failed).reading_difference is None


def test_an_average_may_reach_a_maximum_off_the_step() -> None:
    odd = Question(id="1", max_points=Decimal("2.33"))
    assert compared("2.33", "2.33", MarkStatus.FAILED, question=odd).provisional == Decimal("2.33")


def test_a_question_worth_nothing_has_no_share() -> None:
    assert compared("0", "0", question=Question(id="1", max_points=Decimal(0))).spread_share is None


_MARKS = st.integers(0, 16).map(lambda quarters: str(Decimal(quarters) / 4))
_GIVEN = st.lists(_MARKS | st.sampled_from([MarkStatus.FAILED, MarkStatus.MISSING]), max_size=5)


@given(_GIVEN, st.integers(1, 5), st.sampled_from(ConsensusRule))
def test_laws_of_the_comparison(given: list[Given], expected: int, rule: ConsensusRule) -> None:
    policy = ComparisonPolicy(rule=rule)
    marks = [mark("1", one) for one in given]
    values = [one.points for one in marks if one.points is not None]
    result = compare_marks(QUESTION, marks, policy, expected=expected)
    assert result == compare_marks(QUESTION, marks[::-1], policy, expected=expected)
    assert (result.provisional is None) is (not values)
    for value in (result.consensus, result.provisional):
        assert value is None or (
            min(values) <= value <= max(values) and is_mark(value, maximum=Decimal(4), step=policy.step)
        )
    if result.consensus is not None:
        assert len(values) == len(marks) >= expected
        assert max(values) - min(values) <= (policy.step if rule is ConsensusRule.WITHIN_STEP else 0)


def test_every_leaf_is_compared_treated_or_not() -> None:
    scheme = parse_shorthand("1: 2, 2.a: 1, 2.b: 3")
    made = [attempt("c01", "A", {"1": "2", "2.a": "1"}), attempt("c01", "B", {"1": "2", "2.a": "0"})]
    comparison = compare("c01", scheme, made, EXACT, expected=2)
    assert [(q.question_id, q.exact) for q in comparison.questions.values()] == [
        ("1", True),
        ("2.a", False),
        ("2.b", None),
    ]
    assert comparison.questions["2.b"].flags == (Flag.WAITING,)


def test_tries_of_one_grader_count_like_graders() -> None:
    made = [attempt("c01", "A", {"1": "2"}, try_index=number) for number in (1, 2)]
    both = compare("c01", parse_shorthand("1: 2"), made, EXACT, expected=2)
    assert both.questions["1"].consensus == 2
    assert compare("c01", parse_shorthand("1: 2"), made[:1], EXACT, expected=2).questions["1"].consensus is None


def test_an_attempt_that_failed_as_a_whole_is_failed_not_waiting() -> None:
    made = [attempt("c01", "A", {"1": "2"}), attempt("c01", "B", error="ConnectError")]
    (question,) = compare("c01", parse_shorthand("1: 2"), made, EXACT, expected=2).questions.values()
    assert (question.consensus, question.flags) == (None, (Flag.FAILED,))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Énergie cinétique", "energie  CINETIQUE."),
        ("12,5 m", "12.5 m"),
        ("x = 2\nou x = -3", "x=2 ou x=-3"),
        ("", " "),
    ],
)
def test_readings_that_say_the_same(first: str, second: str) -> None:
    assert reading_difference(first, second) == 0


def test_normalise_keeps_what_carries_meaning() -> None:
    assert normalise(" Ça  vaut 3,5 €\n!") == "ca vaut 3.5 €"
    assert normalise("a, b") == "a, b"


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ("3", "5", True),
        ("oui", "non", True),
        ("1914", "1918", True),
        ("x = 2", "", True),
        ("la photosynthèse", "photosynthèse", False),
        (
            "La vitesse est constante donc le mouvement est rectiligne uniforme.",
            "La vitesse est constnate donc le mouvemnt est rectligne uniforme.",
            False,
        ),
        ("Le mouvement est uniforme, car la vitesse est constante.", "On applique la deuxième loi de Newton.", True),
    ],
)
def test_the_threshold_tells_a_slip_of_the_pen_from_another_answer(first: str, second: str, differs: bool) -> None:
    assert (reading_difference(first, second) > EXACT.reading_difference) is differs


@given(st.text(), st.text())
def test_the_reading_difference_is_a_symmetric_share(first: str, second: str) -> None:
    difference = reading_difference(first, second)
    assert 0 <= difference <= 1
    assert reading_difference(second, first) == difference
    assert reading_difference(first, first) == 0
    assert reading_difference(first, f" {first.upper().lower()} ") == reading_difference(first.upper().lower(), first)
