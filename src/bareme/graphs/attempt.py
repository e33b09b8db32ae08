"""One attempt: one grader, one copy, one call. What is paid for, and never repeated once it is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from langgraph.func import task

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.examiner import PROMPT, Examination, build_examiner, marks_of, shared_content, system_prompt
from bareme.calls.budget import Allowance
from bareme.calls.call import Asked, Calls
from bareme.calls.fair_queue import Turn
from bareme.calls.forecast import Forecast
from bareme.calls.paid import Purchase
from bareme.documents import get_store
from bareme.domain.attempts import Attempt, AttemptStatus, CallRecord, Mark, MarkStatus
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy, PageRef
from bareme.domain.money import BudgetLimit, Usage
from bareme.domain.policy import Grader
from bareme.domain.scheme import Question
from bareme.errors import BaremeError, BudgetReached, GraderWaits
from bareme.graphs.dispatch import AttemptSlot
from bareme.graphs.estimate import copy_text, forecast_attempt
from bareme.graphs.material import load_brief, show_pages, show_shared_pages
from bareme.graphs.recent import Recent
from bareme.graphs.state import Json, dump
from bareme.graphs.suspicion import suspect
from bareme.models.registry import build_model, reads_images
from bareme.settings import get_settings
from bareme.storage.answers import cache_key

_agents: Recent[tuple[str, Grader, tuple[str, ...]], Agent[Examination]] = Recent(64)

_LONGEST_PROBLEM = 300
"""Characters: the state keeps what was wrong with a reply, and not all of it."""


@dataclass(frozen=True)
class _Prompt:
    """What one grader is shown: texts at once, pictures by reference until a call is sure to be made."""

    shared: str
    shared_pictures: tuple[PageRef, ...]
    copy: str
    copy_pictures: tuple[PageRef, ...]
    remark: str

    @property
    def texts(self) -> list[str]:
        """All texts, in their order."""
        return [text for text in (self.shared, self.copy, self.remark) if text]


class CopyMaterial:
    """What the attempts at one copy are shown, read once by the first that needs it and dropped with the copy."""

    def __init__(self, brief_id: str, copy: Copy, *, asked_at: datetime, turn: Turn, allowance: Allowance) -> None:
        self.brief_id = brief_id
        self.copy = copy
        self.asked_at = asked_at
        self.turn = turn
        self.allowance = allowance
        self._rendering = asyncio.Lock()
        self._pictures: list[dict[str, Any]] | None = None

    async def pictures(self, brief: Brief) -> list[dict[str, Any]]:
        """Return the copy's pages as blocks of a message."""
        async with self._rendering:
            if self._pictures is None:
                self._pictures = await show_pages(
                    self.copy.pages, get_store(), transport=brief.policy.image_transport, urls=brief.urls
                )
            return self._pictures


async def _make_attempt(slot: AttemptSlot, material: CopyMaterial, *, stop: bool, remark: str = "") -> Json | None:
    """Return the attempt as JSON, or None where `stop` leaves it waiting.

    {"waiting": why} where its grader is left alone, with the "limit" where the session's budget is reached, and with
    the "usage" of calls that were made in vain.

    A task: its result is written as soon as it is there, also while the copy's other attempts still run, so a run that
    is resumed makes only those that were never finished. What a grader or its file does wrong is the attempt's result.
    A `remark` is put behind the copy.
    """
    brief = await load_brief(material.brief_id, get_store())
    questions = [leaf for leaf in brief.scheme.leaves() if not slot.question_ids or leaf.id in slot.question_ids]
    asked = Asked(brief.session_id, material.asked_at)
    calls = Calls(brief.policy.graders[slot.grader].model, asked, turn=material.turn)
    try:
        outcome = await _outcome(slot, brief, questions, material, calls, stop=stop, remark=remark)
    except (BudgetReached, GraderWaits) as wait:
        limit = {"limit": wait.limit} if isinstance(wait, BudgetReached) else {}
        # An answer that was of no use, before the call that is waited for.
        took = {"usage": dump(calls.usage)} if calls.usage.calls else {}
        return {"waiting": wait.explain(brief.policy.language), **limit, **took}
    except BaremeError as failure:
        outcome = _failed(failure, brief, questions, calls)
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
    # Not before the answer is kept: another copy that is shown the same may be without what makes this one suspect.
    given = {q: Mark.model_validate(mark) for q, mark in outcome["marks"].items()}
    marks = {q: dump(suspect(mark, material.copy.answers.get(q, ""))) for q, mark in given.items()}
    return {**dump(attempt), **outcome, "marks": marks}


# Not as a decorator: LangGraph keeps what it makes of a task only where the function is found under its own name, and
# else makes it anew for each call.
_make_attempt.__name__ = "make_attempt"
make_attempt = task(_make_attempt)


class WaitingAttempt(NamedTuple):
    """Why an attempt is left waiting; without a reason, the run was stopped."""

    reason: str
    limit: BudgetLimit | None = None
    wasted: Usage = Usage()


