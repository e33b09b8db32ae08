"""A mock exam with its answer key, as a frontend sends it.

Field names are those of existing clients, some of them in camelCase. Unknown fields are kept and ignored.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bareme.domain.bands import Band
from bareme.domain.limits import ID_LENGTH, MOST_FIELDS, MOST_LEVELS, MOST_QUESTIONS, MOST_REMARKS, Id, Integer, Label
from bareme.domain.mock_exam.free_form import ExamText, FreeForm
from bareme.domain.mock_exam.option_labels import read_options
from bareme.domain.points import NonNegativePoints
from bareme.errors import InvalidInput


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


class Wire(BaseModel):
    """What a client sends, with whatever it has beside."""

    # An error's message reaches logs and clients, and a value may be a student's own words.
    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,
        json_schema_extra={"maxProperties": MOST_FIELDS, "propertyNames": {"maxLength": ID_LENGTH}},
    )
    __pydantic_extra__: dict[Id, FreeForm]

    @model_validator(mode="before")
    @classmethod
    def _not_too_many_fields(cls, sent: Any) -> Any:
        if isinstance(sent, dict) and len(sent) > MOST_FIELDS:
            raise InvalidInput("has too many fields: {n} at most", n=MOST_FIELDS)
        return sent


def _list_for_null(value: object) -> object:
    return [] if value is None else value


_absent_if_null = BeforeValidator(_list_for_null)
"""For a list: null is an empty one."""


class MCQOption(Wire):
    """One option of a question with options."""

    label: Label = Field(min_length=1, description="What a student selects: A, B, C …")
    text: ExamText
    is_correct: bool = False
    feedback: ExamText | None = Field(None, description="What to tell a student who selects it.")


class MarkingStep(Wire):
    """One step of a marking scheme."""

    step: ExamText
    marks: NonNegativePoints


class AnswerKey(Wire):
    """What is right, and what each step of it is worth."""

    correct_answer: ExamText
    acceptable_variations: Annotated[list[ExamText], _absent_if_null] = Field(
        default_factory=list, max_length=MOST_REMARKS
    )
    marking_scheme: Annotated[list[MarkingStep], _absent_if_null] = Field(default_factory=list, max_length=MOST_REMARKS)


class Misconception(Wire):
    """A mistake that students are known to make, and what to tell them."""

    error_pattern: ExamText
    feedback: ExamText


class CFUConfig(Wire):
    """How a question checks for understanding."""

    type: QuestionType
    expected_format: ExamText | None = None
    options: list[MCQOption] | None = Field(None, max_length=MOST_LEVELS)
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


class ExamQuestion(Wire):
    """A question with its key. `question_id` is unique in the exam; `question_number` is what a student reads."""

    question_id: Id = Field(min_length=1)
    question_number: Integer
    marks: NonNegativePoints = Field(description="A question that is worth nothing is shown, and not counted.")
    difficulty: Difficulty
    question_stem: ExamText
    question_stem_plain: ExamText
    question_type: QuestionType
    cfu_config: CFUConfig
    hints: Annotated[list[ExamText], _absent_if_null] = Field(default_factory=list, max_length=MOST_REMARKS)
    misconceptions: Annotated[list[Misconception], _absent_if_null] = Field(
        default_factory=list, max_length=MOST_REMARKS
    )


class ExamSection(Wire):
    """A section with its questions."""

    section_id: Id = Field(min_length=1)
    section_label: ExamText
    section_order: Integer
    section_marks: NonNegativePoints = Field(description="As declared; the questions' sum is what counts.")
    section_instructions: ExamText
    questions: Annotated[list[ExamQuestion], _absent_if_null] = Field(max_length=MOST_QUESTIONS)


class GradeBand(Band):
    """A grade, the percentage from which it is given, and whether it is a pass."""

    passes: bool | None = Field(
        None, description="Whether it is a pass; unless said, from 40 % on, and never the grade that begins at 0 %."
    )


class ExamMetadata(Wire):
    """What is printed on the cover."""

    title: ExamText
    subject: ExamText
    level: ExamText
    totalMarks: NonNegativePoints = Field(  # noqa: N815 - the clients' name
        description="As declared; the questions' sum is what counts."
    )
    timeLimit: float | None = Field(  # noqa: N815 - the clients' name
        ge=0, allow_inf_nan=False, description="Minutes; null or 0 without a limit."
    )
    instructions: ExamText
    calculator_policy: CalculatorPolicy
    grade_bands: list[GradeBand] | None = Field(
        None,
        min_length=1,
        max_length=MOST_LEVELS,
        description="The exam's own grades; those of the Scottish Qualifications Authority if unset.",
    )


class MockExam(Wire):
    """A whole exam, answer keys included."""

    examId: Id = Field(min_length=1)  # noqa: N815 - the clients' name
    courseId: Id  # noqa: N815 - the clients' name
    metadata: ExamMetadata
    sections: list[ExamSection] = Field(min_length=1, max_length=MOST_QUESTIONS)

    @model_validator(mode="after")
    def _unique_ids(self) -> Self:
        for name, ids in (
            ("section_id", [section.section_id for section in self.sections]),
            ("question_id", [question.question_id for question in self.questions()]),
        ):
            repeated = [value for value, count in Counter(ids).items() if count > 1]
            if repeated:
                raise ValueError(f"{name}: {repeated[0]!r} is used twice")
        if sum(1 for _ in self.questions()) > MOST_QUESTIONS:
            raise ValueError(f"sections: there are more than {MOST_QUESTIONS} questions in them")
        if not any(self.questions()):
            raise ValueError("sections: there is no question in them")
        return self

    def questions(self) -> Iterator[ExamQuestion]:
        """Yield every question, in the exam's order."""
        for section in self.sections:
            yield from section.questions
