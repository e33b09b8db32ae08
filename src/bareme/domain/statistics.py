"""Figures of a class. What was not graded is left out and counted; what is undefined is None."""

import statistics as st
from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.points import Points, add, round_half_up
from bareme.domain.reliability import Reliability

_NO_MARKS = Figure.none(UndefinedReason.NO_MARKS)


class HistogramBar(BaseModel):
    """How many copies lie in [`from_percentage`, `to_percentage`); the last bar takes its end too."""

    model_config = ConfigDict(frozen=True)

    from_percentage: int = Field(description="Where it begins.")
    to_percentage: int = Field(description="Where the next one begins.")
    count: int = Field(description="Copies in it.")


class QuestionStatistics(BaseModel):
    """One question over the class."""

    model_config = ConfigDict(frozen=True)

    question_id: str
    maximum: Points
    graded: int = Field(description="Copies with points for this question.")
    mean: Points | None = None
    facility: float | None = Field(None, description="Mean share of the maximum earned, 0 to 1.")
    disagreements: int = Field(0, description="Copies on which the graders differ.")
    discrimination: Figure = Field(
        _NO_MARKS, description="Correlation with the sum of the other questions over the complete copies, −1 to 1."
    )
    blank: Figure = Field(_NO_MARKS, description="Share of the copies with points whose answer is blank, 0 to 1.")
    unreadable: Figure = Field(_NO_MARKS, description="Share of them that nobody could read.")
    not_treated: Figure = Field(_NO_MARKS, description="Share of them in which the question is left out.")


class SessionStatistics(BaseModel):
    """One session. Totals in points."""

    model_config = ConfigDict(frozen=True)

    copies: int = Field(description="All copies of the session.")
    graded: int = Field(description="Copies with a total; the figures below are over these alone.")
    left_out: int = Field(description="Copies without one: failed, waiting, or with a question without points.")
    provisional: int = Field(description="Among the graded, those whose total rests on a mark that nobody decided.")
    maximum: Points
    mean: Points | None = None
    median: Points | None = None
    deviation: Points | None = Field(None, description="Standard deviation of the class as a population (divisor n).")
    lowest: Points | None = None
    highest: Points | None = None
    histogram: tuple[HistogramBar, ...] = ()
    reliability: Reliability = Reliability()
    questions: tuple[QuestionStatistics, ...] = ()


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Return the arithmetic mean to two places, or None of nothing."""
    return round_half_up(add(values) / len(values)) if values else None


def median(values: Sequence[Decimal]) -> Decimal | None:
    """Return the median to two places, the mean of the middle two where their number is even, or None of nothing."""
    return round_half_up(st.median(values)) if values else None


def deviation(values: Sequence[Decimal]) -> Decimal | None:
    """Return the population standard deviation (divisor n) to two places, or None of nothing."""
    return round_half_up(st.pstdev(values)) if values else None


def histogram(percentages: Sequence[Decimal]) -> tuple[HistogramBar, ...]:
    """Return ten bars of equal width over 0–100 %."""
    counts = [0] * 10
    for value in percentages:
        counts[min(int(value // 10), 9)] += 1
    return tuple(
        HistogramBar(from_percentage=10 * i, to_percentage=10 * (i + 1), count=count) for i, count in enumerate(counts)
    )


def ranks(totals: Sequence[Decimal | None]) -> list[int | None]:
    """Return standard competition ranks (1, 2, 2, 4), the highest total first; None stays None."""
    present = [total for total in totals if total is not None]
    return [None if total is None else 1 + sum(other > total for other in present) for total in totals]
