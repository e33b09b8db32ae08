"""Second looks: graders that differ strongly look again, each seeing the other's mark.

Second looks are shown beside the marks but never change a mark, comparison or consensus.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.attempts import Attempt, Mark, Slot, attempts_by_copy, current_marks
from bareme.domain.comparison import Comparison
from bareme.domain.points import ZERO
from bareme.domain.session import GradedSession


@dataclass(frozen=True)
class SecondLook:
    """The first mark of a grader's pass, which counts and has points, and the mark of its second look."""

    label: str
    try_index: int
    first: Mark
    second: Mark

    @property
    def slot(self) -> Slot:
        """The label and try of the grader's pass."""
        return self.label, self.try_index

    @property
    def change(self) -> Decimal | None:
        """The second mark minus the first, in points, or None if the second look gave no points."""
        if self.first.points is None or self.second.points is None:
            return None
        return self.second.points - self.first.points


def disputed_questions(comparison: Comparison, share: float) -> tuple[str, ...]:
    """Return the ids of the questions whose marks differ by more than `share` of the maximum, in order."""
    return tuple(
        question_id
        for question_id, question in comparison.questions.items()
        if question.spread_share is not None and question.spread_share > share
    )


def most_different_marks(
    current: Mapping[str, Iterable[tuple[Attempt, Mark]]], question_ids: Iterable[str]
) -> dict[Slot, dict[str, Mark]]:
    """Return, for each grader's pass, another grader's mark that differs most from its own, by question id.

    Other tries of the same grader are not considered. A pass is left out for questions where it has no points or no
    other grader differs.
    """
    looks: dict[Slot, dict[str, Mark]] = {}
    for question_id in question_ids:
        marks = [(attempt, mark) for attempt, mark in current.get(question_id, ()) if mark.points is not None]
        for attempt, own in marks:
            others = [mark for other, mark in marks if other.label != attempt.label and mark.points != own.points]
            if others:
                furthest = max(others, key=lambda mark: abs(_points(mark) - _points(own)))
                looks.setdefault(attempt.slot, {})[question_id] = furthest
    return looks


def pending_second_looks(
    comparison: Comparison,
    share: float,
    current: Mapping[str, Sequence[tuple[Attempt, Mark]]],
    looks: Iterable[Attempt],
    question_ids: Container[str],
) -> tuple[Slot, ...]:
    """Return the graders' passes that should look again at some of `question_ids` and have not yet."""
    disputed = [question_id for question_id in disputed_questions(comparison, share) if question_id in question_ids]
    since = max((attempt.round for question_id in disputed for attempt, _ in current[question_id]), default=0)
    made = {(look.label, look.try_index) for look in looks if look.round >= since}
    return tuple(slot for slot in most_different_marks(current, disputed) if slot not in made)


def current_second_looks(session: GradedSession) -> dict[str, dict[str, tuple[SecondLook, ...]]]:
    """Return the second looks by copy id and question id, ordered by label and try.

    A second look is left out once any grader has marked the question again, because it refers to outdated marks.
    """
    attempts, looks = attempts_by_copy(session.attempts), attempts_by_copy(session.second_looks)
    found = {}
    for copy_id, made in looks.items():
        current = session.current_marks(copy_id, attempts[copy_id])
        looked = session.valid_attempts(copy_id, made)
        by_question = {question_id: _pairs(question_id, marks, looked) for question_id, marks in current.items()}
        found[copy_id] = {question_id: pairs for question_id, pairs in by_question.items() if pairs}
    return found


def _pairs(
    question_id: str, current: Iterable[tuple[Attempt, Mark]], looks: Iterable[Attempt]
) -> tuple[SecondLook, ...]:
    marks = list(current)
    first = {attempt.slot: mark for attempt, mark in marks if mark.points is not None}
    since = max(attempt.round for attempt, _ in marks)
    recent = [look for look in looks if look.round >= since]
    return tuple(
        SecondLook(look.label, look.try_index, first[look.slot], mark)
        for look, mark in current_marks(recent).get(question_id, [])
        if look.slot in first
    )


def _points(mark: Mark) -> Decimal:
    return mark.points if mark.points is not None else ZERO
