"""The teacher's half: the actions of a review, and what became of each."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from bareme.domain.copies import Student
from bareme.domain.money import Dollars
from bareme.domain.points import Points
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_versions import SchemeDiff
from bareme.domain.shorthand import parse_shorthand


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Ids = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""Ids, of which a single one need not be sent as a list."""


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _CopyAction(_Action):
    copy_ids: _Ids = Field(min_length=1, description="One copy or several; a single id is taken as a list.")
    expected_version: int | None = Field(
        None,
        ge=0,
        description="The copy's `evaluation_version` that the teacher saw. Another one is a conflict, unless "
        "earlier actions of the same command made it.",
    )


class SetMark(_CopyAction):
    """Give a question the points that the teacher typed, or the points of each of its criteria."""

    type: Literal["set_mark"] = "set_mark"
    question_id: str
    points: Points | None = Field(None, description="Left out where `criteria` are given.")
    criteria: dict[str, Points] = Field(
        default_factory=dict, description="Points by criterion id, all of them; the question's are computed."
    )
    only_undecided: bool = Field(default=False, description="Leave copies where a person has decided the question.")
    reason: str = Field("", description="Why, for the record.")

    @model_validator(mode="after")
    def _points_or_criteria(self) -> Self:
        if (self.points is None) == (not self.criteria):
            raise ValueError("give either points or criteria")
        return self


class ChooseAttempt(_CopyAction):
    """Take the mark of one grader, named by its blind label on that copy."""

    type: Literal["choose_attempt"] = "choose_attempt"
    question_id: str | None = Field(None, description="None: every question that has no mark that stands.")
    label: str = Field(description="The grader's blind label on that copy: A, B, C …")
    try_index: int = Field(1, ge=1, description="Which of the grader's tries, from 1.")
    reason: str = Field("", description="Why, for the record.")


class Accept(_CopyAction):
    """Make the graders' common marks the teacher's own: all, or those that every grader was sure enough of."""

    type: Literal["accept"] = "accept"
    copy_ids: _Ids = Field((), description="Empty: every copy that is not complete.")
    question_ids: _Ids = Field((), description="Empty: every question without a decision.")
    min_confidence: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Below it, the lowest of the graders', none is taken; nor, above 0, one of an answer that is "
        "suspected to instruct its marker.",
    )
    provisional: bool = Field(
        default=False, description="Take the average, too, where the graders differ and no rule decides."
    )
    reason: str = Field("", description="Why, for the record.")


class SetFeedback(_CopyAction):
    """Tell the student something in the teacher's own words."""

    type: Literal["set_feedback"] = "set_feedback"
    question_id: str | None = Field(None, description="None: the general comment of the copy.")
    text: str = Field(max_length=10_000, description="In the session's language; mathematics as LaTeX in $…$.")
    reason: str = Field("", description="Why, for the record.")


class SetStudent(_CopyAction):
    """Say whose copy it is."""

    type: Literal["set_student"] = "set_student"
    student: Student | Annotated[str, Field(max_length=200)] | None = Field(
        description="A student, or the name or number of one on the roster, or any name; None: nobody knows."
    )
    reason: str = Field("", description="Why, for the record.")


class MarkComplete(_CopyAction):
    """Close a copy whose every question has a mark that stands. It takes no further change until it is reopened."""

    type: Literal["mark_complete"] = "mark_complete"
    reason: str = Field("", description="Why, for the record.")


class Reopen(_CopyAction):
    """Open a complete copy again."""

    type: Literal["reopen"] = "reopen"
    reason: str = Field("", description="Why, for the record.")


class Undo(_Action):
    """Take one decision back: what stood before it stands again. This is a decision of its own."""

    type: Literal["undo"] = "undo"
    decision: str = Field(description='Its number: "00007". It must be the latest on what it is about.')
    expected_version: int | None = Field(None, ge=0, description="As with other actions, of the decision's copy.")
    reason: str = Field("", description="Why, for the record.")


class RegradeScope(StrEnum):
    """Which attempts a regrade makes."""

    ALL = "all"  # a new round by every grader
    MISSING = "missing"  # only what is waiting or failed


class Regrade(_Action):
    """Grade again. Decisions stay as they are."""

    type: Literal["regrade"] = "regrade"
    copy_ids: _Ids = Field((), description="Empty: every copy.")
    question_ids: _Ids = Field((), description="Empty: every question.")
    scope: RegradeScope = RegradeScope.ALL


class AmendScheme(_Action):
    """Make a new version of the marking scheme. Without `regrade`, only say what it would touch and cost."""

    type: Literal["amend_scheme"] = "amend_scheme"
    scheme: GradingScheme | str = Field(
        description='All of the new scheme, or its shorthand "Q1: 5, Q2: 3": what that does not say of a question '
        "of the same name stays as it was."
    )
    regrade: Literal["all", "none"] | tuple[str, ...] | None = Field(
        None,
        description="The copies to bring under the new version, by id, or all, or none. What their marks do not hold "
        "for is graded anew; the other copies keep their version. None: nothing is changed, a proposal is made.",
    )
    expected_scheme_version: int | None = Field(None, ge=1, description="The version that the teacher saw.")
    reason: str = Field("", description="Why, for the record.")

    @field_validator("scheme")
    @classmethod
    def _can_be_read(cls, value: GradingScheme | str) -> GradingScheme | str:
        if isinstance(value, str):
            parse_shorthand(value)
        return value

    @field_validator("regrade", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) and value not in {"all", "none"} else value


class Finish(_Action):
    """End the review. Questions still without a decision keep their consensus, or stay open."""

    type: Literal["finish"] = "finish"
    force: bool = Field(default=False, description="Finish although some questions have no mark that stands.")


Action = Annotated[
    SetMark
    | ChooseAttempt
    | Accept
    | SetFeedback
    | SetStudent
    | MarkComplete
    | Reopen
    | Undo
    | Regrade
    | AmendScheme
    | Finish,
    Field(discriminator="type"),
]


class ReviewCommand(BaseModel):
    """The answer to the review interrupt: what to do, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actions: tuple[Action, ...] = Field(min_length=1, description="Applied in order, each on its own.")
    author: str = Field("teacher", min_length=1, max_length=200, description="Who decides, for the record.")


class OutcomeStatus(StrEnum):
    """What became of an action."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"
    PROPOSED = "proposed"  # nothing is changed yet: `amendment` says what would be


class Amendment(BaseModel):
    """A new version of the scheme: what it changes, which copies it touches, what grading them anew takes."""

    model_config = ConfigDict(frozen=True)

    version: int = Field(description="The new version.")
    diff: SchemeDiff
    copy_ids: tuple[str, ...] = Field((), description="Copies that are brought under it, or would be.")
    kept: dict[str, str] = Field(
        default_factory=dict, description="Copies that cannot be, by id, with why, for the teacher."
    )
    question_ids: tuple[str, ...] = Field((), description="Questions to be graded anew in them.")
    calls: int = Field(0, description="Model calls that this takes, if none is repeated.")
    input_tokens: int = Field(0, description="An estimate, from what the session's attempts took.")
    output_tokens: int = Field(0, description="An estimate, as above.")
    dollars: Dollars | None = Field(None, description="An estimate, as above; null where a price is not known.")


class ActionOutcome(BaseModel):
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
    questions: int = Field(0, description="How many questions were decided.")
    still_open: tuple[str, ...] = Field((), description='Of a refused finish: "c01/2.a", by copy and question.')
    amendment: Amendment | None = None
