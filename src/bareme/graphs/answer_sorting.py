"""Asking the calibrator which answers to one question say the same: one call, and none for what was asked before."""

from collections.abc import Sequence

from langgraph.func import task

from bareme.agents.agent import ask
from bareme.agents.calibrator import PROMPT, answers_content, build_calibrator
from bareme.calls.budget import Allowance
from bareme.calls.call import Calls
from bareme.calls.fair_queue import Turn
from bareme.calls.forecast import Forecast, forecast
from bareme.calls.paid import Purchase
from bareme.domain.points import Language
from bareme.domain.policy import Grader
from bareme.errors import BaremeError
from bareme.graphs.state import Json, dump
from bareme.models.registry import build_model
from bareme.storage.answers import cache_key


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
    by_key = {_key(question, answers, grader): answers for answers in sets}
    calls = Calls(grader.model, turn=Turn(allowance.session))
    problem = ""

    async def make(missing: Sequence[str]) -> dict[str, Json]:
        nonlocal problem
        shown = _shown([by_key[key] for key in missing])
        agent = build_calibrator(build_model(grader), count=len(shown))
        content = answers_content(question, [text for _, text in shown])
        answer = await ask(agent, [{"type": "text", "text": content}], calls)
        if answer.value is None:
            problem = answer.explain(language)
            return {}
        named = [[shown[number - 1][0] for number in group] for group in answer.value.groups]
        return {key: {"groups": _places(named, by_key[key])} for key in missing}

    async def expected(missing: Sequence[str]) -> Forecast:
        shown = _shown([by_key[key] for key in missing])
        parts = [PROMPT.text, answers_content(question, [text for _, text in shown])]
        return forecast(grader, parts, items=len(shown))

    found: dict[str, Json] = {}
    try:
        found = await Purchase(calls, allowance, entry).answers([*by_key], make, expected, stop=stop)
    except BaremeError as error:
        problem = error.explain(language)
    groups = [group for key, answer in found.items() for group in _copies(answer["groups"], by_key[key])]
    return {"groups": groups, "failure": problem, "usage": dump(calls.usage)}


def _shown(sets: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """Return copy ids and texts in the order in which the model sees them, which tells nothing about the copies."""
    return [copy_id_and_text for answers in sets for copy_id_and_text in _by_text(answers)]


def _places(named: Sequence[Sequence[str]], answers: dict[str, str]) -> list[list[int]]:
    """Return the groups within one set, as places among its texts: other copies may say the same one day.

    Answers of different sets have too little in common, or other numbers: rules have settled those.
    """
    order = [copy_id for copy_id, _ in _by_text(answers)]
    groups = [[order.index(copy_id) for copy_id in group if copy_id in answers] for group in named]
    return [group for group in groups if len(group) > 1]


def _copies(groups: Sequence[Sequence[int]], answers: dict[str, str]) -> list[list[str]]:
    order = [copy_id for copy_id, _ in _by_text(answers)]
    return [[order[place] for place in group] for group in groups]


def _by_text(answers: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(answers.items(), key=lambda item: item[1])


def _key(question: str, answers: dict[str, str], grader: Grader) -> str:
    return cache_key(
        model=grader.model,
        reasoning_effort=grader.reasoning_effort,
        system_prompt=PROMPT.text,
        question=question,
        answers=[text for _, text in _by_text(answers)],
    )
