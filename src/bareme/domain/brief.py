"""The brief that all graders of a session share, frozen when the scale is confirmed."""

from pydantic import Field

from bareme.domain.copies import PageRef
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme


class Brief(FrozenModel):
    """Scheme, policy and the teacher's documents. Stored once, by content, and referenced by its id."""

    session_id: str
    policy: Policy
    scheme: GradingScheme
    guidelines: str = Field("", description="The teacher's instructions for marking.")
    exam_paper: str = Field("", description="Visible text of the exam paper.")
    answer_key: str = Field("", description="Visible text of the answer key.")
    records: dict[str, str] = Field(
        default_factory=dict, description="By document id: the store key of the opened document's record."
    )
    urls: dict[str, str] = Field(
        default_factory=dict, description="By document id: the source URL of an image that providers may fetch."
    )
    picture_pages: tuple[PageRef, ...] = Field(
        (), description="Pages of the teacher's documents that have no text and are sent as images."
    )
