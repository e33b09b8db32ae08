"""Apply the actions of a review command."""

from collections.abc import Mapping
from datetime import datetime

from bareme.domain.apply.copies import mark_complete, reopen, set_feedback, set_student, undo
from bareme.domain.apply.markers import submit_marks
from bareme.domain.apply.marks import accept, choose_attempt, set_mark
from bareme.domain.apply.scheme import amend_scheme, regrade
from bareme.domain.apply.session_draft import CommandEffects, SessionDraft, enumerate_ids
from bareme.domain.apply.totals import excuse, set_adjustment
from bareme.domain.comparison import Comparison
from bareme.domain.decider import LOCAL_DECIDER, Decider
from bareme.domain.decisions import CompletionDecision, SchemeDecision, SessionDecision, decision_number
from bareme.domain.limits import MOST_CHANGES
from bareme.domain.outcomes import OutcomeStatus
from bareme.domain.review import (
    Accept,
    Action,
    ActionOnCopy,
    AmendScheme,
    ChooseAttempt,
    Excuse,
    Finish,
    MarkComplete,
    Regrade,
    Reopen,
    ReopenSession,
    ReviewCommand,
    SetAdjustment,
    SetFeedback,
    SetMark,
    SetStudent,
    SubmitMarks,
    Undo,
)
from bareme.domain.session import GradedSession
from bareme.domain.session_result import compare_session

_OF_THE_OWNER = (Regrade, AmendScheme, Finish, ReopenSession)

_MOST_DIGITS = 9
"""Of a decision's number. More digits than `int` reads would raise."""


def apply_command(
    session: GradedSession,
    command: ReviewCommand,
    *,
    at: datetime,
    by: Decider = LOCAL_DECIDER,
    comparisons: Mapping[str, Comparison] | None = None,
) -> CommandEffects:
    """Apply the actions of `command`, sent by `by`, in order; each sees the effects of those before it.

    A refused action changes nothing and does not stop the following ones. While the session is finished, every action
    but `reopen_session` is refused. `comparisons` are the results of `compare_session`, if the caller has them.
    """
    draft = SessionDraft(session, command.author, at, compare_session(session, comparisons), by=by)
    size = 0
    for number, action in enumerate(command.actions):
        draft.begin_action(number, action)
        size += _size(action, len(draft.copies))
        if size > MOST_CHANGES:
            draft.refuse(draft.t("this command changes more than {n} marks: send this in another one", n=MOST_CHANGES))
        elif by.is_reviewer and isinstance(action, _OF_THE_OWNER):
            draft.refuse(draft.t("{action!r} is for the owner of the session alone", action=action.type))
        elif draft.session.finished and not isinstance(action, ReopenSession):
            draft.refuse(draft.t("the session is finished; reopen it first: {action!r}", action="reopen_session"))
        else:
            _apply(draft, action)
    draft.changes.finished = draft.session.finished
    return draft.changes


def _size(action: Action, copies: int) -> int:
    """Return how much an action looks at: copies, times the questions that it names."""
    match action:
        case Accept() | Regrade():
            return (len(action.copy_ids) or copies) * max(1, len(action.question_ids))
        case SubmitMarks():
            return len(action.copy_ids) * len(action.marks)
        case AmendScheme() | Finish():
            return copies
        case Undo() | ReopenSession():
            return 1
        case _:
            return len(action.copy_ids)


def _apply(draft: SessionDraft, action: Action) -> None:
    match action:
        case Regrade() if draft.session.policy.by_hand:
            draft.refuse(draft.t("there are no graders in this session: mark by hand"))
        case Regrade():
            regrade(draft, action)
        case AmendScheme():
            amend_scheme(draft, action)
        case Undo():
            _undo(draft, action)
        case Finish():
            _finish(draft, action)
        case ReopenSession():
            _reopen_session(draft, action)
        case _:
            copy_ids = action.copy_ids or [i for i in draft.copies if not draft.is_complete(i)]
            for copy_id in dict.fromkeys(copy_ids):
                if _may_change(draft, action, copy_id, action.expected_version):
                    _apply_to_copy(draft, action, copy_id)


