"""Paying for a mock exam: each part is asked about once, in turn with other sessions, and within the run's budget."""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import lru_cache

from langchain_core.messages import AIMessage, AnyMessage, message_to_dict, messages_from_dict

from bareme.agents.mock_examiner import TEMPERATURE, Part, build_part_message, divide, system_prompt
from bareme.calls.budget import Allowance
from bareme.calls.call import Calls
from bareme.calls.fair_queue import Turn
from bareme.calls.forecast import Forecast, forecast
from bareme.calls.paid import Json, Purchase
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import Budget, BudgetLimit, CostEstimate, Usage
from bareme.domain.policy import Grader
from bareme.errors import BudgetReached
from bareme.graphs.mock_exam.marker import CALLS_A_PART, Ask, Conversation, Talk
from bareme.storage.answers import cache_key

type Send = Callable[[Calls, list[AnyMessage]], Awaitable[AIMessage]]
"""Sends messages to the model by these calls."""


def estimate_exam(submission: ExamSubmissionWithExam, grader: Grader) -> CostEstimate:
    """Return what marking the exam is expected to take."""
    expected = (_forecast(submission, grader, parts) for parts in divide(submission))
    return sum((part.estimate for part in expected), CostEstimate())


class ExamAccount:
    """What one model is paid for marking one submission.

    The submission is the session: its budget is that of all runs that mark it, so a run that is repeated, after a crash
    or with a higher budget, goes on where the last one ended.
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

    async def pay(self, place: int, parts: Sequence[Part], talk: Talk) -> Conversation:
        """Return the conversation about some parts, the `place`th of the exam, held now or before.

        What was said is kept when it gave a mark. Where it was cut short, the next run goes on from there.
        """
        said: list[AIMessage] = []
        while True:
            calls = Calls(self._grader.model, seconds_left=self._seconds, turn=Turn(self._allowance.session, place))
            held, found = await self._go_on(parts, talk, said, calls, entry=f"{place}/{len(said)}")
            self.usage += calls.usage
            said += found
            if held is None:
                with suppress(_NotSaidYet):
                    held = await talk(_repeated(said, _refusing(_NotSaidYet())))
            elif isinstance(held.failure, BudgetReached):
                self.budget_reached = held.failure.limit
            if held is not None:
                return held

    async def _go_on(
        self, parts: Sequence[Part], talk: Talk, said: Sequence[AIMessage], calls: Calls, *, entry: str
    ) -> tuple[Conversation | None, list[AIMessage]]:
        """Return the conversation, held from what was `said` on; or None, and what else was said in an earlier run."""
        key = self._key(text=build_part_message(self._submission, parts), said=len(said))
        held: Conversation | None = None

        async def make() -> Json:
            nonlocal held
            held = await talk(_repeated(said, lambda messages: self._send(calls, messages)))
            new = held.replies[len(said) :]
            # What gave no mark is asked for again, by a run that asks again.
            return {"replies": [_kept(reply) for reply in new]} if held.is_marked and new else {}

        async def expected() -> Forecast:
            return _forecast(self._submission, self._grader, parts)

        found: Json = {}
        try:
            found = await Purchase(calls, self._allowance, entry).answer(key, make, expected)
        except BudgetReached as reached:
            held = await talk(_repeated(said, _refusing(reached)))
        kept = messages_from_dict(found["replies"]) if held is None else []
        return held, [reply for reply in kept if isinstance(reply, AIMessage)]

    def _key(self, **inputs: object) -> str:
        return cache_key(
            model=self._grader.model,
            temperature=TEMPERATURE,
            system_prompt=system_prompt(self._submission),
            **inputs,
        )


class _NotSaidYet(Exception):
    """What was said before does not bring the conversation to its end."""


def _repeated(said: Sequence[AIMessage], ask: Ask) -> Ask:
    """Return what gives the answers that were given before, and then asks."""
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
    # Its id would have a thread take it for the message that it already has.
    return message_to_dict(reply.model_copy(update={"id": None}))


def _forecast(submission: ExamSubmissionWithExam, grader: Grader, parts: Sequence[Part]) -> Forecast:
    text = build_part_message(submission, parts)
    questions = sum(len(part.questions) for part in parts)
    return forecast(grader, [system_prompt(submission), _tool(), text], items=questions, most_calls=CALLS_A_PART)


@lru_cache(maxsize=1)
def _tool() -> str:
    return json.dumps(EvaluationResult.model_json_schema())
