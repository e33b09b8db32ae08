"""The tutor: answers a student's question about a marked mock exam, from its evaluation."""

import json
import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field, field_validator

from bareme.agents.agent import Agent
from bareme.agents.draft import shown_as
from bareme.agents.mock_exam_closing import fit_to_read
from bareme.agents.mock_examiner import Part, exam_blocks
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.mock_exam.evaluation import EvaluationResult, QuestionFeedback
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.points import Language
from bareme.translation import translator

PROMPT = load_prompt("mock_exam_tutor")
_MOST_CHARACTERS = 1_500
_MARKS = re.compile(
    r"(?<![\d.,])(\d++(?:[.,]\d++)?)\s*+(?:/|out of|of|sur)\s*+(\d++(?:[.,]\d++)?)\s*+(?:marks?|points?)\b",
    re.IGNORECASE,
)
_HIDDEN = {"question_id", "section_id"}

type Marks = tuple[Decimal, Decimal]


class TutorReply(BaseModel):
    """The answer to the student."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    answer: str = Field(max_length=_MOST_CHARACTERS, description="Two to four sentences, in the student's language.")


def build_tutor(model: BaseChatModel, language: Language, marks: Collection[Marks]) -> Agent[TutorReply]:
    """Return the tutor of an exam with these `marks`, earned and possible; it is asked again if it names others."""

    class Checked(TutorReply):
        @field_validator("answer")
        @classmethod
        def _fits(cls, answer: str) -> str:
            for earned, possible in _MARKS.findall(answer):
                if (_number(earned), _number(possible)) not in marks:
                    raise ValueError(f"the marks stand, and {earned} of {possible} are none of them")
            return fit_to_read(answer)

    instructions = PROMPT.fill(language=translator(language).name)
    return Agent(model, shown_as(Checked, TutorReply), system_prompt=instructions, reads_students=True)


def marks_in(result: EvaluationResult) -> set[Marks]:
    """Return every pair of marks, earned and possible, that the evaluation has."""
    overall = result.overall_result
    steps = [step for entry in result.question_feedback for step in entry.marking_breakdown or []]
    pairs = [(entry.marks_earned, entry.marks_possible) for entry in result.question_feedback]
    pairs += [(section.marks_earned, section.marks_possible) for section in result.section_results]
    pairs += [(step.marks_earned, step.marks_possible) for step in steps]
    pairs.append((overall.total_marks_earned, overall.total_marks_possible))
    return {(earned, possible) for earned, possible in pairs if earned is not None}


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


def _number(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))
