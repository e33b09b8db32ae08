"""The teacher's half: actions on a graded session, the decisions that they leave, and what was refused.

A decision is only ever added. The mark that stands is a view on the list: the latest decision of a question.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bareme.domain.points import Points


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _CopyAction(_Action):
    copy_ids: tuple[str, ...] = Field(min_length=1, description="One copy or several; a single id is taken as a list.")
    expected_version: int | None = Field(
        None,
        ge=0,
        description="The copy's `evaluation_version` that the teacher saw. Another one is a conflict, unless "
        "earlier actions of the same command made it.",
    )

    @field_validator("copy_ids", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class SetMark(_CopyAction):
    """Give a question the points that the teacher typed."""

    type: Literal["set_mark"] = "set_mark"
    question_id: str
    points: Points
    reason: str = Field("", description="Why, for the record.")
    only_undecided: bool = Field(
        default=False, description="Refuse the copies whose question a person has decided already."
    )


class ChooseAttempt(_CopyAction):
    """Take the mark of one grader, named by its blind label on that copy."""

    type: Literal["choose_attempt"] = "choose_attempt"
    question_id: str | None = Field(None, description="None: every question that has no decision yet.")
    label: str = Field(description="The grader's blind label on that copy: A, B, C …")
    try_index: int = Field(1, ge=1, description="Which of the grader's tries, from 1.")
    reason: str = Field("", description="Why, for the record.")


class RegradeScope(StrEnum):
    """Which attempts a regrade makes."""

    ALL = "all"  # a new round by every grader
    MISSING = "missing"  # only what is waiting or failed


class Regrade(_Action):
    """Grade again. Decisions stay as they are."""

    type: Literal["regrade"] = "regrade"
    copy_ids: tuple[str, ...] = Field((), description="Empty: every copy.")
    question_ids: tuple[str, ...] = Field((), description="Empty: every question.")
    scope: RegradeScope = RegradeScope.ALL

    @field_validator("copy_ids", "question_ids", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class Finish(_Action):
    """End the review. Questions still without a decision keep their consensus, or stay open."""

    type: Literal["finish"] = "finish"
    force: bool = Field(default=False, description="Finish although some questions have no mark that stands.")


Action = Annotated[SetMark | ChooseAttempt | Regrade | Finish, Field(discriminator="type")]


class ReviewCommand(BaseModel):
    """The answer to the review interrupt: what to do, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actions: tuple[Action, ...] = Field(min_length=1, description="Applied in order, each on its own.")
    author: str = Field("teacher", min_length=1, max_length=200, description="Who decides, for the record.")


class Source(StrEnum):
    """What made the mark that stands."""

    CONSENSUS = "consensus"
    MODEL = "model"
    TEACHER = "teacher"
    NONE_YET = "none yet"


type DecisionSource = Literal[Source.MODEL, Source.TEACHER]


class Decision(BaseModel):
    """One decision of a person on one question of one copy."""

    model_config = ConfigDict(frozen=True)

    copy_id: str
    question_id: str
    source: DecisionSource
    points: Points
    previous: Points | None = Field(None, description="The points that stood before.")
    label: str = Field("", description="The chosen grader's blind label.")
    try_index: int = 0
    author: str
    at: datetime
    scheme_version: int
    evaluation_version: int = Field(description="The copy's version that this decision made.")
    reason: str = ""


class OutcomeStatus(StrEnum):
    """What became of an action."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"


class Outcome(BaseModel):
    """What became of one action on one copy."""

    model_config = ConfigDict(frozen=True)

    action: int = Field(description="Position of the action in the command, from 0.")
    type: str
    status: OutcomeStatus
    copy_id: str | None = None
    question_id: str | None = None
    reason: str = Field("", description="Why it was not applied, for the teacher.")
    current_version: int | None = Field(None, description="The copy's `evaluation_version` now.")
    current_points: Points | None = Field(None, description="In a conflict, the points that the question has now.")


def decisions_in_force(decisions: list[Decision]) -> dict[tuple[str, str], Decision]:
    """Return the latest decision by (copy id, question id)."""
    return {(decision.copy_id, decision.question_id): decision for decision in decisions}
