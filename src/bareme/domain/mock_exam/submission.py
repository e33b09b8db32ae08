"""A mock exam with its answer key and a student's submission, as a frontend sends them.

Field names are those of existing clients, some of them in camelCase. Unknown fields are kept and ignored.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bareme.domain.bands import Band
from bareme.domain.points import NonNegativePoints, Points


class QuestionType(StrEnum):
    """How a question is answered."""

    MCQ = "mcq"
    MCQ_MULTISELECT = "mcq_multiselect"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"
    STRUCTURED_RESPONSE = "structured_response"


class Difficulty(StrEnum):
    """How hard a question is meant to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class CalculatorPolicy(StrEnum):
    """Whether a calculator is allowed."""

    NON_CALC = "non_calc"
    CALC = "calc"
    MIXED = "mixed"


class _Wire(BaseModel):
    # An error's message reaches logs and clients, and a value may be a student's own words.
    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)


class MCQOption(_Wire):
    """One option of a question with options."""

    label: str = Field(min_length=1, description="What a student selects: A, B, C …")
    text: str
    is_correct: bool = False
    feedback: str | None = Field(None, description="What to tell a student who selects it.")


class MarkingStep(_Wire):
    """One step of a marking scheme."""

    step: str
    marks: NonNegativePoints


class AnswerKey(_Wire):
    """What is right, and what each step of it is worth."""

    correct_answer: str
    acceptable_variations: list[str] = Field(default_factory=list)
    marking_scheme: list[MarkingStep] = Field(default_factory=list)


class Misconception(_Wire):
    """A mistake that students are known to make, and what to tell them."""

    error_pattern: str
    feedback: str


class CFUConfig(_Wire):
    """How a question checks for understanding."""

    type: QuestionType
    expected_format: str | None = None
    options: list[MCQOption] | None = None
    answer_key: AnswerKey

    @model_validator(mode="after")
    def _options_can_be_chosen(self) -> Self:
        if self.type not in {QuestionType.MCQ, QuestionType.MCQ_MULTISELECT}:
            return self
        if not self.options:
            raise ValueError(f"options: missing, which a question of the type {self.type.value!r} needs")
        repeated = [label for label, count in Counter(o.label for o in self.options).items() if count > 1]
        if repeated:
            raise ValueError(f"options: the label {repeated[0]!r} is used twice")
        right = self.right_labels
        if not right:
            raise ValueError("options: none is marked as correct, and answer_key.correct_answer names none")
        if self.type is QuestionType.MCQ and len(right) > 1:
            raise ValueError("options: more than one is marked as correct; the type 'mcq' has one right option")
        return self

    @property
    def right_labels(self) -> frozenset[str]:
        """The labels of the right options: those marked so, or else the one that the correct answer names."""
        options = self.options or []
        marked = frozenset(option.label for option in options if option.is_correct)
        named = self.answer_key.correct_answer.strip().casefold()
        return marked or frozenset(
            option.label
            for option in options
            if named in {option.label.strip().casefold(), option.text.strip().casefold()}
        )


class ExamQuestion(_Wire):
    """A question with its key. `question_id` is unique in the exam; `question_number` is what a student reads."""

    question_id: str = Field(min_length=1)
    question_number: int
    marks: Annotated[Points, Field(gt=0)]
    difficulty: Difficulty
    question_stem: str
    question_stem_plain: str
    question_type: QuestionType
    cfu_config: CFUConfig
    hints: list[str] = Field(default_factory=list)
    misconceptions: list[Misconception] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_type(self) -> Self:
        if self.question_type is not self.cfu_config.type:
            raise ValueError(
                f"question_type: {self.question_type.value!r}, where cfu_config.type is {self.cfu_config.type.value!r}"
            )
        return self


class ExamSection(_Wire):
    """A section with its questions."""

    section_id: str = Field(min_length=1)
    section_label: str
    section_order: int
    section_marks: NonNegativePoints = Field(description="As declared; the questions' sum is what counts.")
    section_instructions: str
    questions: list[ExamQuestion] = Field(min_length=1)


