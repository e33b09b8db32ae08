"""Read a table of marks for `bareme eval score`; the caller says what each column contains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from bareme.errors import InvalidInput
from bareme.evaluation.items import Remark
from bareme.evaluation.levels import match_label
from bareme.evaluation.metrics.table import MarkTable, Scale, grid_step
from bareme.evaluation.numbers import is_missing, is_number, read_number
from bareme.evaluation.refusals import Refusals, refuse
from bareme.evaluation.repeated_answers import repeated_answers
from bareme.evaluation.tables import Table, read_table
from bareme.translation import Message


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns, or None for those that it does not have."""

    humans: tuple[str, ...]
    predicted: str
    maximum: str | None = None
    student: str | None = None
    question: str | None = None
    criterion: str | None = None
    model: str | None = None
    attempt: str | None = None
    confidence: str | None = None

    def named(self) -> list[str]:
        """Return all column names."""
        others = (self.maximum, self.student, self.question, self.criterion, self.model, self.attempt, self.confidence)
        return [*self.humans, self.predicted, *(name for name in others if name is not None)]


@dataclass(frozen=True)
class MarksFile:
    """The marks of a table, with remarks on how they were read."""

    marks: MarkTable
    remarks: tuple[Remark, ...]


def read_marks(
    path: Path, columns: Columns, *, scale: Scale | None = None, rounded: bool = False, labels: Sequence[str] = ()
) -> MarksFile:
    """Return the marks in a CSV file.

    Args:
        path: The file.
        columns: The names of its columns.
        scale: The valid marks, which human marks must be among. Default: any number.
        rounded: Round predicted marks to the nearest mark of the scale, halves upwards, and limit them to its ends.
            Without a scale, round to the grid of the human marks.
        labels: If given, the columns contain these labels, lowest first, worth 0, 1, 2 … points. A predicted text
            that matches no label is a missing mark.

    Raises:
        InvalidInput: a column is missing or cells are invalid; the message names file and line.
        OSError: the file cannot be read.
    """
    table = read_table(path)
    for name in columns.named():
        if name not in table.columns:
            there = ", ".join(table.columns)
            raise refuse(path, Message("no column {name!r} among {there}", name=name, there=there))
    return _labelled(table, columns, labels) if labels else _numeric(table, columns, scale, rounded=rounded)


def _numeric(table: Table, columns: Columns, scale: Scale | None, *, rounded: bool) -> MarksFile:
    humans = {name: _numbers(table, name, scale) for name in columns.humans}
    predicted = _numbers(table, columns.predicted, None)
    maxima = _maxima(table, columns, scale, humans)
    given = [mark for marks in humans.values() for mark in marks if mark is not None]
    step = scale.step if scale else grid_step(given)
    low = scale.minimum if scale else min(given, default=Decimal(0))
    remarks: list[Remark] = []
    if rounded:
        nearest = [None if mark is None else low + _round_half_up((mark - low) / step) * step for mark in predicted]
        kept = [_within(mark, scale, most) for mark, most in zip(nearest, maxima, strict=True)]
        clipped = sum(before != after for before, after in zip(nearest, kept, strict=True))
        if clipped:
            remarks.append(
                Message("Predicted marks outside the scale, limited to its ends: {clipped}.", clipped=clipped)
            )
        predicted = kept
    else:
        _refuse_beyond(table, predicted, scale, maxima)
        off = sum(mark is not None and bool((mark - low) % step) for mark in predicted)
        if off:
            remarks.append(
                Message(
                    "Predicted marks that are not multiples of the step {step}: {off}. They equal no human "
                    "mark; --round rounds them.",
                    step=step,
                    off=off,
                )
            )
    marks = MarkTable(
        humans=humans,
        predicted=predicted,
        maxima=maxima if columns.maximum is not None or scale is not None else None,
        minima=[scale.minimum] * len(table.rows) if scale else None,
        step=scale.step if scale else None,
        students=_students(table, columns.student),
        questions=_keys(table, columns.question),
        criteria=_keys(table, columns.criterion),
        models=_keys(table, columns.model),
        tries=_keys(table, columns.attempt),
        confidence=_confidence(table, columns.confidence),
    )
    return MarksFile(marks, (*remarks, *repeated_answers(marks)))


def _maxima(
    table: Table, columns: Columns, scale: Scale | None, humans: Mapping[str, Sequence[Decimal | None]]
) -> list[Decimal | None]:
    """Return each row's maximum, from the column or else the scale, or None.

    Raises:
        InvalidInput: a maximum is not above 0, or a human mark exceeds it; the message names the rows.
    """
    if columns.maximum is None:
        return [scale.maximum if scale else None] * len(table.rows)
    maxima, refusals = _numbers(table, columns.maximum, None), Refusals(table.path)
    for number, (row, most) in enumerate(zip(table.rows, maxima, strict=True)):
        if most is not None and most <= 0:
            refusals.add(row.line, Message("the maximum {most} is not above 0", most=most))
            continue
        for name, marks in humans.items():
            mark = marks[number]
            if mark is not None and most is not None and mark > most:
                refusals.add(
                    row.line, Message("{mark} in {name!r} is above the maximum {most}", mark=mark, name=name, most=most)
                )
    refusals.raise_any()
    return maxima


