"""Ask the calibrator which answers to a question say the same, in one call for everything not asked before."""

from collections.abc import Sequence

from langgraph.func import task

from bareme.agents.agent import ask
from bareme.agents.calibrator import PROMPT, answers_content, build_calibrator
from bareme.calls.budget import Allowance
from bareme.calls.call import CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import forecast
from bareme.calls.paid import Order
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
    owner: str,
    stop: bool,
    allowance: Allowance,
    entry: str,
) -> Json:
    """Return the `groups` of copies whose answers say the same, the `failure` of the model, and its `usage`.

    Each of `sets` has, by copy id, answers of which some may say the same. The model's reply about a set is cached by
    the texts alone, so calibrating the class again costs nothing. With `stop` no call is made.
    """
    by_key = {_key(owner, question, answers, grader): answers for answers in sets}
    order = Order(CallPlan.of(grader, Requester(allowance.session)), allowance, entry)
    problem = ""
    try:
        async with order.paid_once([*by_key], stop=stop):
            if order.missing:
                shown = _shown([by_key[key] for key in order.missing])
                content = answers_content(question, [text for _, text in shown])
                caller = await order.reserve(forecast(grader, [PROMPT.text, content], items=len(shown)))
                agent = build_calibrator(build_model(grader), count=len(shown))
                answer = await ask(agent, [{"type": "text", "text": content}], caller)
                if answer.value is not None:
                    named = [[shown[number - 1][0] for number in group] for group in answer.value.groups]
                    await order.keep({key: {"groups": _places(named, by_key[key])} for key in order.missing})
                else:
                    problem = answer.explain(language)
    except BaremeError as error:
        problem = error.explain(language)
    groups = [group for key, answer in order.answers.items() for group in _copies(answer["groups"], by_key[key])]
    return {"groups": groups, "failure": problem, "usage": dump(order.usage)}


def _shown(sets: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """Return copy ids and texts in the order shown to the model, which reveals nothing about the copies."""
    return [copy_id_and_text for answers in sets for copy_id_and_text in _by_text(answers)]


def _places(named: Sequence[Sequence[str]], answers: dict[str, str]) -> list[list[int]]:
    """Return the groups within one set as indexes of its texts, so that they hold for other copies too.

    Groups across sets are dropped: rules have found these answers too different, or with different numbers.
    """
    order = [copy_id for copy_id, _ in _by_text(answers)]
    groups = [[order.index(copy_id) for copy_id in group if copy_id in answers] for group in named]
    return [group for group in groups if len(group) > 1]


def _copies(groups: Sequence[Sequence[int]], answers: dict[str, str]) -> list[list[str]]:
    order = [copy_id for copy_id, _ in _by_text(answers)]
    return [[order[place] for place in group] for group in groups]


def _by_text(answers: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(answers.items(), key=lambda item: item[1])


def _key(owner: str, question: str, answers: dict[str, str], grader: Grader) -> str:
    return cache_key(
        owner,
        **grader.call_settings,
        system_prompt=PROMPT.text,
        question=question,
        answers=[text for _, text in _by_text(answers)],
    )
