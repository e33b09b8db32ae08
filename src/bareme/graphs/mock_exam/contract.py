"""The wire contract of `graph_mock_exam`: what a client sends, and what a run returns."""

import json
import os
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NotRequired

from langchain_core.messages import AnyMessage
from langgraph.config import get_config
from langgraph.graph.message import add_messages
from langgraph.runtime import Runtime
from pydantic import Field, ValidationError, WithJsonSchema
from typing_extensions import TypedDict

from bareme.agents.mock_examiner import TEMPERATURE
from bareme.domain.limits import (
    ID_LENGTH,
    MESSAGES_LENGTH,
    MOST_FIELDS,
    MOST_LEVELS,
    MOST_MESSAGES,
    Name,
)
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.exam import GradeBand
from bareme.domain.mock_exam.exam_language import exam_language
from bareme.domain.mock_exam.free_form import BOUNDS
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import Budget, BudgetLimit, CostEstimate, Usage
from bareme.domain.points import Language
from bareme.domain.policy import Grader, Temperature
from bareme.errors import InvalidInput
from bareme.graphs.contract import WireModel
from bareme.graphs.events import SCHEMA_VERSION
from bareme.graphs.state import Json
from bareme.models.temperature import with_temperature
from bareme.settings import get_settings
from bareme.translation import SOURCE_LANGUAGE
from bareme.validation import MOST_FAULTS, faults_of

_REMOTE_MODEL = "openai:gpt-5.1-mini"


class MockExamContext(WireModel):
    """Context of a run of `graph_mock_exam`."""

    model: Name | None = Field(
        None, description='Who marks: "provider:model"; the server\'s model if unset. Before `configurable.model`.'
    )
    temperature: Temperature | None = Field(
        None, description=f"Of the model, if it takes one; {TEMPERATURE} if unset, where the model takes it."
    )
    language: Language | None = Field(
        None, description="The language of the feedback; if unset the exam's, and English where that cannot be told."
    )
    bands: list[GradeBand] = Field(
        default_factory=list, max_length=MOST_LEVELS, description="Grades; the exam's own if empty."
    )
    budget: Budget = Field(
        Budget(),
        description="What marking this submission may take, earlier runs of it included; at the limit the rest is not "
        "marked, and a run with a higher budget goes on there.",
    )


class PartDone(WireModel):
    """Event of stream mode `custom`: one more part of the exam has been marked, or has failed."""

    type: Literal["part_done"] = Field("part_done", description="What happened.")
    schema_version: int = Field(SCHEMA_VERSION, description="Version of this event's fields.")
    completed: int = Field(ge=1, description="Parts that are done, this one included.")
    total: int = Field(ge=1, description="Parts of the exam: one unless it is long.")


# LangChain's own schema of messages has no maximum.
_SENT_MESSAGES: Json = {
    "type": "array",
    "maxItems": MOST_MESSAGES,
    "description": "The conversation, as LangChain's messages; the graph adds the exam to it.",
    "items": {
        "type": "object",
        "maxProperties": MOST_FIELDS,
        "propertyNames": {"maxLength": ID_LENGTH},
        "properties": {
            "type": {"type": "string", "maxLength": ID_LENGTH, "description": "human, ai, system or tool."},
            "content": {
                "description": "The text, or blocks of text.",
                "anyOf": [
                    {"type": "string", "maxLength": MESSAGES_LENGTH},
                    {"type": "array", "items": BOUNDS, **BOUNDS},
                ],
            },
        },
        "additionalProperties": BOUNDS,
        "required": ["content"],
    },
}


class MockExamRequest(TypedDict):
    """Input of `graph_mock_exam`."""

    messages: Annotated[list[AnyMessage], WithJsonSchema(_SENT_MESSAGES), add_messages]
    exam_submission: NotRequired[
        Annotated[ExamSubmissionWithExam, Field(description="The student's answers together with the whole exam.")]
    ]


