"""`calibrate`: group answers of different copies that say the same. It changes no mark."""

import asyncio
from collections.abc import Mapping

from langgraph.runtime import Runtime

from bareme.calls.budget import Allowance
from bareme.domain.answer_groups.close_answers import close_sets, unsettled
from bareme.domain.answer_groups.same_answers import AnswerTexts, answer_text, same_by_rules, to_groups
from bareme.domain.attempts import attempts_by_copy
from bareme.domain.masking.masked_text import with_masked_answers
from bareme.domain.money import Usage
from bareme.domain.session_result import points_by_question, session_result
from bareme.graphs.answer_sorting import sort_answers
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.revisions import next_revision
from bareme.graphs.state import ConfirmedState, Json, SameAnswers, dump, with_budget
from bareme.translation import translator


async def calibrate(state: ConfirmedState, runtime: Runtime[GradingContext]) -> Json:
    """Group the answers of different copies that say the same; no mark changes."""
    if state.policy.calibration == "off":
        return {}
    # For a large class this takes seconds of pure Python: in a thread, it does not block other sessions.
    answers = await asyncio.to_thread(_answer_texts, state)
    same = await asyncio.to_thread(_same_by_rules, answers)
    replies: dict[str, Json] = {}
    if state.policy.calibration == "model" and not state.policy.by_hand:
        context = context_of(runtime)
        replies = await _ask(with_budget(state, context), answers, same, stop=context.stop)
    groups = {
        question_id: to_groups(column, same[question_id], replies.get(question_id, {}).get("groups", ()))
        for question_id, column in answers.items()
    }
    t = translator(state.policy.language)
    found = SameAnswers(
        questions={question_id: found for question_id, found in groups.items() if found},
        warnings=tuple(
            t(
                "Question {question_id}: the model could not compare the answers ({reason}). Only answers that are the "
                "same by the rules are grouped.",
                question_id=question_id,
                reason=reply["failure"],
            )
            for question_id, reply in replies.items()
            if reply["failure"]
        ),
        usage=sum((Usage.model_validate(reply["usage"]) for reply in replies.values()), state.same_answers.usage),
    )
    changed = ["same_answers"] if found != state.same_answers else []
    return {"same_answers": dump(found), "changed_in": next_revision(state.changed_in, changed)}


async def _ask(
    state: ConfirmedState, answers: Mapping[str, AnswerTexts], same: Mapping[str, list[list[str]]], *, stop: bool
) -> dict[str, Json]:
    """Return the model's reply for each question that rules leave open; groups are lists of copy ids."""
    open_sets = await asyncio.to_thread(_open_sets, state, answers, same)
    texts = {leaf.id: leaf.text for leaf in state.scheme.leaves()}
    grader, language = state.policy.graders[0], state.policy.language
    allowance = Allowance.after(state.session.session_id, state.policy.budget, state.spent)
    # The name counts the calls of earlier rounds, so a resumed round finds its own spending entries and no others.
    look = state.same_answers.usage.calls
    calls = (
        sort_answers(
            texts[question_id],
            sets,
            grader,
            language,
            owner=state.owner,
            stop=stop,
            allowance=allowance,
            entry=f"answers/{look}/{question_id}",
        )
        for question_id, sets in open_sets.items()
    )
    return dict(zip(open_sets, await asyncio.gather(*calls), strict=True))


def _same_by_rules(answers: Mapping[str, AnswerTexts]) -> dict[str, list[list[str]]]:
    return {question_id: same_by_rules(column) for question_id, column in answers.items()}


def _open_sets(
    state: ConfirmedState, answers: Mapping[str, AnswerTexts], same: Mapping[str, list[list[str]]]
) -> dict[str, list[dict[str, str]]]:
    """Return the sets of answers to ask about, by question id; each set has answers by copy id."""
    limit = state.policy.reading_difference
    close = {question_id: close_sets(column, same[question_id], limit=limit) for question_id, column in answers.items()}
    if not any(close.values()):
        return {}
    # `finished` reveals the marks that are hidden from the teacher until she has decided.
    session = state.graded_session().model_copy(update={"finished": True})
    points = points_by_question(state.scheme, session_result(session, state.comparisons).copies, close)
    open_sets: dict[str, list[dict[str, str]]] = {}
    for question_id, column in answers.items():
        sets = unsettled(close[question_id], same[question_id], points[question_id])
        if sets:
            open_sets[question_id] = [{copy_id: column[copy_id] for copy_id in copy_ids} for copy_ids in sets]
    return open_sets


def _answer_texts(state: ConfirmedState) -> dict[str, AnswerTexts]:
    """Return the answers by question id and copy id."""
    # A model may compare them: it is told pseudonyms, as the graders are.
    session = state.graded_session(named=False)
    answers: dict[str, AnswerTexts] = {leaf.id: {} for leaf in state.scheme.leaves()}
    by_copy = attempts_by_copy(session.attempts)
    for copy in map(with_masked_answers, session.copies):
        current = session.current_marks(copy.copy_id, by_copy[copy.copy_id])
        for question_id, column in answers.items():
            text = answer_text(copy, question_id, [mark for _, mark in current.get(question_id, [])])
            if text is not None:
                column[copy.copy_id] = text
    return answers
