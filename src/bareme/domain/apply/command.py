"""A command, action by action."""

from collections.abc import Mapping
from datetime import datetime

from bareme.domain.apply.copies import mark_complete, reopen, set_feedback, set_student, undo
from bareme.domain.apply.ledger import CommandEffects, SessionDraft, enumerate_ids
from bareme.domain.apply.marks import accept, choose_attempt, set_mark
from bareme.domain.apply.scheme import amend_scheme, regrade
from bareme.domain.comparison import Comparison
from bareme.domain.decisions import CompletionDecision, MarkSource, SchemeDecision, number_of
from bareme.domain.review import (
    Accept,
    Action,
    AmendScheme,
    ChooseAttempt,
    Finish,
    MarkComplete,
    OutcomeStatus,
    Regrade,
    Reopen,
    ReviewCommand,
    SetFeedback,
    SetMark,
    SetStudent,
    Undo,
)
from bareme.domain.session import GradedSession
from bareme.domain.session_result import compare_session

type _CopyAction = SetMark | ChooseAttempt | Accept | SetFeedback | SetStudent | MarkComplete | Reopen


def apply_command(
    session: GradedSession,
    command: ReviewCommand,
    *,
    at: datetime,
    comparisons: Mapping[str, Comparison] | None = None,
) -> CommandEffects:
    """Apply every action of `command` in order, each seeing what those before it decided.

    A refused action changes nothing, and does not stop the next; after a `finish` that was applied, none is.
    `comparisons` are those of `compare_session` that a caller has already.
    """
    ledger = SessionDraft(session, command.author, at, compare_session(session, comparisons))
    for number, action in enumerate(command.actions):
        ledger.turn_to(number, action)
        if ledger.changes.finished:
            ledger.refuse(ledger.t("the review is finished: put 'finish' last"))
        else:
            _apply(ledger, action)
    return ledger.changes


def _apply(ledger: SessionDraft, action: Action) -> None:
    match action:
        case Regrade():
            regrade(ledger, action)
        case AmendScheme():
            amend_scheme(ledger, action)
        case Undo():
            _undo(ledger, action)
        case Finish():
            _finish(ledger, action)
        case _:
            wanted = action.copy_ids or [i for i in ledger.copies if i not in ledger.standing.complete]
            for copy_id in dict.fromkeys(wanted):
                if _is_free(ledger, action, copy_id, action.expected_version):
                    _apply_to_copy(ledger, action, copy_id)


def _apply_to_copy(ledger: SessionDraft, action: _CopyAction, copy_id: str) -> None:
    match action:
        case SetMark():
            set_mark(ledger, action, copy_id)
        case ChooseAttempt():
            choose_attempt(ledger, action, copy_id)
        case Accept():
            accept(ledger, action, copy_id)
        case SetFeedback():
            set_feedback(ledger, action, copy_id)
        case SetStudent():
            set_student(ledger, action, copy_id)
        case MarkComplete():
            mark_complete(ledger, action, copy_id)
        case Reopen():
            reopen(ledger, action, copy_id)


def _is_free(
    ledger: SessionDraft, action: Action, copy_id: str, expected: int | None, *, reopens: bool = False
) -> bool:
    """Whether a copy can be changed: it is there, nobody else has changed it since, and it is not complete.

    An action that `reopens` finds a complete copy free.
    """
    if copy_id not in ledger.copies:
        ledger.refuse(ledger.t("there is no copy {copy_id!r}", copy_id=copy_id), copy_id=copy_id)
        return False
    question_id = getattr(action, "question_id", None)
    if ledger.has_changed(copy_id, expected):
        question = ledger.result(copy_id).questions.get(question_id or "")
        ledger.note(
            OutcomeStatus.CONFLICT,
            copy_id=copy_id,
            question_id=question_id,
            reason=ledger.t(
                "the copy has changed since: version {current}, not {expected}",
                current=ledger.version_of(copy_id),
                expected=expected,
            ),
            current_version=ledger.version_of(copy_id),
            current_points=question.value if question else None,
        )
        return False
    if copy_id in ledger.standing.complete and not (reopens or isinstance(action, Reopen)):
        why = ledger.t("copy {copy_id!r} is complete; reopen it to change it", copy_id=copy_id)
        ledger.refuse(why, copy_id=copy_id, question_id=question_id)
        return False
    return True


def _undo(ledger: SessionDraft, action: Undo) -> None:
    decisions = ledger.session.decisions
    position = int(action.decision) - 1 if action.decision.isdecimal() else -1
    if not 0 <= position < len(decisions):
        ledger.refuse(ledger.t("there is no decision {number!r}", number=action.decision))
        return
    target = decisions[position]
    if isinstance(target, SchemeDecision):
        ledger.refuse(ledger.t("a version of the scheme cannot be undone: amend the scheme again"))
        return
    reopens = isinstance(target, CompletionDecision)
    if _is_free(ledger, action, target.copy_id, action.expected_version, reopens=reopens):
        undo(ledger, action, target, number_of(position))


def _finish(ledger: SessionDraft, action: Finish) -> None:
    if ledger.changes.regrades:
        ledger.refuse(ledger.t("copies are being regraded by this very command; finish after that"))
        return
    still_open = [
        f"{copy.copy_id}/{question.question_id}"
        for copy in ledger.results()
        for question in copy.questions.values()
        if question.source is MarkSource.NONE_YET
    ]
    if still_open and not action.force:
        why = ledger.t.ngettext(
            "{n} question has no mark that stands ({questions}); finish with 'force' to leave it open",
            "{n} questions have no mark that stands ({questions}); finish with 'force' to leave them open",
            len(still_open),
            questions=enumerate_ids(still_open),
        )
        ledger.refuse(why, still_open=tuple(still_open))
        return
    ledger.changes.finished = True
    ledger.applied()
