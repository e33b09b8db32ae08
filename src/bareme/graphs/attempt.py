"""One attempt of one grader at one copy: the unit of paid work, which is never repeated once finished."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from langgraph.func import task

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.examiner import Examination, build_examiner, marks_of
from bareme.agents.examiner_prompt import PROMPT
from bareme.calls.budget import Allowance
from bareme.calls.call import Account, CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.paid import Order
from bareme.documents import DocumentStore
from bareme.domain.attempts import Attempt, AttemptStatus, CallRecord, Mark, MarkStatus
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy
from bareme.domain.money import BudgetLimit, Usage
from bareme.domain.papers import Paper
from bareme.domain.policy import Grader
from bareme.domain.scheme import Question
from bareme.errors import BaremeError, BudgetReached, GraderWaits
from bareme.graphs.attempt_prompt import AttemptPrompt, SharedTexts, questions_of, shared_texts, write_prompt
from bareme.graphs.content_flags import flag_injection
from bareme.graphs.context_limit import within_context
from bareme.graphs.copy_view import CopyView
from bareme.graphs.dispatch import AttemptSlot
from bareme.graphs.estimate import forecast_attempt
from bareme.graphs.lru_cache import SESSIONS_AT_ONCE, LruCache
from bareme.graphs.material import load_brief, show_pictures, show_shared_pictures
from bareme.graphs.pictures import Picture
from bareme.graphs.state import Json, dump
from bareme.models.picture_limit import PictureLimit, within_picture_limit
from bareme.models.registry import build_model
from bareme.runtime import current_runtime

_LONGEST_PROBLEM = 300
"""Characters of a reply's problem that the state keeps."""


class CopyMaterial:
    """What the attempts at one copy share. The first attempt that needs the pictures loads them."""

    def __init__(
        self,
        brief_id: str,
        copy: Copy,
        store: DocumentStore,
        *,
        asked_at: datetime,
        requester: Requester,
        allowance: Allowance,
        is_alone: bool = False,
    ) -> None:
        self.brief_id = brief_id
        self.copy = copy
        self.store = store
        self.asked_at = asked_at
        self.requester = requester
        self.allowance = allowance
        self.is_alone = is_alone
        """Whether there is no other copy, so that nothing of its prompts is worth a cache."""
        self._rendering = asyncio.Lock()
        self._pictures: dict[tuple[Picture, ...], list[dict[str, Any]]] = {}

    async def pictures(self, brief: Brief, pictures: tuple[Picture, ...]) -> list[dict[str, Any]]:
        """Return pictures of the copy's pages as blocks of a message."""
        async with self._rendering:
            if pictures not in self._pictures:
                self._pictures[pictures] = await show_pictures(
                    pictures,
                    self.store,
                    transport=brief.policy.image_transport,
                    urls=brief.urls,
                    spread=self.is_alone,
                )
            return self._pictures[pictures]


async def _make_attempt(slot: AttemptSlot, material: CopyMaterial, *, stop: bool, remark: str = "") -> Json | None:
    """Return the attempt as JSON, or None if `stop` leaves it waiting.

    If the grader cannot be asked now, the result is {"waiting": reason}, with the "limit" if the session's budget is
    reached, and with the "usage" of calls without a usable answer.

    As a task, it is written to the checkpoint as soon as it is done, while the copy's other attempts still run, and a
    resumed run makes only the unfinished ones. A failure of the grader or of a file is the attempt's result. `remark`
    is shown after the copy.
    """
    brief = await load_brief(material.brief_id, material.store)
    questions = questions_of(slot, brief)
    plan = CallPlan.of(brief.policy.graders[slot.grader], material.requester, material.asked_at)
    entry = f"{material.copy.copy_id}/{slot.label}/{slot.try_index}/{slot.round}{'+' if remark else ''}"
    order = Order(plan, material.allowance, entry)
    try:
        outcome = await _outcome(slot, brief, questions, material, order, stop=stop, remark=remark)
    except (BudgetReached, GraderWaits) as wait:
        limit = {"limit": wait.limit} if isinstance(wait, BudgetReached) else {}
        # An answer was unusable, and the call to correct it could not be made.
        took = {"usage": dump(order.usage)} if order.usage.requests else {}
        return {"waiting": wait.explain(brief.policy.language), **limit, **took}
    except BaremeError as failure:
        outcome = _failed(failure, brief, questions, order)
    if outcome is None:
        return None
    attempt = Attempt(
        copy_id=material.copy.copy_id,
        label=slot.label,
        try_index=slot.try_index,
        round=slot.round,
        status=AttemptStatus.GRADED,
        scheme_version=brief.scheme.version,
        prompt_version=PROMPT.version,
    )
    # Not cached with the answer: another copy may have the same prompt without what makes this one suspect.
    marks = dict(outcome["marks"])
    for question_id, given in outcome["marks"].items():
        mark = Mark.model_validate(given)
        flagged = flag_injection(mark, material.copy.answers.get(question_id, ""))
        if flagged is not mark:
            marks[question_id] = dump(flagged)
    return {**dump(attempt), **outcome, "marks": marks}


