"""Reliability of an exam and discrimination of its questions, over the copies with points for every question."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import sqrt

from pydantic import Field

from bareme.domain.correlation import pearson, scaled_variance
from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import add

_NO_MARKS = Figure.none(UndefinedReason.NO_MARKS)


class Reliability(FrozenModel):
    """Internal consistency of the exam."""

    copies: int = Field(0, description="Number of copies with points for every question, the basis of the statistics.")
    questions: int = Field(0, description="Number of questions on which those copies differ; alpha requires three.")
    alpha: Figure = Field(
        _NO_MARKS, description="Cronbach's alpha, at most 1; negative if questions correlate negatively."
    )
    standard_error: Figure = Field(_NO_MARKS, description="Standard error of measurement of a total, in points.")


def reliability(questions: Sequence[Sequence[Decimal]]) -> Reliability:
    """Return alpha and the standard error of measurement; `questions` are columns of points of the same copies.

    α = k / (k − 1) · (1 − Σ Vᵢ / V) (Cronbach 1951, Psychometrika 16, equation 2) over the k questions whose points
    vary; constant questions are excluded because they would only increase k. Undefined if there are fewer than two
    copies or three such questions, or the totals do not vary: over two questions, alpha is only another way to write
    their correlation (Eisinga et al. 2013, International Journal of Public Health 58).

    The standard error is σ √(1 − α) (Gulliksen 1950, Theory of Mental Tests, chapter 2), where σ is the population
    standard deviation of the totals. Undefined if alpha is.
    """
    copies = len(questions[0]) if questions else 0
    variances = [variance for column in questions if (variance := scaled_variance(column))]
    k = len(variances)

    def undefined(reason: UndefinedReason) -> Reliability:
        figure = Figure.none(reason)
        return Reliability(copies=copies, questions=k, alpha=figure, standard_error=figure)

    if copies < 2:
        return undefined(UndefinedReason.TOO_FEW_MARKS if copies else UndefinedReason.NO_MARKS)
    if k < 3:
        return undefined(UndefinedReason.TOO_FEW_QUESTIONS)
    total = scaled_variance([add(row) for row in zip(*questions, strict=True)])
    if not total:
        return undefined(UndefinedReason.CONSTANT)
    # 1 − α is computed exactly, so that the root never sees a negative rounding error.
    error = (k * add(variances) - total) / ((k - 1) * total)
    return Reliability(
        copies=copies,
        questions=k,
        alpha=Figure.of(1 - error),
        standard_error=Figure.of(sqrt(total * error) / copies),
    )


def discriminations(questions: Mapping[str, Sequence[Decimal]]) -> dict[str, Figure]:
    """Return the correlation of each column of points with the sum of the others over the same copies, −1 to 1.

    This is the corrected item–total correlation, also called item–rest correlation (Henrysson 1963, Psychometrika 28,
    p. 211). Undefined if there is a single question or there are fewer than two copies, or if the question or the rest
    does not vary.
    """
    if len(questions) < 2:
        return dict.fromkeys(questions, Figure.none(UndefinedReason.TOO_FEW_QUESTIONS))
    totals = [add(row) for row in zip(*questions.values(), strict=True)]
    return {
        question_id: pearson([(x, total - x) for x, total in zip(column, totals, strict=True)])
        for question_id, column in questions.items()
    }
