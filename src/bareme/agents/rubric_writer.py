"""The rubric writer, which drafts criteria: its schema, its prompt, and the checks of its answer."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Self

from langchain_core.language_models import BaseChatModel
from pydantic import Field, ValidationError, model_validator

from bareme.agents.agent import Agent, Answer
from bareme.agents.briefing import instructions, papers, scheme_json
from bareme.agents.draft import Draft, shown_as
from bareme.agents.latex import restore_latex
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.brief import Brief
from bareme.domain.criteria import Criterion, CriterionKind, Level
from bareme.domain.points import Points
from bareme.domain.rubric import QuestionRubric, RubricFault, RubricFaultKind, check_criteria
from bareme.domain.scheme import Question

PROMPT = load_prompt("rubric_writer")

_FAULTS = {
    RubricFaultKind.NOT_DRAFTED: "has no criteria",
    RubricFaultKind.DRAFTED_TWICE: "is drafted twice",
    RubricFaultKind.NO_CRITERIA: "has no criteria",
    RubricFaultKind.NOT_A_CRITERION: "needs a name, and points that are a number",
    RubricFaultKind.LEVEL_LEFT_OUT: "needs the levels full and none, each with points and a description",
    RubricFaultKind.REPEATED_NAME: "appears twice: names must differ",
    RubricFaultKind.REPEATED_ID: "appears twice: ids must differ",
    RubricFaultKind.NOT_POSITIVE: "has {stated} points: give more than 0",
    RubricFaultKind.OFF_STEP: "has {stated} points: give a multiple of {computed}",
    RubricFaultKind.LEVEL_OUTSIDE: "has a level of {stated} points: levels lie between 0 and {computed}",
    RubricFaultKind.LEVEL_OFF_STEP: "has a level of {stated} points: give a multiple of {computed}",
    RubricFaultKind.LEVELS_INCOMPLETE: (
        "needs levels that differ: full with {stated} points, none with 0, partial between them or null"
    ),
    RubricFaultKind.NOT_SUM: "is worth {stated} points, but its criteria add up to {computed}",
}
"""In words for the model; `graphs/rubric_faults.py` has those for a teacher."""


class LevelDraft(Draft):
    """One level of performance."""

    points: Points = Field(description="From 0 to the criterion's points.")
    description: str = Field(min_length=1, max_length=2000, description="What an answer of this level looks like.")


class LevelsDraft(Draft):
    """The levels of a criterion."""

    full: LevelDraft = Field(description="All of the criterion's points.")
    partial: LevelDraft | None = Field(None, description="Part of them; null where it is all or nothing.")
    none: LevelDraft = Field(description="0 points.")


class RubricCriterionDraft(Draft):
    """One thing that points are given for."""

    name: str = Field(min_length=1, max_length=300, description="What the points are given for, in a few words.")
    points: Points = Field(description="Above 0, on the mark step.")
    description: str = Field("", max_length=4000, description="When it is met.")
    levels: LevelsDraft


class QuestionRubricDraft(Draft):
    """The criteria of one question."""

    question_id: str
    criteria: list[RubricCriterionDraft] = Field(description="Their points sum to exactly the question's maximum.")


class RubricDraft(Draft):
    """A rubric: criteria for each question asked for."""

    questions: list[QuestionRubricDraft] = Field(description="Each question that is asked for, exactly once.")
    remark: str = Field("", max_length=1000, description="What the teacher should know about it, if anything.")


def rubric_schema(questions: Sequence[Question], step: Decimal) -> type[RubricDraft]:
    """Return RubricDraft with the checks against these questions; to the model it looks the same for every scheme."""

    class Checked(RubricDraft):
        @model_validator(mode="after")
        def _fits_the_scheme(self) -> Self:
            problems = _problems(self, questions, step)
            if problems:
                raise ValueError("; ".join(problems))
            return self

    return shown_as(Checked, RubricDraft)


def build_rubric_writer(model: BaseChatModel, brief: Brief, questions: Sequence[Question]) -> Agent[RubricDraft]:
    """Return the agent for these questions of the brief."""
    schema = rubric_schema(questions, brief.policy.mark_step)
    return Agent(model, schema, system_prompt=system_prompt(brief))


def system_prompt(brief: Brief) -> str:
    """Return the rubric writer's instructions, in the session's language and with its mark step."""
    return instructions(PROMPT, brief)


def rubric_content(
    brief: Brief,
    questions: Sequence[Question],
    *,
    earlier: Mapping[str, QuestionRubric] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> str:
    """Return the message: the teacher's papers, and the questions asked for.

    Those with one of the `remarks` are written again: it is shown with the `earlier` draft. Both are by question id.
    """
    parts = ["The marking scheme:", fence("scheme", scheme_json(brief.scheme))]
    parts.append(f"Write criteria only for these questions: {', '.join(repr(question.id) for question in questions)}.")
    parts += papers(brief)
    for question in questions:
        if remarks is None or question.id not in remarks:
            continue
        draft = (earlier or {}).get(question.id)
        parts.append(f"The teacher asks for another draft of {question.id!r}.")
        if draft is not None and draft.criteria:
            parts.append(fence("draft", _draft_json(draft.criteria), question=question.id))
        if remarks[question.id]:
            parts.append(fence("remark", remarks[question.id], question=question.id))
    return "\n\n".join(parts)


def rubrics_of(answer: Answer[RubricDraft], questions: Sequence[Question], step: Decimal) -> dict[str, QuestionRubric]:
    """Return one rubric for each question, with what is wrong with it named.

    Where the answer as a whole failed its checks twice, what can be read of it is kept; what is no number is left out.
    """
    if answer.value is not None:
        return _rubrics([draft.model_dump() for draft in answer.value.questions], questions, step)
    lists = (arguments.get("questions") for arguments in answer.arguments)
    return _rubrics([draft for given in lists if isinstance(given, list) for draft in given], questions, step)


def _rubrics(drafts: Sequence[object], questions: Sequence[Question], step: Decimal) -> dict[str, QuestionRubric]:
    by_id: dict[str, list[dict[str, Any]]] = {question.id: [] for question in questions}
    for draft in drafts:
        # A question that nobody asked for, or an id that is no text, belongs to none.
        if isinstance(draft, dict) and isinstance(draft.get("question_id"), str) and draft["question_id"] in by_id:
            by_id[draft["question_id"]].append(draft)
    return {question.id: _rubric(by_id[question.id], question, step) for question in questions}


def _rubric(drafts: Sequence[dict[str, Any]], question: Question, step: Decimal) -> QuestionRubric:
    if len(drafts) != 1:
        kind = RubricFaultKind.DRAFTED_TWICE if drafts else RubricFaultKind.NOT_DRAFTED
        return QuestionRubric(question_id=question.id, faults=(RubricFault(fault=kind),))
    given = drafts[0].get("criteria")
    criteria: list[Criterion] = []
    faults: list[RubricFault] = []
    for number, draft in enumerate(given if isinstance(given, list) else [], start=1):
        criterion, lost = _criterion(draft, number)
        faults += lost
        if criterion is not None:
            criteria.append(criterion)
    checked = check_criteria(criteria, question, step, only_positive=True)
    return QuestionRubric(question_id=question.id, criteria=tuple(criteria), faults=(*faults, *checked))


class _Named(Draft):
    """What is left of a criterion whose levels cannot be read."""

    name: str = Field(min_length=1, max_length=300)
    points: Points
    description: str = Field("", max_length=4000)


def _criterion(draft: object, number: int) -> tuple[Criterion | None, list[RubricFault]]:
    """Return the criterion as far as it can be read, and what had to be left out of it."""
    raw: dict[str, Any] = draft if isinstance(draft, dict) else {}
    try:
        named = _Named.model_validate(raw)
    except ValidationError:
        name = raw.get("name")
        title = restore_latex(name)[:300] if isinstance(name, str) and name else f"n° {number}"
        return None, [RubricFault(fault=RubricFaultKind.NOT_A_CRITERION, criterion=title)]
    given = raw.get("levels")
    raw_levels: dict[str, Any] = given if isinstance(given, dict) else {}
    levels: dict[str, Level] = {}
    lost: list[RubricFault] = []
    for name in ("full", "partial", "none"):
        level = raw_levels.get(name)
        if level is None and name == "partial":
            continue
        try:
            read = LevelDraft.model_validate(level)
        except ValidationError:
            lost.append(RubricFault(fault=RubricFaultKind.LEVEL_LEFT_OUT, criterion=named.name))
        else:
            levels[name] = Level(points=read.points, description=read.description)
    criterion = Criterion(
        id=f"c{number}",
        name=named.name,
        points=named.points,
        description=named.description,
        kind=CriterionKind.LEVELS if "partial" in levels else CriterionKind.ALL_OR_NOTHING,
        levels=tuple(levels.values()),
    )
    return criterion, lost[:1]


def _problems(draft: RubricDraft, questions: Sequence[Question], step: Decimal) -> list[str]:
    """Return what is wrong with a rubric, in words for the model; nothing if all is well."""
    known = {question.id for question in questions}
    problems = [f"{q.question_id!r} was not asked for" for q in draft.questions if q.question_id not in known]
    rubrics = _rubrics([question.model_dump() for question in draft.questions], questions, step)
    return problems + [_problem(name, fault) for name, rubric in rubrics.items() for fault in rubric.faults]


def _problem(question_id: str, fault: RubricFault) -> str:
    place = f"{question_id!r}, criterion {fault.criterion!r}," if fault.criterion else f"{question_id!r}"
    return f"{place} {_FAULTS[fault.fault].format(stated=fault.stated, computed=fault.computed)}"


def _draft_json(criteria: Sequence[Criterion]) -> str:
    shown = [
        {
            "name": criterion.name,
            "points": float(criterion.points),
            "description": criterion.description,
            "levels": [{"points": float(level.points), "description": level.description} for level in criterion.levels],
        }
        for criterion in criteria
    ]
    return json.dumps(shown, ensure_ascii=False, indent=1)
