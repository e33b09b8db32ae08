"""The marks of a run, each with the item that it belongs to."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import CriterionMark, Flag, Mark, MarkStatus, attempts_by_copy, current_marks
from bareme.domain.copies import CopyStatus
from bareme.domain.money import Usage
from bareme.evaluation.items import EvaluationItem, Number, RaterMark, ScaleLevel
from bareme.evaluation.metrics import MarkTable
from bareme.evaluation.run import GradedPart


class RunMark(BaseModel):
    """The result of one try of one grader on one item, with or without points: a line of `marks.jsonl`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    item_id: str = Field(description="Unique in the data set; the key for comparing two runs.")
    question: str = Field(description="The question's id in the data set.")
    question_text: str = ""
    reference_answer: str = ""
    levels: tuple[ScaleLevel, ...] = ()
    student: str = Field("", description="Empty if unknown.")
    answer: str = Field("", description="The typed answer; empty if the answer is on pages.")
    pages: tuple[str, ...] = Field((), description="As named in the data set.")
    humans: tuple[RaterMark, ...] = ()
    maximum: Number
    minimum: Number = Decimal(0)
    step: Number = Field(description="The step of the grader's marks, counted from the minimum.")
    stated_step: Number | None = Field(None, description="The step of the human marks, if the data set states one.")
    grader: str = Field(description="The model, numbered if several graders share one.")
    attempt: int = Field(ge=1, alias="try")
    points: Number | None = Field(description="Null if the status carries no points; never 0 for a failure.")
    status: MarkStatus
    confidence: float | None = Field(None, description="Null if there are no points.")
    transcription: str = ""
    evidence: tuple[str, ...] = ()
    feedback: str = ""
    rationale: str = ""
    criteria: tuple[CriterionMark, ...] = ()
    flags: tuple[Flag, ...] = ()
    note: str = Field("", description="What went wrong, if anything.")
    session: str = Field("", description="The thread in which it was given.")
    copy_id: str = ""


_AS_GIVEN = (Mark.model_fields.keys() & RunMark.model_fields.keys()) - {"points", "confidence"}
"""Fields that a row takes over from a mark."""


def marks_of_part(part: GradedPart) -> Iterator[RunMark]:
    """Yield a row for each item, grader and try of a session, including those without points."""
    session, policy, behind = part.state, part.state.policy, part.state.labels
    by_copy = attempts_by_copy(session.attempts.values())
    names = policy.grader_names
    for (copy_id, progress), copy in zip(session.progress.items(), part.plan.copies, strict=True):
        items, labels = copy.items, behind[copy_id]
        current = current_marks(by_copy[copy_id], items)
        given: dict[tuple[int, int, str], Mark] = {
            (labels[attempt.label], attempt.try_index, question_id): mark
            for question_id, marks in current.items()
            for attempt, mark in marks
        }
        # If there is no attempt, the copy failed as a whole or grading was stopped before it.
        status = MarkStatus.FAILED if progress.status is CopyStatus.FAILED else MarkStatus.WAITING
        for grader, name in enumerate(names):
            for number in range(1, policy.graders[grader].tries + 1):
                for question_id, item in items.items():
                    mark = given.get((grader, number, question_id)) or Mark(
                        question_id=question_id, status=status, note=progress.error
                    )
                    yield _row(item, mark, grader=name, attempt=number, part=part, copy_id=copy_id)


def _row(item: EvaluationItem, mark: Mark, *, grader: str, attempt: int, part: GradedPart, copy_id: str) -> RunMark:
    assert item.maximum is not None  # noqa: S101 - it was gradable
    return RunMark(
        item_id=item.item_id,
        question=item.question_id,
        question_text=item.question,
        reference_answer=item.reference_answer,
        levels=item.levels,
        student=item.student_id,
        answer=item.answer or "",
        pages=item.pages,
        humans=item.human_marks,
        maximum=item.maximum,
        minimum=item.minimum,
        step=part.plan.step,
        stated_step=item.step,
        grader=grader,
        attempt=attempt,
        points=None if mark.points is None else mark.points + item.minimum,
        confidence=None if mark.points is None else mark.confidence,
        **mark.model_dump(include=_AS_GIVEN),
        session=part.thread_id,
        copy_id=copy_id,
    )


def usage_by_grader(parts: Iterable[GradedPart]) -> dict[str, Usage]:
    """Return the usage of each grader, including failed and repeated attempts."""
    usage: dict[str, Usage] = {}
    for part in parts:
        names, behind = part.state.policy.grader_names, part.state.labels
        for name in names:
            usage.setdefault(name, Usage())
        for attempt in part.state.attempts.values():
            name = names[behind[attempt.copy_id][attempt.label]]
            usage[name] += attempt.usage
    return usage


def table_of(marks: Sequence[RunMark]) -> MarkTable:
    """Return the marks as the columns that metrics are computed from."""
    raters = list(dict.fromkeys(human.rater for mark in marks for human in mark.humans))
    by_rater = [{human.rater: human for human in mark.humans} for mark in marks]
    known = any(mark.student for mark in marks)
    steps = {mark.stated_step for mark in marks if mark.stated_step is not None}
    levels = _common_levels(marks)
    labels = {level.points: level.label for level in levels}
    return MarkTable(
        humans={rater: [own[rater].points if rater in own else None for own in by_rater] for rater in raters},
        predicted=[mark.points for mark in marks],
        maxima=[mark.maximum for mark in marks],
        minima=[mark.minimum for mark in marks],
        step=min(steps) if steps else None,
        # An answer without a student is a cluster of its own, with all its marks.
        students=[mark.student or f"#{mark.item_id}" for mark in marks] if known else None,
        questions=[mark.question for mark in marks],
        models=[mark.grader for mark in marks],
        tries=[str(mark.attempt) for mark in marks],
        items=[mark.item_id for mark in marks],
        confidence=[mark.confidence for mark in marks],
        human_labels={
            rater: [own[rater].label or None if rater in own else None for own in by_rater] for rater in raters
        }
        if levels
        else {},
        predicted_labels=[None if mark.points is None else labels.get(mark.points) for mark in marks] if levels else (),
        labels=[level.label for level in levels],
    )


def _common_levels(marks: Sequence[RunMark]) -> tuple[ScaleLevel, ...]:
    """Return the levels shared by all items if their points are distinct, so that marks can be converted to labels."""
    shared = {mark.levels for mark in marks}
    if len(shared) != 1:
        return ()
    (levels,) = shared
    return levels if len({level.points for level in levels}) == len(levels) else ()
