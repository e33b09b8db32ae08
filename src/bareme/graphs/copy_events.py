"""The progress events of one copy, with the current counts of its session."""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from bareme.calls import measurements
from bareme.domain.attempts import Attempt, current_marks
from bareme.domain.brief import Brief
from bareme.domain.comparison import Comparison
from bareme.domain.copies import CopyStatus
from bareme.domain.decisions import current_decisions
from bareme.domain.policy import Reveal
from bareme.domain.results import copy_result
from bareme.domain.session import CopyProgress
from bareme.graphs.dispatch import AttemptSlot, GradeTask
from bareme.graphs.events import AttemptDone, CopyDone, CopyError, CopyStart, QuestionDone
from bareme.graphs.progress import emit, seconds_since, tally_of


class CopyEvents:
    """Emits the progress events of one copy, and keeps the session's counts up to date."""

    def __init__(self, task: GradeTask) -> None:
        self._task = task
        self._copy_id = task.copy_.copy_id
        others = {"others_failed": task.others_failed, "others_waiting": task.others_waiting}
        self._tally = tally_of(task.session_id, task.total, **others)

    @property
    def seconds(self) -> float:
        """Seconds since grading of the copy started."""
        return self._tally.seconds(self._copy_id)

    async def register(self) -> None:
        """Count the copy among those to be graded in this run, and wait until all of them have."""
        self._tally.begin(self._copy_id)
        await asyncio.sleep(0)
        await self._tally.recall()

    async def note(self, status: CopyStatus) -> None:
        """Keep how the copy ended, in case another process goes on with the run."""
        await self._tally.note(self._copy_id, status)

    def start(self) -> None:
        """Start the copy's clock and emit CopyStart."""
        self._tally.restart_clock(self._copy_id)
        emit(CopyStart(**self._stamp()))

    def attempt_done(self, slot: AttemptSlot, status: Literal["graded", "failed", "waiting"], reason: str) -> None:
        """Emit AttemptDone."""
        measurements.attempt_ended(status)
        emit(AttemptDone(**self._stamp(), label=slot.label, try_index=slot.try_index, status=status, reason=reason))

    def end(self, brief: Brief, attempts: Sequence[Attempt], comparison: Comparison, progress: CopyProgress) -> None:
        """Emit QuestionDone for each question if the round made any attempt, then CopyDone or CopyError."""
        task, stamp = self._task, self._stamp()
        measurements.copy_ended(progress.status.value, self.seconds)
        self._tally.end(self._copy_id, progress.status)
        made = [*task.earlier, *attempts]
        hide = brief.policy.reveal is Reveal.AFTER_DECISION
        result = copy_result(
            task.copy_,
            progress,
            scheme=brief.scheme,
            policy=brief.policy,
            attempts=made,
            comparison=comparison,
            decisions=current_decisions(task.decisions),
            hide=hide,
        )
        is_hidden = any(question.hidden for question in result.questions.values())
        for question in result.questions.values() if attempts else ():
            emit(
                QuestionDone(
                    **stamp,
                    question_id=question.question_id,
                    points=question.value,
                    max_points=question.maximum,
                    agreement=None if question.hidden else comparison.questions[question.question_id].exact,
                    provisional=question.points is None,
                )
            )
        stamp["counts"] = self._tally.counts
        if progress.status is CopyStatus.FAILED:
            emit(CopyError(**stamp, error=progress.error))
        elif progress.status is CopyStatus.COMPLETE:
            emit(
                CopyDone(
                    **stamp,
                    total=result.total,
                    max_points=result.maximum,
                    provisional=result.provisional,
                    flags=sum(bool(question.flags) for question in result.questions.values()),
                    lowest_confidence=None if is_hidden else _lowest_confidence(made),
                )
            )

    def fail(self, error: str) -> None:
        """Emit CopyError for a copy that could not be graded at all."""
        measurements.copy_ended(CopyStatus.FAILED.value, self.seconds)
        stamp = self._stamp()
        self._tally.end(self._copy_id, CopyStatus.FAILED)
        emit(CopyError(**{**stamp, "counts": self._tally.counts}, error=error))

    def _stamp(self) -> dict[str, Any]:
        """Return the fields that all events of a copy have."""
        student = self._task.copy_.student
        return {
            "session_id": self._task.session_id,
            "copy_id": self._copy_id,
            "position": self._task.place + 1,
            "student": student.name if self._task.event_names and student else None,
            "counts": self._tally.counts,
            "copy_seconds": self.seconds,
            "session_seconds": seconds_since(self._task.grading_started_at),
        }


def _lowest_confidence(attempts: Sequence[Attempt]) -> float | None:
    """Return the lowest confidence of the current marks that have points, or None if there is none."""
    current = (mark for marks in current_marks(attempts).values() for _, mark in marks)
    return min((mark.confidence for mark in current if mark.points is not None), default=None)
