"""Whose marks a school's system does not get, and why: a list, and a CSV of it."""

from collections.abc import Iterable, Iterator, Mapping

from bareme.domain.copies import Student
from bareme.exports.descriptions import ABSENT, STATES
from bareme.exports.dialect import Cells
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, dialect_of
from bareme.exports.pupil_marks import Obstacle, PupilMark
from bareme.translation import Message, translator

OBSTACLES: Mapping[Obstacle, Message] = {
    Obstacle.NO_KEY: Message("Nothing tells the system who it is"),
    Obstacle.SHARED_KEY: Message("The same name, number, e-mail or login as another one"),
    Obstacle.NAME_UNCERTAIN: Message("The name on the copy is uncertain: confirm whose it is"),
    Obstacle.ABSENT: Message("Without a copy"),
    Obstacle.PROVISIONAL: Message("Not decided yet"),
    Obstacle.NO_TOTAL: Message("Without a total"),
    Obstacle.OTHER_MAXIMUM: Message("Marked out of another maximum than the class"),
}

type LeftOut = Iterable[tuple[PupilMark, Obstacle]]


def write_left_out(left_out: LeftOut, material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a CSV with a row a pupil who is left out, in the session's language."""
    return dialect_of(material, options).write(_rows(left_out, material))


def _rows(left_out: LeftOut, material: ExportMaterial) -> Iterator[Cells]:
    t = translator(material.session.policy.language)
    by_rules = [material.rules_note] if material.rules_note else []
    yield [
        *(t("Copy"), t("Student ID"), t("Name"), t("Total"), t("Maximum"), t("State"), t("Reason")),
        *(t("Graders") for _ in by_rules),
    ]
    for mark, obstacle in left_out:
        student = mark.student or Student(name=mark.copy_id)
        name = student.name if mark.student else ""
        maximum = mark.maximum if mark.copy_id else None
        state = t(STATES[mark.state] if mark.state else ABSENT)
        yield [
            *(mark.copy_id, student.student_id, name, mark.total, maximum, state, t(OBSTACLES[obstacle])),
            *by_rules,
        ]
