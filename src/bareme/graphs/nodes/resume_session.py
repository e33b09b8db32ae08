"""`resume_session`: route a thread that has a session to the first node with work left."""

from datetime import UTC, datetime

from langgraph.runtime import Runtime
from langgraph.types import Command

from bareme.domain.apply import RegradeOrder, apply_command
from bareme.domain.decisions import current_decisions, decision_number
from bareme.domain.review import RegradeScope, ReviewCommand
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.dispatch import no_longer_processing, processing, tasks_for
from bareme.graphs.owner import decider_of
from bareme.graphs.state import ConfirmedState, GradingState, Json, StartedState, dump, with_budget
from bareme.translation import translator


async def resume_session(state: GradingState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Restore what the session holds, and go to the first node that has work left.

    A client that knows no other way to resume sends an empty input. If it sends another exam, or the same one twice,
    the next interrupt says so: raising here would leave the thread unusable.
    """
    # A run that was cut short while it read the files has no analysis yet, which is not the same as None.
    known = {name: value for name, value in state.model_dump().items() if value is not None}
    session = StartedState.model_validate({**known, **state.session_input})
    session = with_budget(session, context_of(runtime))
    same = all(getattr(state, name) == value for name, value in session.session_input.items())
    t = translator(session.policy.language)
    other_exam = t(
        "This session has already begun; what you just sent is ignored. For another exam, open another session."
    )
    update: Json = {**session.session_input, "error": "" if same else other_exam, "policy": dump(session.policy)}
    if not session.copies:
        update["finished"] = False
        return Command(goto="confirm_scale" if state.analysis else "pre_analysis", update=update)
    if not session.brief_id:
        written = session.rubric is not None and not session.rubric.to_write
        return Command(goto="confirm_rubric" if written else "write_rubric", update=update)
    confirmed = ConfirmedState.model_validate(session.model_dump())
    if confirmed.finished:
        return Command(goto="aggregate", update={**update, **(_reopened(confirmed) if same else {})})
    return _resume_grading(confirmed, update)


def _reopened(state: ConfirmedState) -> Json:
    """Return the update that takes back the end of the review. Nothing is graded by that."""
    t = translator(state.policy.language)
    reopening = {"type": "reopen_session", "reason": t("a new run on the finished session")}
    command = ReviewCommand.model_validate({"actions": [reopening], "author": t("teacher")})
    changes = apply_command(
        state.graded_session(), command, by=decider_of(state.owner), at=datetime.now(UTC), comparisons=state.comparisons
    )
    number = decision_number(len(state.decisions))
    return {
        "decisions": {number: dump(changes.decisions[0])},
        "finished": False,
        "revision": state.revision + 1,
        "outcomes": [dump(outcome) for outcome in changes.outcomes],
    }


def _resume_grading(state: ConfirmedState, update: Json) -> Command[str]:
    """Send the unfinished copies again, or sum up."""
    session = state.graded_session()
    closed = current_decisions(session.decisions).complete
    # A copy under an older version of the scheme stays there until the teacher says otherwise.
    unfinished = [
        copy_id
        for copy_id in state.pilot or state.copies
        if copy_id not in closed and session.scheme_of(copy_id).version == session.scheme.version
    ]
    orders = dict.fromkeys(unfinished, RegradeOrder(RegradeScope.MISSING, ()))
    tasks = tasks_for(state, orders)
    sends = [task.send() for task in tasks]
    update["progress"] = {**no_longer_processing(state), **processing(tasks)}
    # A run cut short after the last copy may not have compared its answers yet.
    rest = "aggregate" if state.results_current else "calibrate"
    return Command(goto=sends or rest, update={**update, "results_current": not sends})
