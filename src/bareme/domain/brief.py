"""The brief: all that the graders of a session share. Frozen when the scale is confirmed, the same for every copy."""

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.copies import PageRef
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme


class Brief(BaseModel):
    """Scheme, settings and the teacher's papers. Kept once, by content, and named by its id wherever it is needed."""

    model_config = ConfigDict(frozen=True)

    session_id: str
    policy: Policy
    scheme: GradingScheme
    exam_paper: str = Field("", description="Visible text of the exam paper.")
    answer_key: str = Field("", description="Visible text of the answer key.")
    records: dict[str, str] = Field(
        default_factory=dict, description="By document id: where the store keeps what opening the document gave."
    )
    urls: dict[str, str] = Field(
        default_factory=dict, description="By document id: where a photograph came from, if models may fetch it there."
    )
    picture_pages: tuple[PageRef, ...] = Field(
        (), description="Pages of the teacher's papers that have no text and are shown as pictures."
    )
