"""The wide CSV: one row per student, one column per question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, ValidationError

from bareme.domain.copies import Student
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import to_points
from bareme.domain.results import CopyResult
from bareme.errors import InvalidInput
from bareme.exports.descriptions import (
    ABSENT,
    describe_adjustments,
    describe_copy_flags,
    describe_excused,
    describe_state,
    describe_worth,
)
from bareme.exports.dialect import Cells, Dialect, read_dollars, read_number, read_rows
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, dialect_of
from bareme.exports.row_stamps import STAMP_TITLE, absent_stamp, copy_stamp
from bareme.translation import Translator, translator
from bareme.validation import faults_of

_BEFORE = ("student_id", "student_name", "name_read", "group", "total", "maximum", "percentage")
_AFTER = (
    *("general_comment", "state", "complete", "provisional", "not_counted"),
    *("adjustment", "adjustments", "excused", "scheme_version", "to_check", "copy_id", "rules_note", "stamp"),
)
"""The fields of the columns before and after the questions."""
_USAGE = ("input_tokens", "cached_tokens", "output_tokens", "cost")
"""The fields of the columns at the end, where they are asked for."""


def _read_count(cell: str) -> int | None:
    return int(cell) if cell else None


_Count = Annotated[int | None, BeforeValidator(_read_count)]
_Number = Annotated[Decimal | None, BeforeValidator(read_number)]
_HEADER = re.compile(
    r"(?P<title>.*) \(/(?P<maximum>[\d.,]+)(?: ×(?P<coefficient>[\d.,]+))?(?:, (?P<remark>[^()]+))?\)", re.DOTALL
)


@dataclass(frozen=True)
class WideQuestion:
    """The column of a question: its title, its maximum in points, and its weight in the total."""

    title: str
    maximum: Decimal
    coefficient: str
    """The factor of marks in the total, as written in the file ("1", "1,5")."""
    remark: str
    """The choice of questions or the older version of the scheme that the column belongs to, or empty."""


class WideRow(FrozenModel):
    """A student's row. Points and percentage are None for empty cells; `marks` are in the order of the questions."""

    student_id: str
    student_name: str
    name_read: str
    """What the copy says, if that is not the student's name."""
    group: str
    total: _Number
    maximum: _Number
    percentage: _Number
    marks: tuple[_Number, ...]
    general_comment: str
    state: str
    complete: str
    provisional: str
    not_counted: str
    """Ids of the questions whose marks are not included in the total, because others of the choice are better."""
    adjustment: _Number
    """Points by which the total differs from the sum of the marks; None without adjustments."""
    adjustments: str
    excused: str
    """Ids of the questions from which the student is excused, or that the whole copy is."""
    scheme_version: _Count
    """None, like the counts below, for a student without a copy."""
    to_check: str
    copy_id: str
    rules_note: str
    """Says so if rules marked, not a model; else empty."""
    stamp: str
    """What the row is about, for reading an edited file back."""
    input_tokens: _Count = None
    """None, like the rest, if the file does not tell the usage."""
    cached_tokens: _Count = None
    output_tokens: _Count = None
    cost: Annotated[Decimal | None, BeforeValidator(read_dollars)] = None
    """US dollars; None if no price is known."""


@dataclass(frozen=True)
class WideTable:
    """A wide CSV, read back."""

    questions: tuple[WideQuestion, ...]
    rows: tuple[WideRow, ...]


