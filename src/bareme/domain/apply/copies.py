"""Actions on a copy beside its marks: feedback, whose it is, closing and reopening it, taking a decision back."""

from collections.abc import Sequence

from bareme.domain.apply.ledger import Ledger
from bareme.domain.apply.wording import enumerate_ids
from bareme.domain.comparison import normalise
from bareme.domain.copies import Student
from bareme.domain.decisions import (
    CompletionDecision,
    Decision,
    FeedbackDecision,
    MarkDecision,
    SchemeDecision,
    Source,
    StudentDecision,
    number_of,
    subject_of,
)
from bareme.domain.review import MarkComplete, Reopen, SetFeedback, SetStudent, Undo


def set_feedback(ledger: Ledger, number: int, action: SetFeedback, copy_id: str) -> None:
    """Put the teacher's words in the place of the graders'."""
    result = ledger.result(copy_id)
    if action.question_id is None:
        previous = result.appreciation
    elif action.question_id in result.questions:
        previous = result.questions[action.question_id].feedback
    else:
        why = ledger.say("no_question", question_id=action.question_id)
        ledger.refuse(number, action, why, copy_id=copy_id, question_id=action.question_id)
        return
    decision = FeedbackDecision(
        question_id=action.question_id, text=action.text, previous=previous, **_about(ledger, copy_id, action.reason)
    )
    ledger.record(copy_id, [decision])
    ledger.applied(number, action, copy_id, action.question_id)


def set_student(ledger: Ledger, number: int, action: SetStudent, copy_id: str) -> None:
    """Say whose copy it is."""
    student = _find(action.student, ledger.session.roster) if isinstance(action.student, str) else action.student
    decision = StudentDecision(
        student=student, previous=ledger.result(copy_id).student, **_about(ledger, copy_id, action.reason)
    )
    ledger.record(copy_id, [decision])
    ledger.applied(number, action, copy_id)


def _find(text: str, roster: Sequence[Student]) -> Student | None:
    """Return the student of this name or number on the roster, else one of this name; None for no name."""
    wanted = normalise(text)
    known = (student for student in roster if wanted in {normalise(student.name), normalise(student.student_id)})
    return next(known, Student(name=text.strip())) if text.strip() else None


def mark_complete(ledger: Ledger, number: int, action: MarkComplete, copy_id: str) -> None:
    """Close a copy, if every question has a mark that stands."""
    still_open = [q.question_id for q in ledger.result(copy_id).questions.values() if q.source is Source.NONE_YET]
    if still_open:
        why = ledger.say("questions_open", copy_id=copy_id, questions=enumerate_ids(still_open))
        still = tuple(f"{copy_id}/{question_id}" for question_id in still_open)
        ledger.refuse(number, action, why, copy_id=copy_id, still_open=still)
        return
    ledger.record(copy_id, [CompletionDecision(complete=True, **_about(ledger, copy_id, action.reason))])
    ledger.applied(number, action, copy_id)


def reopen(ledger: Ledger, number: int, action: Reopen, copy_id: str) -> None:
    """Open a complete copy again."""
    if copy_id not in ledger.standing.complete:
        ledger.refuse(number, action, ledger.say("not_complete", copy_id=copy_id), copy_id=copy_id)
        return
    ledger.record(copy_id, [CompletionDecision(complete=False, **_about(ledger, copy_id, action.reason))])
    ledger.applied(number, action, copy_id)


def undo(ledger: Ledger, number: int, action: Undo, target: Decision) -> None:
    """Add the decision that brings back what stood before `target`, the decision that the action names."""
    if isinstance(target, SchemeDecision):
        ledger.refuse(number, action, ledger.say("cannot_undo_scheme"))
        return
    copy_id = target.copy_id
    same = [(i, d) for i, d in enumerate(ledger.session.decisions) if subject_of(d) == subject_of(target)]
    if same[-1][1] is not target:
        why = ledger.say("later_decision", number=action.decision, later=number_of(same[-1][0]))
        ledger.refuse(number, action, why, copy_id=copy_id)
        return
    earlier = same[-2][1] if len(same) > 1 else None
    about = _about(ledger, copy_id, action.reason)
    match target:
        case MarkDecision():
            restored: Decision = _earlier_mark(target, earlier, about)
        case FeedbackDecision():
            text = earlier.text if isinstance(earlier, FeedbackDecision) else None
            restored = target.model_copy(update={"text": text, "previous": target.text or "", **about})
        case StudentDecision():
            student = earlier.student if isinstance(earlier, StudentDecision) else ledger.copies[copy_id].student
            restored = target.model_copy(update={"student": student, "previous": target.student, **about})
        case CompletionDecision():
            restored = target.model_copy(update={"complete": not target.complete, **about})
    if isinstance(restored, MarkDecision) and restored.points is not None:
        question = ledger.session.scheme_of(copy_id).question(restored.question_id)
        if question is None or question.parts or restored.points > question.maximum:
            ledger.refuse(
                number, action, ledger.say("does_not_fit", questions=repr(restored.question_id)), copy_id=copy_id
            )
            return
    ledger.record(copy_id, [restored])
    ledger.applied(number, action, copy_id, getattr(target, "question_id", None))


def _earlier_mark(target: MarkDecision, earlier: Decision | None, about: dict[str, object]) -> MarkDecision:
    if isinstance(earlier, MarkDecision):
        return earlier.model_copy(update={"previous": target.points, **about})
    return MarkDecision.model_validate(
        {"question_id": target.question_id, "source": Source.NONE_YET, "previous": target.points, **about}
    )


def _about(ledger: Ledger, copy_id: str, reason: str) -> dict[str, object]:
    """Return what every record of a copy has."""
    return {
        "copy_id": copy_id,
        "author": ledger.author,
        "at": ledger.at,
        "reason": reason,
        "scheme_version": ledger.session.scheme_of(copy_id).version,
        "evaluation_version": ledger.version_of(copy_id) + 1,
    }
