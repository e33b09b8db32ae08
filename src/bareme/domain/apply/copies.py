"""Actions on a copy beside its marks: feedback, whose it is, closing and reopening it, taking a decision back."""

from collections.abc import Sequence

from bareme.domain.apply.session_draft import SessionDraft, enumerate_ids
from bareme.domain.comparison import normalise
from bareme.domain.copies import Student
from bareme.domain.decisions import (
    CompletionDecision,
    FeedbackDecision,
    MarkDecision,
    MarkSource,
    SchemeDecision,
    StudentDecision,
    decision_number,
    not_undone,
    target_of,
)
from bareme.domain.review import MarkComplete, Reopen, SetFeedback, SetStudent, Undo

type _CopyDecision = MarkDecision | FeedbackDecision | StudentDecision | CompletionDecision


def set_feedback(draft: SessionDraft, action: SetFeedback, copy_id: str) -> None:
    """Put the teacher's words in the place of the graders'."""
    result = draft.result(copy_id)
    if action.question_id is None:
        previous = result.general_comment
    elif action.question_id in result.questions:
        previous = result.questions[action.question_id].feedback
    else:
        why = draft.t("there is no question {question_id!r} to mark", question_id=action.question_id)
        draft.refuse(why, copy_id=copy_id, question_id=action.question_id)
        return
    decision = FeedbackDecision(
        question_id=action.question_id, text=action.text, previous=previous, **draft.about(copy_id, action.reason)
    )
    draft.record(copy_id, [decision])
    draft.applied(copy_id, action.question_id)


def set_student(draft: SessionDraft, action: SetStudent, copy_id: str) -> None:
    """Say whose copy it is."""
    student = action.student
    if isinstance(student, str):
        named = _find(student, draft.session.roster)
        if len(named) > 1:
            draft.refuse(draft.t("several students on the roster have this name: give the number"), copy_id=copy_id)
            return
        name = student.strip()
        student = named[0] if named else Student(name=name) if name else None
    decision = StudentDecision(
        student=student, previous=draft.result(copy_id).student, **draft.about(copy_id, action.reason)
    )
    draft.record(copy_id, [decision])
    draft.applied(copy_id)


def _find(text: str, roster: Sequence[Student]) -> list[Student]:
    """Return the student of this number on the roster, or else those of this name."""
    wanted = normalise(text)
    if not wanted:
        return []
    numbered = [student for student in roster if normalise(student.student_id) == wanted]
    return numbered[:1] or [student for student in roster if normalise(student.name) == wanted]


def mark_complete(draft: SessionDraft, action: MarkComplete, copy_id: str) -> None:
    """Close a copy, if every question has a mark that stands."""
    if _may_close(draft, copy_id):
        draft.record(copy_id, [CompletionDecision(complete=True, **draft.about(copy_id, action.reason))])
        draft.applied(copy_id)


def _may_close(draft: SessionDraft, copy_id: str) -> bool:
    still_open = [q.question_id for q in draft.result(copy_id).questions.values() if q.source is MarkSource.NONE_YET]
    if still_open:
        why = draft.t(
            "{copy_id!r} has questions without a mark that stands: {questions}",
            copy_id=copy_id,
            questions=enumerate_ids(still_open),
        )
        still = tuple(f"{copy_id}/{question_id}" for question_id in still_open)
        draft.refuse(why, copy_id=copy_id, still_open=still)
    return not still_open


def reopen(draft: SessionDraft, action: Reopen, copy_id: str) -> None:
    """Open a complete copy again."""
    if copy_id not in draft.current.complete:
        draft.refuse(draft.t("copy {copy_id!r} is not complete", copy_id=copy_id), copy_id=copy_id)
        return
    draft.record(copy_id, [CompletionDecision(complete=False, **draft.about(copy_id, action.reason))])
    draft.applied(copy_id)


def undo(draft: SessionDraft, action: Undo, target: _CopyDecision, name: str) -> None:
    """Add the decision that brings back what stood before `target`, the decision of this name.

    That can be the last decision on its subject, or the last that was not taken back: undoing goes back step by step,
    and an undoing can be undone as long as nothing else was decided.
    """
    copy_id = target.copy_id
    same: dict[str, _CopyDecision] = {
        decision_number(i): decision
        for i, decision in enumerate(draft.session.decisions)
        if not isinstance(decision, SchemeDecision) and target_of(decision) == target_of(target)
    }
    kept = not_undone(same)
    last = max(same)
    if name not in {last, *kept[-1:]}:
        why = draft.t(
            "decision {number!r} is not the latest on its subject; undo {later!r} first",
            number=name,
            later=kept[-1] if kept else last,
        )
        draft.refuse(why, copy_id=copy_id)
        return
    before = not_undone(
        {**same, decision_number(len(draft.session.decisions)): target.model_copy(update={"undoes": name})}
    )
    earlier = same[before[-1]] if before else None
    restored = _restored(draft, target, earlier, {**draft.about(copy_id, action.reason), "undoes": name})
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
    """Return the decision that says again what `earlier` said; without one, what was before anybody decided."""
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


def _fits(draft: SessionDraft, decision: MarkDecision) -> bool:
    """Whether a mark that comes back is one under the version that its copy is under now."""
    if decision.points is None:
        return True
    question = draft.session.scheme_of(decision.copy_id).question(decision.question_id)
    return question is not None and not question.parts and decision.points <= question.maximum


def _earlier_mark(target: MarkDecision, earlier: _CopyDecision | None, about: dict[str, object]) -> MarkDecision:
    if isinstance(earlier, MarkDecision):
        return earlier.model_copy(update={"previous": target.points, **about})
    return MarkDecision.model_validate(
        {"question_id": target.question_id, "source": MarkSource.NONE_YET, "previous": target.points, **about}
    )
