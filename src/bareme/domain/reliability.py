"""How well the questions of an exam measure together, over the copies whose every question has points."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.correlation import pearson, scaled_variance
from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.points import add

_NO_MARKS = Figure.none(UndefinedReason.NO_MARKS)


class Reliability(BaseModel):
    """How far the totals would hold if the exam were taken with other questions of the same kind."""

    model_config = ConfigDict(frozen=True)

    copies: int = Field(0, description="Copies with points for every question; the figures are over these alone.")
    questions: int = Field(0, description="Questions on which those copies differ; alpha takes at least two.")
    alpha: Figure = Field(
        _NO_MARKS, description="Cronbach's alpha, at most 1; below zero where questions work against each other."
    )
    standard_error: Figure = Field(_NO_MARKS, description="Standard error of measurement of a total, in points.")


def reliability(questions: Sequence[Sequence[Decimal]]) -> Reliability:
    """Return alpha and the standard error of measurement; `questions` are columns of points over the same copies.

    α = k / (k − 1) · (1 − Σ Vᵢ / V) (Cronbach 1951, Psychometrika 16, equation 2) over the k questions whose points
    vary: one on which all copies earn the same says nothing, and would raise k alone. Undefined below two copies, below
    two such questions, and where the totals do not vary.

    The standard error is σ √(1 − α) (Gulliksen 1950, Theory of Mental Tests, chapter 2), σ being the
    deviation of the totals with divisor n as it is shown beside it; undefined where alpha is.
    """
    copies = len(questions[0]) if questions else 0
    variances = [variance for column in questions if (variance := scaled_variance(column))]
    k = len(variances)

    def without(reason: UndefinedReason) -> Reliability:
        none = Figure.none(reason)
        return Reliability(copies=copies, questions=k, alpha=none, standard_error=none)

    if copies < 2:
        return without(UndefinedReason.TOO_FEW_MARKS if copies else UndefinedReason.NO_MARKS)
    if k < 2:
        return without(UndefinedReason.TOO_FEW_QUESTIONS)
    total = scaled_variance([add(row) for row in zip(*questions, strict=True)])
    if not total:
        return without(UndefinedReason.CONSTANT)
    # 1 − α, exactly zero for parallel questions, so that rounding never leaves a negative number under the root.
    error = (k * add(variances) - total) / ((k - 1) * total)
    return Reliability(
        copies=copies,
        questions=k,
        alpha=Figure.of(1 - error),
        standard_error=Figure.of(sqrt(total * error) / copies),
    )


def discriminations(questions: Mapping[str, Sequence[Decimal]]) -> dict[str, Figure]:
    """Return, for each column of points, its correlation with the sum of the others over the same copies, −1 to 1.

    The corrected item–total correlation (Henrysson 1963, Psychometrika 28, p. 211): a question is left out of the
    total that it is held against, or it would correlate with itself. Undefined with a single question, below two
    copies, and where the question or the rest does not vary.
    """
    if len(questions) < 2:
        return dict.fromkeys(questions, Figure.none(UndefinedReason.TOO_FEW_QUESTIONS))
    totals = [add(row) for row in zip(*questions.values(), strict=True)]
    return {
        question_id: pearson([(x, total - x) for x, total in zip(column, totals, strict=True)])
        for question_id, column in questions.items()
    }
