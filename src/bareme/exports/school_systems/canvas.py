"""Canvas's gradebook as CSV, and whom it leaves out.

The rules are those of Canvas's importer (lib/gradebook_importer.rb): a first row of titles whose last about the student
is "Section", a row "Points Possible", and then the students, whom it looks for by SIS id, by login and by name. It
takes the first of several with the same name, and an empty mark takes away the one that is there.
"""

import re
from collections.abc import Hashable, Iterator

from bareme.domain.identity import fold
from bareme.exports.dialect import PLAIN_DIALECT, Cells
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions
from bareme.exports.pupil_marks import PupilMark, pupil_marks
from bareme.exports.school_systems.handover import Handover, hand_over
from bareme.exports.school_systems.left_out import write_left_out
from bareme.translation import translator

_TITLES = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MAXIMA = "Points Possible"
"""A row whose first cell has these words is not a student's."""
_COMPUTED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
"""A column whose title has one of these is passed over."""
_ID_AT_END = re.compile(r"\((\d+)\)\s*$")
"""A number in brackets at the end of a title is the id of an assignment."""


def write_canvas(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a CSV that Canvas's gradebook imports, with the total as one assignment."""
    return PLAIN_DIALECT.write(_rows(material, canvas_handover(material, options)))


def write_canvas_left_out(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a CSV of the pupils whom `write_canvas` leaves out, with the reasons."""
    return write_left_out(canvas_handover(material, options).left_out, material, options)


def canvas_handover(material: ExportMaterial, options: FormatOptions) -> Handover:
    """Return which marks Canvas gets."""
    return hand_over(pupil_marks(material), material, options, _keys)


def _keys(mark: PupilMark) -> frozenset[Hashable]:
    """Return what Canvas looks for. The name is among it for all: it is looked for wherever the rest is not found."""
    if mark.student is None or _MAXIMA in mark.student.name:
        return frozenset()
    found = {"number": mark.student.student_id, "login": mark.student.login, "name": fold(mark.student.name)}
    return frozenset((kind, text.casefold()) for kind, text in found.items() if text)


def _rows(material: ExportMaterial, handover: Handover) -> Iterator[Cells]:
    yield [*_TITLES, _title(material)]
    yield [_MAXIMA, "", "", "", "", material.reference.total]
    for mark in handover.marks:
        if student := mark.student:
            name, number, login, section = (
                " ".join(text.split()) for text in (student.name, student.student_id, student.login, student.group)
            )
            yield [name, "", number, login, section, mark.total]


def _title(material: ExportMaterial) -> str:
    """Return the title of the assignment: the session's name, unless Canvas would take it for something else."""
    session = material.session
    t = translator(session.policy.language)
    name = _ID_AT_END.sub(r"\1", " ".join(session.name.split()))
    if not name or _COMPUTED.search(name):
        name = t("Exam of {date}", date=session.created_at.date().isoformat())
    return f"{name} – {material.rules_note}" if material.rules_note else name
