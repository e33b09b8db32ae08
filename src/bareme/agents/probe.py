"""Probe a model with minimal questions: whether it answers, in which forms, how fast, and what else it can do."""

from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field

from bareme.agents.agent import Agent, ask
from bareme.agents.forms import Form, form_for
from bareme.agents.replies import read_reply
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.errors import FormUnsupported, ModelFailure, PicturesUnsupported
from bareme.models.picture_limit import picture_limit
from bareme.models.providers import endpoint_of
from bareme.models.registry import build_model
from bareme.models.server_facts import server_facts

_QUESTION = "Ready?"
_EXPECTED_TOKENS = 50
# A white square of 64 pixels: some servers refuse a smaller one.
_PICTURE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4DwUMo4xRBukMAOPT/hAC2mzjAAAAAElFTkSuQmCC"
)
_PICTURES = 2
"""As many as it takes to tell a model that reads one picture from a model that reads a copy of several pages."""


class Ready(BaseModel):
    """Whether you can be asked."""

    ready: Literal["yes"] = Field(description="Always yes.")


@dataclass(frozen=True)
class Capabilities:
    """What a model was seen to do, or its server states; None if it is not known."""

    tools: bool
    json_schema: bool | None
    pictures: int | Literal["several"] | None
    context: int | None
    usage_reported: bool
    tokens_per_second: float


@dataclass(frozen=True)
class Probe:
    """The answer: the name the model reports, its form, seconds, tokens, and what was wrong with it."""

    model: str
    form: Form
    seconds: float
    input_tokens: int
    output_tokens: int
    raw: str
    problem: str
    capabilities: Capabilities


async def probe(grader: Grader) -> Probe:
    """Ask the model of `grader` a question, and the same in other forms and with pictures.

    Raises:
        UnknownModel: it cannot be built.
        ModelFailure: it gave no answer.
    """
    model = build_model(grader)
    agent = Agent(model, Ready, system_prompt="You are asked whether you can be asked. Answer with ready: yes.")
    caller = Caller(CallPlan(grader.model, output_tokens=_EXPECTED_TOKENS))
    answer = await ask(agent, [_QUESTION], caller)
    usage, form = caller.account.usage, form_for(model, endpoint_of(grader.model))
    last = answer.replies[-1].raw()
    return Probe(
        model=last["model"],
        form=form,
        seconds=round(usage.seconds, 3),
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        raw=next((call["arguments"] for call in last["tool_calls"]), last["text"])[:200],
        problem=answer.problem,
        capabilities=Capabilities(
            tools=form is Form.TOOL,
            # It need not be asked again if it just did.
            json_schema=not answer.problem if form is Form.JSON_SCHEMA else await _answers_by_schema(agent, grader),
            pictures=await _pictures(agent, grader),
            context=(await server_facts(grader.model)).context,
            usage_reported=not usage.estimated,
            tokens_per_second=round(usage.output_tokens / max(usage.seconds, 0.001), 1),
        ),
    )


async def _answers_by_schema(agent: Agent[Ready], grader: Grader) -> bool | None:
    """Return whether the model answers by JSON schema."""
    if not getattr(agent.model, "asks_by_json_schema", False):
        return False
    bound = agent.bound(Form.JSON_SCHEMA)
    sent = [bound.system, HumanMessage(_QUESTION)]
    try:
        message = await Caller(CallPlan(grader.model)).call(lambda: bound.model.ainvoke(sent), sent=sent)
    except FormUnsupported:
        return False
    except ModelFailure:
        return None
    return read_reply(message, Ready, Form.JSON_SCHEMA).value is not None


async def _pictures(agent: Agent[Ready], grader: Grader) -> int | Literal["several"] | None:
    """Return how many pictures a request may have, as the server states or as it refuses two of them."""
    stated = await picture_limit(grader)
    if stated is not None:
        return stated
    picture: dict[str, Any] = {"type": "image_url", "image_url": {"url": _PICTURE}}
    try:
        await ask(agent, [*[picture] * _PICTURES, _QUESTION], Caller(CallPlan(grader.model)))
    except PicturesUnsupported as refused:
        return refused.limit
    except ModelFailure:
        return None
    return "several"