def _apply_to_copy(draft: SessionDraft, action: ActionOnCopy, copy_id: str) -> None:  # noqa: C901 - one case an action
    match action:
        case SetMark():
            set_mark(draft, action, copy_id)
        case SubmitMarks():
            submit_marks(draft, action, copy_id)
        case ChooseAttempt():
            choose_attempt(draft, action, copy_id)
        case Accept():
            accept(draft, action, copy_id)
        case SetFeedback():
            set_feedback(draft, action, copy_id)
        case SetStudent():
            set_student(draft, action, copy_id)
        case SetAdjustment():
            set_adjustment(draft, action, copy_id)
        case Excuse():
            excuse(draft, action, copy_id)
        case MarkComplete():
            mark_complete(draft, action, copy_id)
        case Reopen():
            reopen(draft, action, copy_id)


def _may_change(
    draft: SessionDraft, action: Action, copy_id: str, expected: int | None, *, reopens: bool = False
) -> bool:
    """Return whether a copy exists, has not been changed by somebody else and is not complete; else note why.

    If `reopens` is set, a complete copy may be changed.
    """
    if copy_id not in draft.copies:
        draft.refuse(draft.t("there is no copy {copy_id!r}", copy_id=copy_id), copy_id=copy_id)
        return False
    question_id = getattr(action, "question_id", None)
    if draft.has_changed(copy_id, expected):
        question = draft.result(copy_id).questions.get(question_id or "")
        draft.note(
            OutcomeStatus.CONFLICT,
            copy_id=copy_id,
            question_id=question_id,
            reason=draft.t(
                "the copy has changed: its version is {current}, not {expected}",
                current=draft.version_of(copy_id),
                expected=expected,
            ),
            current_version=draft.version_of(copy_id),
            current_points=question.value if question else None,
        )
        return False
    if draft.is_complete(copy_id) and not (reopens or isinstance(action, Reopen)):
        why = draft.t("copy {copy_id!r} is complete; reopen it to change it", copy_id=copy_id)
        draft.refuse(why, copy_id=copy_id, question_id=question_id)
        return False
    return True


def _undo(draft: SessionDraft, action: Undo) -> None:
    decisions = draft.decisions
    is_number = action.decision.isdecimal() and len(action.decision) <= _MOST_DIGITS
    position = int(action.decision) - 1 if is_number else -1
    if not 0 <= position < len(decisions):
        draft.refuse(draft.t("there is no decision {number!r}", number=action.decision))
        return
    target = decisions[position]
    if isinstance(target, SchemeDecision):
        draft.refuse(draft.t("a version of the scheme cannot be undone: amend the scheme again"))
        return
    if isinstance(target, SessionDecision):
        draft.refuse(draft.t("the end of a review cannot be undone: reopen the session, or finish it again"))
        return
    reopens = isinstance(target, CompletionDecision)
    if _may_change(draft, action, target.copy_id, action.expected_version, reopens=reopens):
        undo(draft, action, target, decision_number(position))


def _finish(draft: SessionDraft, action: Finish) -> None:
    if draft.changes.regrades:
        draft.refuse(draft.t("this command regrades copies: finish afterwards"))
        return
    still_open = [
        f"{copy.copy_id}/{question.question_id}"
        for copy in draft.results()
        for question in copy.questions.values()
        if question.is_open
    ]
    if still_open and not action.force:
        why = draft.t.ngettext(
            "{n} question has no decision or consensus ({questions}); use 'force' to leave it open",
            "{n} questions have no decision or consensus ({questions}); use 'force' to leave them open",
            len(still_open),
            questions=enumerate_ids(still_open),
        )
        draft.refuse(why, still_open=tuple(still_open))
        return
    draft.set_finished(finished=True)
    draft.applied()


def _reopen_session(draft: SessionDraft, action: ReopenSession) -> None:
    if not draft.session.finished:
        draft.refuse(draft.t("the session is not finished"))
        return
    draft.set_finished(finished=False, reason=action.reason)
    draft.applied()
