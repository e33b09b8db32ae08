"""One structured answer from one chat model: the agent that all of Barème's agents are made with.

The door is `ask`, whatever form the model gives structured output in. It is a loop of our own: two calls at most need
no graph, `create_agent` takes more than twice the CPU, and it does not show what the model wrote.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from bareme.agents.answer_faults import explain_answer
from bareme.agents.forms import Form, bind_form, form_for, refuse_form, system_text
from bareme.agents.replies import Reply, read_reply
from bareme.calls.call import Calls
from bareme.domain.points import Language
from bareme.errors import BudgetReached, FormUnsupported, ModelFailure
from bareme.models.providers import endpoint_of
from bareme.models.usage import usage_of
from bareme.translation import translator

CALLS_AN_ANSWER = 2
"""The first answer, and one more after it was told what was wrong."""


@dataclass(frozen=True)
class Answer[T: BaseModel]:
    """The checked value, or None with the objects of the last replies and what is wrong with them."""

    value: T | None
    arguments: list[dict[str, Any]]
    problem: str
    replies: tuple[Reply[T], ...] = ()
    cut_short: ModelFailure | BudgetReached | None = None
    """Why there was no second call where there should have been one."""

    def explain(self, language: Language) -> str:
        """Return the problem in words for the teacher, or "". `problem` itself is worded for the model."""
        if not self.problem:
            return ""
        finish = self.replies[-1].finish_reason if self.replies else ""
        in_prose = bool(self.replies) and not (self.replies[-1].objects or self.replies[-1].faults)
        return translator(language)(explain_answer(finish, in_prose=in_prose))


class Agent[T: BaseModel]:
    """A model, its instructions, and the schema that it answers with, whose validators say what is wrong.

    Build it once for many calls: converting a schema costs more CPU than a call.
    """

    def __init__(self, model: BaseChatModel, schema: type[T], *, system_prompt: str) -> None:
        self.model = model
        self.schema = schema
        self._system_prompt = system_prompt
        self._bound: dict[Form, tuple[Runnable[LanguageModelInput, AIMessage], SystemMessage]] = {}

    def bound(self, form: Form) -> tuple[Runnable[LanguageModelInput, AIMessage], SystemMessage]:
        """Return the model as it is asked in this form, and the system message."""
        if form not in self._bound:
            system = SystemMessage(system_text(self._system_prompt, self.schema, form))
            self._bound[form] = (bind_form(self.model, self.schema, form), system)
        return self._bound[form]


async def ask[T: BaseModel](agent: Agent[T], content: Sequence[str | dict[str, Any]], calls: Calls) -> Answer[T]:
    """Send one human message and return the answer. `calls` makes the calls, and counts what they take.

    Bad output does not raise, it comes back as a `problem`.

    Raises:
        ModelFailure: a call gave no answer at all, and none before it gave anything of use.
        BudgetReached: there was no money for one, and as above.
    """
    started = time.perf_counter()
    replies: list[Reply[T]] = []
    sent: list[list[AnyMessage]] = []
    cut_short: ModelFailure | BudgetReached | None = None
    try:
        form, messages, reply = await _first_reply(agent, _question(content), calls)
        replies, sent = [reply], [messages]
        while replies[-1].value is None and len(replies) < CALLS_AN_ANSWER:
            messages = [*messages, replies[-1].message, *replies[-1].correction]
            try:
                replies.append(await _send(agent, form, messages, calls))
            except (ModelFailure, BudgetReached) as failure:
                if not reply.objects:
                    raise
                # What is good in the first reply was paid for.
                cut_short = failure
                break
            sent.append(messages)
    finally:
        # Also of a reply that was of no use, where the next one never came.
        seconds = round(calls.usage.seconds + time.perf_counter() - started, 3)
        took = (usage_of(r.message, calls.model, sent=asked) for r, asked in zip(replies, sent, strict=True))
        calls.usage = sum(took, calls.usage.model_copy(update={"seconds": seconds}))
    last = replies[-1]
    objects = next((reply.objects for reply in reversed(replies) if reply.objects), [])
    return Answer(
        value=last.value,
        arguments=[] if last.value is not None else objects,
        problem=last.problem,
        replies=tuple(replies),
        cut_short=cut_short,
    )


def _question(content: Sequence[str | dict[str, Any]]) -> HumanMessage:
    """Return the message: one text where there are no pictures, whose blocks LangChain takes long to look at."""
    # LangChain would pass a bare string on, which providers refuse in a list of blocks.
    blocks = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    if all(block["type"] == "text" for block in blocks):
        return HumanMessage(content="\n\n".join(block["text"] for block in blocks))
    return HumanMessage(content=[*blocks])


async def _first_reply[T: BaseModel](
    agent: Agent[T], question: HumanMessage, calls: Calls
) -> tuple[Form, list[AnyMessage], Reply[T]]:
    """Return the first reply, in the first form that the provider does not refuse, and what was sent for it."""
    endpoint = endpoint_of(calls.model)
    while True:
        form = form_for(agent.model, endpoint)
        messages: list[AnyMessage] = [agent.bound(form)[1], question]
        try:
            return form, messages, await _send(agent, form, messages, calls)
        except FormUnsupported:
            if not refuse_form(form, endpoint):
                raise


async def _send[T: BaseModel](agent: Agent[T], form: Form, messages: list[AnyMessage], calls: Calls) -> Reply[T]:
    model = agent.bound(form)[0]
    return read_reply(await calls.make(lambda: model.ainvoke(messages)), agent.schema, form)
