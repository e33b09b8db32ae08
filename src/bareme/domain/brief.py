"""The brief that all graders of a session share, frozen when the scale is confirmed."""

from collections.abc import Iterable

from pydantic import Field

from bareme.domain.copies import PageRef
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.papers import Paper
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme

_FIELDS = {Paper.ANSWER_KEY: "answer_key", Paper.PICTURES: "picture_pages", Paper.EXAM_PAPER: "exam_paper"}


class Brief(FrozenModel):
    """Scheme, policy and the teacher's documents. Stored once, by content, and referenced by its id."""

    session_id: str
    owner: str = Field("", description="Who owns the session; empty if an earlier version began it.")
    policy: Policy
    scheme: GradingScheme
    guidelines: str = Field("", description="The teacher's instructions for marking.")
    exam_paper: str = Field("", description="Visible text of the exam paper.")
    answer_key: str = Field("", description="Visible text of the answer key.")
    recognised_texts: dict[str, str] = Field(
        default_factory=dict,
        description="By field, the two above with what text recognition read on scanned pages, if it read any.",
    )
    records: dict[str, str] = Field(
        default_factory=dict, description="By document id: the store key of the opened document's record."
    )
    digests: dict[str, str] = Field(
        default_factory=dict,
        description="By document id: the sha-256 of its content. Earlier versions had that for the id.",
    )
    urls: dict[str, str] = Field(
        default_factory=dict, description="By document id: the source URL of an image that providers may fetch."
    )
    picture_pages: tuple[PageRef, ...] = Field(
        (), description="Pages of the teacher's documents that have no text and are sent as images."
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers that there are, in the order in which they may be left out."""
        return tuple(paper for paper in Paper if getattr(self, _FIELDS[paper]))

    def shown_to(self, *, sees: bool) -> "Brief":
        """Return the brief; for somebody who `sees` no pictures, with what was recognised on them."""
        return self if sees or not self.recognised_texts else self.model_copy(update=self.recognised_texts)

    def without(self, papers: Iterable[Paper]) -> "Brief":
        """Return the brief without some of the teacher's papers; the scheme and the guidelines always stay."""
        left_out = [_FIELDS[paper] for paper in papers]
        if not left_out:
            return self
        return self.model_copy(update={name: type(self).model_fields[name].default for name in left_out})
