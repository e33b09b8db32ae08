"""`confirm_rubric`: show the teacher the drafted criteria and wait for an answer. An invalid one asks again."""

import asyncio
from collections.abc import Iterable

from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from bareme.domain.leaves import titles_of
from bareme.domain.rubric import QuestionRubric, check_criteria, with_criteria
from bareme.domain.scheme import Question
from bareme.errors import InvalidInput
from bareme.graphs.begin import begin_grading
from bareme.graphs.confirmations import RubricConfirmation
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.interrupts import ConfirmRubric, RubricQuestion, answer_schema
from bareme.graphs.rubric_faults import describe_fault
from bareme.graphs.run_config import refuse_max_concurrency
from bareme.graphs.state import RubricWork, ScaledState, dump, with_budget
from bareme.graphs.validation import parse
from bareme.translation import translator


async def confirm_rubric(state: ScaledState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Show the teacher the drafted criteria, and wait until they are accepted.

    Edits and drops are kept even if the rest of the answer is not accepted.
    """
    state = with_budget(state, context_of(runtime))
    answer = interrupt(dump(_question(state)))
    try:
        refuse_max_concurrency(get_config())
        confirmation = await asyncio.to_thread(parse, RubricConfirmation, answer)
        work = await asyncio.to_thread(_changed, state, confirmation)
    except InvalidInput as error:
        return Command(goto="confirm_rubric", update={"error": error.explain(state.policy.language)})
    if confirmation.redo:
        return Command(goto="write_rubric", update={"error": "", "rubric": dump(work)})
    open_faults = _open_faults(state, work) if confirmation.accept else ""
    if open_faults or not confirmation.accept:
        return Command(goto="confirm_rubric", update={"error": open_faults, "rubric": dump(work)})
    accepted = {q.question_id: q.criteria for q in work.questions.values() if not q.dropped}
    scheme = with_criteria(state.scheme, accepted)
    update = {
        "error": "",
        "policy": dump(state.policy),
        "rubric": dump(work),
        "scheme": dump(scheme),
        "session_input": {**state.session_input, "scheme": dump(scheme)},
    }
    sends, begun = await begin_grading(ScaledState.model_validate({**state.model_dump(), **update}), work.pilot)
    return Command(goto=sends, update={**update, **begun})


def _question(state: ScaledState) -> ConfirmRubric:
    work, t = state.rubric or RubricWork(), translator(state.policy.language)
    titles = titles_of(state.scheme)
    drafted = any(rubric.criteria for rubric in work.questions.values())
    return ConfirmRubric(
        message=t(
            "Check the drafted criteria: edit, drop or ask again for what is not right, then accept. From then on they "
            "hold for every copy."
        )
        if drafted
        else t(
            "No criteria could be drafted. Write them, ask again, or drop these questions to mark them without "
            "criteria."
        ),
        error=state.error,
        session_name=state.session.name,
        round=work.round,
        questions=tuple(
            RubricQuestion(
                question_id=question.id,
                label=titles[question.id],
                maximum=question.maximum,
                criteria=rubric.criteria,
                dropped=rubric.dropped,
                faults=rubric.faults,
                messages=tuple(t(describe_fault(fault)) for fault in rubric.faults),
            )
            for question, rubric in _drafted(state, work)
        ),
        warnings=work.warnings,
        calls=len(state.copies) * state.policy.calls_per_copy,
        response_schema=answer_schema(RubricConfirmation),
    )


def _drafted(state: ScaledState, work: RubricWork) -> Iterable[tuple[Question, QuestionRubric]]:
    """Return the questions that criteria are written for, in the order of the scheme."""
    return ((leaf, work.questions[leaf.id]) for leaf in state.scheme.leaves() if leaf.id in work.questions)


def _changed(state: ScaledState, confirmation: RubricConfirmation) -> RubricWork:
    """Return the rubric with the teacher's edits, drops and requests for new drafts."""
    work = state.rubric or RubricWork()
    for question_id in (*confirmation.rubric, *confirmation.drop, *confirmation.redo):
        if question_id not in work.questions:
            raise InvalidInput("Question {question_id!r} has no criteria to confirm.", question_id=question_id)
    questions = dict(work.questions)
    for question, rubric in _drafted(state, work):
        if question.id in confirmation.drop:
            questions[question.id] = rubric.model_copy(update={"dropped": True})
        elif question.id in confirmation.rubric:
            criteria = confirmation.rubric[question.id]
            faults = check_criteria(criteria, question, state.policy.mark_step)
            questions[question.id] = QuestionRubric(question_id=question.id, criteria=criteria, faults=faults)
    to_write = tuple(leaf.id for leaf in state.scheme.leaves() if leaf.id in confirmation.redo)
    return work.model_copy(update={"questions": questions, "to_write": to_write, "remarks": confirmation.redo})


def _open_faults(state: ScaledState, work: RubricWork) -> str:
    """Return which questions cannot be graded by their criteria yet, and why; "" if all can."""
    t, titles = translator(state.policy.language), titles_of(state.scheme)
    faulty = [
        f"{titles[question.id]} ({'; '.join(t(describe_fault(fault)) for fault in rubric.faults)})"
        for question, rubric in _drafted(state, work)
        if rubric.faults and not rubric.dropped
    ]
    if not faulty:
        return ""
    return t(
        "These criteria cannot be accepted: {questions}. Edit them, ask again, or drop these questions.",
        questions=faulty,
    )
