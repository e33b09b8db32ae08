"""What was found in the files, and what the teacher changed of it before she confirmed it."""

from pydantic import Field

from bareme.domain.copies import Box, PageRef
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Usage
from bareme.domain.scale import ScaleCandidate
from bareme.domain.scheme import GradingScheme
from bareme.graphs.interrupts import ProposedCopy


class NameOnPage(FrozenModel):
    """A name that was read on a page."""

    page: PageRef
    name: str = Field(description="Empty if only its place was found.")
    confidence: float = Field(ge=0, le=1)
    box: Box | None = Field(None, description="Where it stands, if the model said so.")


class Analysis(FrozenModel):
    """What was found in the files, before the teacher confirmed it."""

    title: str = ""
    subject: str = ""
    exam_language: str = ""
    candidates: tuple[ScaleCandidate, ...] = ()
    copies: tuple[ProposedCopy, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: Usage = Usage()
    names_read: tuple[NameOnPage, ...] = Field((), description="Names that were read on pages of the copies.")
    question_texts: dict[str, str] = Field(
        default_factory=dict, description="What the exam paper prints for a question, by question id, for the teacher."
    )
    answer_texts: dict[str, str] = Field(
        default_factory=dict, description="What the answer key prints for it, by question id, for the teacher."
    )
    typed: GradingScheme | None = Field(None, description="The scheme that the teacher typed and has not confirmed.")
    edited: tuple[ProposedCopy, ...] | None = Field(
        None, description="The copies as the teacher changed them, if she has not confirmed them yet."
    )

    @property
    def current_copies(self) -> tuple[ProposedCopy, ...]:
        """The copies as they stand: those found, or as the teacher changed them."""
        return self.copies if self.edited is None else self.edited
