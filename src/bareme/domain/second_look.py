"""Where graders differ so much that each is asked to look again, and at whose mark."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from bareme.domain.attempts import Attempt, Mark
from bareme.domain.comparison import Comparison
from bareme.domain.points import ZERO

type Slot = tuple[str, int]
"""One grader's pass: its blind label and its try."""


def disputed_questions(comparison: Comparison, share: float) -> tuple[str, ...]:
    """Return the questions whose marks differ by more than `share` of the maximum, in order."""
    return tuple(
        question_id
        for question_id, question in comparison.questions.items()
        if question.spread_share is not None and question.spread_share > share
    )


def other_marks(
    standing: Mapping[str, Iterable[tuple[Attempt, Mark]]], question_ids: Iterable[str]
) -> dict[Slot, dict[str, Mark]]:
    """Return, for each grader's pass, the mark that differs most from its own on each of the questions.

    Only another grader's marks are taken, not the same one's other tries. A pass without points of its own, or that no
    other differs from, has nothing to look at.
    """
    looks: dict[Slot, dict[str, Mark]] = {}
    for question_id in question_ids:
        marks = [(attempt, mark) for attempt, mark in standing.get(question_id, ()) if mark.points is not None]
        for attempt, own in marks:
            others = [mark for other, mark in marks if other.label != attempt.label and mark.points != own.points]
            if others:
                furthest = max(others, key=lambda mark: abs(_points(mark) - _points(own)))
                looks.setdefault((attempt.label, attempt.try_index), {})[question_id] = furthest
    return looks


def _points(mark: Mark) -> Decimal:
    return mark.points if mark.points is not None else ZERO
