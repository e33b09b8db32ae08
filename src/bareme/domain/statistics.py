"""Statistics of a class. Copies that were not graded are left out and counted."""

import statistics as st
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points, add, round_half_up
from bareme.domain.reliability import Reliability

_NO_MARKS = Figure.none(UndefinedReason.NO_MARKS)


class HistogramBar(FrozenModel):
    """The number of copies in [`from_percentage`, `to_percentage`), or including the end for the last bar."""

    from_percentage: int = Field(description="Lower bound.")
    to_percentage: int = Field(description="Upper bound.")
    count: int = Field(description="Number of copies.")


class QuestionStatistics(FrozenModel):
    """Statistics of one question."""

    question_id: str
    maximum: Points
    graded: int = Field(description="Number of copies with points for this question.")
    mean: Points | None = None
    facility: float | None = Field(None, description="Mean share of the maximum earned, 0 to 1.")
    disagreements: int = Field(0, description="Number of copies on which the graders differ.")
    discrimination: Figure = Field(
        _NO_MARKS, description="Correlation with the sum of the other questions over the complete copies, −1 to 1."
    )
    blank: Figure = Field(_NO_MARKS, description="Share of the copies with points whose answer is blank, 0 to 1.")
    unreadable: Figure = Field(_NO_MARKS, description="Share of these copies whose answer is unreadable.")
    not_treated: Figure = Field(_NO_MARKS, description="Share of these copies that omit the question.")


class SessionStatistics(FrozenModel):
    """Statistics of the class. Totals in points."""

    copies: int = Field(description="Number of copies in the session.")
    graded: int = Field(
        description="Number of copies with a total out of the whole scheme, the basis of the statistics below."
    )
    left_out: int = Field(
        description="Number of other copies: failed, waiting, unreadable, excused (wholly or from a question), or with "
        "a question without points."
    )
    provisional: int = Field(description="Number of graded copies whose total includes provisional marks.")
    maximum: Points
    mean: Points | None = None
    median: Points | None = None
    deviation: Points | None = Field(None, description="Population standard deviation (divisor n).")
    lowest: Points | None = None
    highest: Points | None = None
    histogram: tuple[HistogramBar, ...] = ()
    reliability: Reliability = Reliability()
    questions: tuple[QuestionStatistics, ...] = ()


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Return the arithmetic mean rounded to two places, or None if there are no values."""
    return round_half_up(add(values) / len(values)) if values else None


def median(values: Sequence[Decimal]) -> Decimal | None:
    """Return the median rounded to two places, or None if there are no values."""
    return round_half_up(st.median(values)) if values else None


def deviation(values: Sequence[Decimal]) -> Decimal | None:
    """Return the population standard deviation (divisor n) rounded to two places, or None if there are no values."""
    return round_half_up(st.pstdev(values)) if values else None


def histogram(percentages: Sequence[Decimal]) -> tuple[HistogramBar, ...]:
    """Return the histogram of `percentages` with ten bars of equal width.

    Adjusted totals below 0 or above the maximum are in the first or last bar.
    """
    counts = [0] * 10
    for value in percentages:
        counts[max(0, min(int(value // 10), 9))] += 1
    return tuple(
        HistogramBar(from_percentage=10 * i, to_percentage=10 * (i + 1), count=count) for i, count in enumerate(counts)
    )


def ranks(totals: Sequence[Decimal | None]) -> list[int | None]:
    """Return standard competition ranks (1, 2, 2, 4), highest total first; a total of None has no rank."""
    present = sorted(total for total in totals if total is not None)
    return [None if total is None else 1 + len(present) - bisect_right(present, total) for total in totals]
