"""Actions that decide marks: set a mark, choose a grader's mark, accept the consensus."""

from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.apply.criteria import TypedMark, type_criteria
from bareme.domain.apply.session_draft import SessionDraft
from bareme.domain.attempts import Attempt, CriterionMark, Flag, Mark, MarkStatus
from bareme.domain.decisions import MarkDecision, MarkSource
from bareme.domain.points import format_points
from bareme.domain.question_result import QuestionResult, displayed_mark
from bareme.domain.results import CopyResult
from bareme.domain.review import Accept, ChooseAttempt, SetMark
from bareme.domain.scheme import GradingScheme, Question


def set_mark(draft: SessionDraft, action: SetMark, copy_id: str) -> None:
    """Decide a question with the points that the teacher typed."""
    result = draft.result(copy_id)
    shown = result.questions.get(action.question_id)
    question = draft.session.scheme_of(copy_id).question(action.question_id)
    if shown is None or question is None:
        why = draft.t("there is no question {question_id!r} to mark", question_id=action.question_id)
    elif shown.is_excused:
        why = _excused(draft, copy_id, action.question_id)
    elif action.only_undecided and draft.decided(copy_id).on_mark(copy_id, action.question_id):
        why = draft.t(
            "{question_id!r} of {copy_id!r} is already decided", question_id=action.question_id, copy_id=copy_id
        )
    else:
        typed = _typed_mark(draft, action, copy_id, question)
        why = typed.refused
        if not why:
            _record_typed(draft, action, result, shown, typed)
            return
    draft.refuse(why, copy_id=copy_id, question_id=action.question_id)


def _typed_mark(draft: SessionDraft, action: SetMark, copy_id: str, question: Question) -> TypedMark:
    if action.points is None:
        return type_criteria(draft, copy_id, question, action.criteria)
    # The step binds graders. A teacher gives what she wants, to a hundredth.
    scheme = draft.session.scheme_of(copy_id)
    if scheme.allows(question, action.points):
        return TypedMark(action.points)
    return TypedMark(refused=_out_of_bounds(draft, scheme, question, action.points))


def _record_typed(
    draft: SessionDraft, action: SetMark, result: CopyResult, shown: QuestionResult, typed: TypedMark
) -> None:
    """Record a mark, or the criteria decided so far."""
    if typed.points is not None:
        decision = _decision(
            draft, result, shown, MarkSource.TEACHER, typed.points, reason=action.reason, criteria=typed.criteria
        )
    else:
        decision = MarkDecision(
            question_id=shown.question_id,
            source=MarkSource.TEACHER,
            previous=shown.value,
            criteria=typed.criteria,
            **draft.decision_fields(result.copy_id, action.reason),
        )
    draft.record(result.copy_id, [decision])
    questions = 0 if typed.missing else 1
    draft.applied(result.copy_id, shown.question_id, questions=questions, missing_criteria=typed.missing)


def _out_of_bounds(draft: SessionDraft, scheme: GradingScheme, question: Question, points: Decimal) -> str:
    """Return why points are refused, and by which limit."""
    language = draft.session.policy.language
    typed, maximum = format_points(points, language), format_points(question.maximum, language)
    if scheme.allow_below_zero:
        return draft.t("{points} is not a possible mark: at most {maximum}", points=typed, maximum=maximum)
    if scheme.allow_above_maximum:
        return draft.t("{points} is not a possible mark: at least 0", points=typed)
    return draft.t("{points} is not a possible mark: between 0 and {maximum}", points=typed, maximum=maximum)


