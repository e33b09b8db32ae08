"""Compare several attempts at one copy, question by question, and derive the consensus and flags."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, pairwise

from pydantic import Field

from bareme.domain.attempts import Attempt, Flag, Mark, MarkStatus, current_marks
from bareme.domain.copies import CopyStatus
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points, add, snap
from bareme.domain.scheme import GradingScheme, Question


class ConsensusRule(StrEnum):
    """When the graders' marks make a consensus."""

    EXACT = "exact"  # all graded attempts give the same mark
    WITHIN_STEP = "within_step"  # they lie within one step; the consensus is their average, snapped to the step


class ComparisonPolicy(FrozenModel):
    """The thresholds of a comparison."""

    rule: ConsensusRule = ConsensusRule.EXACT
    step: Points = Decimal("0.25")
    low_confidence: float = Field(0.6, ge=0, le=1, description="Marks with a lower confidence are flagged.")
    reading_difference: float = Field(0.35, ge=0, le=1, description="Transcriptions that differ by more are flagged.")


class QuestionComparison(FrozenModel):
    """One question of one copy, over its current marks."""

    question_id: str
    spread: Points | None = Field(
        None, description="Highest minus lowest points; None if there are fewer than two marks."
    )
    spread_share: float | None = Field(None, description="The spread as a share of the maximum.")
    exact: bool | None = Field(
        None, description="Whether all points are equal; None if there are fewer than two marks."
    )
    within_step: bool | None = Field(None, description="Whether the points lie within one step.")
    reading_difference: float | None = Field(
        None, description="Largest difference of two transcriptions: 0 if equal, 1 if they have nothing in common."
    )
    consensus: Points | None = Field(None, description="The mark determined by the consensus rule, if any.")
    provisional: Points | None = Field(None, description="The average snapped to the step, shown until a decision.")
    flags: tuple[Flag, ...] = ()


class Comparison(FrozenModel):
    """The comparison of all questions of one copy."""

    copy_id: str
    questions: dict[str, QuestionComparison]

    @property
    def copy_status(self) -> CopyStatus:
        """What became of the attempts at the copy: failed if any mark is, waiting if any is missing."""
        flags = {flag for question in self.questions.values() for flag in question.flags}
        if Flag.FAILED in flags:
            return CopyStatus.FAILED
        return CopyStatus.WAITING if Flag.WAITING in flags else CopyStatus.COMPLETE


_STATUS_FLAGS = {
    MarkStatus.UNREADABLE: Flag.UNREADABLE,
    MarkStatus.MISSING: Flag.MISSING_ANSWER,
    MarkStatus.NOT_TREATED: Flag.NOT_TREATED,
    MarkStatus.NOT_JUDGED: Flag.NOT_JUDGED,
    MarkStatus.INVALID_OUTPUT: Flag.INVALID_OUTPUT,
    MarkStatus.FAILED: Flag.FAILED,
    MarkStatus.WAITING: Flag.WAITING,
}


def normalise(text: str) -> str:
    """Return `text` without accents, case, repeated spaces and final punctuation, for comparing transcriptions."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    accents = {ord(c): None for c in set(decomposed) if unicodedata.combining(c)}
    plain = decomposed.translate(accents) if accents else decomposed
    return re.sub(r"\s+", " ", re.sub(r"(?<=\d),(?=\d)", ".", plain)).strip(" .;:!?\n")


def reading_difference(first: str, second: str) -> float:
    """Return the difference of two transcriptions, from 0 (equal) to 1 (nothing in common).

    One minus the Sørensen–Dice coefficient (Dice 1945) of the character bigrams, after `normalise` and without spaces.
    A misread letter weighs more in a short answer than in a long one; the order of sentences hardly matters. Takes
    linear time, unlike an edit distance.
    """
    if first == second:
        return 0.0
    a, b = bigrams(normalise(first)), bigrams(normalise(second))
    return round(1.0 - 2 * (a & b).total() / (a.total() + b.total()), 4)


def bigrams(text: str) -> Counter[str]:
    """Return the counts of the character bigrams of `text`, which must be normalised; never empty."""
    # Padding with spaces gives a single letter bigrams too, and the first and last letters the weight of the others.
    letters = f" {text.replace(' ', '')} "
    return Counter(map("".join, pairwise(letters)))


def compare_marks(
    question: Question, marks: list[Mark], policy: ComparisonPolicy, *, expected: int
) -> QuestionComparison:
    """Compare the marks of one question.

    `expected` is the number of attempts that the policy asks for. A consensus requires all of them to carry points. If
    a single attempt is expected, its mark is the consensus.
    """
    points = [mark.points for mark in marks if mark.points is not None]
    flags = {flag for mark in marks for flag in mark.flags}
    flags |= {_STATUS_FLAGS[mark.status] for mark in marks if mark.status in _STATUS_FLAGS}
    if any(mark.status.has_points and mark.confidence < policy.low_confidence for mark in marks):
        flags.add(Flag.LOW_CONFIDENCE)
    if len(marks) < expected:
        flags.add(Flag.WAITING)

    spread = max(points) - min(points) if len(points) > 1 else None
    exact = spread == 0 if spread is not None else None
    within_step = spread <= policy.step if spread is not None else None
    # A blank and a wrong answer both earn 0 points but are a disagreement.
    statuses = {mark.status for mark in marks if mark.status.has_points}
    if exact is False or len(statuses) > 1:
        flags.add(Flag.DISAGREEMENT)

    readings = [mark.transcription for mark in marks if mark.status.has_points]
    difference = max((reading_difference(a, b) for a, b in combinations(readings, 2)), default=None)
    if difference is not None and difference > policy.reading_difference:
        flags.add(Flag.READING_DIFFERS)

    average = snap(add(points) / len(points), policy.step, maximum=question.maximum) if points else None
    consensus = None
    if points and len(points) >= max(expected, len(marks)):
        agreed = policy.rule is ConsensusRule.WITHIN_STEP and within_step
        consensus = points[0] if exact is not False else average if agreed else None
    share = float(spread / question.maximum) if spread is not None and question.maximum else None
    return QuestionComparison(
        question_id=question.id,
        spread=spread,
        spread_share=None if share is None else round(share, 4),
        exact=exact,
        within_step=within_step,
        reading_difference=difference,
        consensus=consensus,
        provisional=average,
        flags=tuple(sorted(flags)),
    )


def compare(
    copy_id: str, scheme: GradingScheme, attempts: list[Attempt], policy: ComparisonPolicy, *, expected: int
) -> Comparison:
    """Compare the current marks of one copy for every leaf of the scheme."""
    current = current_marks(attempts, scheme.leaf_ids())
    questions = {
        leaf.id: compare_marks(leaf, [mark for _, mark in current.get(leaf.id, [])], policy, expected=expected)
        for leaf in scheme.leaves()
    }
    return Comparison(copy_id=copy_id, questions=questions)
