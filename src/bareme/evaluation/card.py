"""The card of a data set: its statistics, before anything is graded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations

from pydantic import Field

from bareme.domain.figures import Figure, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.items import DataSet, LeftOut, Number, Remark
from bareme.evaluation.mark_columns import mark_of, mark_table
from bareme.evaluation.metrics.bootstrap import RESAMPLES
from bareme.evaluation.metrics.clustering import Clustering, cluster
from bareme.evaluation.metrics.pair import pair_scores
from bareme.evaluation.metrics.report import Line

_MAX_VALUES = 21
_MAX_RATERS = 6


class Count(FrozenModel):
    """The frequency of a mark, a tenth of the maximum, or a label."""

    value: str
    count: int


class RaterCard(FrozenModel):
    """Statistics of one person's marks."""

    rater: str
    marks: int
    missing: int = Field(description="Number of items that this person did not mark.")
    mean: Figure = Field(description="In points.")
    distribution: tuple[Count, ...] = Field(description="By mark, or by tenth of the maximum if there are over 21.")
    labels: tuple[Count, ...]


class DataSetCard(FrozenModel):
    """Statistics of a data set."""

    name: str
    format: str
    licence: str = Field(description="As stated by its source; empty if unknown.")
    items: int
    questions: int
    students: int | None = Field(description="Null if students are unknown.")
    without_answer: int = Field(description="Number of items with neither text nor pages.")
    blank_answers: int
    with_reference: int = Field(description="Number of items with a reference answer.")
    with_criteria: int
    maxima: tuple[Number, ...] = Field(description="The distinct maxima; empty if none is stated.")
    step: Number = Field(description="The smallest stated step, or the grid of the human marks.")
    step_stated: bool
    raters: tuple[RaterCard, ...]
    systems: tuple[Count, ...] = Field(description="Number of marks of each system in the data set.")
    clustering: Clustering
    agreement: tuple[Line, ...] = Field(description="Of pairs of people; empty if only one marked.")
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Remark, ...]


def data_set_card(data: DataSet, *, resamples: int = RESAMPLES) -> DataSetCard:
    """Return the card of a data set, with the agreement of at most the first six raters."""
    items = data.items
    table = mark_table(data)
    bootstrap, clustering = cluster(table, resamples=resamples)
    students = {item.student_id for item in items if item.student_id}
    pairs = combinations(data.raters[:_MAX_RATERS], 2)
    return DataSetCard(
        name=data.name,
        format=data.format,
        licence=data.licence,
        items=len(items),
        questions=len({item.question_id for item in items}),
        students=len(students) or None,
        without_answer=sum(item.answer is None and not item.pages for item in items),
        blank_answers=sum(item.answer is not None and not item.answer.strip() for item in items),
        with_reference=sum(bool(item.reference_answer) for item in items),
        with_criteria=sum(bool(item.criteria or item.levels) for item in items),
        maxima=tuple(sorted({item.maximum for item in items if item.maximum is not None})),
        step=table.grid,
        step_stated=table.step is not None,
        raters=tuple(_rater(data, rater) for rater in data.raters),
        systems=_counts(mark.rater for item in items for mark in item.system_marks),
        clustering=clustering,
        agreement=tuple(
            Line(
                first=one,
                second=two,
                scores=pair_scores(
                    table.humans[one],
                    table.humans[two],
                    step=table.grid,
                    maxima=table.maxima,
                    bootstrap=bootstrap,
                ),
            )
            for one, two in pairs
        ),
        left_out=data.left_out,
        remarks=data.remarks,
    )


def _rater(data: DataSet, rater: str) -> RaterCard:
    given = [(mark, item.maximum) for item in data.items if (mark := mark_of(item, rater)) is not None]
    points = [mark.points for mark, _ in given]
    order = list(dict.fromkeys(level.label for item in data.items for level in item.levels))
    labels = Counter(mark.label for mark, _ in given if mark.label)
    return RaterCard(
        rater=rater,
        marks=len(given),
        missing=len(data.items) - len(given),
        mean=ratio(sum(points, Decimal(0)), len(points)),
        distribution=_distribution([(mark.points, maximum) for mark, maximum in given]),
        labels=tuple(Count(value=label, count=labels[label]) for label in order if labels[label]),
    )


def _distribution(marks: Sequence[tuple[Decimal, Decimal | None]]) -> tuple[Count, ...]:
    values = Counter(points for points, _ in marks)
    shares = [points / maximum for points, maximum in marks if maximum]
    if len(values) > _MAX_VALUES and len(shares) == len(marks):
        tenths = Counter(min(int(share * 10), 9) for share in shares)
        return tuple(Count(value=f"{10 * i}–{10 * i + 10} %", count=tenths[i]) for i in range(10))
    return tuple(Count(value=f"{value.normalize():f}", count=values[value]) for value in sorted(values))


def _counts(names: Iterable[str]) -> tuple[Count, ...]:
    return tuple(Count(value=name, count=count) for name, count in Counter(names).items())