def write_csv_wide(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the wide CSV of a session in its language.

    A copy without a total has an empty cell, with the reason in the column of states. Questions whose mark is
    provisional or not included in the total are listed in separate columns. A question that exists only in an older
    version of the scheme, or has a different maximum there, has its own column. Tokens and dollars have columns where
    they are asked for.
    """
    dialect = dialect_of(material, options)
    return dialect.write(_rows(material, dialect, usage=options.get("usage", False)))


def _rows(material: ExportMaterial, dialect: Dialect, *, usage: bool) -> Iterator[Cells]:
    t = translator(material.session.policy.language)
    yield [
        *(t("Student ID"), t("Name"), t("Read as"), t("Group"), t("Total"), t("Maximum"), t("Percentage")),
        *(f"{leaf.title} ({describe_worth(leaf, t, dialect.notation)})" for leaf in material.leaves),
        *(t("General remark"), t("State"), t("Complete"), t("Provisional"), t("Not counted")),
        *(t("Adjustment"), t("Adjustments"), t("Excused")),
        *(t("Scheme version"), t("To check"), t("Copy"), t("Graders"), t(STAMP_TITLE)),
        *((t("Tokens in"), t("Tokens cached"), t("Tokens out"), t("Cost ($)")) if usage else ()),
    ]
    for copy in material.rows:
        if isinstance(copy, Student):
            yield [*_absent(copy, material, t), *("" for _ in _USAGE if usage)]
            continue
        student = copy.student
        questions = [material.question(copy, leaf) for leaf in material.leaves]
        yield [
            student.student_id if student else "",
            student.name if student else "",
            copy.name_read,
            student.group if student else "",
            *(copy.total, copy.maximum, copy.percentage),
            *(question.value if question else None for question in questions),
            copy.general_comment,
            describe_state(copy, t),
            t("yes") if copy.is_complete else "",
            provisional_ids(copy),
            uncounted_ids(copy),
            copy.adjustment,
            describe_adjustments(copy, t),
            describe_excused(copy, t),
            str(copy.scheme_version),
            describe_copy_flags(copy, t),
            *(copy.copy_id, material.rules_note, copy_stamp(material, copy)),
            *(_usage(copy, dialect) if usage else ()),
        ]


def _absent(student: Student, material: ExportMaterial, t: Translator) -> Cells:
    """Return the row of a student without a copy: no mark, and no zero."""
    nothing: list[str | Decimal | None] = [None] * (3 + len(material.leaves) + 1)
    after = [""] * (len(_AFTER) - 3)
    return [student.student_id, student.name, "", student.group, *nothing, t(ABSENT), *after, absent_stamp(material)]


def _usage(copy: CopyResult, dialect: Dialect) -> Cells:
    usage = copy.usage
    counts = (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
    return [*map(str, counts), dialect.dollars(usage.cost)]


def provisional_ids(copy: CopyResult) -> str:
    """Return the ids of the questions with a provisional mark, separated by commas."""
    return ", ".join(question.question_id for question in copy.questions.values() if question.provisional is not None)


def uncounted_ids(copy: CopyResult) -> str:
    """Return the ids of the questions whose marks are not included in the total, separated by commas."""
    return ", ".join(
        i for i, question in copy.questions.items() if i not in copy.counted and question.value is not None
    )


def read_csv_wide(data: bytes) -> WideTable:
    """Return the rows of a wide CSV, in either dialect and language.

    Raises:
        InvalidInput: the file is not a wide CSV, or a cell is invalid.
    """
    header, *rows = read_rows(data)
    before, needed = len(_BEFORE), len(_BEFORE) + len(_AFTER)
    if len(header) <= needed:
        raise InvalidInput(
            "a wide CSV has more than {needed} columns; this one has {found}", needed=needed, found=len(header)
        )
    fields = _AFTER + _USAGE if _tells_usage(header) else _AFTER
    after = len(fields)
    try:
        return WideTable(
            questions=tuple(_read_question(title) for title in header[before:-after]),
            rows=tuple(
                WideRow.model_validate(
                    {
                        **dict(zip(_BEFORE, row[:before], strict=True)),
                        "marks": row[before:-after],
                        **dict(zip(fields, row[-after:], strict=True)),
                    }
                )
                for row in rows
            ),
        )
    except ValidationError as error:
        raise InvalidInput(faults_of(error)[0].message_with_key) from None


def _tells_usage(header: Sequence[str]) -> bool:
    """Return whether columns of the usage follow the others: only the titles of questions end in a maximum."""
    last_question, with_usage = (header[-len(fields) - 1 :][:1] for fields in (_AFTER, _AFTER + _USAGE))
    return not any(map(_HEADER.fullmatch, last_question)) and any(map(_HEADER.fullmatch, with_usage))


def _read_question(header: str) -> WideQuestion:
    match = _HEADER.fullmatch(header)
    if match is None:
        raise InvalidInput("the column {title!r} does not end in a maximum", title=header)
    return WideQuestion(
        title=match["title"],
        maximum=to_points(match["maximum"]),
        coefficient=match["coefficient"] or "1",
        remark=match["remark"] or "",
    )
