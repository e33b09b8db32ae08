"""Convert a data set's marks to the columns that metrics are computed from."""

from collections.abc import Sequence
from decimal import Decimal

from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark
from bareme.evaluation.metrics.table import MarkTable


def mark_table(data: DataSet, predicted: Sequence[Decimal | None] | None = None) -> MarkTable:
    """Return the human marks of a data set, one row per item, with the `predicted` marks in the same order."""
    items = data.items
    known = any(item.student_id for item in items)
    maxima = [item.maximum for item in items]
    steps = {item.step for item in items if item.step is not None}
    return MarkTable(
        humans={rater: [_points(item, rater) for item in items] for rater in data.raters},
        predicted=predicted if predicted is not None else [None] * len(items),
        maxima=maxima if None not in maxima else None,
        minima=[item.minimum for item in items] if any(item.minimum for item in items) else None,
        step=min(steps) if steps else None,
        # An item without a student is a cluster of its own.
        students=[item.student_id or f"#{row}" for row, item in enumerate(items)] if known else None,
        questions=[item.question_id for item in items],
    )


def mark_of(item: EvaluationItem, rater: str) -> RaterMark | None:
    """Return the mark of a person for an item, or None."""
    return next((mark for mark in item.human_marks if mark.rater == rater), None)


def _points(item: EvaluationItem, rater: str) -> Decimal | None:
    mark = mark_of(item, rater)
    return mark.points if mark else None
