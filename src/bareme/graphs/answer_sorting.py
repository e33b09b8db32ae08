"""Asking the calibrator which answers to one question say the same: one call, and none for what was asked before."""

from collections.abc import Sequence

from langgraph.func import task

from bareme.agents.agent import ask
from bareme.agents.calibrator import PROMPT, answers_content, build_calibrator
from bareme.domain.money import Usage
from bareme.domain.points import Language
from bareme.domain.policy import Grader
from bareme.errors import BaremeError
from bareme.graphs.budgeted import budgeted_calls
from bareme.graphs.state import Json, dump
from bareme.models.answers import fingerprint, keep_answer, recall_answer
from bareme.models.budget import Allowance
from bareme.models.forecast import forecast
from bareme.models.registry import build_model, is_paid


@task
async def sort_answers(
    question: str,
    sets: Sequence[dict[str, str]],
    grader: Grader,
    language: Language,
    *,
    stop: bool,
    allowance: Allowance,
    entry: str,
) -> Json:
    """Return the `groups` of copies whose answers say the same, what kept the model from answering, and its `usage`.

    Each of `sets` holds, by copy id, answers among which there may be some that say the same. A set is kept by its
    texts alone once it was paid for, so that it costs nothing when the class is calibrated again; with `stop` no call
    is made.
    """
    kept = [await _recall(question, answers, grader) for answers in sets]
    missing = [answers for answers, groups in zip(sets, kept, strict=True) if groups is None]
    failure, usage = "", Usage()
    read: list[list[str]] = []
    if missing and not stop:
        try:
            read, failure, usage = await _read(question, missing, grader, allowance, entry)
        except BaremeError as error:
            failure = error.explain(language)
    return {"groups": [*(g for groups in kept for g in groups or ()), *read], "failure": failure, "usage": dump(usage)}


async def _read(
    question: str, sets: Sequence[dict[str, str]], grader: Grader, allowance: Allowance, entry: str
) -> tuple[list[list[str]], str, Usage]:
    """Return the model's groups of copies, what is wrong with its answer, and what it took."""
    # By text, so that their order tells nothing about the copies.
    shown = [copy_id_and_text for answers in sets for copy_id_and_text in _by_text(answers)]
    agent = build_calibrator(build_model(grader), count=len(shown))
    content = answers_content(question, [text for _, text in shown])
    parts = [PROMPT.text, content]
    async with budgeted_calls(allowance, entry, forecast(grader, parts, items=len(shown))) as (calls, reservation):
        answer = await ask(agent, [{"type": "text", "text": content}], calls)
        reservation.settle(answer.usage)
    if answer.value is None:
        return [], answer.problem[:300], answer.usage
    named = [[shown[number - 1][0] for number in group] for group in answer.value.groups]
    # Answers of different sets have too little in common, or other numbers: rules have settled those.
    groups = [[[i for i in group if i in answers] for group in named] for answers in sets]
    groups = [[group for group in found if len(group) > 1] for found in groups]
    if is_paid(grader.model):
        for answers, found in zip(sets, groups, strict=True):
            order = [copy_id for copy_id, _ in _by_text(answers)]
            places = [[order.index(copy_id) for copy_id in group] for group in found]
            await keep_answer(_key(question, answers, grader), {"groups": places})
    return [group for found in groups for group in found], "", answer.usage


async def _recall(question: str, answers: dict[str, str], grader: Grader) -> list[list[str]] | None:
    """Return the groups of a set that was paid for before, None of another."""
    kept = await recall_answer(_key(question, answers, grader)) if is_paid(grader.model) else None
    if kept is None:
        return None
    order = [copy_id for copy_id, _ in _by_text(answers)]
    return [[order[place] for place in group] for group in kept["groups"]]


def _by_text(answers: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(answers.items(), key=lambda item: item[1])


def _key(question: str, answers: dict[str, str], grader: Grader) -> str:
    return fingerprint(
        model=grader.model,
        reasoning_effort=grader.reasoning_effort,
        system_prompt=PROMPT.text,
        question=question,
        answers=[text for _, text in _by_text(answers)],
    )
