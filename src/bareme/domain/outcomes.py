"""What became of the actions of a review."""

from enum import StrEnum

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Dollars
from bareme.domain.points import Points
from bareme.domain.scheme_versions import SchemeDiff


class OutcomeStatus(StrEnum):
    """The status of an action."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"
    PROPOSED = "proposed"  # nothing has changed; `amendment` describes the effects


class Amendment(FrozenModel):
    """A new version of the scheme: its changes, the affected copies, and the cost of grading them again."""

    version: int = Field(description="The new version.")
    diff: SchemeDiff
    copy_ids: tuple[str, ...] = Field((), description="Copies that move, or would move, to the new version.")
    kept: dict[str, str] = Field(
        default_factory=dict, description="Copies that cannot move, by id, with the reason for the teacher."
    )
    question_ids: tuple[str, ...] = Field((), description="Questions to grade again in these copies.")
    calls: int = Field(0, description="Expected model calls, without repeats.")
    input_tokens: int = Field(0, description="Estimate based on the usage of the session's attempts.")
    output_tokens: int = Field(0, description="Estimate, as above.")
    dollars: Dollars | None = Field(None, description="Estimate, as above; null if a price is unknown.")


class ActionOutcome(FrozenModel):
    """The outcome of one action on one copy."""

    action: int = Field(description="Zero-based position of the action in the command.")
    type: str
    status: OutcomeStatus
    copy_id: str | None = None
    question_id: str | None = None
    reason: str = Field("", description="Why it was not applied, for the teacher.")
    current_version: int | None = Field(None, description="The copy's current `evaluation_version`.")
    current_points: Points | None = Field(None, description="In a conflict, the question's current points.")
    questions: int = Field(0, description="Number of questions decided.")
    missing_criteria: tuple[str, ...] = Field((), description="Ids of the criteria that are still to be decided.")
    still_open: tuple[str, ...] = Field(
        (), description='If refused for open questions: their copy and question ids, such as "c01/2.a".'
    )
    amendment: Amendment | None = None