# Not a decorator: LangGraph caches a task's runnable only if it finds the function under its own name.
_make_attempt.__name__ = "make_attempt"
make_attempt = task(_make_attempt)


class WaitingAttempt(NamedTuple):
    """Why an attempt is left waiting. Without a reason, the run was stopped."""

    reason: str
    limit: BudgetLimit | None = None
    wasted: Usage = Usage()


async def attempt_or_wait(
    slot: AttemptSlot, material: CopyMaterial, *, stop: bool, remark: str = ""
) -> Attempt | WaitingAttempt:
    """Return the attempt, made now or in an earlier run, or why it is left waiting."""
    made: Json = await make_attempt(slot, material, stop=stop, remark=remark) or {"waiting": ""}
    if "waiting" in made:
        return WaitingAttempt(made["waiting"], made.get("limit"), Usage.model_validate(made.get("usage") or {}))
    return Attempt.model_validate(made)


async def _outcome(
    slot: AttemptSlot,
    brief: Brief,
    questions: Sequence[Question],
    material: CopyMaterial,
    order: Order,
    *,
    stop: bool,
    remark: str,
) -> Json | None:
    """Return the fields that come from the grader's answer, cached or new; None if `stop` forbids asking."""
    grader = brief.policy.graders[slot.grader]

    async def ask_without(left_out: tuple[Paper, ...]) -> Json | None:
        async def ask_within(limit: PictureLimit) -> Json | None:
            shown = brief.shown_to(sees=limit != 0).without(left_out)
            shared = _shared(material.brief_id, shown, left_out, sees=limit != 0)
            prompt = await write_prompt(shown, material.copy, grader, shared, questions, limit=limit, remark=remark)
            return await _answer_to(prompt, slot, brief, questions, material=material, order=order, stop=stop)

        outcome = await within_picture_limit(grader, ask_within)
        return outcome and {**outcome, **({"left_out": list(left_out)} if left_out else {})}

    return await within_context(brief.papers, ask_without)


async def _answer_to(
    prompt: AttemptPrompt,
    slot: AttemptSlot,
    brief: Brief,
    questions: Sequence[Question],
    *,
    material: CopyMaterial,
    order: Order,
    stop: bool,
) -> Json | None:
    """Return the fields that come from the answer to `prompt`, cached or new; None if `stop` forbids asking."""
    grader, view = brief.policy.graders[slot.grader], prompt.view
    key = prompt.key(slot, brief)
    async with order.paid_once([key], stop=stop):
        if order.missing:
            shared_texts, own_texts = [prompt.system, prompt.shared], prompt.texts[1:]
            caller = await order.reserve(forecast_attempt(grader, questions, shared_texts, own_texts, view))
            content: list[str | dict[str, Any]] = [{"type": "text", "text": prompt.shared}]
            content += await show_shared_pictures(brief, view.shared_pictures)
            content += [{"type": "text", "text": text} for text in (prompt.selection, view.text) if text]
            content += await material.pictures(brief, view.copy_pictures)
            content += [{"type": "text", "text": prompt.remark}] if prompt.remark else []
            shared = None if material.is_alone else prompt.shared_part(grader)
            agent = _agent(material.brief_id, brief, grader, questions)
            answer = await ask(agent, content, caller, shared=shared)
            outcome = _read(answer, questions, brief, view, record=_record(answer, order.account, key))
            # The model's own words stay out of the state: they are large and could reveal who the grader is.
            await order.keep({key: {"outcome": outcome, "replies": [reply.raw() for reply in answer.replies]}})
    answers = order.answers
    return {**answers[key]["outcome"], "usage": dump(order.usage)} if key in answers else None


