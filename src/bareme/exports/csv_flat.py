"""The flat CSV: a row a criterion, or a question where criteria do not say more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.decisions import Source
from bareme.domain.points import to_points
from bareme.domain.results import CopyResult
from bareme.errors import InvalidInput
from bareme.exports.dialect import Dialect, read_number, read_rows
from bareme.exports.material import Leaf, Material, criterion_points

FLAT_COLUMNS = (
    "Student ID",
    "Student Name",
    "Scheme Name",
    "Scheme Version",
    "Question/Category",
    "Criterion Name",
    "Points Earned",
    "Max Points",
    "Feedback",
    "Graded By",
    "Graded At",
    "Status",
    "Source",
    "Provisional",
    "Copy ID",
    "Question ID",
    "Flags",
)
"""The header, the same in every language: programs read this file."""

Cells = list[str | Decimal | None]


@dataclass(frozen=True)
class FlatRow:
    """One criterion of one copy, or one question; then `criterion_name` is empty.

    Points are None where there are none. `graded_at` is None where nothing was graded.
    """

    student_id: str
    student_name: str
    scheme_name: str
    scheme_version: int
    question: str
    criterion_name: str
    points_earned: Decimal | None
    max_points: Decimal
    feedback: str
    graded_by: str
    graded_at: datetime | None
    status: MarkStatus
    source: Source
    provisional: bool
    copy_id: str
    question_id: str
    flags: tuple[Flag, ...]


def write_csv_flat(material: Material, dialect: Dialect) -> bytes:
    """Return the flat CSV of a session.

    Points are as they were given. They sum to a copy's total, where it has one, unless the scheme counts questions in
    another way: by coefficients, or the best parts of a choice. JSON says which.
    A question whose mark is not the sum of its criteria (see `criterion_points`) has one row, without a criterion.
    """
    return dialect.write(_rows(material))


def _rows(material: Material) -> Iterator[Cells]:
    yield list(FLAT_COLUMNS)
    for copy in material.result.copies:
        for leaf in material.leaves_of_copy(copy):
            yield from _question_rows(material, copy, leaf)


def _question_rows(material: Material, copy: CopyResult, leaf: Leaf) -> Iterator[Cells]:
    result = copy.questions[leaf.question.id]
    at = material.graded_at(copy, result)
    shares = criterion_points(leaf.question, result)
    lines = (
        [(criterion.name, earned, criterion.points) for criterion, earned in shares]
        if shares is not None
        else [("", result.value, result.maximum)]
    )
    for name, earned, maximum in lines:
        yield [
            copy.student.student_id if copy.student else "",
            copy.student.name if copy.student else "",
            material.session.scheme_of(copy.copy_id).name,
            str(copy.scheme_version),
            leaf.title,
            name,
            earned,
            maximum,
            result.feedback,
            material.graded_by(copy, result),
            f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "",
            result.status.value,
            result.source.value,
            "yes" if result.provisional is not None else "no",
            copy.copy_id,
            result.question_id,
            " ".join(result.flags),
        ]


def read_csv_flat(data: bytes) -> tuple[FlatRow, ...]:
    """Return the rows of a flat CSV, in either dialect.

    Raises:
        InvalidInput: the file is no flat CSV; InvalidPoints, a kind of it, where a number is none.
    """
    header, *rows = read_rows(data)
    if tuple(header) != FLAT_COLUMNS:
        raise InvalidInput("the file does not have the flat CSV's columns")
    try:
        return tuple(_read_row(dict(zip(FLAT_COLUMNS, row, strict=True))) for row in rows)
    except InvalidInput:
        raise
    except ValueError as error:  # a version, a time, a status or a source that is none
        raise InvalidInput(str(error)) from error


def _read_row(row: dict[str, str]) -> FlatRow:
    return FlatRow(
        student_id=row["Student ID"],
        student_name=row["Student Name"],
        scheme_name=row["Scheme Name"],
        scheme_version=int(row["Scheme Version"]),
        question=row["Question/Category"],
        criterion_name=row["Criterion Name"],
        points_earned=read_number(row["Points Earned"]),
        max_points=to_points(row["Max Points"]),
        feedback=row["Feedback"],
        graded_by=row["Graded By"],
        graded_at=datetime.fromisoformat(row["Graded At"]) if row["Graded At"] else None,
        status=MarkStatus(row["Status"]),
        source=Source(row["Source"]),
        provisional=row["Provisional"] == "yes",
        copy_id=row["Copy ID"],
        question_id=row["Question ID"],
        flags=tuple(Flag(flag) for flag in row["Flags"].split()),
    )
