"""A student's submission together with the mock exam that it answers, as a frontend sends them."""

from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from bareme.domain.copies import TypedAnswer
from bareme.domain.limits import MOST_IDS, MOST_LEVELS, MOST_QUESTIONS, Count, Id, Integer, Label
from bareme.domain.mock_exam.exam import MockExam, QuestionType, Wire
from bareme.domain.mock_exam.free_form import ExamText, FreeObject
from bareme.domain.quantities import read_quantity


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _list_for_text(value: object) -> object:
    return [value] if isinstance(value, str) else value


class AnswerResponse(Wire):
    """What a student answered: one of the fields, and perhaps the working beside it."""

    selected_option: Annotated[ExamText | None, BeforeValidator(_number_as_text)] = None
    selected_options: Annotated[list[ExamText] | None, BeforeValidator(_list_for_text)] = Field(
        None, max_length=MOST_LEVELS
    )
    response_text: TypedAnswer | None = None
    numeric_value: float | None = Field(None, allow_inf_nan=False)
    drawing_data: FreeObject | None = None
    working: TypedAnswer | None = Field(None, description="The steps on the way.")
    final_answer: Annotated[ExamText | None, BeforeValidator(_number_as_text)] = None

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


class SubmittedAnswer(Wire):
    """The answer to one question."""

    question_id: Id
    question_number: Integer
    section_id: Id
    question_type: QuestionType
    response: AnswerResponse | None = Field(description="Null for a question that was skipped.")
    time_spent_seconds: float | None = Field(0, ge=0, allow_inf_nan=False)
    was_flagged: bool | None = False


class SubmissionMetadata(Wire):
    """When and how the exam was sat. Times are ISO 8601, durations minutes."""

    started_at: Label
    submitted_at: Label
    time_limit_minutes: float | None = Field(ge=0, allow_inf_nan=False, description="Null or 0 without a limit.")
    time_spent_minutes: float = Field(ge=0, allow_inf_nan=False)
    time_overage_minutes: float | None = Field(None, ge=0, allow_inf_nan=False)
    was_auto_submitted: bool = False


class ExamContext(Wire):
    """The client's own counts."""

    total_questions: Count
    questions_answered: Count
    questions_skipped: Count
    questions_flagged: Count
    sections_completed: Annotated[list[Label], Field(max_length=MOST_QUESTIONS)] | Integer | None = Field(
        None, description="Ids of the sections, or how many."
    )


class ExamSubmissionWithExam(Wire):
    """A student's answers together with the exam that they answer: all that marking needs."""

    submission_id: Id
    exam_id: Id
    attempt_id: Id
    student_id: Id
    course_id: Id
    submission_metadata: SubmissionMetadata
    answers: list[SubmittedAnswer] = Field(max_length=MOST_IDS)
    exam_context: ExamContext
    mock_exam: MockExam

    def answer_to(self, question_id: str) -> AnswerResponse | None:
        """Return the first answer to this question, or None."""
        sent = self.sent_answer(question_id)
        return sent.response if sent else None

    def sent_answer(self, question_id: str) -> SubmittedAnswer | None:
        """Return what was sent for this question first, or None."""
        return self._first_answers.get(question_id)

    def is_lost(self, question_id: str) -> bool:
        """Whether nothing came for this question in an upload that has fewer answers than the client counted."""
        return self.is_truncated and self.sent_answer(question_id) is None

    @cached_property
    def _first_answers(self) -> dict[str, SubmittedAnswer]:
        return {answer.question_id: answer for answer in reversed(self.answers)}

    @cached_property
    def is_truncated(self) -> bool:
        """Whether fewer answers came than the client says were given."""
        return len(self.answers) < min(self.exam_context.questions_answered, sum(1 for _ in self.mock_exam.questions()))
