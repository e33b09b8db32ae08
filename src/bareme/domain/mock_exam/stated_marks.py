"""Marks that words about a result state, held against the result."""

import re
from decimal import Decimal

from bareme.domain.mock_exam.evaluation import EvaluationResult

_STATED = re.compile(
    r"(?<![\d.,/])(?P<earned>\d++(?:[.,]\d++)?)\s*+(?:/|out of|of|sur)\s*+(?P<possible>\d++(?:[.,]\d++)?)(?![/\d])"
    r"(?P<unit>\s*+(?:marks?|points?)\b)?",
    re.IGNORECASE,
)


def foreign_mark(text: str, result: EvaluationResult) -> str | None:
    """Return a mark that `text` states and the result does not have, as written, or None.

    "3 out of 4 marks" is a mark. "3/4" alone may be a fraction; it is taken for a mark where the exam is worth 4.
    """
    known, total = _marks_of(result), result.overall_result.total_marks_possible
    for stated in _STATED.finditer(text):
        earned, possible = (Decimal(stated[group].replace(",", ".")) for group in ("earned", "possible"))
        if (stated["unit"] or possible == total) and (earned, possible) not in known:
            return stated[0]
    return None


def _marks_of(result: EvaluationResult) -> set[tuple[Decimal, Decimal]]:
    """Return every pair of marks, earned and possible, that the evaluation has."""
    overall = result.overall_result
    steps = [step for entry in result.question_feedback for step in entry.marking_breakdown or []]
    pairs = [(entry.marks_earned, entry.marks_possible) for entry in result.question_feedback]
    pairs += [(section.marks_earned, section.marks_possible) for section in result.section_results]
    pairs += [(step.marks_earned, step.marks_possible) for step in steps]
    pairs.append((overall.total_marks_earned, overall.total_marks_possible))
    return {(earned, possible) for earned, possible in pairs if earned is not None}
