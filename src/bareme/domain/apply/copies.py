"""Actions on a copy other than marking: feedback, student, completion, reopening, undo."""

from collections.abc import Sequence

from bareme.domain.apply.criteria import fits
from bareme.domain.apply.session_draft import SessionDraft, enumerate_ids
from bareme.domain.comparison import normalise
from bareme.domain.copies import Student
from bareme.domain.decisions import (
    AdjustmentDecision,
    CompletionDecision,
    ExcuseDecision,
    FeedbackDecision,
    MarkDecision,
    MarkSource,
    SchemeDecision,
    SessionDecision,
    StudentDecision,
    decision_number,
    not_undone,
    target_of,
)
from bareme.domain.results import CopyResult
from bareme.domain.review import MarkComplete, Reopen, SetFeedback, SetStudent, Undo

type _CopyDecision = (
    MarkDecision | FeedbackDecision | StudentDecision | CompletionDecision | AdjustmentDecision | ExcuseDecision
)


def set_feedback(draft: SessionDraft, action: SetFeedback, copy_id: str) -> None:
    """Replace the graders' feedback by the teacher's."""
    result = draft.result(copy_id)
    previous = _words_before(draft, result, action)
    if previous is None:
        if action.criterion_id is None:
            why = draft.t("there is no question {question_id!r} to mark", question_id=action.question_id)
        else:
            values = {"criterion_id": action.criterion_id, "question_id": action.question_id or ""}
            why = draft.t("the question {question_id!r} has no criterion {criterion_id!r}", **values)
        draft.refuse(why, copy_id=copy_id, question_id=action.question_id)
        return
    decision = FeedbackDecision(
        question_id=action.question_id,
        criterion_id=action.criterion_id,
        text=action.text,
        previous=previous,
        **draft.decision_fields(copy_id, action.reason),
    )
    draft.record(copy_id, [decision])
    draft.applied(copy_id, action.question_id)


def _words_before(draft: SessionDraft, result: CopyResult, action: SetFeedback) -> str | None:
    """Return the feedback that is replaced, or None if what it is about does not exist."""
    question = result.questions.get(action.question_id or "")
    if action.criterion_id is not None:
        leaf = draft.session.scheme_of(result.copy_id).question(action.question_id or "") if question else None
        if question is None or leaf is None or action.criterion_id not in {one.id for one in leaf.criteria}:
            return None
        return next((one.feedback for one in question.criteria if one.criterion_id == action.criterion_id), "")
    if action.question_id is None:
        return result.general_comment
    return question.feedback if question else None


def set_student(draft: SessionDraft, action: SetStudent, copy_id: str) -> None:
    """Assign the copy to a student."""
    student = action.student
    if isinstance(student, str):
        matches = _find(student, draft.session.roster)
        if len(matches) > 1:
            draft.refuse(draft.t("several students on the roster have this name: give the number"), copy_id=copy_id)
            return
        name = student.strip()
        student = matches[0] if matches else Student(name=name) if name else None
    decision = StudentDecision(
        student=student, previous=draft.result(copy_id).student, **draft.decision_fields(copy_id, action.reason)
    )
    draft.record(copy_id, [decision])
    draft.applied(copy_id)


def _find(text: str, roster: Sequence[Student]) -> list[Student]:
    """Return the student with this number on the roster, or else the students with this name."""
    key = normalise(text)
    if not key:
        return []
    numbered = [student for student in roster if normalise(student.student_id) == key]
    return numbered[:1] or [student for student in roster if normalise(student.name) == key]


def mark_complete(draft: SessionDraft, action: MarkComplete, copy_id: str) -> None:
    """Close a copy if every question has a decision or consensus."""
    if _may_close(draft, copy_id):
        draft.record(copy_id, [CompletionDecision(complete=True, **draft.decision_fields(copy_id, action.reason))])
        draft.applied(copy_id)


def _may_close(draft: SessionDraft, copy_id: str) -> bool:
    still_open = [q.question_id for q in draft.result(copy_id).questions.values() if q.is_open]
    if still_open:
        why = draft.t(
            "copy {copy_id!r} has questions without a decision or consensus: {questions}",
            copy_id=copy_id,
            questions=enumerate_ids(still_open),
        )
        still = tuple(f"{copy_id}/{question_id}" for question_id in still_open)
        draft.refuse(why, copy_id=copy_id, still_open=still)
    return not still_open


