"""The pre-analyst, which reads the teacher's files before grading: its schema, its prompt, and its checks."""

import json
from functools import lru_cache
from typing import Annotated, Literal, Self

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bareme.agents.agent import Agent
from bareme.agents.boxes import BOX_SCHEMA, box_reader
from bareme.agents.draft import shown_as
from bareme.agents.fields import Share
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.copies import Box
from bareme.domain.points import Language, NonNegativePoints
from bareme.domain.scale import CandidateQuestion
from bareme.translation import translator

PROMPT = load_prompt("pre_analyst")

_PageRole = Literal["copy", "exam_paper", "answer_key", "blank", "other"]


_read_name_box = box_reader(widest=0.95, highest=0.2)
"""A name and what is beside it take less: a larger box would cover an answer."""


class PageReading(BaseModel):
    """What one page is."""

    page: int = Field(ge=1, description="The page's number in this message.")
    kind: _PageRole
    starts_copy: bool = Field(default=False, description="Whether a student's copy begins on this page.")
    student_name: str | None = Field(None, description="The name as written on this page, or null.")
    name_confidence: Share = 0.0
    name_box: Annotated[Box | None, BeforeValidator(_read_name_box), BOX_SCHEMA] = Field(
        None,
        description="Where name and number stand: left, top, right, bottom, as shares of the page from its top left.",
    )
    too_small: bool = Field(
        default=False, description="Whether the picture is too small to tell a name or a beginning that may be there."
    )

    def with_larger(self, seen: "PageReading") -> "PageReading":
        """Return this reading of a small picture with what was `seen` of the same page on a larger one.

        Whether a copy begins there is told by the pages around it, unless that could not be told.
        """
        begins = {} if self.too_small else {"kind": self.kind, "starts_copy": self.starts_copy}
        return seen.model_copy(update={"page": self.page, "too_small": False, **begins})


class ScaleReading(BaseModel):
    """One possible marking scale."""

    confidence: Share
    total: NonNegativePoints | None = Field(None, description="Null where it must stay unknown.")
    questions: list[CandidateQuestion] = Field(min_length=1)


class PreAnalysis(BaseModel):
    """What the files are."""

    # Validation errors are stored and shown, so they must not name students.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)

    title: str = Field("", description="The exam's title.")
    subject: str = Field("", description="The school subject.")
    language: str = Field("", description='Language of the exam: "fr", "en", …')
    pages: list[PageReading] = Field(default_factory=list, description="Every page shown, once.")
    scale_candidates: list[ScaleReading] = Field(
        default_factory=list, description="Best first; empty if none is printed."
    )
    blocking_issues: list[str] = Field(default_factory=list)

    @property
    def in_order(self) -> list[PageReading]:
        """The pages by their numbers."""
        return sorted(self.pages, key=lambda reading: reading.page)


def pre_analysis_schema(page_count: int) -> type[PreAnalysis]:
    """Return PreAnalysis with the check that every one of `page_count` pages is reported exactly once."""

    class Checked(PreAnalysis):
        @model_validator(mode="after")
        def _every_page_once(self) -> Self:
            numbers = sorted(reading.page for reading in self.pages)
            if numbers != list(range(1, page_count + 1)):
                raise ValueError(f"report each of the pages 1 to {page_count} exactly once, not {numbers}")
            for candidate in self.scale_candidates:
                ids = [question.id for question in candidate.questions]
                if len(ids) != len(set(ids)):
                    raise ValueError("question ids must be unique within a scale: write '<parent>.<part>'")
            return self

    return shown_as(Checked, PreAnalysis)


def build_pre_analyst(model: BaseChatModel, *, page_count: int, language: Language) -> Agent[PreAnalysis]:
    """Return the agent for a message of `page_count` pages."""
    schema = pre_analysis_schema(page_count)
    return Agent(model, schema, system_prompt=system_prompt(language), reads_students=True)


@lru_cache(maxsize=1)
def tool_schema() -> str:
    """Return the schema that is sent with a message, as text."""
    return json.dumps(PreAnalysis.model_json_schema())


def system_prompt(language: Language) -> str:
    """Return the pre-analyst's instructions."""
    return PROMPT.fill(language=translator(language).name)


def page_content(number: int, text: str, *, role: str, document: int) -> str:
    """Return one page of the message. `role` is the document's role as the teacher gave it."""
    return fence("page", text, number=number, document=document, role=role)