class MockExamOutput(TypedDict):
    """What `graph_mock_exam` returns."""

    messages: Annotated[
        list[AnyMessage], Field(description="The conversation; the graph adds the exam to it."), add_messages
    ]
    structured_response: NotRequired[
        Annotated[EvaluationResult, Field(description="Marks, grade, feedback and recommendations.")]
    ]
    estimate: NotRequired[Annotated[CostEstimate, Field(description="What marking was expected to take.")]]
    usage: NotRequired[Annotated[Usage, Field(description="What marking took.")]]
    budget_reached: NotRequired[
        Annotated[BudgetLimit | None, Field(description="The limit that left questions unmarked; null if none.")]
    ]


class MockExamState(MockExamRequest, MockExamOutput):
    """The state: plain JSON beside the messages."""

    marked_submission: NotRequired[
        Annotated[dict[str, Any], Field(description="The submission that `structured_response` is about.")]
    ]
    """`exam_submission` is the one to mark, then None."""
    owner: NotRequired[Annotated[str, Field(description="Who sent it, and alone may run the thread.")]]


def read_submission(value: object) -> ExamSubmissionWithExam:
    """Return the submission.

    Raises:
        InvalidInput: "exam_submission.answers[3].response: …", every fault with its place, without the values.
    """
    if value is None:
        raise InvalidInput(
            "exam_submission: missing; send the answers together with the whole exam, there or as JSON in a message"
        )
    try:
        return ExamSubmissionWithExam.model_validate(value)
    except ValidationError as error:
        raise InvalidInput(_located(error, value, under="exam_submission")) from None


def refuse_too_much_said(messages: Sequence[AnyMessage]) -> None:
    """Refuse a conversation that is too long.

    Raises:
        InvalidInput: there are too many messages, or too many characters in them.
    """
    if len(messages) > MOST_MESSAGES:
        raise InvalidInput("messages: there are too many of them: {n} at most; begin another thread", n=MOST_MESSAGES)
    if sum(len(message.text) for message in messages) > MESSAGES_LENGTH:
        raise InvalidInput(
            "messages: they are too long: {n} characters at most, all together; send the exam as exam_submission",
            n=MESSAGES_LENGTH,
        )


def submission_in(messages: Sequence[AnyMessage]) -> object:
    """Return the submission that the last message of a person holds as JSON, or None.

    Raises:
        InvalidInput: the conversation is too long.
    """
    refuse_too_much_said(messages)
    said = next((message.text for message in reversed(messages) if message.type == "human"), "")
    try:
        sent = json.loads(said)
    except (ValueError, RecursionError):  # no JSON, or JSON that is nested too deep to be read
        return None
    sent = sent.get("exam_submission", sent) if isinstance(sent, dict) else None
    return sent if isinstance(sent, dict) and "mock_exam" in sent else None


def grader_of_run(context: MockExamContext) -> Grader:
    """Return the grader: the model of the context, of `config.configurable`, or this server's default.

    Raises:
        InvalidInput: the name is not of the form "provider:model" or "model".
        UnknownModel: there is no such model, or it takes no temperature and the context has one.
    """
    settings = get_settings()
    name = context.model or get_config().get("configurable", {}).get("model") or settings.mock_exam_model
    if not name:
        name = _REMOTE_MODEL if os.environ.get("OPENAI_API_KEY") else settings.default_model
    try:
        grader = Grader(model=name if ":" in str(name) else f"openai:{name}", temperature=context.temperature)
    except ValidationError as error:
        under = "context" if context.model else "config.configurable"
        raise InvalidInput(_located(error, None, under=under)) from None
    return with_temperature(grader, default=TEMPERATURE, if_unknown=TEMPERATURE)


def language_of_run(context: MockExamContext, submission: ExamSubmissionWithExam) -> Language:
    """Return the language of the feedback: the one asked for, the exam's, or English where that cannot be told."""
    return context.language or exam_language(submission.mock_exam) or SOURCE_LANGUAGE


def context_of_run(runtime: Runtime[Any]) -> MockExamContext:
    """Return the run's context, or the defaults if it has none."""
    context: MockExamContext | None = runtime.context
    return context if context is not None else MockExamContext()


def _located(error: ValidationError, value: object, *, under: str) -> str:
    """Return the faults with their places as programs write them: those who send exams are programs."""
    faults = faults_of(error, value)
    located = [f"{'.'.join(filter(None, (under, fault.key)))}: {fault.problem}" for fault in faults[:MOST_FAULTS]]
    others = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    return "; ".join([*located, *others])
