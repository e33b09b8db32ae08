"""One structured answer from one chat model. All of Barème's agents are made with this one.

`ask` gets it, in whatever form the model gives structured output. It is a loop of our own, because at most two calls
need no graph, and `create_agent` takes more than twice the CPU and does not show what the model wrote. Who has
corrections of their own, as the mock exam has, talks to the model through `Dialogue`.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, SystemMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from bareme.agents.answer_faults import explain_answer
from bareme.agents.answer_limit import answer_limit, observe_thinking
from bareme.agents.forms import Form, bind_form, form_for, observe_form, refuse_form, system_text
from bareme.agents.quotations import AnswerFields, Quotations
from bareme.agents.replies import Reply, read_reply
from bareme.agents.shared_part import Content, SharedPart, cache_of, marked_question, question_of
from bareme.calls.call import CallPlan
from bareme.calls.first_writer import after_first_writer
from bareme.domain.points import Language
from bareme.errors import BudgetReached, FormUnsupported, ModelFailure
from bareme.models.prompt_cache import same_host
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
        """Whether a reply had an object that stands in the prompt or in what was read there, or the last may have."""
        is_doubtful = bool(self.replies) and self.replies[-1].doubtful is not None
        return is_doubtful or any(reply.is_quoting for reply in self.replies)


@dataclass(frozen=True)
class BoundModel:
    """A model bound to a form, its system message, and the characters of that message and of the tool."""

    model: Runnable[LanguageModelInput, AIMessage]
    system: SystemMessage
    length: int


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
        self._fields = AnswerFields(schema) if reads_students else None
        self.system_prompt = system_prompt
        self._bound: dict[Form, BoundModel] = {}

    def quotations(self, content: Content) -> Quotations | None:
        """Return what can be quoted of a question; None if no student wrote any of it."""
        return None if self._fields is None else Quotations(self._fields, content)

    def bound(self, form: Form) -> BoundModel:
        """Return the model bound to this form, with its system message."""
        if form not in self._bound:
            system = SystemMessage(system_text(self.system_prompt, self.schema, form))
            model = bind_form(self.model, self.schema, form)
            length = len(system.text) + len(json.dumps(getattr(model, "kwargs", {}).get("tools", "")))
            self._bound[form] = BoundModel(model, system, length)
        return self._bound[form]


class Calls(Protocol):
    """What makes the calls of one attempt: a `Caller`, or what stands before one."""

    @property
    def plan(self) -> CallPlan:
        """How the calls are made."""

    async def call(self, request: Callable[[], Awaitable[AIMessage]], *, sent: Sequence[BaseMessage] = ()) -> AIMessage:
        """Return the answer to `request`."""

    async def release(self) -> None:
        """Give back what is held until the last answer is kept."""


class Dialogue[T: BaseModel]:
    """One question to an agent and what is said about its answers, in the best form that its endpoint speaks."""

    def __init__(self, agent: Agent[T], content: Content, caller: Calls, *, shared: SharedPart | None = None) -> None:
        self.replies: list[Reply[T]] = []
        """All replies, in order."""
        self.messages: list[AnyMessage] = []
        """What was said after the question, except for the last reply and for those that were not corrected."""
        self.form = Form.TOOL
        """The form in which the last reply was asked for."""
        self._agent = agent
        self._content = content
        self._shared = shared
        self._question = question_of(content)
        self._quotations = agent.quotations(content)
        self._is_limited = False
        self._caller = caller
        self._endpoint = caller.plan.endpoint

    @property
    def form_stands(self) -> bool:
        """Whether the endpoint has not shown by its last reply that it does not speak the form."""
        return form_for(self._agent.model, self._endpoint) is self.form

    async def ask(self, correction: Sequence[AnyMessage] = ()) -> Reply[T]:
        """Return the reply to the question, or to the correction of the last reply.

        A last reply that our limit cut off is not corrected: it gets twice the room. Nor is prose where the server
        ignored the tool: the question is asked anew in another form.

        Raises:
            ModelFailure: the call gave no answer.
            BudgetReached: the budget had no room for it.
        """
        last = self.replies[-1] if self.replies else None
        said = self.messages
        if last is None:
            reply = await self._send_in_best_form(said)
        elif self.form_stands and last.finish_reason == "length" and self._is_limited:
            reply = await self._send(self.form, said, room=2)
        else:
            if last.objects or last.faults or self.form_stands:
                said = [*said, last.message, *correction]
            # The results of tool calls only make sense beside the tool.
            reply = await (self._send(self.form, said) if last.faults else self._send_in_best_form(said))
        self.messages = said
        self.replies.append(reply)
        return reply

    def is_quoted(self, answer: dict[str, Any]) -> bool:
        """Return whether an answer stands in the question, where a student may have written it."""
        return self._quotations is not None and self._quotations.are_sent(answer)

    async def _send_in_best_form(self, said: Sequence[AnyMessage]) -> Reply[T]:
        """Return the reply in the first form that the provider does not refuse."""
        while True:
            form = form_for(self._agent.model, self._endpoint)
            try:
                return await self._send(form, said)
            except FormUnsupported:
                if not refuse_form(form, self._endpoint):
                    raise

    async def _send(self, form: Form, said: Sequence[AnyMessage], *, room: int = 1) -> Reply[T]:
        """Return the reply; `room` multiplies the limit of its length, if it has one."""
        plan = self._caller.plan
        bound = self._agent.bound(form)
        limit = await answer_limit(plan)
        self._is_limited = limit is not None
        limited: dict[str, Any] = {} if limit is None else {"max_tokens": limit * room}
        message = await self._call(bound, said, limited)
        self.form = form
        # Only a model that does not think has a limit.
        observe_form(form, message, self._agent.model, self._endpoint, may_think=limit is None)
        observe_thinking(plan.model, message)
        return read_reply(message, self._agent.schema, form, self._quotations)

    async def _call(self, bound: BoundModel, said: Sequence[AnyMessage], options: dict[str, Any]) -> AIMessage:
        """Return the answer of one call. It waits for the call that writes the shared part to a cache."""
        model, caller, shared = bound.model, self._caller, self._shared
        await caller.release()
        if shared is not None:
            options = {**options, **same_host(caller.plan.model, shared.digest)}
        cache = cache_of(caller.plan.model, shared, self._content, before=bound.length)
        if shared is None or cache is None:
            messages = [bound.system, self._question, *said]
            return await caller.call(lambda: model.ainvoke(messages, **options), sent=messages)
        marked = [bound.system, marked_question(self._content, shared, cache), *said]
        async with after_first_writer((self._endpoint, bound.system.text, shared.key), cache.seconds) as send:
            return await caller.call(lambda: send(model.ainvoke(marked, **options)), sent=marked)


async def ask[T: BaseModel](
    agent: Agent[T], content: Content, caller: Calls, *, shared: SharedPart | None = None
) -> Answer[T]:
    """Send one human message and return the answer. What the calls took is in the account of `caller`.

    `shared` is the beginning of `content` that other questions have too, if it is worth to cache. Bad output raises
    nothing; it comes back as a `problem`.

    Raises:
        ModelFailure: a call gave no answer, and no reply before it had anything of use.
        BudgetReached: the budget had no room for a call, and likewise.
    """
    dialogue = Dialogue(agent, content, caller, shared=shared)
    first = last = await dialogue.ask()
    cut_short: ModelFailure | BudgetReached | None = None
    while not last.is_final and len(dialogue.replies) < CALLS_AN_ANSWER:
        try:
            last = await dialogue.ask(last.correction)
        except (ModelFailure, BudgetReached) as failure:
            if not first.objects:
                raise
            # The first reply was paid for, and parts of it may be usable.
            cut_short = failure
            break
    # What is still doubtful was paid for, and is flagged.
    value = last.doubtful if last.value is None else last.value
    objects = next((reply.objects for reply in reversed(dialogue.replies) if reply.objects and reply.is_certain), [])
    return Answer(
        value=value,
        arguments=[] if value is not None else objects,
        problem="" if value is not None else last.problem,
        replies=tuple(dialogue.replies),
        cut_short=cut_short,
    )
