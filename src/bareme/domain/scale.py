"""Scales as found, before a teacher confirms one: candidates with confidence and the place each was read from."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.points import NonNegativePoints, add
from bareme.domain.scheme import GradingScheme, Question


class Witness(StrEnum):
    """Who found a candidate."""

    RULES = "rules"  # read off the text layer
    MODEL = "model"  # read by the pre-analyst
    BOTH = "both"  # found by both, alike
    TEACHER = "teacher"  # sent with the request


class CandidateQuestion(BaseModel):
    """One question of a candidate, in a flat list; `parent` makes the tree."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, description="Unique in the candidate; a part's id is its parent's, a dot, its own.")
    label: str = Field("", description="What the paper calls it.")
    max_points: NonNegativePoints | None = Field(None, description="None where nothing is printed.")
    detected_from: str = Field("", description="Where it was read: 'page 2: \"Exercice 1 (6 points)\"'.")
    parent: str | None = Field(None, description="Id of the group that it belongs to.")


class ScaleCandidate(BaseModel):
    """One possible marking scale of the exam."""

    model_config = ConfigDict(frozen=True)

    confidence: float = Field(ge=0, le=1)
    total: NonNegativePoints | None = Field(None, description="None where it must stay unknown.")
    questions: tuple[CandidateQuestion, ...] = ()
    witness: Witness = Witness.RULES
    warnings: tuple[str, ...] = Field((), description="What does not add up, for the teacher.")

    def to_scheme(self, *, name: str = "") -> GradingScheme | None:
        """Return the scheme that this candidate stands for, or None where a leaf has no points or there is no question.

        A group whose parts carry no points of their own counts as one question.
        """
        children: dict[str | None, list[CandidateQuestion]] = {}
        known = {question.id for question in self.questions}
        for question in self.questions:
            children.setdefault(question.parent if question.parent in known else None, []).append(question)

        def build(question: CandidateQuestion) -> Question | None:
            parts = [build(child) for child in children.get(question.id, [])]
            if any(part is None for part in parts) and question.max_points is None:
                return None
            marked = () if any(part is None for part in parts) else tuple(part for part in parts if part)
            if not marked and question.max_points is None:
                return None
            return Question(id=question.id, label=question.label, max_points=question.max_points, parts=marked)

        built = [build(question) for question in children.get(None, [])]
        if not built or any(question is None for question in built):
            return None
        questions = tuple(question for question in built if question)
        scheme = GradingScheme(name=name, questions=questions)
        printed = self.total if self.total != add(question.maximum for question in questions) else None
        return scheme.model_copy(update={"printed_total": printed})