async def attempt_or_wait(
    slot: AttemptSlot, material: CopyMaterial, *, stop: bool, remark: str = ""
) -> Attempt | WaitingAttempt:
    """Return the attempt, made now or in an earlier run; where it is left waiting, why."""
    made: Json = await make_attempt(slot, material, stop=stop, remark=remark) or {"waiting": ""}
    if "waiting" in made:
        return WaitingAttempt(made["waiting"], made.get("limit"), Usage.model_validate(made.get("usage") or {}))
    return Attempt.model_validate(made)


async def _outcome(
    slot: AttemptSlot,
    brief: Brief,
    questions: Sequence[Question],
    material: CopyMaterial,
    calls: Calls,
    *,
    stop: bool,
    remark: str,
) -> Json | None:
    """Return the fields of the attempt that the grader's answer makes: kept from before, or else asked for now."""
    grader = brief.policy.graders[slot.grader]
    sees = reads_images(build_model(grader))
    prompt = _Prompt(
        shared=shared_content(brief, questions),
        shared_pictures=brief.picture_pages if sees else (),
        copy=await copy_text(brief, material.copy, pictures=sees),
        copy_pictures=material.copy.pages if sees else (),
        remark=remark,
    )
    key = _key(slot, grader, brief, prompt)
    entry = f"{material.copy.copy_id}/{slot.label}/{slot.try_index}/{slot.round}{'+' if remark else ''}"

    async def make() -> Json:
        agent = _agent(material.brief_id, brief, grader, questions)
        content: list[str | dict[str, Any]] = [{"type": "text", "text": prompt.shared}]
        content += await show_shared_pages(brief, get_store()) if sees else []
        content += [{"type": "text", "text": prompt.copy}]
        content += await material.pictures(brief) if sees else []
        content += [{"type": "text", "text": prompt.remark}] if prompt.remark else []
        answer = await ask(agent, content, calls)
        outcome = _read(answer, questions, brief, record=_record(answer, calls, key))
        # What the model wrote, and which model says it is, stays out of the state: for size, and for blindness.
        return {"outcome": outcome, "replies": [reply.raw() for reply in answer.replies]}

    async def expected() -> Forecast:
        pictures = (*prompt.shared_pictures, *prompt.copy_pictures)
        return await forecast_attempt(grader, brief, questions, prompt.texts, pictures)

    made = await Purchase(calls, material.allowance, entry).answer(key, make, expected, stop=stop)
    return {**made["outcome"], "usage": dump(calls.usage)} if made else None


def _read(answer: Answer[Examination], questions: Sequence[Question], brief: Brief, *, record: CallRecord) -> Json:
    """Return the fields of the attempt that an answer makes.

    Raises:
        BudgetReached, GraderWaits: nothing in it is of use, and the call that was to mend it is to be waited for.
    """
    marks = marks_of(answer, questions, brief.policy.mark_step, brief.policy.language)
    in_vain = all(mark.status is MarkStatus.INVALID_OUTPUT for mark in marks.values())
    if in_vain and isinstance(answer.cut_short, BudgetReached | GraderWaits):
        raise answer.cut_short
    outcome: Json = {
        "marks": {q: dump(mark) for q, mark in marks.items()},
        "record": dump(record),
    }
    if answer.value is not None:
        outcome["general_comment"] = answer.value.general_comment
    elif in_vain:
        outcome |= {"status": AttemptStatus.FAILED.value, "error": answer.explain(brief.policy.language)}
    return outcome


def _record(answer: Answer[Examination], calls: Calls, key: str) -> CallRecord:
    return CallRecord(
        inputs=key,
        finish_reason=answer.replies[-1].finish_reason,
        problems=tuple(reply.problem[:_LONGEST_PROBLEM] for reply in answer.replies if reply.problem),
        retries=calls.retries,
    )


def _key(slot: AttemptSlot, grader: Grader, brief: Brief, prompt: _Prompt) -> str:
    """Return the hash of all that goes into the answer. Each try and each regrade is an answer of its own.

    So is each grader's: that of one asked in the same way as one before it would agree with itself.
    """
    duplicates_before = brief.policy.duplicates_before(slot.grader)
    return cache_key(
        **({"duplicates_before": duplicates_before} if duplicates_before else {}),
        model=grader.model,
        reasoning_effort=grader.reasoning_effort,
        try_index=slot.try_index,
        round=slot.round,
        system_prompt=system_prompt(brief),
        texts=prompt.texts,
        pictures=[dump(page) for page in (*prompt.shared_pictures, *prompt.copy_pictures)],
        dpi=get_settings().render_dpi,
    )


def _failed(failure: BaremeError, brief: Brief, questions: Sequence[Question], calls: Calls) -> Json:
    reason = failure.explain(brief.policy.language)
    marks = {q.id: dump(Mark(question_id=q.id, status=MarkStatus.FAILED, note=reason)) for q in questions}
    return {
        "status": AttemptStatus.FAILED.value,
        "error": reason,
        "marks": marks,
        "usage": dump(calls.usage),
        "record": dump(CallRecord(retries=calls.retries)),
    }


def _agent(brief_id: str, brief: Brief, grader: Grader, questions: Sequence[Question]) -> Agent[Examination]:
    """Return the grader's agent for this brief; building one costs more than a call, and copies share it."""
    key = (brief_id, grader, tuple(question.id for question in questions))
    return _agents.get(key) or _agents.keep(key, build_examiner(build_model(grader), brief, questions))
