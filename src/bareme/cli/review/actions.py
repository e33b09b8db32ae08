"""The actions of `bareme review ID …`. Each prints refusals with their reasons and returns the exit code."""

from collections.abc import Sequence

from bareme.cli.confirm import confirmed
from bareme.cli.display.history import show_history
from bareme.cli.exits import DONE, FAILED, WrongUsage, complain
from bareme.cli.review.addressing import find_copies, find_questions
from bareme.cli.review.review import Review
from bareme.cli.review.target import ReviewTarget, in_review
from bareme.cli.session_access import find_session, in_session_language
from bareme.domain.decisions import decision_number
from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.points import to_points
from bareme.errors import InvalidInput, InvalidPoints
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.state import Json

_SHOWN = 10


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
        say_refused(review, outcomes if action["copy_ids"] or not applied else [])
        review.print_next_steps()
        return DONE if applied else FAILED

    return in_review(target, work)


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
        return report(review, review.act({"type": kind, "copy_ids": wanted, **action, **at}))

    return in_review(target, work)


def undo(target: ReviewTarget, number: int, reason: str) -> int:
    """Undo a decision."""

    def work(review: Review) -> int:
        outcomes = review.act({"type": "undo", "decision": decision_number(number - 1), "reason": reason})
        if outcomes[0].status is OutcomeStatus.APPLIED:
            review.screen.print(review.screen.t("Undone: decision {number}.", number=number), style="green")
        return say_refused(review, outcomes)

    return in_review(target, work)


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
        code = say_refused(review, review.act({"type": "reopen_session", "reason": reason}))
        if code == DONE:
            review.screen.print(review.screen.t("The session is reopened."), style="green")
            review.print_next_steps()
        return code

    return in_review(target, work, finished=True)


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
            calls = t.ngettext("{n} model call", "{n} model calls", wanted * review.session.policy.calls_per_copy)
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
        code = say_refused(review, outcomes)
        applied = any(outcome.status is OutcomeStatus.APPLIED for outcome in outcomes)
        return _after_grading(review, applied) if applied else code

    return in_review(target, work)


def _after_grading(review: Review, graded: bool) -> int:  # noqa: FBT001 - whether anything was graded
    if graded:
        review.print_next_steps()
    return DONE


def report(review: Review, outcomes: Sequence[ActionOutcome]) -> int:
    """Print what was applied and why the rest was not; return the exit code."""
    applied = [outcome.copy_id for outcome in outcomes if outcome.status is OutcomeStatus.APPLIED]
    names = {copy.copy_id: copy.student.name for copy in review.result.copies if copy.student}
    if applied:
        done = [f"{copy_id} ({names[copy_id]})" if copy_id in names else copy_id or "" for copy_id in applied]
        review.screen.print(review.screen.t("Done: {copies}.", copies=", ".join(done)), style="green")
    for outcome in outcomes:
        if outcome.missing_criteria:
            said = {"copy_id": outcome.copy_id or "", "question_id": outcome.question_id or ""}
            missing = ", ".join(outcome.missing_criteria)
            text = review.screen.t(
                "{copy_id}, question {question_id}: still to be decided: {criteria}", **said, criteria=missing
            )
            review.screen.print(text, style="yellow")
    return say_refused(review, outcomes)


def say_refused(review: Review, outcomes: Sequence[ActionOutcome]) -> int:
    """Print why actions were not applied; return the exit code."""
    reasons = dict.fromkeys(o.reason for o in outcomes if o.status is not OutcomeStatus.APPLIED)
    for reason in list(reasons)[:_SHOWN]:
        complain(reason, review.screen.language)
    return FAILED if reasons else DONE
