"""Hold a reading of a paper against its true scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.scale import CandidateQuestion, ScaleCandidate
from tests.printed_papers.sheet import Maxima, Truth

SURE = 0.8
"""From this confidence on, a reading may be used without a person's look."""


@dataclass(frozen=True)
class Verdict:
    """What became of one paper."""

    kind: str
    confidence: float
    right: bool
    """Whether total, groups and questions are those of the paper, and the paper has only one scale."""
    invented: bool
    """Whether a total was given where the paper has none."""

    @property
    def sure(self) -> bool:
        """Whether the reading is confident enough to be used as it is."""
        return self.confidence >= SURE


def judge(kind: str, candidates: Sequence[ScaleCandidate], truth: Truth) -> Verdict:
    """Return the verdict on the first candidate."""
    best = candidates[0] if candidates else ScaleCandidate(confidence=0)
    same = best.total == truth.total and maxima_of(best.questions) == truth.groups
    invented = truth.total is None and best.total is not None
    return Verdict(kind, best.confidence, same and not truth.contradictory, invented)


def maxima_of(questions: Sequence[CandidateQuestion]) -> Maxima:
    """Return the maxima of the groups and of the questions that have no parts."""
    children: dict[str | None, list[CandidateQuestion]] = {}
    for question in questions:
        children.setdefault(question.parent, []).append(question)

    def leaves(question: CandidateQuestion) -> Iterator[Decimal | None]:
        if question.id not in children:
            yield question.max_points
        for child in children.get(question.id, []):
            yield from leaves(child)

    return tuple(
        (group.max_points, tuple(points for part in children.get(group.id, []) for points in leaves(part)))
        for group in children.get(None, [])
    )
