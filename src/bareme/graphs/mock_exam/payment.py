"""Paying for a mock exam: each part is marked once, fairly between sessions, and within the run's budget."""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import lru_cache, partial

from langchain_core.messages import AIMessage, AnyMessage, message_to_dict, messages_from_dict

from bareme.agents.mock_examiner import TEMPERATURE, Part, build_part_message, divide, system_prompt
from bareme.calls.budget import Allowance
from bareme.calls.call import Caller, CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import Forecast, forecast
from bareme.calls.paid import Json, Order
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import Budget, BudgetLimit, CostEstimate, Usage
from bareme.domain.policy import Grader
from bareme.errors import BudgetReached
from bareme.graphs.mock_exam.conversation import CALLS_A_PART, Ask, Conversation, converse
from bareme.storage.answers import cache_key

type Send = Callable[[Caller, list[AnyMessage]], Awaitable[AIMessage]]
"""Sends messages to the model through a caller."""
type _Talk = Callable[[Ask], Awaitable[Conversation]]


def estimate_exam(submission: ExamSubmissionWithExam, grader: Grader) -> CostEstimate:
    """Return the estimated cost of marking the exam."""
    expected = (_forecast(submission, grader, parts) for parts in divide(submission))
    return sum((part.estimate for part in expected), CostEstimate())


class PaidExam:
    """One submission that one model marks and is paid for.

    The submission is the session, and its budget is that of all runs that mark it. So a run that is repeated, after a
    crash or with a higher budget, continues where the last one ended.
    """

    def __init__(
        self, submission: ExamSubmissionWithExam, grader: Grader, budget: Budget, send: Send, *, seconds: float
    ) -> None:
        self.usage = Usage()
        self.budget_reached: BudgetLimit | None = None
        self._submission = submission
        self._grader = grader
        self._send = send
        self._seconds = seconds
        self._allowance = Allowance(f"exam/{self._key(submission=submission.model_dump(mode='json'))}", budget)

    async def conversation(self, place: int, parts: Sequence[Part], *, closing: bool) -> Conversation:
        """Return the conversation about some parts, the `place`th of the exam, new or from the cache.

        The replies are kept if they gave a mark. A conversation that was cut short is continued by the next run.
        """
        said: list[AIMessage] = []
        talk = partial(converse, self._submission, parts, closing=closing)
        plan = CallPlan(self._grader.model, Requester(self._allowance.session, place), seconds=self._seconds)
        while True:
            order = Order(plan, self._allowance, entry=f"{place}/{len(said)}")
            held, found = await self._go_on(parts, talk, said, order)
            self.usage += order.usage
            said += found
            if held is None:
                with suppress(_NotSaidYet):
                    held = await talk(_repeated(said, _refusing(_NotSaidYet())))
            elif isinstance(held.failure, BudgetReached):
                self.budget_reached = held.failure.limit
            if held is not None:
                return held

    async def _go_on(
        self, parts: Sequence[Part], talk: _Talk, said: Sequence[AIMessage], order: Order
    ) -> tuple[Conversation | None, list[AIMessage]]:
        """Return the conversation, continued after what was `said`; or None and the next replies of an earlier run."""
        key = self._key(text=build_part_message(self._submission, parts), said=len(said))
        try:
            async with order.paid_once([key]):
                if order.missing:
                    caller = await order.reserve(_forecast(self._submission, self._grader, parts))
                    held = await talk(_repeated(said, partial(self._send, caller)))
                    new = held.replies[len(said) :]
                    # Replies without a mark are asked for again by the next run.
                    if held.is_marked and new:
                        await order.keep({key: {"replies": [_kept(reply) for reply in new]}})
                    return held, []
        except BudgetReached as reached:
            return await talk(_repeated(said, _refusing(reached))), []
        kept = messages_from_dict(order.answers[key]["replies"])
        return None, [reply for reply in kept if isinstance(reply, AIMessage)]

    def _key(self, **inputs: object) -> str:
        return cache_key(
            model=self._grader.model,
            temperature=TEMPERATURE,
            system_prompt=system_prompt(self._submission),
            **inputs,
        )


class _NotSaidYet(Exception):
    """The replies of earlier runs do not complete the conversation."""


def _repeated(said: Sequence[AIMessage], ask: Ask) -> Ask:
    """Return a function that gives the earlier replies first, and then asks."""
    before = iter(said)

    async def answer(messages: list[AnyMessage]) -> AIMessage:
        reply = next(before, None)
        return reply if reply is not None else await ask(messages)

    return answer


def _refusing(error: Exception) -> Ask:
    async def refuse(_: list[AnyMessage]) -> AIMessage:
        raise error

    return refuse


def _kept(reply: AIMessage) -> Json:
    # With its id, LangGraph would take it for a message that the thread already has.
    return message_to_dict(reply.model_copy(update={"id": None}))


def _forecast(submission: ExamSubmissionWithExam, grader: Grader, parts: Sequence[Part]) -> Forecast:
    text = build_part_message(submission, parts)
    questions = sum(len(part.questions) for part in parts)
    return forecast(grader, [system_prompt(submission), _tool(), text], items=questions, most_calls=CALLS_A_PART)


@lru_cache(maxsize=1)
def _tool() -> str:
    return json.dumps(EvaluationResult.model_json_schema())
