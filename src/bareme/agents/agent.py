"""One structured answer from one chat model. All of Barème's agents are made with this one.

`ask` gets it, in whatever form the model gives structured output. It is a loop of our own, because at most two calls
need no graph, and `create_agent` takes more than twice the CPU and does not show what the model wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from bareme.agents.answer_faults import explain_answer
from bareme.agents.answer_limit import answer_limit, observe_thinking
from bareme.agents.forms import Form, bind_form, form_for, observe_form, refuse_form, system_text
from bareme.agents.quotations import Quotations
from bareme.agents.replies import Reply, read_reply
from bareme.calls.call import Caller
from bareme.domain.points import Language
from bareme.errors import BudgetReached, FormUnsupported, ModelFailure
from bareme.models.providers import endpoint_of
from bareme.translation import translator

CALLS_AN_ANSWER = 2
"""The first answer, and a second one after the model was told what was wrong with it."""


@dataclass(frozen=True)
class Answer[T: BaseModel]:
    """The checked value, or None with the objects of the last usable reply and what is wrong with them."""

    value: T | None
    arguments: list[dict[str, Any]]
    problem: str
    replies: tuple[Reply[T], ...] = ()
    cut_short: ModelFailure | BudgetReached | None = None
    """Why the second call, which was necessary, failed."""

    def explain(self, language: Language) -> str:
        """Return the problem in words for the teacher, or "" if there is none. `problem` is in words for the model."""
        if not self.problem:
            return ""
        finish = self.replies[-1].finish_reason if self.replies else ""
        in_prose = bool(self.replies) and not (self.replies[-1].objects or self.replies[-1].faults)
        is_quoting = bool(self.replies) and self.replies[-1].is_quoting
        return translator(language)(explain_answer(finish, in_prose=in_prose, is_quoting=is_quoting))

    @property
    def is_quoting(self) -> bool:
        """Whether a reply had an object that stands in the prompt, or in what the model read there."""
        return any(reply.is_quoting for reply in self.replies)


class Agent[T: BaseModel]:
    """A model, its instructions, and the schema of its answers, whose validators say what is wrong with one.

    Build it once for many calls, because converting a schema costs more CPU than a call. `reads_students` says that
    what it is shown is written by students, who could write an answer there.
    """

    def __init__(
        self, model: BaseChatModel, schema: type[T], *, system_prompt: str, reads_students: bool = False
    ) -> None:
        self.model = model
        self.schema = schema
        self.reads_students = reads_students
        self._system_prompt = system_prompt
        self._bound: dict[Form, tuple[Runnable[LanguageModelInput, AIMessage], SystemMessage]] = {}

    def bound(self, form: Form) -> tuple[Runnable[LanguageModelInput, AIMessage], SystemMessage]:
        """Return the model bound to this form, and the system message."""
        if form not in self._bound:
            system = SystemMessage(system_text(self._system_prompt, self.schema, form))
            self._bound[form] = (bind_form(self.model, self.schema, form), system)
        return self._bound[form]


async def ask[T: BaseModel](agent: Agent[T], content: Sequence[str | dict[str, Any]], caller: Caller) -> Answer[T]:
    """Send one human message and return the answer. What the calls took is in the account of `caller`.

    Bad output raises nothing; it comes back as a `problem`.

    Raises:
        ModelFailure: a call gave no answer, and no reply before it had anything of use.
        BudgetReached: the budget had no room for a call, and likewise.
    """
    endpoint = endpoint_of(caller.plan.model)
    conversation: list[AnyMessage] = [_question(content)]
    quotations = Quotations(agent.schema, content) if agent.reads_students else None
    form, reply = await _send_in_best_form(agent, conversation, caller, quotations)
    replies = [reply]
    cut_short: ModelFailure | BudgetReached | None = None
    while not replies[-1].is_final and len(replies) < CALLS_AN_ANSWER:
        last = replies[-1]
        cut_off = last.finish_reason == "length" and answer_limit(caller.plan) is not None
        # Prose is not corrected where the server ignored the tool: the model is asked anew, in another form.
        if not cut_off and (last.objects or last.faults or form_for(agent.model, endpoint) is form):
            conversation = [*conversation, last.message, *last.correction]
        try:
            if cut_off:  # by our limit, so the same question gets twice the room
                again = await _send(agent, form, conversation, caller, quotations, room=2)
            elif last.faults:  # the results of tool calls, which only make sense beside the tool
                again = await _send(agent, form, conversation, caller, quotations)
            else:
                form, again = await _send_in_best_form(agent, conversation, caller, quotations)
            replies.append(again)
        except (ModelFailure, BudgetReached) as failure:
            if not reply.objects:
                raise
            # The first reply was paid for, and parts of it may be usable.
            cut_short = failure
            break
    last = replies[-1]
    objects = next((reply.objects for reply in reversed(replies) if reply.objects and reply.is_certain), [])
    return Answer(
        value=last.value,
        arguments=[] if last.value is not None else objects,
        problem=last.problem,
        replies=tuple(replies),
        cut_short=cut_short,
    )


def _question(content: Sequence[str | dict[str, Any]]) -> HumanMessage:
    """Return the message. Without pictures it is one text, because LangChain spends long on content blocks."""
    # LangChain would pass on a plain string, which providers refuse in a list of blocks.
    blocks = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    if all(block["type"] == "text" for block in blocks):
        return HumanMessage(content="\n\n".join(block["text"] for block in blocks))
    return HumanMessage(content=[*blocks])


async def _send_in_best_form[T: BaseModel](
    agent: Agent[T], conversation: Sequence[AnyMessage], caller: Caller, quotations: Quotations | None
) -> tuple[Form, Reply[T]]:
    """Return the first form that the provider does not refuse, and the reply."""
    endpoint = endpoint_of(caller.plan.model)
    while True:
        form = form_for(agent.model, endpoint)
        try:
            return form, await _send(agent, form, conversation, caller, quotations)
        except FormUnsupported:
            if not refuse_form(form, endpoint):
                raise


async def _send[T: BaseModel](
    agent: Agent[T],
    form: Form,
    conversation: Sequence[AnyMessage],
    caller: Caller,
    quotations: Quotations | None,
    *,
    room: int = 1,
) -> Reply[T]:
    """Return the reply; `room` multiplies the limit of its length, if it has one."""
    model, system = agent.bound(form)
    messages = [system, *conversation]
    limit = answer_limit(caller.plan)
    limited: dict[str, Any] = {} if limit is None else {"max_tokens": limit * room}
    message = await caller.call(lambda: model.ainvoke(messages, **limited), sent=messages)
    observe_form(form, message, agent.model, endpoint_of(caller.plan.model))
    observe_thinking(caller.plan.model, message)
    return read_reply(message, agent.schema, form, quotations)
