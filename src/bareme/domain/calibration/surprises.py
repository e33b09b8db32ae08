"""Marks far from what the copy's other questions and the question's other copies suggest."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import fsum, sqrt

from pydantic import Field

from bareme.domain.figures import UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points, round_half_up
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.student_t import t_quantile

FEWEST_COPIES, FEWEST_QUESTIONS = 8, 4
"""With fewer, the expected mark rests on too few marks to call any mark surprising."""

CHANCE = 0.05
"""The probability of a false surprise in a class, if the model holds."""


class Surprise(FrozenModel):
    """One mark that stands out."""

    copy_id: str
    question_id: str
    points: Points
    expected: Points = Field(description="By the additive model; it may lie outside what the question can give.")
    deviation: float = Field(
        description="Studentized residual, externally: above zero the mark is higher than expected."
    )


class Surprises(FrozenModel):
    """The marks that stand out, or why nobody can say."""

    marks: tuple[Surprise, ...] = Field((), description="The farthest first.")
    copies: int = Field(0, description="Copies with points for every question; only these are looked at.")
    questions: int = Field(0, description="Questions that carry points.")
    undefined: UndefinedReason | None = Field(None, description="Why none could be looked for; null where they were.")


def surprises_in(scheme: GradingScheme, copies: Sequence[CopyResult]) -> Surprises:
    """Return the marks that the additive model μ + copy + question does not explain.

    With y the share of the maximum that copy c earned on question q, the residual is e = y − ȳ_c − ȳ_q + ȳ over the n
    copies with points for all k questions (Scheffé 1959, The Analysis of Variance, section 4.1): the facility of the
    question and the level of the copy are taken out. 1 − h = (1 − 1/n)(1 − 1/k) for every mark, ν = (n − 1)(k − 1), and
    t = e √[(ν − 1) / (S(1 − h) − e²)] with S = Σ e² is what fitting without that mark and then predicting it gives; it
    follows Student's distribution with ν − 1 degrees of freedom if errors are normal with equal variance. A mark is a
    surprise if |t| exceeds the quantile for `CHANCE` divided by the number of marks (the outlier test of Cook &
    Weisberg 1982, Residuals and Influence in Regression, section 2.2.2). Marks are bounded and neither normal nor of
    equal variance, so this only tells where to look. Undefined below `FEWEST_COPIES` and `FEWEST_QUESTIONS`, and if the
    model explains every mark. Optional questions are left out.
    """
    leaves = [leaf for question in scheme.questions for leaf in _obligatory(question) if leaf.maximum > 0]
    # Copies under another version have other questions or maxima.
    comparable = (copy for copy in copies if copy.scheme_version == scheme.version)
    complete = {copy.copy_id: points for copy in comparable if (points := _points(copy, leaves)) is not None}
    maxima = [leaf.maximum for leaf in leaves]
    table = [
        [float(value / maximum) for value, maximum in zip(points, maxima, strict=True)] for points in complete.values()
    ]
    n, k = len(table), len(leaves)
    if n < FEWEST_COPIES or k < FEWEST_QUESTIONS:
        reason = UndefinedReason.TOO_FEW_MARKS if n < FEWEST_COPIES else UndefinedReason.TOO_FEW_QUESTIONS
        return Surprises(copies=n, questions=k, undefined=reason)
    rows = [fsum(row) / k for row in table]
    columns = [fsum(column) / n for column in zip(*table, strict=True)]
    mean = fsum(rows) / n
    residuals = [[table[c][q] - rows[c] - columns[q] + mean for q in range(k)] for c in range(n)]
    total = fsum(e * e for row in residuals for e in row)
    if total < 1e-12:
        return Surprises(copies=n, questions=k, undefined=UndefinedReason.CONSTANT)
    freedom, rest = (n - 1) * (k - 1), (1 - 1 / n) * (1 - 1 / k)
    limit = t_quantile(freedom - 1, confidence=1 - CHANCE / (n * k))
    found = []
    for c, (copy_id, points) in enumerate(complete.items()):
        for q, leaf in enumerate(leaves):
            e = residuals[c][q]
            t = e * sqrt((freedom - 1) / max(total * rest - e * e, 1e-12))
            if abs(t) > limit:
                expected = Decimal(repr(table[c][q] - e / rest)) * leaf.maximum
                found.append(
                    Surprise(
                        copy_id=copy_id,
                        question_id=leaf.id,
                        points=points[q],
                        expected=round_half_up(expected),
                        deviation=round(t, 2),
                    )
                )
    return Surprises(marks=tuple(sorted(found, key=lambda s: -abs(s.deviation))), copies=n, questions=k)


def _points(copy: CopyResult, leaves: Sequence[Question]) -> list[Decimal] | None:
    """Return the copy's points for `leaves`, or None if one of them has no points."""
    points = [value for leaf in leaves if (value := copy.questions[leaf.id].value) is not None]
    return points if len(points) == len(leaves) else None


def _obligatory(question: Question) -> Iterator[Question]:
    """Yield the leaves that every student has to answer."""
    if not question.parts:
        yield question
    elif question.best_of is None:
        for part in question.parts:
            yield from _obligatory(part)
