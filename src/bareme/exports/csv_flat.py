"""The flat CSV: one row per criterion, or per question if its mark has no breakdown by criterion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError

from bareme.domain.attempts import Flag, MarkStatus, slot_name
from bareme.domain.copies import Student
from bareme.domain.decisions import MarkSource
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.leaves import Leaf
from bareme.domain.points import ZERO, Points, format_points, to_points
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.scheme import Question
from bareme.domain.second_look import SecondLook
from bareme.errors import InvalidInput
from bareme.exports.criterion_lines import CriterionLine, Role, criterion_lines, unmarked_lines
from bareme.exports.dialect import Cells, Dialect, read_dollars, read_rows
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, dialect_of
from bareme.exports.row_stamps import absent_stamp, criterion_stamp, question_stamp
from bareme.validation import faults_of

BOUND = "(bounded by 0 and the maximum)"
"""The criterion name of the adjustment of a question's points to its bounds."""

_SECOND_LOOK = re.compile(r"(?P<grader>\S+): (?P<first>[\d.]+) -> (?P<second>[\d.]*) ?(?P<status>[a-z_]*)")


@dataclass(frozen=True)
class FlatSecondLook:
    """The first mark of a grader, which counts, and the mark of its second look, which does not."""

    grader: str
    """Its blind label; "A/2" for its second try."""
    first: Decimal
    second: Decimal | None
    status: MarkStatus
    """The status of the second look."""


def _none_if_empty(cell: str) -> str | None:
    return cell or None


def _read_second_looks(cell: str) -> list[FlatSecondLook]:
    return [_read_second_look(text) for text in cell.split(" | ") if text]


_Optional = BeforeValidator(_none_if_empty)


class FlatRow(FrozenModel):
    """A criterion of one copy, or a question with an empty `criterion_name`. The aliases are the column titles."""

    student_id: str = Field(alias="Student ID")
    student_name: str = Field(alias="Student Name")
    scheme_name: str = Field(alias="Scheme Name")
    scheme_version: int = Field(alias="Scheme Version")
    question: str = Field(alias="Question/Category")
    criterion_name: str = Field(alias="Criterion Name")
    points_earned: Annotated[Points | None, _Optional] = Field(alias="Points Earned")
    max_points: Annotated[Points | None, _Optional] = Field(alias="Max Points")
    """None in the row of a student without a copy."""
    feedback: str = Field(alias="Feedback")
    graded_by: str = Field(alias="Graded By")
    graded_at: Annotated[datetime | None, _Optional] = Field(alias="Graded At")
    status: MarkStatus | Literal["absent"] = Field(alias="Status")
    """absent: the row of a student without a copy."""
    source: MarkSource = Field(alias="Source")
    provisional: bool = Field(alias="Provisional")
    copy_id: str = Field(alias="Copy ID")
    question_id: str = Field(alias="Question ID")
    flags: Annotated[tuple[Flag, ...], BeforeValidator(str.split)] = Field(alias="Flags")
    criterion_kind: Annotated[Role | None, _Optional] = Field(alias="Criterion Kind")
    """None if the row is not about a criterion."""
    points_given: Annotated[Points | None, _Optional] = Field(alias="Points Given")
    """The points given for the criterion; `points_earned` are those that count in the mark."""
    coefficient: str = Field(alias="Coefficient")
    """The factor of the mark in the total, as a decimal with a point."""
    counted: bool = Field(alias="Counted")
    """Whether the mark is included in the total: of a choice, only the best marks are."""
    mark_scheme_version: Annotated[int | None, _Optional] = Field(alias="Mark Scheme Version")
    """The scheme version of the mark; `scheme_version` is that of the copy."""
    copy_complete: bool = Field(alias="Copy Complete")
    second_looks: Annotated[tuple[FlatSecondLook, ...], BeforeValidator(_read_second_looks)] = Field(
        alias="Second Looks"
    )
    group: str = Field(alias="Group")
    name_read: str = Field(alias="Name Read")
    """What the copy says, if that is not the student's name."""
    copy_input_tokens: Annotated[int | None, _Optional] = Field(alias="Copy Input Tokens")
    """Usage of all attempts at the copy, only in its first row so that the column can be summed; None in others."""
    copy_cached_tokens: Annotated[int | None, _Optional] = Field(alias="Copy Cached Tokens")
    copy_output_tokens: Annotated[int | None, _Optional] = Field(alias="Copy Output Tokens")
    copy_cost: Annotated[Decimal | None, BeforeValidator(read_dollars)] = Field(alias="Copy Cost")
    """US dollars; also None if no price is known."""
    rules_note: str = Field(alias="Graders")
    """Says so in the session's language if rules marked, not a model; else empty."""
    question_feedback: str = Field(alias="Question Feedback")
    """The feedback on a question that has rows by criterion, in the first of them; `feedback` is that on the row's
    criterion, or else on its question."""
    stamp: str = Field(alias="Do Not Edit")
    """What the row is about, for reading an edited file back; empty in rows of adjustments and bounds."""