def reopen(draft: SessionDraft, action: Reopen, copy_id: str) -> None:
    """Reopen a complete copy."""
    if not draft.is_complete(copy_id):
        draft.refuse(draft.t("copy {copy_id!r} is not complete", copy_id=copy_id), copy_id=copy_id)
        return
    draft.record(copy_id, [CompletionDecision(complete=False, **draft.decision_fields(copy_id, action.reason))])
    draft.applied(copy_id)


def undo(draft: SessionDraft, action: Undo, target: _CopyDecision, name: str) -> None:
    """Append a decision that restores the state before `target`, the decision number `name`.

    `target` must be the latest decision with its target, or the latest that is not undone: undo goes back step by step,
    and an undo can be undone if nothing else was decided since.
    """
    copy_id = target.copy_id
    same: dict[str, _CopyDecision] = {
        number: decision
        for number, decision in draft.decisions_on(copy_id).items()
        if not isinstance(decision, SchemeDecision | SessionDecision) and target_of(decision) == target_of(target)
    }
    kept = not_undone(same)
    last = max(same)
    if name not in {last, *kept[-1:]}:
        why = draft.t(
            "decision {number!r} is not the latest one of its kind; undo {later!r} first",
            number=name,
            later=kept[-1] if kept else last,
        )
        draft.refuse(why, copy_id=copy_id)
        return
    before = not_undone({**same, decision_number(len(draft.decisions)): target.model_copy(update={"undoes": name})})
    earlier = same[before[-1]] if before else None
    restored = _restored(draft, target, earlier, {**draft.decision_fields(copy_id, action.reason), "undoes": name})
    if isinstance(restored, MarkDecision) and not _fits(draft, restored):
        why = draft.t(
            "the mark decided for {questions} does not fit the new scheme; change it first",
            questions=repr(restored.question_id),
        )
        draft.refuse(why, copy_id=copy_id)
    elif not isinstance(restored, CompletionDecision) or not restored.complete or _may_close(draft, copy_id):
        draft.record(copy_id, [restored])
        draft.applied(copy_id, getattr(target, "question_id", None))


def _restored(
    draft: SessionDraft, target: _CopyDecision, earlier: _CopyDecision | None, about: dict[str, object]
) -> _CopyDecision:
    """Return a decision that repeats `earlier`, or that restores the undecided state if there is none."""
    match target:
        case MarkDecision():
            return _earlier_mark(target, earlier, about)
        case FeedbackDecision():
            text = earlier.text if isinstance(earlier, FeedbackDecision) else None
            return target.model_copy(update={"text": text, "previous": target.text or "", **about})
        case StudentDecision():
            is_decided = isinstance(earlier, StudentDecision) and earlier.stands
            student = earlier.student if isinstance(earlier, StudentDecision) else None
            own = student if is_decided else draft.copies[target.copy_id].student
            return target.model_copy(update={"student": own, "previous": target.student, "stands": is_decided, **about})
        case CompletionDecision():
            is_closed = isinstance(earlier, CompletionDecision) and earlier.complete
            return target.model_copy(update={"complete": is_closed, **about})
        case AdjustmentDecision():
            adjustment = earlier.adjustment if isinstance(earlier, AdjustmentDecision) else None
            return target.model_copy(update={"adjustment": adjustment, "previous": target.adjustment, **about})
        case ExcuseDecision():
            is_excused = isinstance(earlier, ExcuseDecision) and earlier.excused
            return target.model_copy(update={"excused": is_excused, **about})


def _fits(draft: SessionDraft, decision: MarkDecision) -> bool:
    """Return whether a restored mark is valid under the copy's current version of the scheme."""
    if decision.points is None and not decision.is_partial:
        return True
    scheme = draft.session.scheme_of(decision.copy_id)
    question = scheme.question(decision.question_id)
    return question is not None and not question.parts and fits(scheme, question, decision)


def _earlier_mark(target: MarkDecision, earlier: _CopyDecision | None, about: dict[str, object]) -> MarkDecision:
    if isinstance(earlier, MarkDecision):
        return earlier.model_copy(update={"previous": target.points, **about})
    return MarkDecision.model_validate(
        {"question_id": target.question_id, "source": MarkSource.NONE_YET, "previous": target.points, **about}
    )
