"""One attempt: one grader, one copy, one call. What is paid for, and never repeated once it is there."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from langgraph.func import task

from bareme.agents.agent import Agent, ask
from bareme.agents.examiner import PROMPT, Examination, build_examiner, copy_content, marks_of, shared_content
from bareme.documents import get_store
from bareme.domain.attempts import Attempt, AttemptStatus, Mark, MarkStatus, Usage
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy
from bareme.domain.policy import Grader
from bareme.domain.scheme import Question
from bareme.errors import BaremeError
from bareme.graphs.dispatch import AttemptSlot
from bareme.graphs.material import load_brief, load_pictures, load_record, page_text
from bareme.graphs.state import Json, dump
from bareme.models.call import call_model
from bareme.models.registry import build_model, reads_images

type Content = list[str | dict[str, Any]]

_AGENTS_KEPT = 64
_agents: OrderedDict[tuple[str, Grader, tuple[str, ...]], tuple[Agent, type[Examination]]] = OrderedDict()


class CopyMaterial:
    """What the attempts at one copy are shown, read once by the first that needs it and dropped with the copy."""

    def __init__(self, brief_id: str, copy: Copy) -> None:
        self.brief_id = brief_id
        self.copy = copy
        self._reading = asyncio.Lock()
        self._content: dict[bool, Content] = {}

    async def content(self, brief: Brief, questions: Sequence[Question], *, pictures: bool) -> Content:
        """Return the message: first what all copies share, then the copy; `pictures` for a model that sees."""
        async with self._reading:
            if pictures not in self._content:
                self._content[pictures] = await self._read(brief, pictures=pictures)
        store = get_store()
        shared: Content = [{"type": "text", "text": shared_content(brief, questions)}]
        if pictures:
            shared += await load_pictures(brief.picture_pages, store)
        return shared + self._content[pictures]

    async def _read(self, brief: Brief, *, pictures: bool) -> Content:
        store = get_store()
        texts = []
        for page in self.copy.pages:
            record = await load_record(brief.records[page.document_id], store)
            texts.append(page_text(record.pages[page.index], pictures=pictures))
        text = copy_content(pages=texts, answers=self.copy.answers, pictures=pictures and bool(texts))
        content: Content = [{"type": "text", "text": text}]
        if pictures:
            content += await load_pictures(self.copy.pages, store)
        return content


@task
async def make_attempt(
    slot: AttemptSlot, question_ids: Sequence[str], material: CopyMaterial, *, stop: bool
) -> Json | None:
    """Return the attempt as JSON, or None where `stop` leaves it waiting.

    A task: its result is written as soon as it is there, also while the copy's other attempts still run, so a run that
    is resumed makes only those that were never finished. What a grader or its file does wrong is the attempt's result.
    """
    if stop:
        return None
    brief = await load_brief(material.brief_id, get_store())
    questions = [leaf for leaf in brief.scheme.leaves() if not question_ids or leaf.id in question_ids]
    grader = brief.policy.graders[slot.grader]
    attempt = Attempt(
        copy_id=material.copy.copy_id,
        label=slot.label,
        try_index=slot.try_index,
        round=slot.round,
        status=AttemptStatus.GRADED,
        scheme_version=brief.scheme.version,
        prompt_version=PROMPT.version,
    )
    try:
        agent, schema = _agent(material.brief_id, brief, grader, questions)
        content = await material.content(brief, questions, pictures=reads_images(build_model(grader)))
        answer = await call_model(grader.model, lambda: ask(agent, schema, content))
    except BaremeError as failure:
        return dump(attempt.model_copy(update=_failed(str(failure), questions)))
    marks = marks_of(answer, questions, brief.policy.mark_step)
    update: Json = {"marks": marks, "usage": answer.usage}
    if answer.value is not None:
        update["appreciation"] = answer.value.appreciation
    elif all(mark.status is MarkStatus.INVALID_OUTPUT for mark in marks.values()):
        update |= {"status": AttemptStatus.FAILED, "error": answer.problem[:300]}
    return dump(attempt.model_copy(update=update))


def _failed(reason: str, questions: Sequence[Question]) -> Json:
    marks = {q.id: Mark(question_id=q.id, status=MarkStatus.FAILED, note=reason) for q in questions}
    return {"status": AttemptStatus.FAILED, "error": reason, "marks": marks, "usage": Usage()}


def _agent(
    brief_id: str, brief: Brief, grader: Grader, questions: Sequence[Question]
) -> tuple[Agent, type[Examination]]:
    """Return the grader's agent for this brief; building one costs more than a call, and copies share it."""
    key = (brief_id, grader, tuple(question.id for question in questions))
    if key not in _agents:
        _agents[key] = build_examiner(build_model(grader), brief, questions)
        while len(_agents) > _AGENTS_KEPT:
            _agents.popitem(last=False)
    return _agents[key]
