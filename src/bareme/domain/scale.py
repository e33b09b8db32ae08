"""Candidates for the exam's marking scale, before the teacher confirms one."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import NonNegativePoints, add
from bareme.domain.scheme import ID_LENGTH, LABEL_LENGTH, GradingScheme, Question


class CandidateSource(StrEnum):
    """Where a candidate comes from."""

    RULES = "rules"  # read from the text layer
    MODEL = "model"  # read by the pre-analyst
    BOTH = "both"  # found by both
    TEACHER = "teacher"  # sent with the request


class CandidateQuestion(FrozenModel):
    """One question of a candidate, in a flat list; `parent` makes the tree."""

    id: str = Field(
        min_length=1,
        max_length=ID_LENGTH,
        description="Unique in the candidate; a part's id is its parent's, a dot, its own.",
    )
    label: str = Field("", description="What the paper calls it.")
    max_points: NonNegativePoints | None = Field(None, description="None where nothing is printed.")
    detected_from: str = Field("", description="Where it was read: 'page 2: \"Exercice 1 (6 points)\"'.")
    parent: str | None = Field(None, description="Id of the group that it belongs to.")


class ScaleCandidate(FrozenModel):
    """A possible marking scale of the exam."""

    confidence: float = Field(ge=0, le=1, description="Confidence that this is the exam's scale.")
    total: NonNegativePoints | None = Field(None, description="None if it is unknown.")
    questions: tuple[CandidateQuestion, ...] = ()
    witness: CandidateSource = CandidateSource.RULES
    warnings: tuple[str, ...] = Field((), description="Inconsistencies, for the teacher.")

    @classmethod
    def of_scheme(cls, scheme: GradingScheme) -> "ScaleCandidate":
        """Return a candidate for a scheme that the teacher sent."""

        def flatten(question: Question, parent: str | None) -> Iterator[CandidateQuestion]:
            yield CandidateQuestion(id=question.id, label=question.name, max_points=question.maximum, parent=parent)
            for part in question.parts:
                yield from flatten(part, question.id)

        scheme = scheme.with_unique_ids()  # parts refer to their parent by id
        questions = tuple(entry for question in scheme.questions for entry in flatten(question, None))
        return cls(confidence=1.0, total=scheme.total, questions=questions, witness=CandidateSource.TEACHER)

    def is_equivalent(self, other: "ScaleCandidate") -> bool:
        """Return whether both have the same points in the same order, regardless of ids and labels."""
        return self.total == other.total and [q.max_points for q in self.questions] == [
            q.max_points for q in other.questions
        ]

    def to_scheme(self, *, name: str = "") -> GradingScheme | None:
        """Return the scheme that this candidate describes.

        None if there is no question, a leaf has no points, or parents form a cycle. A group becomes a single question
        if its parts have no points.
        """
        children: dict[str | None, list[CandidateQuestion]] = {}
        known = {question.id for question in self.questions}
        for question in self.questions:
            children.setdefault(question.parent if question.parent in known else None, []).append(question)
        reached = 0

        def build(question: CandidateQuestion) -> Question | None:
            nonlocal reached
            reached += 1
            parts = [build(child) for child in children.get(question.id, [])]
            if any(part is None for part in parts) and question.max_points is None:
                return None
            marked = () if any(part is None for part in parts) else tuple(part for part in parts if part)
            if not marked and question.max_points is None:
                return None
            label = question.label[:LABEL_LENGTH]
            return Question(id=question.id, label=label, max_points=question.max_points, parts=marked)

        built = [build(question) for question in children.get(None, [])]
        if not built or any(question is None for question in built) or reached < len(self.questions):
            return None
        questions = tuple(question for question in built if question)
        scheme = GradingScheme(name=name, questions=questions)
        printed = self.total if self.total != add(question.maximum for question in questions) else None
        return scheme.model_copy(update={"printed_total": printed})


def merge_candidates(rules: Sequence[ScaleCandidate], model: Sequence[ScaleCandidate]) -> list[ScaleCandidate]:
    """Return all candidates: first those found by both rules and model, then by descending confidence.

    Equivalent candidates are merged; the result has their highest confidence.
    """
    merged: list[ScaleCandidate] = []
    for candidate in (*rules, *model):
        index = next((position for position, other in enumerate(merged) if other.is_equivalent(candidate)), None)
        if index is None:
            merged.append(candidate)
            continue
        first = merged[index]
        witness = first.witness if first.witness is candidate.witness else CandidateSource.BOTH
        confidence = max(first.confidence, candidate.confidence)
        merged[index] = first.model_copy(update={"witness": witness, "confidence": confidence})
    return sorted(merged, key=lambda c: (c.witness is not CandidateSource.BOTH, -c.confidence))
