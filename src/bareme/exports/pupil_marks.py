"""The marks of a session by pupil, as a school's system takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bareme.domain.copies import CopyFlag, Student
from bareme.domain.identity import People
from bareme.domain.results import CopyResult
from bareme.exports.material import ExportMaterial, State, state_of


class Obstacle(StrEnum):
    """Why a school's system does not get a pupil's mark."""

    NO_KEY = "no_key"  # nothing that the system knows tells who it is
    SHARED_KEY = "shared_key"  # what tells who it is, tells another one too
    NAME_UNCERTAIN = "name_uncertain"  # nobody has confirmed whose copy it is
    ABSENT = "absent"  # a pupil without a copy
    PROVISIONAL = "provisional"
    NO_TOTAL = "no_total"
    OTHER_MAXIMUM = "other_maximum"  # excused from a question, or under another version of the scheme


@dataclass(frozen=True)
class PupilMark:
    """The total of a copy, or of a student without a copy."""

    student: Student | None
    """None for a copy that is nobody's yet."""
    copy_id: str = ""
    """Empty for a student without a copy."""
    state: State | None = None
    """None for a student without a copy."""
    total: Decimal | None = None
    maximum: Decimal = Decimal(0)
    feedback: str = ""
    name_is_uncertain: bool = False
    """Whether a person has still to confirm whose copy it is."""

    def obstacle(self, maximum: Decimal | None, *, provisional: bool) -> Obstacle | None:
        """Return why the mark is not handed out, or None if it is. `maximum` is that of the others, None if any do."""
        if not self.copy_id:
            return Obstacle.ABSENT
        if self.student is None:
            return Obstacle.NO_KEY
        if self.name_is_uncertain:
            return Obstacle.NAME_UNCERTAIN
        if self.total is None or self.maximum <= 0:
            return Obstacle.NO_TOTAL
        if self.state is not State.FINAL and not provisional:
            return Obstacle.PROVISIONAL
        return None if maximum in {None, self.maximum} else Obstacle.OTHER_MAXIMUM


def pupil_marks(material: ExportMaterial) -> list[PupilMark]:
    """Return the marks of a session in the roster's order, with the students who have no copy."""
    listed = _Listed(material)
    return [
        PupilMark(student=row)
        if isinstance(row, Student)
        else PupilMark(
            student=listed.known(row.student) if row.student else None,
            copy_id=row.copy_id,
            state=state_of(row),
            total=row.total,
            maximum=row.maximum,
            feedback=_feedback(row, material),
            name_is_uncertain=CopyFlag.NAME_UNCERTAIN in row.flags,
        )
        for row in material.rows
    ]


class _Listed:
    """The class list, which may know more of a student than the copy says."""

    def __init__(self, material: ExportMaterial) -> None:
        self._roster = material.session.roster
        self._people = People(self._roster)

    def known(self, student: Student) -> Student:
        """Return the student with number, e-mail and login of the list, if it has exactly one such person."""
        places = self._people.places(student)
        if len(places) != 1:
            return student
        listed = self._roster[places[0]]
        missing = {field: getattr(listed, field) for field in ("student_id", "email", "login")}
        return student.model_copy(update={k: value for k, value in missing.items() if not getattr(student, k)})


def _feedback(copy: CopyResult, material: ExportMaterial) -> str:
    return "\n".join(_lines(copy, material))


def _lines(copy: CopyResult, material: ExportMaterial) -> Iterator[str]:
    if copy.general_comment:
        yield copy.general_comment
    for leaf in material.leaves:
        question = material.question(copy, leaf)
        if question and question.feedback:
            yield f"{leaf.title}: {question.feedback}"
