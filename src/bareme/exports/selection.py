"""Export a part of a session: the copies whose review is complete, or those of a group."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bareme.domain.copies import Copy, Student
from bareme.domain.identity import same_person
from bareme.domain.results import CopyResult
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports.material import ExportMaterial, State, state_of


@dataclass(frozen=True)
class Selection:
    """Which copies to export."""

    complete: bool = False
    """Only copies that a person has marked as complete or, in a finished session, whose total is final."""
    group: str = ""
    """Only students of this group of the roster; of all groups if empty."""

    @property
    def name(self) -> str:
        """What is added to the file's name, so that a part is not taken for the whole."""
        return " ".join(filter(None, ("complete" if self.complete else "", self.group)))


def select(material: ExportMaterial, selection: Selection) -> ExportMaterial:
    """Return the material of a part of the session, with ranks and figures of its own.

    Raises:
        InvalidInput: no student has the group; the message names the groups there are.
    """
    if selection == Selection():
        return material
    session = material.session
    students = [*session.roster, *(copy.student for copy in session.copies if copy.student)]
    groups = {student.group for student in students} - {""}
    if selection.group and not groups:
        raise InvalidInput("no student has the group {group!r}: the class list has no groups", group=selection.group)
    if selection.group and selection.group.casefold() not in {group.casefold() for group in groups}:
        raise InvalidInput(
            "no student has the group {group!r}: there are {groups}", group=selection.group, groups=sorted(groups)
        )
    results = {copy.copy_id: copy for copy in material.result.copies}
    kept = [copy for copy in session.copies if _is_selected(results[copy.copy_id], material, selection)]
    ids = {copy.copy_id for copy in kept}
    part = session.model_copy(
        update={
            "copies": tuple(kept),
            "progress": {copy_id: progress for copy_id, progress in session.progress.items() if copy_id in ids},
            "attempts": tuple(attempt for attempt in session.attempts if attempt.copy_id in ids),
            "second_looks": tuple(look for look in session.second_looks if look.copy_id in ids),
            # Who handed nothing in has nothing complete.
            "roster": () if selection.complete else _roster(session, kept, selection),
        }
    )
    return replace(material, session=part, computed=session_result(part))


def unfinished(material: ExportMaterial) -> Counter[State]:
    """Return how many copies are in each state other than final."""
    states = Counter(state_of(copy) for copy in material.result.copies)
    del states[State.FINAL]
    return states


def _is_selected(copy: CopyResult, material: ExportMaterial, selection: Selection) -> bool:
    final = material.session.finished and state_of(copy) is State.FINAL
    is_complete = copy.is_complete or final or not selection.complete
    return is_complete and (not selection.group or (copy.student is not None and _in_group(copy.student, selection)))


def _roster(session: GradedSession, kept: Sequence[Copy], selection: Selection) -> tuple[Student, ...]:
    """Return the students of the group, without those whose copies are left out: they are not absent."""
    left_out = [copy.student for copy in session.copies if copy not in kept and copy.student]
    return tuple(
        student
        for student in session.roster
        if _in_group(student, selection) and not any(same_person(student, other) for other in left_out)
    )


def _in_group(student: Student, selection: Selection) -> bool:
    return not selection.group or student.group.casefold() == selection.group.casefold()
