"""Paying for a mock exam: each part is marked once, fairly between sessions, and within the run's budget."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import lru_cache

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, message_to_dict, messages_from_dict
from pydantic import BaseModel

from bareme.agents.agent import Agent, Calls, ask
from bareme.agents.mock_exam_closing import PROMPT as CLOSING
from bareme.agents.mock_examiner import (
    Part,
    build_mock_examiner,
    build_part_message,
    divide,
    system_prompt,
)
from bareme.agents.replies import storable, writable
from bareme.calls.budget import Allowance
from bareme.calls.call import Caller, CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import Forecast, forecast
from bareme.calls.paid import Json, Order
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import Budget, BudgetLimit, CostEstimate, Usage
from bareme.domain.points import Language
from bareme.domain.policy import Grader
from bareme.errors import BudgetReached, ModelFailure
from bareme.graphs.mock_exam.conversation import CALLS_A_PART, Conversation, converse
from bareme.graphs.mock_exam.pictures import ExamPictures
from bareme.models.picture_rules import Size
from bareme.models.registry import is_paid
from bareme.settings import get_settings
from bareme.storage.answers import cache_key
from bareme.translation import translator


def estimate_exam(submission: ExamSubmissionWithExam, grader: Grader) -> CostEstimate:
    """Return the estimated cost of marking the exam."""
    calls = divide(submission)
    expected = [_forecast(submission, grader, parts) for parts in calls]
    if len(calls) > 1 and is_paid(grader.model):
        expected.append(forecast(grader, [CLOSING.text], items=len(submission.mock_exam.sections)))
    return sum((part.estimate for part in expected), CostEstimate())


class PaidExam:
    """One submission that one model marks and is paid for.

    The submission is the session, and its budget is that of all runs that mark it. So a run that is repeated, after a
    crash or with a higher budget, continues where the last one ended.
    """

    def __init__(
        self,
        submission: ExamSubmissionWithExam,
        grader: Grader,
        model: BaseChatModel,
        budget: Budget,
        *,
        language: Language,
        owner: str,
        pictures: ExamPictures | None = None,
    ) -> None:
        self.usage = Usage()
        self.budget_reached: BudgetLimit | None = None
        self.grader = grader
        self.model = model
        self.language = language
        self.t = translator(language)
        self.pictures = pictures or ExamPictures()
        self._owner = owner
        self._submission = submission
        self._seconds = get_settings().mock_exam_seconds
        self._deadline = asyncio.get_running_loop().time() + self._seconds
        self._allowance = Allowance(f"exam/{self._key(submission=submission.model_dump(mode='json'))}", budget)

    async def conversation(self, place: int, parts: Sequence[Part], *, is_whole: bool) -> Conversation:
        """Return the conversation about some parts, the `place`th of the exam, new or from the cache.

        The replies are kept if they gave a mark. A conversation that was cut short is continued by the next run, which
        also asks again for the questions that were left without a mark, and for nothing else.
        """
        held, is_new = await self._hold(str(place), place, parts, is_whole=is_whole)
        if not is_new and held.failure is None and held.open_parts:
            again, _ = await self._hold(f"{place}/open", place, held.open_parts, is_whole=False)
            held.complete_with(again)
        return held

    async def _hold(self, name: str, place: int, parts: Sequence[Part], *, is_whole: bool) -> tuple[Conversation, bool]:
        """Return the conversation, and whether anything in it is new. `name` is that of its entries in the ledger."""
        said: list[AIMessage] = []
        agent = await asyncio.to_thread(build_mock_examiner, self.model, self._submission, parts, self.language)
        plan = CallPlan(self.grader.model, Requester(self._allowance.session, place), seconds=self._seconds)

        def after_what_was_said(then: Caller | Exception) -> _Calls:
            return _Calls(plan, said, then, deadline=self._deadline)

        async def talk(calls: Calls) -> Conversation:
            return await converse(
                self._submission, parts, agent, calls, pictures=self.pictures, is_whole=is_whole, t=self.t
            )

        while True:
            order = Order(plan, self._allowance, entry=f"{name}/{len(said)}")
            key = self._key(**self._shown(parts), said=len(said))
            held: Conversation | None = None
            try:
                async with order.paid_once([key]):
                    if order.missing:
                        caller = await order.reserve(
                            _forecast(self._submission, self.grader, parts, self.pictures.sizes(parts))
                        )
                        held = await talk(after_what_was_said(caller))
                        new = held.replies[len(said) :]
                        # Replies without a mark are asked for again by the next run.
                        if held.is_marked and new:
                            await order.keep({key: {"replies": [_kept(reply) for reply in new]}})
            except BudgetReached as reached:
                held = await talk(after_what_was_said(reached))
            self.usage += order.usage
            is_new = held is not None
            if held is None:
                kept = messages_from_dict(order.answers[key]["replies"])
                said += [reply for reply in kept if isinstance(reply, AIMessage)]
                with suppress(_NotSaidYet):
                    held = await talk(after_what_was_said(_NotSaidYet()))
            elif isinstance(held.failure, BudgetReached):
                self.budget_reached = held.failure.limit
            if held is not None:
                return held, is_new

    async def answer[T: BaseModel](self, agent: Agent[T], content: str) -> T:
        """Return the model's answer to one question beside the marking, new or from the cache.

        Raises:
            ModelFailure: the model gave no usable answer in what is left of the exam's time.
            BudgetReached: the budget has no room for a call.
        """
        key = self._key(instructions=agent.system_prompt, text=content)
        plan = CallPlan(self.grader.model, Requester(self._allowance.session), seconds=self._seconds)
        order = Order(plan, self._allowance, entry=f"{agent.schema.__name__}/{key}")
        try:
            async with order.paid_once([key]):
                if order.missing:
                    caller = await order.reserve(forecast(self.grader, [agent.system_prompt, content], items=1))
                    answer = await ask(agent, [content], _Calls(plan, [], caller, deadline=self._deadline))
                    if answer.value is None:
                        problem = answer.explain(self.language)
                        raise ModelFailure("the model gave no usable answer: {problem}", problem=problem)
                    await order.keep({key: storable(answer.value.model_dump(mode="json"))})
        finally:
            self.usage += order.usage
        return agent.schema.model_validate(order.answers[key])

    def _shown(self, parts: Sequence[Part]) -> dict[str, object]:
        """Return what the model is shown of some questions, for the key of its answer."""
        text = build_part_message(self._submission, parts, self.pictures.seen)
        pictures = self.pictures.keys(parts)
        return {"text": text, "pictures": pictures} if pictures else {"text": text}

    def _key(self, **inputs: object) -> str:
        return cache_key(
            self._owner,
            model=self.grader.model,
            temperature=self.grader.temperature,
            system_prompt=system_prompt(self._submission, self.language),
            **inputs,
        )


class _Calls:
    """Gives the replies of earlier runs first, and makes calls or raises an error then."""

    def __init__(self, plan: CallPlan, said: Sequence[AIMessage], then: Caller | Exception, *, deadline: float) -> None:
        self.plan = then.plan if isinstance(then, Caller) else plan
        self._said = iter(tuple(said))
        self._then = then
        self._deadline = deadline

    async def call(self, request: Callable[[], Awaitable[AIMessage]], *, sent: Sequence[BaseMessage] = ()) -> AIMessage:
        """Return the next reply.

        Raises:
            ModelFailure: the call failed, or the exam's time is over.
            BudgetReached: the budget had no room for the call.
        """
        before = next(self._said, None)
        if before is not None:
            return before
        if isinstance(self._then, Exception):
            raise self._then
        try:
            async with asyncio.timeout_at(self._deadline):
                return writable(await self._then.call(request, sent=sent))
        except TimeoutError:
            seconds = get_settings().mock_exam_seconds
            raise ModelFailure(
                "not done within {seconds:g} seconds ({setting})",
                seconds=seconds,
                setting="BAREME_MOCK_EXAM_SECONDS",
                retryable=True,
            ) from None

    async def release(self) -> None:
        """Give back the slot of the last reply."""
        if isinstance(self._then, Caller):
            await self._then.release()


class _NotSaidYet(Exception):
    """The replies of earlier runs do not complete the conversation."""


def _kept(reply: AIMessage) -> Json:
    # With its id, LangGraph would take it for a message that the thread already has.
    return message_to_dict(reply.model_copy(update={"id": None}))


def _forecast(
    submission: ExamSubmissionWithExam, grader: Grader, parts: Sequence[Part], pictures: Sequence[Size] = ()
) -> Forecast:
    text = build_part_message(submission, parts)
    questions = sum(len(part.questions) for part in parts)
    shown: list[str | Size] = [system_prompt(submission), _tool(), text, *pictures]
    return forecast(grader, shown, items=questions, most_calls=CALLS_A_PART)


@lru_cache(maxsize=1)
def _tool() -> str:
    return json.dumps(EvaluationResult.model_json_schema())
