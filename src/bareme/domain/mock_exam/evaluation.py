"""The evaluation of a mock exam: marks, grade, and feedback that teaches."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.bands import ENGLISH_BANDS, band_of
from bareme.domain.mock_exam.exam import GradeBand
from bareme.domain.points import NonNegativePoints, round_half_up
from bareme.errors import InvalidInput

SQA_BANDS = tuple(
    GradeBand(label=band.label, from_percentage=band.from_percentage, passes=band.from_percentage > 0)
    for band in ENGLISH_BANDS
)
"""A from 70 %, B from 60, C from 50, D from 40, which is the last pass; No Award below."""

INCOMPLETE = "Incomplete"
"""The grade while a question has no mark."""
NOT_GRADED = "Not graded"
"""The grade of an exam in which no question is worth a mark."""
PASS_MARK = Decimal(40)
"""The percentage of a pass where a band does not say whether it is one."""
_NO_AWARD = "No Award"


def calculate_grade(percentage: float | Decimal, bands: Sequence[GradeBand] = SQA_BANDS) -> tuple[str, bool]:
    """Return the grade of a percentage from 0 to 100, and whether it is a pass.

    A percentage below every band is no award. It is not rounded first: 69.996 is not yet 70.

    Raises:
        InvalidInput: NaN or an infinity.
    """
    exact = percentage if isinstance(percentage, Decimal) else Decimal(repr(percentage))
    if not exact.is_finite():
        raise InvalidInput("a percentage must be finite, not {percentage!r}", percentage=percentage)
    reached = band_of(exact, Decimal(100), bands)
    if reached is None:
        return _NO_AWARD, False
    lowest = _lowest_pass(reached)
    return reached.label, lowest is not None and exact >= lowest


def pass_threshold(bands: Sequence[GradeBand] = SQA_BANDS) -> Decimal:
    """Return the lowest percentage that is a pass, or 100 if none is."""
    lowest = (_lowest_pass(band) for band in bands)
    passes = [share for share in lowest if share is not None and calculate_grade(share, bands)[1]]
    return round_half_up(min(passes, default=Decimal(100)))


def _lowest_pass(band: GradeBand) -> Decimal | None:
    """Return the percentage from which results in this band pass, or None if none does."""
    if band.passes is not None:
        return band.threshold if band.passes else None
    return max(band.threshold, PASS_MARK) if band.threshold > 0 else None


class _Result(BaseModel):
    # Results have every field, and the schema tells clients so.
    model_config = ConfigDict(
        extra="ignore",
        hide_input_in_errors=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,
    )


class OverallResult(_Result):
    """The result of the whole exam. While a question is open there is no percentage and no grade."""

    total_marks_earned: NonNegativePoints
    total_marks_possible: NonNegativePoints = Field(description="Of the whole exam, open questions included.")
    percentage: float | None = Field(ge=0, le=100, allow_inf_nan=False, description="Null while a question is open.")
    grade: str = Field(
        description="The label of a grade band: A, B, C, D or No Award unless the exam has its own. "
        f"{INCOMPLETE!r} while a question is open."
    )
    pass_status: bool | None = Field(description="Null while a question is open.")
    pass_threshold: NonNegativePoints = Field(PASS_MARK, description="Percentage of the lowest pass.")
    total_marks_marked: NonNegativePoints | None = Field(None, description="Marks possible of the marked questions.")
    questions_open: int = Field(0, ge=0, description="Questions without a mark; the same submission goes on there.")


class SectionResult(_Result):
    """The result of one section."""

    section_id: str
    section_label: str
    marks_earned: NonNegativePoints
    marks_possible: NonNegativePoints
    percentage: float | None = Field(ge=0, le=100, allow_inf_nan=False, description="Null while a question is open.")
    questions_open: int = Field(0, ge=0, description="Questions without a mark.")


class MarkingCriterionResult(_Result):
    """What one step of the marking scheme earned."""

    criterion_name: str
    criterion_description: str = Field(description="What was looked for.")
    marks_earned: NonNegativePoints
    marks_possible: NonNegativePoints
    feedback: str
    evidence_seen: str | None = Field(None, description="The student's words that earn the marks.")


class MisconceptionFeedback(_Result):
    """A misconception that shows in the answer, and the way out of it."""

    misconception_type: str = Field(description="A short name in snake_case.")
    common_error: str
    why_its_wrong: str
    correct_thinking: str
    practice_suggestion: str


class QuestionFeedback(_Result):
    """The mark of one question, and what there is to learn from it."""

    question_id: str
    question_number: int
    section_id: str
    marks_earned: NonNegativePoints | None = Field(
        description="From 0 to marks_possible. Null in a result only: the question could not be marked."
    )
    marks_possible: NonNegativePoints
    is_correct: bool
    is_partially_correct: bool = False
    feedback_summary: str = Field(min_length=1, description="One or two sentences to the student.")
    what_you_did_well: str | None = Field(None, description="Something true and specific, also in a wrong answer.")
    where_you_went_wrong: str | None = Field(None, description="The error and why it is one; null in a right answer.")
    correct_approach: str = Field(min_length=1, description="The way to the right answer, step by step.")
    marking_breakdown: list[MarkingCriterionResult] | None = Field(
        None, description="One entry a step of the marking scheme; its marks sum to marks_earned."
    )
    misconception_detected: MisconceptionFeedback | None = None
    related_concept: str = Field(min_length=1, description="What the question is about, in a few words.")
    suggested_review: str | None = Field(None, description="What to go over again.")
    injection_suspected: bool = Field(default=False, description="The answer seems to speak to the marker.")


class LearningRecommendation(_Result):
    """One thing to do next."""

    priority: int = Field(ge=1, le=5, description="1 is the most important.")
    topic: str = Field(min_length=1)
    reason: str = Field(min_length=1, description="What in this exam calls for it.")
    action: str = Field(min_length=1, description="What exactly to do.")
    related_questions: list[int] = Field(default_factory=list, description="Question numbers.")


class CheckKind(StrEnum):
    """What code noticed."""

    TOTALS_DISAGREE = "totals_disagree"
    IDENTIFIERS_DISAGREE = "identifiers_disagree"
    COUNTS_DISAGREE = "counts_disagree"
    UNKNOWN_QUESTION = "unknown_question"
    REPEATED_ANSWER = "repeated_answer"
    UNKNOWN_OPTION = "unknown_option"
    TYPE_DISAGREES = "type_disagrees"
    CONTRADICTORY_TIMES = "contradictory_times"
    OVER_TIME = "over_time"
    KEY_OVERRULED_MODEL = "key_overruled_model"
    NOT_MARKED = "not_marked"
    CALL_FAILED = "call_failed"
    BUDGET_REACHED = "budget_reached"
    BREAKDOWN_CORRECTED = "breakdown_corrected"
    RECOMMENDATIONS_CORRECTED = "recommendations_corrected"
    INCOMPLETE_COMMENT = "incomplete_comment"
    INTERPRETED = "interpreted"
    KEY_NOT_UNDERSTOOD = "key_not_understood"
    TRUNCATED_UPLOAD = "truncated_upload"
    DRAWING_NOT_SEEN = "drawing_not_seen"
    PICTURE_NOT_SEEN = "picture_not_seen"
    INJECTION_SUSPECTED = "injection_suspected"
    MARK_CHANGED = "mark_changed"
    BREAKDOWN_INCOMPLETE = "breakdown_incomplete"
    QUOTE_NOT_FOUND = "quote_not_found"
    UNFIT_COMMENT = "unfit_comment"
    COMMENT_REPLACED = "comment_replaced"
    GRADE_BANDS_UNCLEAR = "grade_bands_unclear"
    MARKED_BY_RULES = "marked_by_rules"


class Check(_Result):
    """One thing that code noticed: reported, not punished."""

    kind: CheckKind
    message: str
    question_id: str | None = None


class EvaluationResult(_Result):
    """The evaluation of one exam: a mark and feedback for every question, recommendations, encouragement."""

    evaluation_id: str
    submission_id: str
    evaluated_at: str = Field(description="ISO 8601.")
    overall_result: OverallResult
    section_results: list[SectionResult]
    question_feedback: list[QuestionFeedback] = Field(description="Every question, exactly once.")
    learning_recommendations: list[LearningRecommendation] = Field(description="Two to four, the most urgent first.")
    encouragement_message: str = Field(description="A personal closing word that fits the result.")
    checks: list[Check] = Field(default_factory=list, description="What code noticed: reported, not punished.")
    marked_by: str = Field("", description='The model that marked; "rules" if none did.')
