"""Actions on the total of a copy: adjust it, excuse the student."""

from bareme.domain.apply.session_draft import SessionDraft
from bareme.domain.decisions import AdjustmentDecision, ExcuseDecision
from bareme.domain.review import Excuse, SetAdjustment


def set_adjustment(draft: SessionDraft, action: SetAdjustment, copy_id: str) -> None:
    """Set or withdraw the adjustment of one category."""
    current = draft.decided(copy_id).adjustments.get((copy_id, action.category))
    if action.withdraw and current is None:
        why = draft.t("copy {copy_id!r} has no adjustment of this kind", copy_id=copy_id)
        draft.refuse(why, copy_id=copy_id)
        return
    decision = AdjustmentDecision(
        category=action.category,
        adjustment=action.adjustment,
        previous=current.adjustment if current else None,
        **draft.decision_fields(copy_id, action.reason),
    )
    draft.record(copy_id, [decision])
    draft.applied(copy_id)


def excuse(draft: SessionDraft, action: Excuse, copy_id: str) -> None:
    """Excuse the student from the copy, a question or all parts of a group; or take that back."""
    question_ids = _questions(draft, action, copy_id)
    if not question_ids:
        why = draft.t("there is no question {question_id!r}", question_id=action.question_id)
        draft.refuse(why, copy_id=copy_id, question_id=action.question_id)
        return
    fields = draft.decision_fields(copy_id, action.reason)
    decisions = [
        ExcuseDecision(question_id=question_id, excused=action.excused, **fields)
        for question_id in question_ids
        if ((copy_id, question_id) in draft.decided(copy_id).excused) is not action.excused
    ]
    if not decisions:
        why = (
            draft.t("the student of {copy_id!r} is already excused", copy_id=copy_id)
            if action.excused
            else draft.t("the student of {copy_id!r} is not excused", copy_id=copy_id)
        )
        draft.refuse(why, copy_id=copy_id, question_id=action.question_id)
        return
    draft.record(copy_id, decisions)
    draft.applied(copy_id, action.question_id, questions=len(decisions) if action.question_id else 0)


def _questions(draft: SessionDraft, action: Excuse, copy_id: str) -> list[str | None]:
    """Return the ids of the leaves meant by the action, or [None] for the copy; empty if there is no such question."""
    if action.question_id is None:
        return [None]
    question = draft.session.scheme_of(copy_id).question(action.question_id)
    return [leaf.id for leaf in question.leaves()] if question else []
