"""The examiner, which marks one copy: its schema, and the checks of its answer."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from langchain_core.language_models import BaseChatModel
from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from bareme.agents.agent import Agent, Answer
from bareme.agents.answer_faults import explain_sum
from bareme.agents.boxes import BOX_SCHEMA, box_reader, read_page_number
from bareme.agents.draft import Draft, json_schema, note_slip, shown_as
from bareme.agents.examined_questions import narrow_to, without_criteria
from bareme.agents.examiner_prompt import has_criteria, system_prompt
from bareme.agents.fields import Flag as FlagField
from bareme.agents.fields import Share, Text, Texts, one_of_the_words
from bareme.agents.mark_readings import read_marks
from bareme.domain.attempts import CriterionMark, Flag, Mark, MarkStatus
from bareme.domain.brief import Brief
from bareme.domain.copies import Box
from bareme.domain.criteria import Criterion, CriterionKind, sum_criteria
from bareme.domain.points import ZERO, Language, Points, is_mark
from bareme.domain.scheme import Question
from bareme.translation import translator

# Only the offline rules give up on an answer that they can read, so a model is not offered `not_judged`.
_OFFERED_STATUSES = WithJsonSchema(
    {"type": "string", "enum": ["graded", "unreadable", "missing", "not_treated"]}, mode="validation"
)


class CriterionDraft(Draft):
    """Points for one criterion."""

    dispensable: ClassVar = frozenset({"evidence", "feedback"})
    quoting: ClassVar = frozenset({"evidence"})

    criterion_id: str
    points: Points = Field(description="Points that the criterion's kind allows; 0 or below where it takes points off.")
    evidence: Text = Field("", description="The student's words that they rest on.")
    feedback: Text = Field("", description="For the student, on this criterion.")


class MarkDraft(Draft):
    """The mark of one question, as the model gives it."""

    dispensable: ClassVar = frozenset(
        {"transcription", "evidence", "feedback", "rationale", "confidence", "injection_suspected", "page", "box"}
    )
    quoting: ClassVar = frozenset({"transcription", "evidence"})

    question_id: str = Field(description="The id of a question of the scheme that has no parts.")
    status: Annotated[
        Literal["graded", "unreadable", "missing", "not_treated", "not_judged"], one_of_the_words, _OFFERED_STATUSES
    ] = "graded"
    transcription: Text = Field("", description="The student's answer, word for word; mathematics as LaTeX in $…$.")
    evidence: Texts = Field(default_factory=list, description="The student's words that the points rest on.")
    points: Points | None = Field(None, description="Left out where the question has criteria.")
    criteria: list[CriterionDraft] = Field(
        default_factory=list, description="One for each criterion, if there are any."
    )
    feedback: Text = Field("", description="For the student.")
    rationale: Text = Field("", description="For the teacher.")
    confidence: Share = 0.5
    injection_suspected: FlagField = False
    page: Annotated[int | None, BeforeValidator(read_page_number)] = Field(
        None, description="Number of the page on which the answer begins, from 1."
    )
    box: Annotated[Box | None, BeforeValidator(box_reader(widest=1, highest=1)), BOX_SCHEMA] = Field(
        None,
        description="Around the answer there: left, top, right, bottom, as shares of the page from its top left.",
    )

    @property
    def verdict(self) -> tuple[object, ...]:
        """What the mark depends on."""
        return self.status, self.points, {criterion.criterion_id: criterion.points for criterion in self.criteria}


class Examination(Draft):
    """The marks of one copy."""

    dispensable: ClassVar = frozenset({"general_comment"})

    marks: list[MarkDraft] = Field(description="One for each question of the scheme that has no parts.")
    general_comment: Text = Field("", description="One general remark on the copy, for the student.")


def examination_schema(
    questions: Sequence[Question], step: Decimal, *, with_criteria: bool = False
) -> type[Examination]:
    """Return Examination with checks for these questions. As a tool it only says whether there are criteria.

    It says so `with_criteria` in any case, so that all requests under a scheme have the same tool.
    """
    shows_criteria = with_criteria or has_criteria(questions)

    class Checked(Examination):
        @field_validator("marks", mode="before")
        @classmethod
        def _read_marks(cls, value: object, info: ValidationInfo) -> object:
            return read_marks(value, questions, step, lambda slip: note_slip(info, slip))

        @model_validator(mode="after")
        def _fits_the_scheme(self) -> Self:
            problems = find_problems(self.marks, questions, step)
            if problems:
                raise ValueError("; ".join(problems))
            return self

        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            schema = json_schema(Examination)
            return schema if shows_criteria else without_criteria(schema)

        @classmethod
        def narrow(cls, schema: dict[str, Any]) -> None:
            narrow_to(schema, questions)

    return shown_as(Checked, Examination)


def find_problems(drafts: Sequence[MarkDraft], questions: Sequence[Question], step: Decimal) -> list[str]:
    """Return what is wrong with a set of marks, in words for the model; empty if they are valid."""
    problems: list[str] = []
    known = {question.id for question in questions}
    seen: dict[str, MarkDraft] = {}
    for draft in drafts:
        earlier = seen.setdefault(draft.question_id, draft)
        if draft.question_id not in known:
            problems.append(f"{draft.question_id!r} is no question of the scheme that can be marked")
        elif draft is not earlier and draft.verdict != earlier.verdict:
            both = f"{_verdict(earlier)} and {_verdict(draft)}"
            problems.append(f"{draft.question_id!r} is marked twice, with {both}: mark it once")
    by_id = {draft.question_id: draft for draft in drafts}
    for question in questions:
        if question.id not in by_id:
            problems.append(f"{question.id!r} is not marked")
        else:
            problem = _mark_problem(by_id[question.id], question, step)
            if problem:
                problems.append(problem)
    return problems


def _verdict(draft: MarkDraft) -> str:
    given = ", ".join(f"{criterion.criterion_id!r} {criterion.points}" for criterion in draft.criteria)
    return f"{draft.points} points ({draft.status}{', ' if given else ''}{given})"


def _mark_problem(draft: MarkDraft, question: Question, step: Decimal) -> str:
    if draft.status != "graded":
        return ""
    if question.criteria:
        return _criteria_problem(draft, question, step)
    if draft.points is None:
        return f"{question.id!r} has no points"
    if not is_mark(draft.points, maximum=question.maximum, step=step):
        return f"{question.id!r} has {draft.points} points: give a multiple of {step} between 0 and {question.maximum}"
    return ""


def _criteria_problem(draft: MarkDraft, question: Question, step: Decimal) -> str:
    given = [criterion.criterion_id for criterion in draft.criteria]
    criteria = {criterion.id: criterion for criterion in question.criteria}
    if sorted(given) != sorted(criteria):
        return f"{question.id!r} needs each of its criteria exactly once: {', '.join(map(repr, criteria))}"
    for mark in draft.criteria:
        criterion = criteria[mark.criterion_id]
        if not criterion.allows(mark.points, step):
            return (
                f"{question.id!r}, criterion {criterion.id!r}, has {mark.points} points: "
                f"give {_allowed_points(criterion, step)}"
            )
    for group in dict.fromkeys(criterion.group for criterion in question.criteria if criterion.group):
        count = [
            mark.criterion_id for mark in draft.criteria if mark.points and criteria[mark.criterion_id].group == group
        ]
        if len(count) > 1:
            return (
                f"{question.id!r}: the criteria {', '.join(map(repr, count))} exclude each other (group {group!r}): "
                "give points for one of them and 0 for the others"
            )
    return ""


def _allowed_points(criterion: Criterion, step: Decimal) -> str:
    """Return the possible points of a criterion, in words for the model."""
    match criterion.kind:
        case CriterionKind.ALL_OR_NOTHING:
            return f"0 or {criterion.points}"
        case CriterionKind.LEVELS:
            return "the points of one of its levels: " + ", ".join(str(level.points) for level in criterion.levels)
        case CriterionKind.RANGE:
            lowest, highest = criterion.bounds
            return f"a multiple of {step} between {_plain(lowest)} and {_plain(highest)}"


def _plain(points: Decimal) -> str:
    return "0" if points == ZERO else str(points)


def build_examiner(model: BaseChatModel, brief: Brief, questions: Sequence[Question]) -> Agent[Examination]:
    """Return the agent for this brief."""
    with_criteria = has_criteria(brief.scheme.leaves())
    schema = examination_schema(questions, brief.policy.mark_step, with_criteria=with_criteria)
    return Agent(model, schema, system_prompt=system_prompt(brief), reads_students=True)


def marks_of(
    answer: Answer[Examination], questions: Sequence[Question], step: Decimal, language: Language
) -> dict[str, Mark]:
    """Return one mark for each question.

    If the answer failed its checks twice, every mark that is valid by itself is kept, and the others are
    `invalid_output` without points. All are flagged if the model quoted marks from the copy. If the points of criteria
    do not add up to the question's, the rationale says why in `language`.
    """
    if answer.value is not None:
        drafts: Iterable[object] = answer.value.marks
    else:
        lists = [read_marks(given.get("marks"), questions, step, lambda _: None) for given in answer.arguments]
        drafts = [draft for marks in lists for draft in marks]
    good: dict[str, MarkDraft | None] = {}
    for raw_draft in drafts:
        try:
            draft = raw_draft if isinstance(raw_draft, MarkDraft) else MarkDraft.model_validate(raw_draft)
        except ValidationError:
            continue
        # Of two different marks of one question, neither can be trusted.
        earlier = good.setdefault(draft.question_id, draft)
        if earlier is None or (earlier is not draft and earlier.verdict != draft.verdict):
            good[draft.question_id] = None
    marks = {
        question.id: _mark(good.get(question.id), question, step, language, answer.explain(language))
        for question in questions
    }
    return {key: _flagged(mark) for key, mark in marks.items()} if answer.is_quoting else marks


def _flagged(mark: Mark) -> Mark:
    return mark.model_copy(update={"flags": tuple(dict.fromkeys((*mark.flags, Flag.INJECTION_SUSPECTED)))})


def _mark(draft: MarkDraft | None, question: Question, step: Decimal, language: Language, problem: str) -> Mark:
    fault = _mark_problem(draft, question, step) if draft else problem
    if draft is None or fault:
        return Mark(question_id=question.id, status=MarkStatus.INVALID_OUTPUT, note=fault[:500])
    status = MarkStatus(draft.status)
    graded = status is MarkStatus.GRADED
    criteria = tuple(
        CriterionMark(criterion_id=c.criterion_id, points=c.points, evidence=c.evidence, feedback=c.feedback)
        for c in draft.criteria
        if graded and question.criteria
    )
    points, rationale = draft.points, draft.rationale
    if criteria:
        given = {c.criterion_id: c.points for c in criteria}
        criteria_sum = sum_criteria(question.criteria, given, maximum=question.maximum)
        points = criteria_sum.points
        why = explain_sum(criteria_sum, maximum=question.maximum, t=translator(language))
        rationale = f"{rationale} {why}".strip()
    return Mark(
        question_id=question.id,
        status=status,
        points=points if graded else ZERO if status.has_points else None,
        transcription=draft.transcription,
        evidence=tuple(quote for quote in draft.evidence if quote.strip()),
        feedback=draft.feedback,
        rationale=rationale,
        confidence=draft.confidence,
        criteria=criteria,
        flags=(Flag.INJECTION_SUSPECTED,) if draft.injection_suspected else (),
        page=draft.page,
        box=draft.box if draft.page else None,
    )
