from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bareme.domain.reliability import Reliability, discriminations, reliability
from tests.domain.rating import (
    CONSTANT,
    NO_MARKS,
    TOO_FEW_MARKS,
    TOO_FEW_QUESTIONS,
    column,
    floats,
    is_figure,
    varies,
)
from tests.domain.strategies import points

# Columns of points, one a question, over the same copies.
EXAMS = st.tuples(st.integers(2, 6), st.integers(2, 20)).flatmap(
    lambda size: st.lists(st.lists(points("5"), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def alpha_by_covariance(questions: list[list[Decimal]]) -> float:
    """Alpha from the covariance matrix, k/(k−1) · (1 − trace / sum): another way than by the totals."""
    matrix = np.cov(np.array([floats(values) for values in questions]))
    k = len(questions)
    return float(k / (k - 1) * (1 - np.trace(matrix) / matrix.sum()))


@given(EXAMS)
def test_alpha_is_that_of_the_covariance_matrix(questions: list[list[Decimal]]) -> None:
    figures = reliability(questions)
    varying = [values for values in questions if varies(values)]
    totals = [sum(row) for row in zip(*questions, strict=True)]
    assert (figures.copies, figures.questions) == (len(questions[0]), len(varying))
    if len(varying) < 3:
        assert (figures.alpha, figures.standard_error) == (TOO_FEW_QUESTIONS, TOO_FEW_QUESTIONS)
    elif len(set(totals)) == 1:
        assert (figures.alpha, figures.standard_error) == (CONSTANT, CONSTANT)
    else:
        assert figures.alpha.value is not None
        alpha = alpha_by_covariance(varying)
        assert figures.alpha.value == pytest.approx(alpha, rel=1e-7, abs=1e-9)
        assert figures.alpha.value <= 1
        spread = np.std([float(total) for total in totals])
        assert figures.standard_error.value == pytest.approx(spread * np.sqrt(1 - alpha), rel=1e-6, abs=1e-6)


def test_alpha_of_right_and_wrong_answers_is_kr20() -> None:
    # Kuder & Richardson 1937, formula 20: k/(k−1) · (1 − Σ pq / σ²), here 4/3 · (1 − 0.92 / 1.76).
    answers = [column(1, 1, 1, 1, 0), column(1, 1, 1, 0, 0), column(1, 1, 0, 0, 0), column(1, 0, 1, 0, 0)]
    shares = [sum(values, Decimal(0)) / 5 for values in answers]
    pq = float(sum(share * (1 - share) for share in shares))
    spread = np.var([float(sum(row)) for row in zip(*answers, strict=True)])
    is_figure(reliability(answers).alpha, 4 / 3 * (1 - pq / spread))


def test_parallel_questions_measure_without_error() -> None:
    values = column("0.1", "0.7", "1.3")
    assert reliability([values, values, values]) == Reliability(
        copies=3, questions=3, alpha={"value": 1}, standard_error={"value": 0}
    )


def test_questions_that_work_against_each_other_have_a_negative_alpha() -> None:
    figures = reliability([column(0, 1, 2), column("1.5", 1, 0), column(0, 1, 0)])
    assert figures.alpha.value is not None
    assert figures.alpha.value < 0


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([], Reliability()),
        ([[], []], Reliability()),
        ([column(1), column(2)], Reliability(copies=1, alpha=TOO_FEW_MARKS, standard_error=TOO_FEW_MARKS)),
        (
            [column(1, 2), column(3, 3)],
            Reliability(copies=2, questions=1, alpha=TOO_FEW_QUESTIONS, standard_error=TOO_FEW_QUESTIONS),
        ),
        (
            [column(1, 2), column(1, 3)],
            Reliability(copies=2, questions=2, alpha=TOO_FEW_QUESTIONS, standard_error=TOO_FEW_QUESTIONS),
        ),
        (
            [column(1, 3), column(2, 1), column(2, 1)],
            Reliability(copies=2, questions=3, alpha=CONSTANT, standard_error=CONSTANT),
        ),
    ],
)
def test_where_alpha_is_undefined_it_says_why(questions: list[list[Decimal]], expected: Reliability) -> None:
    assert reliability(questions) == expected
    assert Reliability().alpha == NO_MARKS


@given(EXAMS)
def test_discrimination_is_the_correlation_with_the_rest(questions: list[list[Decimal]]) -> None:
    by_id = {str(i): values for i, values in enumerate(questions)}
    for i, figure in enumerate(discriminations(by_id).values()):
        rest = [sum(row[:i] + row[i + 1 :], Decimal()) for row in zip(*questions, strict=True)]
        if varies(questions[i]) and varies(rest):
            is_figure(figure, stats.pearsonr(floats(questions[i]), floats(rest)).statistic)
        else:
            assert figure == CONSTANT


def test_discrimination_needs_a_rest_and_copies() -> None:
    assert discriminations({}) == {}
    assert discriminations({"1": column(1, 2)}) == {"1": TOO_FEW_QUESTIONS}
    assert discriminations({"1": [], "2": []}) == {"1": TOO_FEW_MARKS, "2": TOO_FEW_MARKS}
