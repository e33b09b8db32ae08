"""Actions that decide marks: typing one, taking a grader's, accepting what the graders agree on."""

from decimal import Decimal

from bareme.domain.apply.session_draft import SessionDraft
from bareme.domain.attempts import Attempt, CriterionMark, Flag, Mark, MarkStatus, attempts_by_copy
from bareme.domain.criteria import sum_criteria
from bareme.domain.decisions import MarkDecision, MarkSource
from bareme.domain.points import format_points, is_mark
from bareme.domain.results import CopyResult, QuestionResult, displayed_mark
from bareme.domain.review import Accept, ChooseAttempt, SetMark
from bareme.domain.scheme import Question


def set_mark(draft: SessionDraft, action: SetMark, copy_id: str) -> None:
    """Decide a question by the points that the teacher typed."""
    result = draft.result(copy_id)
    shown = result.questions.get(action.question_id)
    question = draft.session.scheme_of(copy_id).question(action.question_id)
    if shown is None or question is None:
        why = draft.t("there is no question {question_id!r} to mark", question_id=action.question_id)
    elif action.only_undecided and (copy_id, action.question_id) in draft.current.marks:
        why = draft.t(
            "{question_id!r} of {copy_id!r} is already decided", question_id=action.question_id, copy_id=copy_id
        )
    else:
        points, criteria, why = _typed(draft, action, question)
        if points is not None:
            decision = _decision(
                draft, result, shown, MarkSource.TEACHER, points, reason=action.reason, criteria=criteria
            )
            draft.record(copy_id, [decision])
            draft.applied(copy_id, action.question_id, questions=1)
            return
    draft.refuse(why, copy_id=copy_id, question_id=action.question_id)


def _typed(
    draft: SessionDraft, action: SetMark, question: Question
) -> tuple[Decimal | None, tuple[CriterionMark, ...], str]:
    """Return the points, what they are made of, and what is wrong with them where there are none."""
    step, language = draft.session.policy.mark_step, draft.session.policy.language
    if action.points is not None:
        if is_mark(action.points, maximum=question.maximum, step=step):
            return action.points, (), ""
        typed, maximum = format_points(action.points, language), format_points(question.maximum, language)
        why = draft.t(
            "{points} is not a possible mark: a multiple of {step} between 0 and {maximum}",
            points=typed,
            step=format_points(step, language),
            maximum=maximum,
        )
        return None, (), why
    if not question.criteria:
        return None, (), draft.t("{question_id!r} has no criteria", question_id=question.id)
    if set(action.criteria) != {criterion.id for criterion in question.criteria}:
        names = ", ".join(repr(criterion.id) for criterion in question.criteria)
        why = draft.t(
            "points are needed for each criterion of {question_id!r}: {criteria}",
            question_id=question.id,
            criteria=names,
        )
        return None, (), why
    for criterion in question.criteria:
        points = action.criteria[criterion.id]
        if not criterion.allows(points, step):
            typed = format_points(points, language)
            why = draft.t(
                "{points} is not possible for the criterion {criterion_id!r}",
                points=typed,
                criterion_id=criterion.id,
            )
            return None, (), why
    total = sum_criteria(question.criteria, action.criteria, maximum=question.maximum).points
    made_of = tuple(CriterionMark(criterion_id=c.id, points=action.criteria[c.id]) for c in question.criteria)
    return total, made_of, ""


def choose_attempt(draft: SessionDraft, action: ChooseAttempt, copy_id: str) -> None:
    """Decide one question, or all that are open, by the marks of one grader."""
    result = draft.result(copy_id)
    if action.question_id is None:
        wanted = [q.question_id for q in result.questions.values() if q.source is MarkSource.NONE_YET]
        if not wanted:
            draft.refuse(draft.t("every question of {copy_id!r} is already decided", copy_id=copy_id), copy_id=copy_id)
            return
    elif action.question_id in result.questions:
        wanted = [action.question_id]
    else:
        why = draft.t("there is no question {question_id!r} to mark", question_id=action.question_id)
        draft.refuse(why, copy_id=copy_id, question_id=action.question_id)
        return
    current = _marks(draft, copy_id)
    decided: list[MarkDecision] = []
    for question_id in wanted:
        shown = result.questions[question_id]
        mark = next(
            (
                mark
                for attempt, mark in current.get(question_id, [])
                if attempt.slot == (action.label, action.try_index)
            ),
            None,
        )
        if shown.hidden:
            why = draft.t(
                "{question_id!r}: decide it yourself first, the graders' marks are shown after that",
                question_id=question_id,
            )
        elif mark is None or mark.points is None:
            values = {"label": action.label, "try_index": action.try_index, "question_id": question_id}
            why = draft.t("grader {label!r} (try {try_index}) has no mark for {question_id!r}", **values)
        else:
            decision = _decision(draft, result, shown, MarkSource.MODEL, mark.points, reason=action.reason, mark=mark)
            update = {"label": action.label, "try_index": action.try_index}
            decided.append(decision.model_copy(update=update))
            continue
        draft.refuse(why, copy_id=copy_id, question_id=question_id)
    if decided:
        draft.record(copy_id, decided)
        draft.applied(copy_id, action.question_id, questions=len(decided))


