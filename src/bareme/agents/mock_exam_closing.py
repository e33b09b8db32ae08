"""The closing words of an exam that was marked in parts: written once, by a model that knows the whole result."""

import json
from collections.abc import Sequence
from typing import Annotated

from langchain_core.language_models import BaseChatModel
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from bareme.agents.agent import Agent
from bareme.agents.draft import shown_as
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.mock_exam.evaluation import EvaluationResult, OverallResult, QuestionFeedback, SectionResult
from bareme.domain.mock_exam.stated_marks import foreign_mark
from bareme.domain.mock_exam.tone import is_insulting, says_nothing
from bareme.domain.points import Language
from bareme.translation import translator

PROMPT = load_prompt("mock_exam_closing")
_FACTS = {"question_number", "marks_earned", "marks_possible", "related_concept", "where_you_went_wrong"}
_SHOWN = 5
"""Questions that went best, and questions that went worst."""


def fit_to_read(text: str) -> str:
    """Return `text`, or raise ValueError if a student must not read it."""
    if says_nothing(text):
        raise ValueError("it is empty")
    if is_insulting(text):
        raise ValueError("it is insulting")
    return text.strip()


class ClosingWords(BaseModel):
    """The closing words."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)

    encouragement_message: Annotated[str, AfterValidator(fit_to_read)] = Field(
        description="A personal closing word that fits the result."
    )


def build_closing_agent(model: BaseChatModel, language: Language, result: EvaluationResult) -> Agent[ClosingWords]:
    """Return the agent that writes the closing words; asked again if it names marks that `result` lacks."""

    class Checked(ClosingWords):
        @field_validator("encouragement_message")
        @classmethod
        def _states_no_other_mark(cls, message: str) -> str:
            if stated := foreign_mark(message, result):
                raise ValueError(f"the marks stand, and {stated!r} is none of them")
            return message

    return Agent(model, shown_as(Checked, ClosingWords), system_prompt=PROMPT.fill(language=translator(language).name))


def closing_content(
    overall: OverallResult, sections: Sequence[SectionResult], feedback: Sequence[QuestionFeedback]
) -> str:
    """Return the message: the result, its sections, and the questions that went best and worst."""
    by_loss = sorted(feedback, key=lambda entry: (entry.marks_earned or 0) - entry.marks_possible)
    shown = list({entry.question_id: entry for entry in (*by_loss[:_SHOWN], *by_loss[-_SHOWN:])}.values())
    result = {
        "overall_result": overall.model_dump(mode="json"),
        "section_results": [section.model_dump(mode="json") for section in sections],
        "questions": [entry.model_dump(mode="json", include=_FACTS) for entry in shown],
    }
    return fence("exam", json.dumps(result, ensure_ascii=False, indent=1))
