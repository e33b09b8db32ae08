"""The table of marks that metrics are computed from: columns of equal length, one mark per row."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from math import gcd

type Marks = Sequence[Decimal | None]
"""Points, or None if there is no mark."""

type Keys = Sequence[str] | None
"""The key of each row, or None if unknown."""


@dataclass(frozen=True)
class Scale:
    """The valid marks: `minimum`, `minimum + step` … `maximum`."""

    minimum: Decimal
    maximum: Decimal
    step: Decimal

    def holds(self, mark: Decimal) -> bool:
        """Return whether `mark` is valid."""
        return self.minimum <= mark <= self.maximum and not (mark - self.minimum) % self.step


@dataclass(frozen=True)
class MarkTable:
    """Human marks by rater and the marks to compare with them, row by row."""

    humans: Mapping[str, Marks]
    predicted: Marks = ()
    maxima: Marks | None = None
    minima: Marks | None = None  # default: 0
    step: Decimal | None = None  # default: the grid of the human marks
    students: Keys = None
    questions: Keys = None
    criteria: Keys = None
    models: Keys = None
    tries: Keys = None
    items: Keys = None  # the answer of each row; default: identified by student, question and criterion
    confidence: Sequence[float | None] | None = None
    human_labels: Mapping[str, Sequence[str | None]] = field(default_factory=dict)  # by rater, as `humans`
    predicted_labels: Sequence[str | None] = ()
    labels: Sequence[str] = field(default=())  # lowest first

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(next(iter(self.humans.values()), self.predicted))

    @property
    def grid(self) -> Decimal:
        """The step in points: as given, else that of the grid of the human marks."""
        given = [mark for marks in self.humans.values() for mark in marks if mark is not None]
        return self.step or grid_step(given)

    @property
    def answers(self) -> list[tuple[str, ...]] | None:
        """The answer that each row marks, or None if neither items nor students are known."""
        if self.items is not None:
            return list(zip(*(keys for keys in (self.items, self.criteria) if keys), strict=True))
        if self.students is None:
            return None
        return list(zip(*(keys for keys in (self.students, self.questions, self.criteria) if keys), strict=True))

    def distinct_answers(self) -> "MarkTable":
        """Return the human marks with one row per answer, however many models and tries marked it."""
        answers = self.answers
        if answers is None or (self.models is None and self.tries is None):
            return self
        rows = first_rows(answers)
        return replace(
            self,
            humans={name: [marks[row] for row in rows] for name, marks in self.humans.items()},
            predicted=[None] * len(rows),
            maxima=select_rows(self.maxima, rows),
            minima=select_rows(self.minima, rows),
            students=select_rows(self.students, rows),
            questions=select_rows(self.questions, rows),
            criteria=select_rows(self.criteria, rows),
            models=None,
            tries=None,
            items=select_rows(self.items, rows),
            confidence=None,
            human_labels={name: [labels[row] for row in rows] for name, labels in self.human_labels.items()},
            predicted_labels=[None] * len(rows),
        )

    def reference(self, raters: Sequence[str]) -> list[Decimal | None]:
        """Return the mean of these raters' marks, row by row, or None if a rater gave no mark."""
        columns = [self.humans[rater] for rater in raters]
        return [_mean(row) for row in zip(*columns, strict=True)]


def grid_step(marks: Sequence[Decimal]) -> Decimal:
    """Return the largest step whose multiples, counted from the lowest mark, include all marks; 1 if all are equal."""
    if not marks:
        return Decimal(1)
    lowest = min(marks)
    exponent = max(0, *(-int(mark.as_tuple().exponent) for mark in marks))
    unit = Decimal(1).scaleb(-exponent)
    steps = reduce(gcd, {int((mark - lowest) / unit) for mark in marks}, 0)
    return steps * unit if steps else Decimal(1)


def first_rows(keys: Sequence[Hashable]) -> list[int]:
    """Return the first row of each key."""
    return list({key: row for row, key in reversed(list(enumerate(keys)))}.values())[::-1]


def select_rows[T](values: Sequence[T] | None, rows: Sequence[int]) -> list[T] | None:
    """Return the values of these rows, or None if `values` is None."""
    return None if values is None else [values[row] for row in rows]


def _mean(row: Sequence[Decimal | None]) -> Decimal | None:
    given = [mark for mark in row if mark is not None]
    return sum(given, Decimal(0)) / len(given) if len(given) == len(row) else None
