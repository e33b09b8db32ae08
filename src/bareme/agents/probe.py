"""Probe a model with a minimal question: whether it answers, in which form, and how fast."""

import time
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from bareme.agents.agent import Agent, ask
from bareme.agents.forms import Form, form_for
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.models.providers import endpoint_of
from bareme.models.registry import build_model


class Ready(BaseModel):
    """Whether you can be asked."""

    ready: Literal["yes"] = Field(description="Always yes.")


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


async def probe(grader: Grader) -> Probe:
    """Ask the model of `grader` once.

    Raises:
        UnknownModel: it cannot be built.
        ModelFailure: it gave no answer.
    """
    model = build_model(grader)
    agent = Agent(model, Ready, system_prompt="You are asked whether you can be asked. Answer with ready: yes.")
    started = time.perf_counter()
    caller = Caller(CallPlan(grader.model))
    answer = await ask(agent, ["Ready?"], caller)
    last = answer.replies[-1].raw()
    return Probe(
        model=last["model"],
        form=form_for(model, endpoint_of(grader.model)),
        seconds=round(time.perf_counter() - started, 3),
        input_tokens=caller.account.usage.input_tokens,
        output_tokens=caller.account.usage.output_tokens,
        raw=next((call["arguments"] for call in last["tool_calls"]), last["text"])[:200],
        problem=answer.problem,
    )
