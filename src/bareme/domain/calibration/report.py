"""The calibration report: unequal treatment found across the copies. It never changes a mark."""

from collections.abc import Sequence

from pydantic import Field

from bareme.domain.answer_groups.same_answers import unequal_groups
from bareme.domain.calibration.boundaries import BoundaryTotal, totals_on_boundaries
from bareme.domain.calibration.severity import GraderSeverity
from bareme.domain.calibration.surprises import Surprises, surprises_in
from bareme.domain.decisions import MarkSource
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points
from bareme.domain.results import CopyResult
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult, points_by_question


class GroupMark(FrozenModel):
    """The mark of one copy of a group, as it stands or is shown."""

    copy_id: str
    points: Points
    source: MarkSource
    decided: bool = Field(description="Whether a person decided it.")


class Inconsistency(FrozenModel):
    """Answers to one question that say the same and do not earn the same."""

    question_id: str
    maximum: Points
    by_model: bool = Field(description="Whether the calibrator, rather than rules alone, found them to say the same.")
    follow_through: bool = Field(
        description="Whether errors carried forward earn credit: marks may then differ rightly."
    )
    marks: tuple[GroupMark, ...] = Field(description="Of the copies of the group that have points.")


class CalibrationReport(FrozenModel):
    """All that was found. Nothing of it changes a mark."""

    groups: int = Field(0, description="Groups of copies with the same answer, whatever their marks.")
    inconsistencies: tuple[Inconsistency, ...] = Field((), description="In the order of the scheme.")
    graders: tuple[GraderSeverity, ...] = Field((), description="Each against the others; none of a single grader.")
    surprises: Surprises = Surprises()
    boundaries: tuple[BoundaryTotal, ...] = ()
    warnings: tuple[str, ...] = Field((), description="What kept answers from being looked at, for the teacher.")


def calibrate(
    session: GradedSession,
    result: SessionResult,
    *,
    severities: tuple[GraderSeverity, ...] = (),
    warnings: Sequence[str] = (),
) -> CalibrationReport | None:
    """Return the calibration report of `session`, or None if its policy turns calibration off.

    `severities` are those of `severity_of`, without names unless the reader may know who is behind the labels.
    """
    if session.policy.calibration == "off":
        return None
    if any(question.hidden for copy in result.copies for question in copy.questions.values()):
        severities = ()  # grader differences stay hidden as long as their marks do
    return CalibrationReport(
        groups=sum(map(len, session.same_answers.values())),
        inconsistencies=_inconsistencies(session, result.copies),
        graders=severities,
        surprises=surprises_in(result.scheme, result.copies),
        boundaries=totals_on_boundaries(result.copies, session.policy.grade_bands, session.policy.mark_step),
        warnings=tuple(warnings),
    )


def _inconsistencies(session: GradedSession, copies: Sequence[CopyResult]) -> tuple[Inconsistency, ...]:
    leaves = {leaf.id: leaf for leaf in session.scheme.leaves()}
    points = points_by_question(session.scheme, copies, session.same_answers)
    results = {copy.copy_id: copy.questions for copy in copies}
    return tuple(
        Inconsistency(
            question_id=question_id,
            maximum=leaves[question_id].maximum,
            by_model=group.by_model,
            follow_through=leaves[question_id].follow_through,
            marks=tuple(
                GroupMark(
                    copy_id=copy_id,
                    points=value,
                    source=results[copy_id][question_id].source,
                    decided=bool(results[copy_id][question_id].author),
                )
                for copy_id, value in known.items()
            ),
        )
        for question_id, groups in session.groups_in_order()
        for group, known in unequal_groups(groups, points[question_id])
    )
