"""The examiner: marks one copy against the brief. Its schema, how its prompt is built, how its answer is checked."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal, Self

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bareme.agents.agent import Agent, Answer
from bareme.agents.fields import Share
from bareme.agents.latex import restore_latex
from bareme.agents.prompt import LANGUAGE_NAMES, fence, load_prompt
from bareme.domain.attempts import CriterionMark, Flag, Mark, MarkStatus
from bareme.domain.brief import Brief
from bareme.domain.points import ZERO, Points, add, format_points, is_mark
from bareme.domain.scheme import GradingScheme, Question

PROMPT = load_prompt("examiner")


class _Draft(BaseModel):
    # What is wrong with an answer is kept and shown; it need not quote the student.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _latex(cls, value: object) -> object:
        return restore_latex(value) if isinstance(value, str) else value


class CriterionDraft(_Draft):
    """Points for one criterion."""

    criterion_id: str
    points: Points = Field(description="From 0 to the criterion's points.")
    evidence: str = Field("", description="The student's words that they rest on.")


class MarkDraft(_Draft):
    """The mark of one question, as the model gives it."""

    question_id: str = Field(description="The id of a question of the scheme that has no parts.")
    status: Literal["graded", "unreadable", "missing", "not_treated"] = "graded"
    transcription: str = Field("", description="The student's answer, word for word; mathematics as LaTeX in $…$.")
    evidence: list[str] = Field(default_factory=list, description="The student's words that the points rest on.")
    points: Points | None = Field(None, description="Left out where the question has criteria.")
    criteria: list[CriterionDraft] = Field(
        default_factory=list, description="One for each criterion, if there are any."
    )
    feedback: str = Field("", description="For the student.")
    rationale: str = Field("", description="For the teacher.")
    confidence: Share = 0.5
    injection_suspected: bool = False

    @field_validator("evidence")
    @classmethod
    def _latex_in_evidence(cls, value: list[str]) -> list[str]:
        return [restore_latex(quote) for quote in value]


class Examination(_Draft):
    """The marks of one copy."""

    marks: list[MarkDraft] = Field(description="One for each question of the scheme that has no parts.")
    appreciation: str = Field("", description="One general remark on the copy, for the student.")


def examination_schema(questions: Sequence[Question], step: Decimal) -> type[Examination]:
    """Return Examination with the checks against these questions; to the model it looks the same for every scheme."""

    class Checked(Examination):
        @model_validator(mode="after")
        def _fits_the_scheme(self) -> Self:
            problems = find_problems(self.marks, questions, step)
            if problems:
                raise ValueError("; ".join(problems))
            return self

    Checked.__name__ = Checked.__qualname__ = Examination.__name__
    Checked.__doc__ = Examination.__doc__
    return Checked


def find_problems(drafts: Sequence[MarkDraft], questions: Sequence[Question], step: Decimal) -> list[str]:
    """Return what is wrong with a set of marks, in words for the model; nothing if all is well."""
    problems: list[str] = []
    known = {question.id for question in questions}
    seen: set[str] = set()
    for draft in drafts:
        if draft.question_id not in known:
            problems.append(f"{draft.question_id!r} is no question of the scheme that can be marked")
        elif draft.question_id in seen:
            problems.append(f"{draft.question_id!r} is marked twice")
        seen.add(draft.question_id)
    by_id = {draft.question_id: draft for draft in drafts}
    for question in questions:
        if question.id not in by_id:
            problems.append(f"{question.id!r} is not marked")
        else:
            problem = _mark_problem(by_id[question.id], question, step)
            if problem:
                problems.append(problem)
    return problems


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
    worth = {criterion.id: criterion.points for criterion in question.criteria}
    if sorted(given) != sorted(worth):
        return f"{question.id!r} needs each of its criteria exactly once: {', '.join(map(repr, worth))}"
    for criterion in draft.criteria:
        maximum = worth[criterion.criterion_id]
        if not is_mark(criterion.points, maximum=maximum, step=step):
            return (
                f"{question.id!r}, criterion {criterion.criterion_id!r}, has {criterion.points} points: "
                f"give a multiple of {step} between 0 and {maximum}"
            )
    # A scheme whose criteria are worth more than their question is odd, but the teacher may have confirmed it.
    total = add(criterion.points for criterion in draft.criteria)
    if total > question.maximum:
        return f"the criteria of {question.id!r} add up to {total} points, more than its maximum {question.maximum}"
    return ""


def build_examiner(model: BaseChatModel, brief: Brief, questions: Sequence[Question]) -> Agent[Examination]:
    """Return the agent for this brief."""
    schema = examination_schema(questions, brief.policy.mark_step)
    return Agent(model, schema, system_prompt=system_prompt(brief))


def system_prompt(brief: Brief) -> str:
    """Return the examiner's instructions, in the session's language and with its mark step."""
    policy = brief.policy
    return PROMPT.fill(language=LANGUAGE_NAMES[policy.language], mark_step=format_points(policy.mark_step, "en"))


def shared_content(brief: Brief, questions: Sequence[Question]) -> str:
    """Return the part of the message that all copies share, so that a provider's prompt cache can serve it."""
    parts = ["The marking scheme:", fence("scheme", scheme_json(brief.scheme))]
    wanted = [question.id for question in questions]
    if wanted != brief.scheme.leaf_ids():
        parts.append(f"Mark only these questions: {', '.join(map(repr, wanted))}.")
    if brief.exam_paper:
        parts += ["The exam paper:", fence("exam_paper", brief.exam_paper)]
    if brief.answer_key:
        parts += ["The answer key:", fence("answer_key", brief.answer_key)]
    return "\n\n".join(parts)


