"""`prepare`: validate the submission and write the message that asks for its evaluation."""

from typing import Any

from langchain_core.messages import HumanMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime

from bareme.agents.mock_examiner import build_grading_message
from bareme.graphs.estimate import refuse_unpriced
from bareme.graphs.mock_exam.contract import (
    MockExamContext,
    MockExamState,
    context_of_run,
    grader_of_run,
    read_submission,
    submission_in,
)
from bareme.graphs.mock_exam.payment import estimate_exam
from bareme.graphs.owner import owner_of, refuse_strangers
from bareme.graphs.state import dump
from bareme.models.registry import build_model


# Not async, so that it runs in a thread: the first model of a provider imports its client, which takes a second.
def prepare(state: MockExamState, runtime: Runtime[MockExamContext]) -> dict[str, Any]:
    """Validate the submission, estimate the cost and write the message that asks for the evaluation.

    Raises:
        InvalidInput: the submission cannot be used; the message names every field at fault. Or the budget is in
            dollars and the model's price is not known.
        UnknownModel: the run's configuration names a model that cannot be built.
        SessionMissing: the thread is somebody else's.
    """
    refuse_strangers(state.get("owner", ""))
    sent: Any = state.get("exam_submission")
    submission = read_submission(sent if sent is not None else _sent_otherwise(state))
    context = context_of_run(runtime)
    grader = grader_of_run(context)
    build_model(grader)
    refuse_unpriced(context.budget, [grader])
    text = build_grading_message(submission)
    update: dict[str, Any] = {"owner": owner_of(get_config()), "estimate": dump(estimate_exam(submission, grader))}
    if not isinstance(sent, dict):
        update["exam_submission"] = submission.model_dump(mode="json")
    # A client may have written the message itself.
    if not any(message.type == "human" and message.content == text for message in state.get("messages", [])):
        update["messages"] = [HumanMessage(text)]
    return update


def _sent_otherwise(state: MockExamState) -> object:
    """Return the submission in a message, or the one that was marked last: nothing that is new asks to go on there."""
    messages = state.get("messages", [])
    in_message = submission_in(messages)
    is_new = bool(messages) and messages[-1].type == "human"
    return in_message if in_message is not None or is_new else state.get("marked_submission")
