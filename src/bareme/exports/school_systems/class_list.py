"""The marks in the order of the class list, for systems that read no file: a table, and the marks alone to paste."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.copies import Student
from bareme.domain.identity import People
from bareme.exports.descriptions import ABSENT, STATES
from bareme.exports.dialect import Cells
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, dialect_of
from bareme.exports.pupil_marks import Obstacle, PupilMark, pupil_marks
from bareme.exports.school_systems.left_out import OBSTACLES
from bareme.translation import Message, translator


@dataclass(frozen=True)
class _Line:
    number: str
    name: str
    total: Decimal | None
    remark: Message
    is_listed: bool = True
    """Whether the class list has the pupil, or there is no list."""


def write_class_list(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a CSV with a row a pupil of the class list, in its order; copies of other people come last.

    A pupil without a final total has an empty cell, and the reason beside it.
    """
    return dialect_of(material, options).write(_rows(material, options))


def write_marks_to_paste(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the totals alone, a line a pupil of the class list, empty where there is none."""
    dialect = dialect_of(material, options)
    lines = [line for line in _lines(material, options) if line.is_listed]
    return "".join(f"{dialect.number(line.total)}\n" for line in lines).encode()


def unlisted(material: ExportMaterial) -> list[str]:
    """Return the copies that no line of the list is for, by the name on them or by their id."""
    return [line.name for line in _lines(material, {}) if not line.is_listed]


def _rows(material: ExportMaterial, options: FormatOptions) -> Iterator[Cells]:
    t = translator(material.session.policy.language)
    by_rules = [material.rules_note] if material.rules_note else []
    yield [t("Student ID"), t("Name"), t("Total"), t("State"), *(t("Graders") for _ in by_rules)]
    for line in _lines(material, options):
        yield [line.number, line.name, line.total, t(line.remark), *by_rules]


def _lines(material: ExportMaterial, options: FormatOptions) -> Iterator[_Line]:
    """Yield a line a pupil of the class list, or without a list a line a copy, and then the other copies."""
    marks, roster = pupil_marks(material), material.session.roster
    provisional, maximum = options.get("provisional", False), material.reference.total
    listed = People(roster)
    places = [listed.places(mark.student) if mark.student else [] for mark in marks]
    claims = Counter(place for found in places for place in found)
    own = {found[0]: mark for mark, found in zip(marks, places, strict=True) if len(found) == 1}
    for place, student in enumerate(roster):
        mark = own.get(place)
        if mark is None or claims[place] > 1:  # several copies, or a copy of several pupils
            yield _Line(student.student_id, student.name, None, OBSTACLES[Obstacle.SHARED_KEY])
        else:
            yield _line(mark, student, mark.obstacle(maximum, provisional=provisional))
    for mark, found in zip(marks, places, strict=True):
        if not found:
            yield _line(mark, mark.student, mark.obstacle(maximum, provisional=provisional), is_listed=not roster)


def _line(mark: PupilMark, student: Student | None, obstacle: Obstacle | None, *, is_listed: bool = True) -> _Line:
    state = STATES[mark.state] if mark.state else ABSENT
    return _Line(
        number=student.student_id if student else "",
        name=student.name if student else mark.copy_id,
        total=None if obstacle else mark.total,
        remark=OBSTACLES[obstacle] if obstacle else state,
        is_listed=is_listed,
    )