def _read(
    answer: Answer[Examination], questions: Sequence[Question], brief: Brief, view: CopyView, *, record: CallRecord
) -> Json:
    """Return the fields of the attempt that come from an answer.

    Raises:
        BudgetReached, GraderWaits: nothing in the answer is usable, and the call to correct it has to wait.
    """
    marks = marks_of(answer, questions, brief.policy.mark_step, brief.policy.language)
    in_vain = all(mark.status is MarkStatus.INVALID_OUTPUT for mark in marks.values())
    if in_vain and isinstance(answer.cut_short, BudgetReached | GraderWaits):
        raise answer.cut_short
    outcome: Json = {
        "marks": {q: dump(_placed(mark, view)) for q, mark in marks.items()},
        "record": dump(record),
    }
    if answer.value is not None:
        outcome["general_comment"] = answer.value.general_comment
    elif in_vain:
        outcome |= {"status": AttemptStatus.FAILED.value, "error": answer.explain(brief.policy.language)}
    return outcome


def _placed(mark: Mark, view: CopyView) -> Mark:
    """Return the mark without a place that cannot be: no page of the copy, or a box on one not shown by itself."""
    if mark.page is None or (mark.page in view.pictured and not view.is_joined):
        return mark
    page = mark.page if mark.page <= view.page_count else None
    return mark.model_copy(update={"page": page, "box": None})


def _record(answer: Answer[Examination], account: Account, key: str) -> CallRecord:
    return CallRecord(
        inputs=key,
        finish_reason=answer.replies[-1].finish_reason,
        problems=tuple(text[:_LONGEST_PROBLEM] for reply in answer.replies for text in reply.problems),
        retries=account.retries,
    )


def _failed(failure: BaremeError, brief: Brief, questions: Sequence[Question], order: Order) -> Json:
    reason = failure.explain(brief.policy.language)
    marks = {q.id: dump(Mark(question_id=q.id, status=MarkStatus.FAILED, note=reason)) for q in questions}
    return {
        "status": AttemptStatus.FAILED.value,
        "error": reason,
        "marks": marks,
        "usage": dump(order.usage),
        "record": dump(CallRecord(retries=order.account.retries)),
    }


def _agent(brief_id: str, brief: Brief, grader: Grader, questions: Sequence[Question]) -> Agent[Examination]:
    """Return the grader's agent for this brief, shared by the copies: building one costs more CPU than a call."""
    key = (brief_id, grader, tuple(question.id for question in questions))
    agents = current_runtime().resource(_agents)
    return agents.get(key) or agents.keep(key, build_examiner(build_model(grader), brief, questions))


def _shared(brief_id: str, shown: Brief, left_out: tuple[Paper, ...], *, sees: bool) -> SharedTexts:
    """Return the texts that all copies are shown under this brief, without some of its papers, with pictures or not."""
    key = (brief_id, left_out, sees)
    texts = current_runtime().resource(_texts)
    return texts.get(key) or texts.keep(key, shared_texts(shown))


def _texts() -> LruCache[tuple[str, tuple[Paper, ...], bool], SharedTexts]:
    return LruCache(2 * SESSIONS_AT_ONCE)


def _agents() -> LruCache[tuple[str, Grader, tuple[str, ...]], Agent[Examination]]:
    return LruCache(2 * SESSIONS_AT_ONCE)
