"""The calibrator: reads answers of several copies to one question, and says which of them say the same.

It is shown answers alone: neither marks, nor graders, nor students.
"""

from collections.abc import Sequence
from typing import Self

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bareme.agents.agent import Agent
from bareme.agents.draft import shown_as
from bareme.agents.prompt import fence, load_prompt

PROMPT = load_prompt("calibrator")


class AnswerSorting(BaseModel):
    """Which answers say the same."""

    # Validation errors are stored and shown, so they must not quote students.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)

    groups: list[list[int]] = Field(
        default_factory=list, description="Each a list of the numbers of answers that say the same, two or more."
    )


def answer_sorting_schema(count: int) -> type[AnswerSorting]:
    """Return AnswerSorting with the check that its groups have numbers from 1 to `count`, each at most once."""

    class Checked(AnswerSorting):
        @model_validator(mode="after")
        def _each_once(self) -> Self:
            numbers = [number for group in self.groups for number in group]
            strange = sorted({number for number in numbers if not 1 <= number <= count})
            if strange:
                raise ValueError(f"there are answers 1 to {count}, none with the numbers {strange}")
            twice = sorted({number for number in numbers if numbers.count(number) > 1})
            if twice:
                raise ValueError(f"an answer is in one group at most: {twice} are given more than once")
            return self

    return shown_as(Checked, AnswerSorting)


def build_calibrator(model: BaseChatModel, *, count: int) -> Agent[AnswerSorting]:
    """Return the agent for a message of `count` answers."""
    return Agent(model, answer_sorting_schema(count), system_prompt=PROMPT.text, reads_students=True)


def answers_content(question: str, answers: Sequence[str]) -> str:
    """Return the message: the question, if its text is known, and the answers, numbered from 1."""
    asked = [fence("question", question)] if question.strip() else []
    return "\n\n".join([*asked, *(fence("answer", text, number=i) for i, text in enumerate(answers, start=1))])
