"""What several attempts at one copy agree and differ on, question by question, and what follows from it."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, pairwise

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import Attempt, Flag, Mark, MarkStatus, current_marks
from bareme.domain.points import Points, add, snap
from bareme.domain.scheme import GradingScheme, Question


class ConsensusRule(StrEnum):
    """When the graders' marks decide by themselves."""

    EXACT = "exact"  # all graded attempts give the same mark
    WITHIN_STEP = "within_step"  # they lie within one step: the average, snapped to it


class ComparisonPolicy(BaseModel):
    """The thresholds of a comparison."""

    model_config = ConfigDict(frozen=True)

    rule: ConsensusRule = ConsensusRule.EXACT
    step: Points = Decimal("0.25")
    low_confidence: float = Field(0.6, ge=0, le=1, description="Below it a mark is flagged.")
    reading_difference: float = Field(0.35, ge=0, le=1, description="Above it two transcriptions are flagged.")


class QuestionComparison(BaseModel):
    """One question of one copy, over the attempts in force."""

    model_config = ConfigDict(frozen=True)

    question_id: str
    spread: Points | None = Field(None, description="Highest minus lowest points; None below two marks.")
    spread_share: float | None = Field(None, description="The spread as a share of the maximum.")
    exact: bool | None = Field(None, description="Whether all points are equal; None below two marks.")
    within_step: bool | None = Field(None, description="Whether they lie within one step.")
    reading_difference: float | None = Field(
        None, description="0 where all transcriptions say the same, 1 where two have nothing in common."
    )
    consensus: Points | None = Field(None, description="The mark that the rule gives, if it gives one.")
    provisional: Points | None = Field(None, description="The average on the step, shown until somebody decides.")
    flags: tuple[Flag, ...] = ()


class Comparison(BaseModel):
    """All questions of one copy."""

    model_config = ConfigDict(frozen=True)

    copy_id: str
    questions: dict[str, QuestionComparison]


_STATUS_FLAGS = {
    MarkStatus.UNREADABLE: Flag.UNREADABLE,
    MarkStatus.MISSING: Flag.MISSING_ANSWER,
    MarkStatus.NOT_TREATED: Flag.NOT_TREATED,
    MarkStatus.INVALID_OUTPUT: Flag.INVALID_OUTPUT,
    MarkStatus.FAILED: Flag.FAILED,
    MarkStatus.WAITING: Flag.WAITING,
}


def normalise(text: str) -> str:
    """Return `text` without accents, case, spaces and punctuation that carry no meaning, for comparing readings."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", re.sub(r"(?<=\d),(?=\d)", ".", plain)).strip(" .;:!?\n")


def reading_difference(first: str, second: str) -> float:
    """Return how much two transcriptions differ: 0 where they say the same, 1 where they have nothing in common.

    One minus the Sørensen–Dice coefficient (Dice 1945) of the pairs of neighbouring characters, after `normalise` and
    without spaces. A letter misread weighs little in a long answer and much in a short one; the order of sentences
    and the breaking of lines hardly count. Unlike an edit distance it takes time in proportion to the length.
    """
    a, b = letter_pairs(normalise(first)), letter_pairs(normalise(second))
    return round(1.0 - 2 * (a & b).total() / (a.total() + b.total()), 4)


def letter_pairs(text: str) -> Counter[str]:
    """Return how often each pair of neighbouring characters is in `text`, which is normalised; never empty."""
    # A space at either end, so that a single letter has pairs too, and the first and last letters weigh as the others.
    letters = f" {text.replace(' ', '')} "
    return Counter(map("".join, pairwise(letters)))


def compare_marks(
    question: Question, marks: list[Mark], policy: ComparisonPolicy, *, expected: int
) -> QuestionComparison:
    """Compare the marks of one question.

    `expected` is how many attempts the session asked for. A consensus needs every one of them to carry points: where
    a grader failed, the others are not all graders. With a single attempt expected, its mark is the consensus.
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
    # A blank answer and a wrong one both earn 0, yet the graders did not see the same thing.
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
    """Compare the attempts in force of one copy over every leaf of the scheme, treated or not."""
    current = current_marks(attempts, scheme.leaf_ids())
    questions = {
        leaf.id: compare_marks(leaf, [mark for _, mark in current.get(leaf.id, [])], policy, expected=expected)
        for leaf in scheme.leaves()
    }
    return Comparison(copy_id=copy_id, questions=questions)