class GradeBand(Band):
    """A grade, the percentage from which it is given, and whether it is a pass."""

    passes: bool = True


class ExamMetadata(_Wire):
    """What is printed on the cover."""

    title: str
    subject: str
    level: str
    totalMarks: NonNegativePoints = Field(  # noqa: N815 - the clients' name
        description="As declared; the questions' sum is what counts."
    )
    timeLimit: float = Field(gt=0, allow_inf_nan=False, description="Minutes.")  # noqa: N815 - the clients' name
    instructions: str
    calculator_policy: CalculatorPolicy
    grade_bands: list[GradeBand] | None = Field(
        None,
        min_length=1,
        description="The exam's own grades; those of the Scottish Qualifications Authority if unset.",
    )


class MockExam(_Wire):
    """A whole exam, answer keys included."""

    examId: str = Field(min_length=1)  # noqa: N815 - the clients' name
    courseId: str  # noqa: N815 - the clients' name
    metadata: ExamMetadata
    sections: list[ExamSection] = Field(min_length=1)

    @model_validator(mode="after")
    def _unique_ids(self) -> Self:
        for name, ids in (
            ("section_id", [section.section_id for section in self.sections]),
            ("question_id", [question.question_id for question in self.questions()]),
        ):
            repeated = [value for value, count in Counter(ids).items() if count > 1]
            if repeated:
                raise ValueError(f"{name}: {repeated[0]!r} is used twice")
        return self

    def questions(self) -> Iterator[ExamQuestion]:
        """Yield every question, in the exam's order."""
        for section in self.sections:
            yield from section.questions


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


class AnswerResponse(_Wire):
    """What a student answered: one of the fields, and perhaps the working beside it."""

    selected_option: str | None = None
    selected_options: list[str] | None = None
    response_text: str | None = None
    numeric_value: float | None = Field(None, allow_inf_nan=False)
    drawing_data: dict[str, Any] | None = None
    working: str | None = Field(None, description="The steps on the way.")
    final_answer: Annotated[str | None, BeforeValidator(_number_as_text)] = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        texts = (self.selected_option, self.response_text, self.working, self.final_answer)
        written = any(text and text.strip() for text in texts)
        return not (written or self.selected_options or self.drawing_data) and self.numeric_value is None


class SubmittedAnswer(_Wire):
    """The answer to one question."""

    question_id: str
    question_number: int
    section_id: str
    question_type: QuestionType
    response: AnswerResponse
    time_spent_seconds: float = Field(0, ge=0, allow_inf_nan=False)
    was_flagged: bool = False


class SubmissionMetadata(_Wire):
    """When and how the exam was sat. Times are ISO 8601, durations minutes."""

    started_at: str
    submitted_at: str
    time_limit_minutes: float = Field(ge=0, allow_inf_nan=False)
    time_spent_minutes: float = Field(ge=0, allow_inf_nan=False)
    time_overage_minutes: float | None = Field(None, ge=0, allow_inf_nan=False)
    was_auto_submitted: bool = False


class ExamContext(_Wire):
    """The client's own counts."""

    total_questions: int = Field(ge=0)
    questions_answered: int = Field(ge=0)
    questions_skipped: int = Field(ge=0)
    questions_flagged: int = Field(ge=0)
    sections_completed: list[str] | int | None = Field(None, description="Ids of the sections, or how many.")


class ExamSubmissionWithExam(_Wire):
    """A student's answers together with the exam that they answer: all that marking needs."""

    submission_id: str
    exam_id: str
    attempt_id: str
    student_id: str
    course_id: str
    submission_metadata: SubmissionMetadata
    answers: list[SubmittedAnswer]
    exam_context: ExamContext
    mock_exam: MockExam

    def answer_to(self, question_id: str) -> AnswerResponse | None:
        """Return the first answer to this question, or None."""
        return next((answer.response for answer in self.answers if answer.question_id == question_id), None)