def _labelled(table: Table, columns: Columns, labels: Sequence[str]) -> MarksFile:
    refusals = Refusals(table.path)
    humans: dict[str, list[str | None]] = {name: [] for name in columns.humans}
    predicted: list[str | None] = []
    unmatched = 0
    for row in table.rows:
        for name, column in humans.items():
            cell = row.cells[name]
            label = None if is_missing(cell) else match_label(cell, labels)
            if label is None and not is_missing(cell):
                refusals.add(row.line, Message("{cell!r} in {name!r} is not one of the labels", cell=cell, name=name))
            column.append(label)
        cell = row.cells[columns.predicted]
        predicted.append(None if is_missing(cell) else match_label(cell, labels))
        unmatched += predicted[-1] is None and not is_missing(cell)
    refusals.raise_any()
    worth = {label: Decimal(points) for points, label in enumerate(labels)}
    remark = Message("Predicted texts that match no label, counted as missing: {unmatched}.", unmatched=unmatched)
    marks = MarkTable(
        humans={name: [None if label is None else worth[label] for label in own] for name, own in humans.items()},
        predicted=[None if label is None else worth[label] for label in predicted],
        maxima=[Decimal(len(labels) - 1)] * len(table.rows),
        step=Decimal(1),
        students=_students(table, columns.student),
        questions=_keys(table, columns.question),
        criteria=_keys(table, columns.criterion),
        models=_keys(table, columns.model),
        tries=_keys(table, columns.attempt),
        confidence=_confidence(table, columns.confidence),
        human_labels=humans,
        predicted_labels=predicted,
        labels=labels,
    )
    return MarksFile(marks, (remark,) if unmatched else ())


def _numbers(table: Table, name: str, scale: Scale | None) -> list[Decimal | None]:
    """Return a column's numbers, or None where missing; if `scale` is given, all must be valid marks."""
    cells = [row.cells[name] for row in table.rows if not is_missing(row.cells[name])]
    if cells and not any(map(is_number, cells)):
        raise refuse(
            table.path,
            Message(
                "{name!r} contains no numbers, but for example {value!r}; for marks in words, use "
                "--labels, lowest first",
                name=name,
                value=cells[0][:40],
            ),
        )
    refusals = Refusals(table.path)
    numbers: list[Decimal | None] = []
    for row in table.rows:
        cell = row.cells[name]
        number = None
        with refusals.at(row.line):
            if not is_missing(cell):
                number = read_number(cell)
                if scale is not None and not scale.holds(number):
                    low, high, step = scale.minimum, scale.maximum, scale.step
                    raise InvalidInput(
                        "{number} in {name!r} is not among {low} to {high} by {step}",
                        number=number,
                        name=name,
                        low=low,
                        high=high,
                        step=step,
                    )
        numbers.append(number)
    refusals.raise_any()
    return numbers


def _refuse_beyond(
    table: Table, predicted: Sequence[Decimal | None], scale: Scale | None, maxima: Sequence[Decimal | None]
) -> None:
    refusals = Refusals(table.path)
    for row, mark, most in zip(table.rows, predicted, maxima, strict=True):
        if mark is not None and most is not None and mark > most:
            refusals.add(
                row.line,
                Message("{mark} is above the maximum {most}; --round limits it", mark=mark, most=most),
            )
        elif mark is not None and mark != _within(mark, scale, most):
            refusals.add(row.line, Message("{mark} is outside the scale; --round limits it", mark=mark))
    refusals.raise_any()


def _within(mark: Decimal | None, scale: Scale | None, most: Decimal | None) -> Decimal | None:
    if mark is None:
        return None
    if scale is not None:
        mark = min(max(mark, scale.minimum), scale.maximum)
    return mark if most is None else min(mark, most)


def _round_half_up(value: Decimal) -> Decimal:
    # Halves are rounded towards +∞, below zero as well; no rounding mode of Decimal does this.
    return (value + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR)


def _keys(table: Table, name: str | None) -> list[str] | None:
    return None if name is None else [row.cells[name].strip() for row in table.rows]


def _students(table: Table, name: str | None) -> list[str] | None:
    """Return the student of each row; a row without a student gets a key of its own."""
    keys = _keys(table, name)
    return None if keys is None else [key or f"#{row}" for row, key in enumerate(keys)]


def _confidence(table: Table, name: str | None) -> list[float | None] | None:
    if name is None:
        return None
    refusals = Refusals(table.path)
    values = _numbers(table, name, None)
    for row, value in zip(table.rows, values, strict=True):
        if value is not None and not 0 <= value <= 1:
            refusals.add(row.line, Message("the confidence {value} is not between 0 and 1", value=value))
    refusals.raise_any()
    return [None if value is None else float(value) for value in values]
