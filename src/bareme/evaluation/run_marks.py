"""The marks of a run, a row each: what a grader gave, beside the item that it marked."""

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
    """One mark of one try of one grader, whether there is one or not: a line of `marks.jsonl`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    item_id: str = Field(description="Unique in the data set; two runs are compared by it.")
    question: str = Field(description="Its id in the data set.")
    question_text: str = ""
    reference_answer: str = ""
    levels: tuple[ScaleLevel, ...] = ()
    student: str = Field("", description="Empty where the data set does not know.")
    answer: str = Field("", description="As it was typed; empty where it is pages.")
    pages: tuple[str, ...] = Field((), description="As the data set names them.")
    humans: tuple[RaterMark, ...] = ()
    maximum: Number
    minimum: Number = Decimal(0)
    step: Number = Field(description="The grader's marks are multiples of it, counted from the minimum.")
    stated_step: Number | None = Field(None, description="The human marks', where the data set states one.")
    grader: str = Field(description="The model, numbered where several graders share one.")
    attempt: int = Field(ge=1, alias="try")
    points: Number | None = Field(description="Null where the status carries no points. Never 0 for a failure.")
    status: MarkStatus
    confidence: float | None = Field(None, description="Null where there are no points.")
    transcription: str = ""
    evidence: tuple[str, ...] = ()
    feedback: str = ""
    rationale: str = ""
    criteria: tuple[CriterionMark, ...] = ()
    flags: tuple[Flag, ...] = ()
    note: str = Field("", description="What went wrong, where something did.")
    session: str = Field("", description="The thread that it was given in.")
    copy_id: str = ""


def marks_of_part(part: GradedPart) -> Iterator[RunMark]:
    """Yield a row for each item, grader and try of a session, those without a mark included."""
    session, policy = part.state, part.state.policy
    by_copy = attempts_by_copy(session.attempts.values())
    names = policy.grader_names
    for (copy_id, progress), copy in zip(session.progress.items(), part.plan.copies, strict=True):
        items, labels = copy.items, session.grader_key[copy_id]
        current = current_marks(by_copy[copy_id], items)
        given: dict[tuple[int, int, str], Mark] = {
            (labels[attempt.label], attempt.try_index, question_id): mark
            for question_id, marks in current.items()
            for attempt, mark in marks
        }
        # Without an attempt the copy's own fate says why: a fault of ours in its node, or a stop before it.
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
        status=mark.status,
        confidence=None if mark.points is None else mark.confidence,
        transcription=mark.transcription,
        evidence=mark.evidence,
        feedback=mark.feedback,
        rationale=mark.rationale,
        criteria=mark.criteria,
        flags=mark.flags,
        note=mark.note,
        session=part.thread_id,
        copy_id=copy_id,
    )


def usage_by_grader(parts: Iterable[GradedPart]) -> dict[str, Usage]:
    """Return what the attempts of each grader took, failed and repeated ones included."""
    usage: dict[str, Usage] = {}
    for part in parts:
        names = part.state.policy.grader_names
        for name in names:
            usage.setdefault(name, Usage())
        for attempt in part.state.attempts.values():
            name = names[part.state.grader_key[attempt.copy_id][attempt.label]]
            usage[name] += attempt.usage
    return usage


def table_of(marks: Sequence[RunMark]) -> MarkTable:
    """Return the marks as the columns that figures are computed from."""
    raters = list(dict.fromkeys(human.rater for mark in marks for human in mark.humans))
    by_rater = [{human.rater: human for human in mark.humans} for mark in marks]
    known = any(mark.student for mark in marks)
    steps = {mark.stated_step for mark in marks if mark.stated_step is not None}
    levels = _one_to_one(marks)
    labels = {level.points: level.label for level in levels}
    return MarkTable(
        humans={rater: [own[rater].points if rater in own else None for own in by_rater] for rater in raters},
        predicted=[mark.points for mark in marks],
        maxima=[mark.maximum for mark in marks],
        minima=[mark.minimum for mark in marks],
        step=min(steps) if steps else None,
        # An answer that nobody's name is on is a cluster of its own, with all its marks.
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


def _one_to_one(marks: Sequence[RunMark]) -> tuple[ScaleLevel, ...]:
    """Return the levels that all items share, where points tell them apart: only then is a mark also a label."""
    shared = {mark.levels for mark in marks}
    if len(shared) != 1:
        return ()
    (levels,) = shared
    return levels if len({level.points for level in levels}) == len(levels) else ()
