"""Moodle's gradebook as CSV, and whom it leaves out.

The rules are those of Moodle's importer (grade/import/csv/classes/load_data.php). A value that it does not know in the
column that tells the users stops the whole import, and a row where that column is empty counts as the user of the row
before. So there is one such column, and no row without it. An empty mark would be a zero in a new item; "-" is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bareme.domain.copies import Student
from bareme.domain.points import format_points
from bareme.exports.cells import is_formula_like
from bareme.exports.descriptions import describe_worth
from bareme.exports.dialect import Cells, Dialect
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions
from bareme.exports.pupil_marks import pupil_marks
from bareme.exports.school_systems.handover import Handover, Keys, hand_over
from bareme.exports.school_systems.left_out import write_left_out
from bareme.translation import Message, translator

_DIALECT = Dialect(delimiter=",", notation="en", line_end="\n", prefix="", nothing="-")
"""Commas, and decimal points: for a new item the importer knows no others."""


@dataclass(frozen=True)
class _Key:
    """What Moodle knows its users by."""

    field: str
    title: Message

    def of(self, student: Student | None) -> str:
        """Return what a student is known by, or an empty text if Moodle would not find it."""
        text = str(getattr(student, self.field)).strip() if student else ""
        # "0" counts as empty there, and what looks like a formula is written otherwise than it is.
        return "" if text == "0" or is_formula_like(text) or not text.isprintable() else text


_KEYS = (
    _Key("email", Message("Email address")),
    _Key("login", Message("Username")),
    _Key("student_id", Message("ID number")),
)


def write_moodle(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a CSV that Moodle's gradebook imports, with a row for each pupil whom it can know."""
    key, handover = _handover(material, options)
    return _DIALECT.write(_rows(material, key, handover))


def write_moodle_left_out(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a CSV of the pupils whom `write_moodle` leaves out, with the reasons."""
    return write_left_out(moodle_handover(material, options).left_out, material, options)


def moodle_handover(material: ExportMaterial, options: FormatOptions) -> Handover:
    """Return which marks Moodle gets."""
    return _handover(material, options)[1]


def _handover(material: ExportMaterial, options: FormatOptions) -> tuple[_Key, Handover]:
    """Return the key that most pupils have, and the marks that it hands over."""
    marks = pupil_marks(material)
    ways = [(key, hand_over(marks, material, options, _keys_by(key))) for key in _KEYS]
    return max(ways, key=lambda way: len(way[1].marks))  # the first of equals


def _keys_by(key: _Key) -> Keys:
    return lambda mark: frozenset({key.of(mark.student).casefold()} - {""})


def _rows(material: ExportMaterial, key: _Key, handover: Handover) -> Iterator[Cells]:
    t = translator(material.session.policy.language)
    by_rules = [material.rules_note] if material.rules_note else []
    yield [
        *(t(key.title), t("Name")),
        f"{material.session.name or t('Total')} (/{format_points(material.reference.total, t.language)})",
        *(f"{leaf.title} ({describe_worth(leaf, t, t.language)})" for leaf in material.leaves),
        t("Feedback"),
        *(t("Graders") for _ in by_rules),
    ]
    copies = {copy.copy_id: copy for copy in material.result.copies}
    for mark in handover.marks:
        questions = [material.question(copies[mark.copy_id], leaf) for leaf in material.leaves]
        yield [
            *(key.of(mark.student), mark.student.name if mark.student else "", mark.total),
            *(question.value if question else None for question in questions),
            *(mark.feedback, *by_rules),
        ]