def accept(draft: SessionDraft, action: Accept, copy_id: str) -> None:
    """Decide every question on which the graders agree, each of them as sure as is asked for."""
    result = draft.result(copy_id)
    unknown = [question_id for question_id in action.question_ids if question_id not in result.questions]
    for question_id in unknown:
        why = draft.t("there is no question {question_id!r} to mark", question_id=question_id)
        draft.refuse(why, copy_id=copy_id, question_id=question_id)
    if unknown:
        return
    current = _marks(draft, copy_id)
    decided = []
    for question_id in dict.fromkeys(action.question_ids or result.questions):
        shown = result.questions[question_id]
        points = (
            shown.points if shown.source is MarkSource.CONSENSUS else shown.provisional if action.provisional else None
        )
        is_decided = (copy_id, question_id) in draft.current.marks
        marks = [mark for _, mark in current.get(question_id, []) if mark.points is not None]
        sure = min((mark.confidence for mark in marks), default=0.0) >= action.min_confidence
        # How sure a grader is may be what an answer told it to say: then nobody's confidence stands for a look.
        suspected = any(Flag.INJECTION_SUSPECTED in mark.flags for mark in marks)
        sure = sure and not (suspected and action.min_confidence > 0)
        if points is not None and sure and not is_decided:
            mark = next((mark for mark in marks if mark.points == points), None)
            decided.append(
                _decision(draft, result, shown, MarkSource.CONSENSUS, points, reason=action.reason, mark=mark)
            )
    if decided:
        draft.record(copy_id, decided)
        draft.applied(copy_id, questions=len(decided))
    else:
        draft.refuse(
            draft.t(
                "there is nothing to accept in {copy_id!r}: no common mark that is sure enough and not decided yet",
                copy_id=copy_id,
            ),
            copy_id=copy_id,
        )


def _marks(draft: SessionDraft, copy_id: str) -> dict[str, list[tuple[Attempt, Mark]]]:
    """Return the graders' marks that stand for a copy, by question."""
    return draft.session.current_marks(copy_id, attempts_by_copy(draft.session.attempts)[copy_id])


def _decision(
    draft: SessionDraft,
    result: CopyResult,
    shown: QuestionResult,
    source: MarkSource,
    points: Decimal,
    *,
    reason: str,
    criteria: tuple[CriterionMark, ...] = (),
    mark: Mark | None = None,
) -> MarkDecision:
    """Return the decision, with what the student is told beside it: `mark`'s own words, where a mark is taken.

    Without one it is what was told before. A person's own words (`set_feedback`) stand by themselves and can be taken
    back by themselves, so they are not repeated here.
    """
    earlier = draft.current.marks.get((result.copy_id, shown.question_id))
    speaking = displayed_mark(_marks(draft, result.copy_id).get(shown.question_id, []), earlier)
    spoke = mark or (speaking[1] if speaking else None)
    feedback = earlier.feedback if earlier and not mark else None
    if feedback is None:
        feedback = spoke.feedback if spoke else ""
    # Points typed for what graders took for blank are for an answer; a zero may well be for a blank one.
    is_blank = spoke is not None and spoke.status.has_points and not points
    status = mark.status if mark else spoke.status if spoke and is_blank else MarkStatus.GRADED
    return MarkDecision(
        question_id=shown.question_id,
        source=source,
        points=points,
        previous=shown.value,
        status=status,
        criteria=mark.criteria if mark else criteria,
        feedback=feedback,
        **draft.about(result.copy_id, reason),
    )