def choose_attempt(draft: SessionDraft, action: ChooseAttempt, copy_id: str) -> None:
    """Decide one question, or all open questions, with the marks of one grader."""
    result = draft.result(copy_id)
    if action.question_id is None:
        # What a person has begun to decide is not decided in passing.
        question_ids = [q.question_id for q in result.questions.values() if q.is_open and not q.missing_criteria]
        if not question_ids:
            draft.refuse(draft.t("every question of {copy_id!r} is already decided", copy_id=copy_id), copy_id=copy_id)
            return
    elif action.question_id in result.questions:
        question_ids = [action.question_id]
    else:
        why = draft.t("there is no question {question_id!r} to mark", question_id=action.question_id)
        draft.refuse(why, copy_id=copy_id, question_id=action.question_id)
        return
    current = draft.marks(copy_id)
    decided: list[MarkDecision] = []
    for question_id in question_ids:
        shown = result.questions[question_id]
        mark = next(
            (
                mark
                for attempt, mark in current.get(question_id, [])
                if attempt.slot == (action.label, action.try_index)
            ),
            None,
        )
        if shown.is_excused:
            why = _excused(draft, copy_id, question_id)
        elif shown.hidden:
            why = draft.t(
                "{question_id!r}: decide it yourself first; the graders' marks are shown afterwards",
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
    """Decide every question on which the graders agree with at least the requested confidence."""
    result = draft.result(copy_id)
    unknown = [question_id for question_id in action.question_ids if question_id not in result.questions]
    for question_id in unknown:
        why = draft.t("there is no question {question_id!r} to mark", question_id=question_id)
        draft.refuse(why, copy_id=copy_id, question_id=question_id)
    if unknown:
        return
    current = draft.marks(copy_id)
    decided = []
    for question_id in dict.fromkeys(action.question_ids or result.questions):
        shown = result.questions[question_id]
        points = (
            shown.points if shown.source is MarkSource.CONSENSUS else shown.provisional if action.provisional else None
        )
        is_decided = (copy_id, question_id) in draft.decided(copy_id).marks
        marks = [mark for _, mark in current.get(question_id, []) if mark.points is not None]
        sure = min((mark.confidence for mark in marks), default=0.0) >= action.min_confidence
        # An injected instruction may have set the grader's confidence, so it does not replace a check.
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
                "there is nothing to accept in {copy_id!r}: no undecided question has a consensus with "
                "enough confidence",
                copy_id=copy_id,
            ),
            copy_id=copy_id,
        )


def _excused(draft: SessionDraft, copy_id: str, question_id: str) -> str:
    return draft.t(
        "the student of {copy_id!r} is excused from {question_id!r}; take that back first",
        copy_id=copy_id,
        question_id=question_id,
    )


def _fitting(given: Sequence[tuple[Attempt, Mark]], displayed: Mark, points: Decimal) -> str:
    """Return the feedback of a grader that gave these points, else of graders that agree, else nothing.

    If the graders differ, the words of one that gave another mark could contradict this one.
    """
    marked = [mark for _, mark in given if mark.points is not None]
    same = [mark.feedback for mark in marked if mark.points == points]
    if same:
        return same[0]
    agreed = len({mark.points for mark in marked}) < 2 or len({mark.feedback for mark in marked}) < 2
    return displayed.feedback if agreed else ""


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
    """Return the decision, with the feedback of `mark` if given, else the feedback shown before.

    A person's own feedback (`set_feedback`) is a separate decision that can be undone separately, so it is not copied.
    """
    earlier = draft.decided(result.copy_id).marks.get((result.copy_id, shown.question_id))
    given = draft.marks(result.copy_id).get(shown.question_id, [])
    displayed = displayed_mark(given, earlier)
    basis = mark or (displayed[1] if displayed else None)
    feedback = earlier.feedback if earlier and not mark else None
    if feedback is None:
        feedback = mark.feedback if mark else _fitting(given, basis, points) if basis else ""
    # Zero points may confirm that an answer is blank; any other points mean that there is an answer.
    keeps_status = basis is not None and basis.status.has_points and not points
    status = mark.status if mark else basis.status if basis and keeps_status else MarkStatus.GRADED
    return MarkDecision(
        question_id=shown.question_id,
        source=source,
        points=points,
        previous=shown.value,
        status=status,
        criteria=mark.criteria if mark else criteria,
        feedback=feedback,
        **draft.decision_fields(result.copy_id, reason),
    )