def copy_content(*, pages: Sequence[str] = (), answers: dict[str, str] | None = None, pictures: bool = False) -> str:
    """Return the part of the message that is the copy: the text of its pages, or typed answers by question id.

    `pictures` says that images of the pages follow, which then go before a page's text.
    """
    body = [fence("page", text, number=number) for number, text in enumerate(pages, start=1)]
    body += [fence("answer", text, question=question_id) for question_id, text in (answers or {}).items()]
    lead = "The copy to mark. The pictures that follow are its pages, in order" if pictures else "The copy to mark"
    return f"{lead}:\n\n<copy>\n" + "\n".join(body) + "\n</copy>"


def scheme_json(scheme: GradingScheme) -> str:
    """Return the scheme as the model reads it: ids, labels, maxima, texts; nothing empty."""

    def question(node: Question) -> dict[str, Any]:
        entry: dict[str, Any] = {"id": node.id, "label": node.name, "max_points": float(node.maximum)}
        if node.text:
            entry["text"] = node.text
        if node.expected_answer:
            entry["expected_answer"] = node.expected_answer
        if node.criteria:
            entry["criteria"] = [
                {"criterion_id": c.id, "name": c.name, "points": float(c.points), "description": c.description}
                for c in node.criteria
            ]
        if node.parts:
            entry["parts"] = [question(part) for part in node.parts]
        return entry

    return json.dumps([question(node) for node in scheme.questions], ensure_ascii=False, indent=1)


def marks_of(answer: Answer[Examination], questions: Sequence[Question], step: Decimal) -> dict[str, Mark]:
    """Return one mark for each question.

    Where the answer as a whole failed its checks twice, every mark that is good by itself is kept, and the rest are
    `invalid_output` without points.
    """
    if answer.value is not None:
        drafts: Iterable[object] = answer.value.marks
    else:
        lists = (arguments.get("marks") for arguments in answer.arguments)
        drafts = [draft for marks in lists if isinstance(marks, list) for draft in marks]
    good: dict[str, MarkDraft | None] = {}
    for raw_draft in drafts:
        try:
            draft = MarkDraft.model_validate(raw_draft)
        except ValidationError:
            continue
        # A question marked twice has no mark that could be trusted over the other.
        good[draft.question_id] = None if draft.question_id in good else draft
    return {question.id: _mark(good.get(question.id), question, step, answer.problem) for question in questions}


def _mark(draft: MarkDraft | None, question: Question, step: Decimal, problem: str) -> Mark:
    if draft is None or _mark_problem(draft, question, step):
        note = _mark_problem(draft, question, step) if draft else problem
        return Mark(question_id=question.id, status=MarkStatus.INVALID_OUTPUT, note=note[:500])
    status = MarkStatus(draft.status)
    graded = status is MarkStatus.GRADED
    criteria = tuple(
        CriterionMark(criterion_id=c.criterion_id, points=c.points, evidence=c.evidence)
        for c in draft.criteria
        if graded and question.criteria
    )
    points = add(c.points for c in criteria) if question.criteria else draft.points
    return Mark(
        question_id=question.id,
        status=status,
        points=points if graded else ZERO,
        transcription=draft.transcription,
        evidence=tuple(quote for quote in draft.evidence if quote.strip()),
        feedback=draft.feedback,
        rationale=draft.rationale,
        confidence=draft.confidence,
        criteria=criteria,
        flags=(Flag.INJECTION_SUSPECTED,) if draft.injection_suspected else (),
    )
