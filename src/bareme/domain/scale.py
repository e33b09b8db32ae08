"""Candidates for the exam's marking scale, before the teacher confirms one."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import ID_LENGTH, LABEL_LENGTH
from bareme.domain.points import NonNegativePoints, add
from bareme.domain.scheme import GradingScheme, Question


class CandidateSource(StrEnum):
    """Where a candidate comes from."""

    RULES = "rules"  # read from the text layer
    MODEL = "model"  # read by the pre-analyst
    BOTH = "both"  # found by both
    TEACHER = "teacher"  # sent with the request


class ScaleWarning(StrEnum):
    """The codes of a candidate's warnings; the detail after the colon is in brackets."""

    TOTAL_NOT_SUM = "total_not_sum"  # (printed total/sum of the questions)
    GROUP_NOT_SUM = "group_not_sum"  # (label of the group)
    TABLE_NOT_SUM = "table_not_sum"  # (sum of a table/sum of the headings), or the same sum of other marks
    READERS_DISAGREE = "readers_disagree"  # (this total/the other reader's)
    NUMBERED_TWICE = "numbered_twice"  # (label)
    NUMBER_MISSING_BEFORE = "number_missing_before"  # (label)
    WITHOUT_MARK = "without_mark"  # (label)
    UNEXPLAINED = "unexplained"  # (row with a mark that was given to no question)
    UNREAD_PAGE = "unread_page"  # (number of a page that is a picture)
    OCR_LAYER = "ocr_layer"  # (number of a scanned page, read in what a program recognised on it)
    INFERRED = "inferred"  # (row or label whose meaning was inferred)
    BONUS = "bonus"  # (row)
    CHOICE = "choice"  # (how many count/how many are offered)
    PARTLY_KNOWN = "partly_known"  # no detail


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
    warnings: tuple[str, ...] = Field(
        (), description="What limits the confidence, as 'code: detail'; codes in ScaleWarning."
    )

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

    def limited_by_recognition(self, pages: Sequence[int] = ()) -> "ScaleCandidate":
        """Return the candidate, less sure if it was read in the invisible text layer of a scan.

        `pages` are the numbers of such pages, if they are not among its warnings yet.
        """
        warnings = tuple(dict.fromkeys((*self.warnings, *(f"{ScaleWarning.OCR_LAYER}: {page}" for page in pages))))
        recognised = any(warning.startswith(ScaleWarning.OCR_LAYER) for warning in warnings)
        limit = _RECOGNISED if recognised else 1.0
        return self.model_copy(update={"warnings": warnings, "confidence": min(self.confidence, limit)})

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


_RECOGNISED = 0.6
"""The most confidence in what stands in the invisible text layer of a scan, which nobody held against the picture."""

_DISPUTED = 0.6
"""The most confidence that a candidate has if another reader is sure of a different total."""


def merge_candidates(rules: Sequence[ScaleCandidate], model: Sequence[ScaleCandidate]) -> list[ScaleCandidate]:
    """Return all candidates: first those found by both rules and model, then by descending confidence.

    Equivalent candidates are merged; the result has their highest confidence. If rules and model are both sure of
    different totals, neither candidate stays sure.
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
    if not any(candidate.witness is CandidateSource.BOTH for candidate in merged):
        merged = [_dispute(candidate, merged) for candidate in merged]
    return sorted(merged, key=lambda c: (c.witness is not CandidateSource.BOTH, -c.confidence))


def _dispute(candidate: ScaleCandidate, others: Sequence[ScaleCandidate]) -> ScaleCandidate:
    """Lower the confidence of a candidate if the other reader is confident of a different total."""
    rival = next(
        (
            other
            for other in others
            if other.witness is not candidate.witness
            and other.confidence > _DISPUTED
            and None not in {other.total, candidate.total}
            and other.total != candidate.total
        ),
        None,
    )
    if rival is None:
        return candidate
    warnings = (*candidate.warnings, f"readers_disagree: {candidate.total}/{rival.total}")
    return candidate.model_copy(update={"confidence": min(candidate.confidence, _DISPUTED), "warnings": warnings})
