"""The parts of prompts that several agents share: instructions, the scheme, and the teacher's papers."""

import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from bareme.agents.prompt import Prompt, fence
from bareme.domain.brief import Brief
from bareme.domain.criteria import Criterion, CriterionKind
from bareme.domain.points import add, format_points
from bareme.domain.scheme import GradingScheme, Question
from bareme.translation import translator


def instructions(prompt: Prompt, brief: Brief, *, without: Collection[str] = ()) -> str:
    """Return the prompt's text in the session's language and with its mark step, `without` these sections."""
    policy = brief.policy
    step = format_points(policy.mark_step, "en")
    return prompt.fill(without=without, language=translator(policy.language).name, mark_step=step)


def papers(brief: Brief) -> list[str]:
    """Return those of the teacher's guidelines, exam paper and answer key that exist, each fenced."""
    parts: list[str] = []
    if brief.guidelines:
        parts += ["The teacher's guidelines for marking:", fence("guidelines", brief.guidelines)]
    if brief.exam_paper:
        parts += ["The exam paper:", fence("exam_paper", brief.exam_paper)]
    if brief.answer_key:
        parts += ["The answer key:", fence("answer_key", brief.answer_key)]
    return parts


def scheme_json(scheme: GradingScheme) -> str:
    """Return the scheme as the model reads it: ids, labels, maxima, texts, criteria; nothing empty.

    Marks are given before coefficients, so coefficients are not shown, and a group's maximum is that of raw marks.
    """

    def question(node: Question) -> dict[str, Any]:
        entry: dict[str, Any] = {"id": node.id, "label": node.name, "max_points": float(_raw_maximum(node))}
        if node.text:
            entry["text"] = node.text
        if node.expected_answer:
            entry["expected_answer"] = node.expected_answer
        if node.guidelines:
            entry["teacher_guidelines"] = node.guidelines
        if node.follow_through:
            entry["follow_through"] = True
        if node.criteria:
            entry["criteria"] = [_criterion(criterion) for criterion in node.criteria]
        if node.best_of is not None:
            entry["student_chooses"] = node.best_of
        if node.parts:
            entry["parts"] = [question(part) for part in node.parts]
        return entry

    return json.dumps([question(node) for node in scheme.questions], ensure_ascii=False, indent=1)


def _raw_maximum(question: Question) -> Decimal:
    if not question.parts:
        return question.maximum
    return add(sorted((_raw_maximum(part) for part in question.parts), reverse=True)[: question.best_of])


def _criterion(criterion: Criterion) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "criterion_id": criterion.id,
        "name": criterion.name,
        "points": float(criterion.points),
        "description": criterion.description,
    }
    if criterion.kind is not CriterionKind.RANGE:
        entry["kind"] = criterion.kind.value
    if criterion.levels:
        entry["levels"] = [
            {"points": float(level.points), "description": level.description} for level in criterion.levels
        ]
    if criterion.bonus:
        entry["bonus"] = True
    if criterion.group:
        entry["group"] = criterion.group
    return entry
