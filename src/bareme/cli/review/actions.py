"""The actions of `bareme review ID …`. Each prints refusals with their reasons and returns the exit code."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bareme.cli.confirm import confirmed
from bareme.cli.display.history import show_history
from bareme.cli.display.stage import STAGES
from bareme.cli.exits import DONE, FAILED, INTERRUPTED, WrongUsage, complain
from bareme.cli.review.addressing import find_copies, find_questions
from bareme.cli.review.amendment import SchemeAmendment
from bareme.cli.review.early_review import EarlyReview, print_pending
from bareme.cli.review.review import Review
from bareme.cli.screen import Screen
from bareme.cli.session_access import find_session, in_session_language, open_session
from bareme.domain.decisions import decision_number
from bareme.domain.points import to_points
from bareme.domain.review import ActionOutcome, OutcomeStatus
from bareme.errors import InvalidInput, InvalidPoints, SessionInUse
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import Json
from bareme.translation import Message

_SHOWN = 10
_NONE = {"none", "aucun"}


@dataclass(frozen=True)
class ReviewTarget:
    """The session of an action, its author and the screen."""

    screen: Screen
    session_id: str
    author: str


def accept(target: ReviewTarget, action: Json) -> int:
    """Accept the marks that graders agree on."""

    def work(review: Review) -> int:
        wanted = {
            "copy_ids": find_copies(review.result, action["copy_ids"]),
            "question_ids": find_questions(review.result, action["question_ids"]),
        }
        outcomes = review.act({"type": "accept", **action, **wanted})
        applied = [outcome for outcome in outcomes if outcome.status is OutcomeStatus.APPLIED]
        review.screen.print(
            review.screen.t(
                "Accepted: {marks}, {copies}.",
                marks=review.screen.t.ngettext("{n} mark", "{n} marks", sum(outcome.questions for outcome in applied)),
                copies=review.screen.t.ngettext("{n} copy", "{n} copies", len(applied)),
            )
        )
        # With the whole class, copies without anything to accept are not worth a message.
        _say_refused(review, outcomes if action["copy_ids"] or not applied else [])
        review.print_next_steps()
        return DONE if applied else FAILED

    return _in_review(target, work)


def mark(target: ReviewTarget, copy_id: str, question_id: str, given: list[str], reason: str) -> int:
    """Set the mark of a question, or the points of its criteria."""
    try:
        if len(given) == 1 and "=" not in given[0]:
            points: Json = {"points": str(to_points(given[0]))}
        else:
            pairs = (text.rpartition("=") for text in given)
            points = {"criteria": {name: str(to_points(number)) for name, _, number in pairs}}
    except InvalidPoints as error:
        raise WrongUsage(error.message, "POINTS") from None
    return on_copies(target, "set_mark", [copy_id], {"question_id": question_id, "reason": reason, **points})


def on_copies(target: ReviewTarget, kind: str, copy_ids: Sequence[str], action: Json) -> int:
    """Apply one action to some copies."""

    def work(review: Review) -> int:
        question_id = action.get("question_id")
        at = {"question_id": find_questions(review.result, [question_id])[0]} if question_id else {}
        wanted = find_copies(review.result, copy_ids)
        return _report(review, review.act({"type": kind, "copy_ids": wanted, **action, **at}))

    return _in_review(target, work)


def adjust(
    target: ReviewTarget, category: str, amount: str, copy_ids: list[str], *, every: bool, of: str, reason: str
) -> int:
    """Adjust the total of copies."""
    if bool(copy_ids) is every:
        raise WrongUsage(Message("give copies, or {option} for the whole class", option="--all"), "COPY…")
    action: Json = {"category": category, "reason": reason}
    text = amount.strip().removesuffix("%").strip()
    try:
        if amount.strip().casefold() in _NONE:
            action["withdraw"] = True
        elif amount.strip().endswith("%"):
            action |= {"percent": str(to_points(text)), "percent_of": of}
        else:
            action["points"] = str(to_points(text))
    except InvalidPoints as error:
        raise WrongUsage(error.message, "AMOUNT") from None

    def work(review: Review) -> int:
        open_copies = [copy.copy_id for copy in review.result.copies if not copy.is_complete]
        wanted = open_copies if every else find_copies(review.result, copy_ids)
        return _report(review, review.act({"type": "set_adjustment", "copy_ids": wanted, **action}))

    return _in_review(target, work)


def excuse(target: ReviewTarget, copy_ids: list[str], question_ids: list[str], *, excused: bool, reason: str) -> int:
    """Excuse students from the exam or from questions, or take that back."""

    def work(review: Review) -> int:
        wanted = find_copies(review.result, copy_ids)
        questions: list[str | None] = [*find_questions(review.result, question_ids)] or [None]
        codes = [
            _report(
                review,
                review.act(
                    {"type": "excuse", "copy_ids": wanted, "question_id": i, "excused": excused, "reason": reason}
                ),
            )
            for i in questions
        ]
        return max(codes)

    return _in_review(target, work)


def undo(target: ReviewTarget, number: int, reason: str) -> int:
    """Undo a decision."""

    def work(review: Review) -> int:
        outcomes = review.act({"type": "undo", "decision": decision_number(number - 1), "reason": reason})
        if outcomes[0].status is OutcomeStatus.APPLIED:
            review.screen.print(review.screen.t("Undone: decision {number}.", number=number), style="green")
        return _say_refused(review, outcomes)

    return _in_review(target, work)


def history(target: ReviewTarget, copy_id: str | None) -> int:
    """Print the decisions, at any stage of the session."""
    with SessionRunner() as runner:
        snapshot = find_session(runner, target.session_id)
    screen = in_session_language(target.screen, snapshot)
    if snapshot.graded is None:
        complain(
            screen.t(
                "session {session_id} has no results yet:\n  bareme resume {session_id}", session_id=target.session_id
            ),
            screen.language,
        )
        return FAILED
    if copy_id is not None and snapshot.result is not None:
        try:
            (copy_id,) = find_copies(snapshot.result, [copy_id])
        except InvalidInput as error:
            complain(error.explain(screen.language), screen.language)
            return FAILED
    if not show_history(screen, snapshot, copy_id):
        screen.print(screen.t("There are no decisions."))
    return DONE


def reopen_session(target: ReviewTarget, reason: str) -> int:
    """Reopen a finished session."""

    def work(review: Review) -> int:
        code = _say_refused(review, review.act({"type": "reopen_session", "reason": reason}))
        if code == DONE:
            review.screen.print(review.screen.t("The session is reopened."), style="green")
            review.print_next_steps()
        return code

    return _in_review(target, work, finished=True)


def amend(target: ReviewTarget, scheme: str, regrade: str | None, reason: str, *, replace: bool, yes: bool) -> int:
    """Make a new version of the scheme after confirmation."""

    def work(review: Review) -> int:
        return SchemeAmendment(review, scheme, reason, replace=replace).run(regrade, yes=yes)

    return _in_review(target, work)


def regrade(
    target: ReviewTarget,
    copy_ids: list[str],
    question_ids: list[str],
    *,
    missing: bool,
    yes: bool,
) -> int:
    """Grade again."""

    def work(review: Review) -> int:
        screen, t = review.screen, review.screen.t
        copies = find_copies(review.result, copy_ids)
        questions = find_questions(review.result, question_ids)
        if missing and not (copies or questions):
            return _after_grading(review, review.retry())
        if not missing and not yes:
            wanted = len(copies) or len(review.result.copies)
            calls = t.ngettext("{n} model call", "{n} model calls", wanted * review.session.policy.attempts_per_copy)
            screen.print(
                screen.t(
                    "{copies} to grade again, {calls}. The marks that you decided stay.",
                    copies=t.ngettext("{n} copy", "{n} copies", wanted),
                    calls=calls,
                )
            )
            if not confirmed(screen):
                return FAILED
        action = {"type": "regrade", "copy_ids": copies, "question_ids": questions}
        outcomes = review.act({**action, "scope": "missing" if missing else "all"})
        code = _say_refused(review, outcomes)
        applied = any(outcome.status is OutcomeStatus.APPLIED for outcome in outcomes)
        return _after_grading(review, applied) if applied else code

    return _in_review(target, work)


def _after_grading(review: Review, graded: bool) -> int:  # noqa: FBT001 - whether anything was graded
    if graded:
        review.print_next_steps()
    return DONE


def _in_review(target: ReviewTarget, work: Callable[[Review], int], *, finished: bool = False) -> int:
    """Run `work` on a session in review, or on one whose copies are still being graded.

    `finished`: also on one whose review is finished.
    """
    with SessionRunner() as runner, _opened(runner, target.session_id) as snapshot:
        screen = in_session_language(target.screen, snapshot)
        ended = snapshot.stage is Stage.FINISHED and snapshot.question is not None
        if ended and not finished:
            complain(
                screen.t(
                    "session {session_id} is finished. To change something:\n"
                    "  bareme review {session_id} reopen-session",
                    session_id=target.session_id,
                ),
                screen.language,
            )
            return FAILED
        early = snapshot.stage is Stage.STOPPED and snapshot.graded is not None
        if snapshot.stage is not Stage.REVIEW and not early and not ended:
            stage = STAGES[snapshot.stage]
            complain(
                screen.t("session {session_id} is not in review: {stage}", session_id=target.session_id, stage=stage),
                screen.language,
            )
            return FAILED
        review = (EarlyReview if early else Review)(runner, screen, snapshot, target.author)
        try:
            code = work(review)
        except InvalidInput as error:
            complain(error.explain(screen.language), screen.language)
            return FAILED
        except KeyboardInterrupt:
            screen.print(screen.t("Stopped. To continue:\n  bareme resume {session_id}", session_id=target.session_id))
            return INTERRUPTED
        print_pending(screen, review.snapshot)
        return code


@contextmanager
def _opened(runner: SessionRunner, session_id: str) -> Iterator[SessionSnapshot]:
    """Yield the snapshot of a session, locked unless another command is grading it.

    Raises:
        SessionInUse: another command has locked it and is not grading.
    """
    with ExitStack() as stack:
        try:
            snapshot = stack.enter_context(open_session(runner, session_id))
        except SessionInUse:
            snapshot = find_session(runner, session_id)
            if snapshot.stage is not Stage.STOPPED or snapshot.graded is None:
                raise
        yield snapshot


def _report(review: Review, outcomes: Sequence[ActionOutcome]) -> int:
    applied = [outcome.copy_id for outcome in outcomes if outcome.status is OutcomeStatus.APPLIED]
    names = {copy.copy_id: copy.student.name for copy in review.result.copies if copy.student}
    if applied:
        done = [f"{copy_id} ({names[copy_id]})" if copy_id in names else copy_id or "" for copy_id in applied]
        review.screen.print(review.screen.t("Done: {copies}.", copies=", ".join(done)), style="green")
    return _say_refused(review, outcomes)


def _say_refused(review: Review, outcomes: Sequence[ActionOutcome]) -> int:
    """Print why actions were not applied; return the exit code."""
    reasons = dict.fromkeys(o.reason for o in outcomes if o.status is not OutcomeStatus.APPLIED)
    for reason in list(reasons)[:_SHOWN]:
        complain(reason, review.screen.language)
    return FAILED if reasons else DONE
