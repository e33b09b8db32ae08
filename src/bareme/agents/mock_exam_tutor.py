"""The tutor: answers a student's question about a marked mock exam, from its evaluation."""

import json
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field, field_validator

from bareme.agents.agent import Agent
from bareme.agents.draft import shown_as
from bareme.agents.mock_exam_closing import fit_to_read
from bareme.agents.mock_examiner import Part, exam_blocks
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.mock_exam.evaluation import EvaluationResult, QuestionFeedback
from bareme.domain.mock_exam.stated_marks import foreign_mark
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.points import Language
from bareme.translation import translator

PROMPT = load_prompt("mock_exam_tutor")
_MOST_CHARACTERS = 1_500
_HIDDEN = {"question_id", "section_id"}


class TutorReply(BaseModel):
    """The answer to the student."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)

    answer: str = Field(max_length=_MOST_CHARACTERS, description="Two to four sentences, in the student's language.")


def build_tutor(model: BaseChatModel, language: Language, result: EvaluationResult) -> Agent[TutorReply]:
    """Return the tutor of an exam; it is asked again if it names marks that the result does not have."""

    class Checked(TutorReply):
        @field_validator("answer")
        @classmethod
        def _fits(cls, answer: str) -> str:
            if stated := foreign_mark(answer, result):
                raise ValueError(f"the marks stand, and {stated!r} is none of them")
            return fit_to_read(answer)

    instructions = PROMPT.fill(language=translator(language).name)
    return Agent(model, shown_as(Checked, TutorReply), system_prompt=instructions, reads_students=True)


def tutor_content(
    submission: ExamSubmissionWithExam,
    parts: Sequence[Part],
    result: EvaluationResult,
    feedback: Sequence[QuestionFeedback],
    said: Sequence[tuple[str, str]],
) -> str:
    """Return the message: the questions with their keys and answers, what was said of them, and the conversation.

    `said` is the conversation about the evaluation, who and what, of which the last is the student's question.
    """
    evaluation = {
        "overall_result": result.overall_result.model_dump(mode="json"),
        "question_feedback": [e.model_dump(mode="json", exclude=_HIDDEN, exclude_none=True) for e in feedback],
    }
    told = fence("feedback", json.dumps(evaluation, ensure_ascii=False, indent=1))
    return "\n\n".join([*exam_blocks(submission, parts), told, *(fence("remark", text, by=who) for who, text in said)])
