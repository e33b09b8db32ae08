"""`write_rubric`: have a model draft criteria for the questions without any. The teacher writes what it cannot."""

import asyncio
from collections.abc import Sequence
from itertools import batched
from typing import Any

from langgraph.func import task
from langgraph.runtime import Runtime

from bareme.agents.agent import ask
from bareme.agents.rubric_writer import build_rubric_writer, rubric_content, rubrics_of, system_prompt
from bareme.calls.budget import Allowance
from bareme.calls.call import CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import forecast
from bareme.calls.paid import Order
from bareme.domain.brief import Brief
from bareme.domain.leaves import titles_of
from bareme.domain.money import Usage
from bareme.domain.rubric import QuestionRubric, RubricFault, RubricFaultKind
from bareme.domain.scheme import Question
from bareme.errors import BaremeError
from bareme.graphs.begin import make_brief
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.copy_view import picture_key
from bareme.graphs.material import show_shared_pictures, shown_pages
from bareme.graphs.pictures import Picture, picture_of
from bareme.graphs.state import Json, RubricWork, ScaledState, dump, with_budget
from bareme.models.picture_limit import PictureLimit, within_picture_limit
from bareme.models.picture_rules import Size
from bareme.models.registry import build_model
from bareme.storage.answers import cache_key
from bareme.translation import translator

_QUESTIONS_PER_CALL = 12
"""Longer answers are less reliable and cost more to repeat."""


async def write_rubric(state: ScaledState, runtime: Runtime[GradingContext]) -> Json:
    """Draft criteria for the questions that need them; a stopped run makes no call."""
    work = state.rubric or RubricWork()
    t = translator(state.policy.language)
    wanted = [leaf for leaf in state.scheme.leaves() if leaf.id in work.to_write]
    stop = context_of(runtime).stop
    brief = await make_brief(state, state.scheme)
    batches = batched(wanted, _QUESTIONS_PER_CALL)
    state = with_budget(state, context_of(runtime))
    allowance = Allowance.after(state.session.session_id, state.policy.budget, state.spent)
    drafts = (draft_criteria(batch, brief, work, allowance, stop=stop) for batch in batches)
    calls = list(await asyncio.gather(*drafts))
    failures = [call["failure"] for call in calls if call["failure"]]
    warnings = [t("The model failed to draft criteria ({reason}).", reason=reason) for reason in failures[:1]]
    if any(call["stopped"] for call in calls):
        warnings.append(t("Stopped as requested: no model was asked for criteria. You can ask for them again."))
    warnings += [call["remark"] for call in calls if call["remark"]]
    drafted = {key: QuestionRubric.model_validate(value) for call in calls for key, value in call["rubrics"].items()}
    questions = dict(work.questions)
    for question in wanted:
        rubric, earlier = drafted.get(question.id), questions.get(question.id)
        if earlier is not None and earlier.criteria and (rubric is None or not rubric.criteria):
            # The new draft failed: keep the earlier one.
            warnings.append(
                t("{question}: no new draft; the earlier one is kept.", question=titles_of(state.scheme)[question.id])
            )
            continue
        nothing = QuestionRubric(question_id=question.id, faults=(RubricFault(fault=RubricFaultKind.NOT_DRAFTED),))
        questions[question.id] = rubric or nothing
    usage = sum((Usage.model_validate(call["usage"]) for call in calls), work.usage)
    written = RubricWork(
        round=work.round + 1, questions=questions, warnings=tuple(warnings), usage=usage, pilot=work.pilot
    )
    return {"rubric": dump(written)}


@task
async def draft_criteria(
    questions: Sequence[Question], brief: Brief, work: RubricWork, allowance: Allowance, *, stop: bool
) -> Json:
    """Return one call's answer as JSON: `rubrics` by question id, a `remark`, a `failure`, and the `usage`.

    It is a task, so that a resumed run does not pay for it again. With `stop` no call is made, and a draft that was not
    paid for before is `stopped`.
    """
    nothing: Json = {"rubrics": {}, "remark": "", "failure": "", "stopped": False}
    plan = CallPlan.of(brief.policy.graders[0], Requester(allowance.session))
    order = Order(plan, allowance, f"rubric/{work.round}/{questions[0].id}")
    try:
        reply = await _draft(questions, brief, work, order, stop=stop)
    except BaremeError as failure:
        reply = {"failure": failure.explain(brief.policy.language)}
    return {**nothing, **({"stopped": True} if reply is None else reply), "usage": dump(order.usage)}


async def _draft(
    questions: Sequence[Question], brief: Brief, work: RubricWork, order: Order, *, stop: bool
) -> Json | None:
    """Return the model's answer, which is found or asked for, or None if it is not found and `stop` is set."""
    grader = brief.policy.graders[0]

    async def ask_within(limit: PictureLimit) -> Json | None:
        pages = await shown_pages(brief, brief.picture_pages)
        sees = limit is None or len(pages) <= limit
        pictures = tuple(picture_of([page], grader.model) for page in pages) if sees else ()
        return await _draft_shown(questions, brief.shown_to(sees=limit != 0), work, order, pictures, stop=stop)

    return await within_picture_limit(grader, ask_within)


async def _draft_shown(
    questions: Sequence[Question],
    brief: Brief,
    work: RubricWork,
    order: Order,
    pictures: tuple[Picture, ...],
    *,
    stop: bool,
) -> Json | None:
    grader = brief.policy.graders[0]
    model = build_model(grader)
    text = rubric_content(brief, questions, earlier=work.questions, remarks=work.remarks)
    key = cache_key(
        brief.owner,
        **grader.call_settings,
        round=work.round,
        system_prompt=system_prompt(brief),
        texts=[text],
        **picture_key(pictures, brief.digests),
    )
    async with order.paid_once([key], stop=stop):
        if order.missing:
            parts: list[str | Size] = [system_prompt(brief), text, *(one.size for one in pictures)]
            caller = await order.reserve(forecast(grader, parts, items=len(questions)))
            agent = build_rubric_writer(model, brief, questions)
            content: list[str | dict[str, Any]] = [text]
            content += await show_shared_pictures(brief, pictures)
            answer = await ask(agent, content, caller)
            rubrics = rubrics_of(answer, questions, brief.policy.mark_step)
            nothing = not any(rubric.criteria for rubric in rubrics.values())
            reply = {
                "rubrics": {question_id: dump(rubric) for question_id, rubric in rubrics.items()},
                "remark": answer.value.remark if answer.value else "",
                "failure": answer.explain(brief.policy.language) if nothing else "",
            }
            await order.keep({key: {"reply": reply}})
    return order.answers.get(key, {}).get("reply")