FLAT_COLUMNS = tuple(str(field.alias) for field in FlatRow.model_fields.values())
"""The header, which is the same in every language because programs read this file."""


def write_csv_flat(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the flat CSV of a session. Programs read it, so it is plain whatever the language.

    The points earned in a question's rows sum to its mark; the counted marks times their coefficients sum to the copy's
    total, which is rounded once. A question without a breakdown by criterion (see `criterion_lines`) has one row, and a
    row without points for each criterion with feedback of its own. If the sum of the criteria is limited to 0 or the
    maximum, a row `BOUND` has the difference.

    Each adjustment of a copy's total has a row without a question, named by its category. If the total reaches 0 or the
    maximum, a row `BOUND` has the rest. An excused question has a row without points that is not counted.
    """
    dialect = dialect_of(material, options, "plain")
    return dialect.write(_rows(material, dialect))


def _rows(material: ExportMaterial, dialect: Dialect) -> Iterator[Cells]:
    yield list(FLAT_COLUMNS)
    for copy in material.rows:
        if isinstance(copy, Student):
            yield _absent(copy, material)
            continue
        owner = (copy.student.group if copy.student else "", copy.name_read)
        usage = copy.usage
        tokens = map(str, (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens))
        usage_cells: Cells = [*tokens, dialect.dollars(usage.cost)]
        for leaf in material.leaves:
            result = material.question(copy, leaf)
            if result is None:
                continue
            for line, row in _question_rows(material, copy, leaf, result):
                stamp = _stamp(material, copy, result, line)
                yield [*row, *owner, *usage_cells, material.rules_note, line.question_feedback, stamp]
                usage_cells = [""] * len(usage_cells)
        for row in _adjustment_rows(material, copy):
            yield [*row, *owner, *usage_cells, material.rules_note, "", ""]


def _question_rows(
    material: ExportMaterial, copy: CopyResult, leaf: Leaf, result: QuestionResult
) -> Iterator[tuple["_Line", Cells]]:
    at = material.graded_at(copy, result)
    for line in _lines(leaf.question, result):
        cells: Cells = [
            copy.student.student_id if copy.student else "",
            copy.student.name if copy.student else "",
            material.session.scheme_of(copy.copy_id).name,
            str(copy.scheme_version),
            leaf.title,
            line.name,
            line.earned,
            line.maximum,
            line.feedback,
            material.graded_by(copy, result),
            f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "",
            result.status.value,
            result.source.value,
            "yes" if result.provisional is not None else "no",
            copy.copy_id,
            result.question_id,
            " ".join(result.flags),
            line.role.value if line.role else "",
            line.given,
            f"{leaf.coefficient:f}",
            "yes" if result.question_id in copy.counted else "no",
            "" if result.scheme_version is None else str(result.scheme_version),
            "yes" if copy.is_complete else "no",
            " | ".join(map(_format_second_look, material.second_looks(copy, result.question_id).values())),
        ]
        yield line, cells


def _absent(student: Student, material: ExportMaterial) -> Cells:
    """Return the row of a student without a copy, which has no question and no points."""
    scheme = material.session.scheme
    cells: dict[str, str] = {
        "Student ID": student.student_id,
        "Student Name": student.name,
        "Group": student.group,
        "Scheme Name": scheme.name,
        "Scheme Version": str(scheme.version),
        "Status": "absent",
        "Do Not Edit": absent_stamp(material),
        "Source": MarkSource.NONE_YET.value,
        **dict.fromkeys(("Provisional", "Counted", "Copy Complete"), "no"),
    }
    return [cells.get(column, "") for column in FLAT_COLUMNS]


def _adjustment_rows(material: ExportMaterial, copy: CopyResult) -> Iterator[Cells]:
    counted = "yes" if copy.total is not None else "no"
    lines = [
        (given.category.value, Role.ADJUSTMENT, given.change, given.change, given.adjustment.reason, given.author)
        for given in copy.adjustments
    ]
    if copy.adjustment_bound:
        lines.append((BOUND, Role.BOUND, None, copy.adjustment_bound, "", ""))
    at = {given.category.value: material.adjusted_at(copy, given.category) for given in copy.adjustments}
    for name, kind, given, earned, reason, author in lines:
        when = at.get(name)
        yield [
            *(copy.student.student_id if copy.student else "", copy.student.name if copy.student else ""),
            *(material.session.scheme_of(copy.copy_id).name, str(copy.scheme_version)),
            *("", name, earned, ZERO, reason, author, f"{when:%Y-%m-%dT%H:%M:%SZ}" if when else ""),
            *(MarkStatus.GRADED.value, MarkSource.TEACHER.value, "no", copy.copy_id, "", "", kind.value, given, "1"),
            *(counted, str(copy.scheme_version), "yes" if copy.is_complete else "no", ""),
        ]


def _format_second_look(look: SecondLook) -> str:
    """Return "A: 4 -> 2.5", "A: 4 -> 0 missing" or "A: 4 -> failed", with decimal points in either dialect."""
    points = [format_points(mark.points, "en") if mark.points is not None else "" for mark in (look.first, look.second)]
    status = "" if look.second.status is MarkStatus.GRADED else look.second.status.value
    second = " ".join(filter(None, (points[1], status)))
    return f"{slot_name(look.slot)}: {points[0]} -> {second}"


@dataclass(frozen=True)
class _Line:
    """What differs in the rows of one question."""

    name: str
    role: Role | None
    given: Decimal | None
    earned: Decimal | None
    maximum: Decimal
    feedback: str
    question_feedback: str = ""
    criterion: CriterionLine | None = None
    """None for the row of a question."""


def _lines(question: Question, result: QuestionResult) -> Iterator[_Line]:
    lines = criterion_lines(question, result)
    if lines is None:
        yield _Line("", None, None, result.value, result.maximum, result.feedback)
        lines = tuple(line for line in unmarked_lines(question, result) if line.feedback)
        on_question = ""
    else:
        on_question = result.feedback
    for line in lines:
        name, maximum = (line.criterion.name, line.criterion.points) if line.criterion else (BOUND, ZERO)
        yield _Line(name, line.role, line.given, line.counted, maximum, line.feedback, on_question, line)
        on_question = ""


def _stamp(material: ExportMaterial, copy: CopyResult, result: QuestionResult, line: _Line) -> str:
    if line.criterion is None:
        return question_stamp(material, copy, result)
    return criterion_stamp(material, copy, result, line.criterion, question_feedback=line.question_feedback)


def read_csv_flat(data: bytes) -> tuple[FlatRow, ...]:
    """Return the rows of a flat CSV, in either dialect.

    Raises:
        InvalidInput: the file is not a flat CSV, or a cell is invalid.
    """
    header, *rows = read_rows(data)
    if tuple(header) != FLAT_COLUMNS:
        raise InvalidInput("the file does not have the columns of the flat CSV")
    return tuple(_read_row(dict(zip(FLAT_COLUMNS, row, strict=True))) for row in rows)


def _read_row(row: dict[str, str]) -> FlatRow:
    try:
        return FlatRow.model_validate(row)
    except ValidationError as error:
        raise InvalidInput(faults_of(error, row)[0].message_with_key) from None


def _read_second_look(text: str) -> FlatSecondLook:
    match = _SECOND_LOOK.fullmatch(text)
    if match is None:
        raise InvalidInput("{text!r} is not a second look", text=text)
    return FlatSecondLook(
        grader=match["grader"],
        first=to_points(match["first"]),
        second=to_points(match["second"]) if match["second"] else None,
        status=MarkStatus(match["status"] or MarkStatus.GRADED),
    )
