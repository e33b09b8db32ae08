"""The marks that figures are computed from: columns of equal length, a row a mark."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from math import gcd

type Marks = Sequence[Decimal | None]
"""Points, None where there is no mark."""

type Keys = Sequence[str] | None
"""What each row belongs to, None where the table does not say."""


@dataclass(frozen=True)
class Scale:
    """The marks that can be given: `minimum`, `minimum + step` … `maximum`."""

    minimum: Decimal
    maximum: Decimal
    step: Decimal

    def holds(self, mark: Decimal) -> bool:
        """Whether `mark` is one of them."""
        return self.minimum <= mark <= self.maximum and not (mark - self.minimum) % self.step


@dataclass(frozen=True)
class MarkTable:
    """Human marks by rater and the marks that are held against them, row by row."""

    humans: Mapping[str, Marks]
    predicted: Marks = ()
    maxima: Marks | None = None
    minima: Marks | None = None  # None: 0
    step: Decimal | None = None  # None: the distance of the grid on which the human marks lie
    students: Keys = None
    questions: Keys = None
    criteria: Keys = None
    models: Keys = None
    tries: Keys = None
    items: Keys = None  # which answer each row marks; None: students, questions and criteria tell, if anything does
    confidence: Sequence[float | None] | None = None
    human_labels: Mapping[str, Sequence[str | None]] = field(default_factory=dict)  # by rater, as `humans`
    predicted_labels: Sequence[str | None] = ()
    labels: Sequence[str] = field(default=())  # from the lowest to the highest

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(next(iter(self.humans.values()), self.predicted))

    @property
    def grid(self) -> Decimal:
        """The step in points: the one that was given, else the one that the human marks show."""
        given = [mark for marks in self.humans.values() for mark in marks if mark is not None]
        return self.step or grid_step(given)

    @property
    def answers(self) -> list[tuple[str, ...]] | None:
        """Which answer each row marks; None where neither items nor students are known, since then nothing tells."""
        if self.items is not None:
            return list(zip(*(keys for keys in (self.items, self.criteria) if keys), strict=True))
        if self.students is None:
            return None
        return list(zip(*(keys for keys in (self.students, self.questions, self.criteria) if keys), strict=True))

    def once(self) -> "MarkTable":
        """Return the people's marks with each answer once, however many models and tries marked it."""
        answers = self.answers
        if answers is None or (self.models is None and self.tries is None):
            return self
        rows = first_rows(answers)
        return replace(
            self,
            humans={name: [marks[row] for row in rows] for name, marks in self.humans.items()},
            predicted=[None] * len(rows),
            maxima=picked(self.maxima, rows),
            minima=picked(self.minima, rows),
            students=picked(self.students, rows),
            questions=picked(self.questions, rows),
            criteria=picked(self.criteria, rows),
            models=None,
            tries=None,
            items=picked(self.items, rows),
            confidence=None,
            human_labels={name: [labels[row] for row in rows] for name, labels in self.human_labels.items()},
            predicted_labels=[None] * len(rows),
        )

    def reference(self, raters: Sequence[str]) -> list[Decimal | None]:
        """Return the mean of these raters' marks, row by row; None where one of them gave none."""
        columns = [self.humans[rater] for rater in raters]
        return [_mean(row) for row in zip(*columns, strict=True)]


def grid_step(marks: Sequence[Decimal]) -> Decimal:
    """Return the largest step whose multiples, from the lowest mark on, hold all marks; 1 where all are equal."""
    if not marks:
        return Decimal(1)
    lowest = min(marks)
    exponent = max(0, *(-int(mark.as_tuple().exponent) for mark in marks))
    unit = Decimal(1).scaleb(-exponent)
    steps = reduce(gcd, {int((mark - lowest) / unit) for mark in marks}, 0)
    return steps * unit if steps else Decimal(1)


def first_rows(keys: Sequence[Hashable]) -> list[int]:
    """Return the row in which each key first appears."""
    return list({key: row for row, key in reversed(list(enumerate(keys)))}.values())[::-1]


def picked[T](values: Sequence[T] | None, rows: Sequence[int]) -> list[T] | None:
    """Return the values of these rows, None where there are none at all."""
    return None if values is None else [values[row] for row in rows]


def _mean(row: Sequence[Decimal | None]) -> Decimal | None:
    given = [mark for mark in row if mark is not None]
    return sum(given, Decimal(0)) / len(given) if len(given) == len(row) else None
