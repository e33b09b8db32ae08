"""A mock exam with its answer key and a student's submission, as a frontend sends them.

Field names are those of existing clients, some of them in camelCase. Unknown fields are kept and ignored.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bareme.domain.bands import Band
from bareme.domain.mock_exam.option_labels import read_options
from bareme.domain.points import NonNegativePoints
from bareme.domain.quantities import read_quantity


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


def _list_for_null(value: object) -> object:
    return [] if value is None else value


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _list_for_text(value: object) -> object:
    return [value] if isinstance(value, str) else value


_absent_if_null = BeforeValidator(_list_for_null)
"""For a list: null is an empty one."""


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
    acceptable_variations: Annotated[list[str], _absent_if_null] = Field(default_factory=list)
    marking_scheme: Annotated[list[MarkingStep], _absent_if_null] = Field(default_factory=list)


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

    @property
    def labelled_texts(self) -> list[tuple[str, str]]:
        """The label and the text of each option."""
        return [(option.label, option.text) for option in self.options or []]

    @property
    def right_labels(self) -> frozenset[str]:
        """The labels of the right options, or none where the key does not say them without contradiction."""
        return frozenset() if self.option_faults else self._marked or self._named or frozenset()

    @property
    def option_faults(self) -> list[str]:
        """Why the right options cannot be told, of a question with options."""
        if self.type not in {QuestionType.MCQ, QuestionType.MCQ_MULTISELECT}:
            return []
        if not self.options:
            return ["has no options"]
        faults = [
            f"has two options {label!r}"
            for label, count in Counter(option.label for option in self.options).items()
            if count > 1
        ]
        marked, named = self._marked, self._named
        if not marked and not named:
            faults.append(f"has no right option: {self.answer_key.correct_answer[:40]!r} names none")
        elif marked and named and marked != named:
            faults.append(
                f"has a key that contradicts itself: {', '.join(sorted(named))} by correct_answer, "
                f"{', '.join(sorted(marked))} by is_correct"
            )
        elif self.type is QuestionType.MCQ and len(marked or named or ()) > 1:
            faults.append("has more than one right option, and the type 'mcq'")
        return faults

    @property
    def _marked(self) -> frozenset[str]:
        return frozenset(option.label for option in self.options or [] if option.is_correct)

    @property
    def _named(self) -> frozenset[str] | None:
        return read_options(self.answer_key.correct_answer, self.labelled_texts)


class ExamQuestion(_Wire):
    """A question with its key. `question_id` is unique in the exam; `question_number` is what a student reads."""

    question_id: str = Field(min_length=1)
    question_number: int
    marks: NonNegativePoints = Field(description="A question that is worth nothing is shown, and not counted.")
    difficulty: Difficulty
    question_stem: str
    question_stem_plain: str
    question_type: QuestionType
    cfu_config: CFUConfig
    hints: Annotated[list[str], _absent_if_null] = Field(default_factory=list)
    misconceptions: Annotated[list[Misconception], _absent_if_null] = Field(default_factory=list)


class ExamSection(_Wire):
    """A section with its questions."""

    section_id: str = Field(min_length=1)
    section_label: str
    section_order: int
    section_marks: NonNegativePoints = Field(description="As declared; the questions' sum is what counts.")
    section_instructions: str
    questions: Annotated[list[ExamQuestion], _absent_if_null]


class GradeBand(Band):
    """A grade, the percentage from which it is given, and whether it is a pass."""

    passes: bool = Field(
        default_factory=lambda read: read.get("from_percentage", 0) > 0,
        description="Whether it is a pass; unless said, every grade above 0 % is.",
    )


class ExamMetadata(_Wire):
    """What is printed on the cover."""

    title: str
    subject: str
    level: str
    totalMarks: NonNegativePoints = Field(  # noqa: N815 - the clients' name
        description="As declared; the questions' sum is what counts."
    )
    timeLimit: float | None = Field(  # noqa: N815 - the clients' name
        ge=0, allow_inf_nan=False, description="Minutes; null or 0 without a limit."
    )
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
        if not any(self.questions()):
            raise ValueError("sections: there is no question in them")
        return self

    def questions(self) -> Iterator[ExamQuestion]:
        """Yield every question, in the exam's order."""
        for section in self.sections:
            yield from section.questions


class AnswerResponse(_Wire):
    """What a student answered: one of the fields, and perhaps the working beside it."""

    selected_option: Annotated[str | None, BeforeValidator(_number_as_text)] = None
    selected_options: Annotated[list[str] | None, BeforeValidator(_list_for_text)] = None
    response_text: str | None = None
    numeric_value: float | None = Field(None, allow_inf_nan=False)
    drawing_data: dict[str, Any] | None = None
    working: str | None = Field(None, description="The steps on the way.")
    final_answer: Annotated[str | None, BeforeValidator(_number_as_text)] = None

    @model_validator(mode="before")
    @classmethod
    def _read_number(cls, sent: Any) -> Any:
        """Read a number that is sent as text; one that has several readings is kept as it was written."""
        if not isinstance(sent, dict) or not isinstance(sent.get("numeric_value"), str):
            return sent
        written = sent["numeric_value"]
        rest = {**sent, "numeric_value": None}
        quantity = read_quantity(written)
        if quantity is not None and quantity.unit is None and len(set(quantity.readings)) == 1:
            return {**rest, "numeric_value": float(quantity.readings[0])}
        return rest if sent.get("final_answer") or not written.strip() else {**rest, "final_answer": written}

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        texts = (self.selected_option, self.response_text, self.working, self.final_answer)
        written = any(text and text.strip() for text in texts)
        selected = any(option.strip() for option in self.selected_options or [])
        return not (written or selected or self.drawing_data) and self.numeric_value is None

    @property
    def written(self) -> str:
        """All that the student wrote in words of their own."""
        selected = [self.selected_option, *(self.selected_options or [])]
        texts = [*selected, self.response_text, self.working, self.final_answer]
        return "\n".join(text for text in texts if text)

    @property
    def is_drawing_alone(self) -> bool:
        """Whether the answer is a drawing and nothing else."""
        return bool(self.drawing_data) and self.model_copy(update={"drawing_data": None}).is_blank


class SubmittedAnswer(_Wire):
    """The answer to one question."""

    question_id: str
    question_number: int
    section_id: str
    question_type: QuestionType
    response: AnswerResponse | None = Field(description="Null for a question that was skipped.")
    time_spent_seconds: float | None = Field(0, ge=0, allow_inf_nan=False)
    was_flagged: bool | None = False


class SubmissionMetadata(_Wire):
    """When and how the exam was sat. Times are ISO 8601, durations minutes."""

    started_at: str
    submitted_at: str
    time_limit_minutes: float | None = Field(ge=0, allow_inf_nan=False, description="Null or 0 without a limit.")
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
        sent = self.sent_answer(question_id)
        return sent.response if sent else None

    def sent_answer(self, question_id: str) -> SubmittedAnswer | None:
        """Return what was sent for this question first, or None."""
        return next((answer for answer in self.answers if answer.question_id == question_id), None)

    def is_lost(self, question_id: str) -> bool:
        """Whether nothing came for this question in an upload that has fewer answers than the client counted."""
        return self.is_truncated and self.sent_answer(question_id) is None

    @property
    def is_truncated(self) -> bool:
        """Whether fewer answers came than the client says were given."""
        return len(self.answers) < min(self.exam_context.questions_answered, sum(1 for _ in self.mock_exam.questions()))
