"""The actions of a review and their outcomes."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from bareme.domain.adjustments import Adjustment, AdjustmentCategory, Percent, PercentBase
from bareme.domain.copies import Student
from bareme.domain.limits import (
    FEEDBACK_LENGTH,
    MOST_ACTIONS,
    MOST_CRITERIA,
    MOST_IDS,
    MOST_QUESTIONS,
    NAME_LENGTH,
    REMARK_LENGTH,
    Count,
    Id,
    Label,
    Name,
    PositiveCount,
)
from bareme.domain.points import NonNegativePoints, Points
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import Shorthand, parse_shorthand
from bareme.errors import InvalidInput


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Ids = Annotated[tuple[Id, ...], Field(max_length=MOST_IDS), BeforeValidator(_as_list)]
"""A list of copies' ids; a single id is accepted as well."""
_QuestionIds = Annotated[tuple[Id, ...], Field(max_length=MOST_QUESTIONS), BeforeValidator(_as_list)]
"""A list of questions' ids; a single id is accepted as well."""


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class _CopyAction(_Action):
    copy_ids: _Ids = Field(min_length=1, description="Ids of one or more copies; a single id need not be a list.")
    expected_version: Count | None = Field(
        None,
        description="The `evaluation_version` of the copy that the teacher saw. If the current version differs, the "
        "action is a conflict, unless earlier actions of the same command made the change.",
    )


class SetMark(_CopyAction):
    """Set the points of a question, or of some or all of its criteria."""

    type: Literal["set_mark"] = "set_mark"
    question_id: Id
    points: Points | None = Field(None, description="Omitted if `criteria` are given.")
    criteria: dict[Id, Points] = Field(
        default_factory=dict,
        max_length=MOST_CRITERIA,
        description="Points by criterion id; others stay. With the last, they are summed.",
    )
    only_undecided: bool = Field(default=False, description="Skip copies whose question a person has decided.")
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")

    @model_validator(mode="after")
    def _points_or_criteria(self) -> Self:
        if (self.points is None) == (not self.criteria):
            raise InvalidInput("give either {one} or {other}", one="points", other="criteria")
        return self


class ChooseAttempt(_CopyAction):
    """Choose the mark of one grader, named by its blind label on that copy."""

    type: Literal["choose_attempt"] = "choose_attempt"
    question_id: Id | None = Field(None, description="None: every question without a decision or consensus.")
    label: Label = Field(description="The grader's blind label on that copy: A, B, C …")
    try_index: PositiveCount = Field(1, description="The grader's try, from 1.")
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class Accept(_CopyAction):
    """Accept the graders' consensus: all of it, or the marks above a confidence."""

    type: Literal["accept"] = "accept"
    copy_ids: _Ids = Field((), description="Empty: every copy that is not complete.")
    question_ids: _QuestionIds = Field((), description="Empty: every question without a decision.")
    min_confidence: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Marks are accepted if the lowest confidence of the graders is at least this. Above 0, answers "
        "suspected of prompt injection are not accepted.",
    )
    provisional: bool = Field(
        default=False, description="Also accept the average if the graders differ and no consensus rule applies."
    )
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class SubmittedMark(BaseModel):
    """A marker's mark of one question."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    points: NonNegativePoints
    feedback: str = Field("", max_length=FEEDBACK_LENGTH, description="For the student.")


class SubmitMarks(_CopyAction):
    """Hand in marks of one's own, if the author is one of the session's markers: an attempt, which never changes.

    It is shown to nobody until every marker has marked the question. Then it stands beside the others' until somebody
    decides.
    """

    type: Literal["submit_marks"] = "submit_marks"
    marks: dict[Id, SubmittedMark] = Field(
        min_length=1,
        max_length=MOST_QUESTIONS,
        description="By question id; some or all. They replace one's earlier marks while these are hidden.",
    )
    general_comment: str = Field("", max_length=FEEDBACK_LENGTH, description="On the copy as a whole, for the student.")


class SetFeedback(_CopyAction):
    """Write feedback for the student."""

    type: Literal["set_feedback"] = "set_feedback"
    question_id: Id | None = Field(None, description="None: the general comment of the copy.")
    criterion_id: Id | None = Field(None, description="A criterion of the question. None: the question as a whole.")
    text: str = Field(max_length=FEEDBACK_LENGTH, description="In the session's language; mathematics as LaTeX in $…$.")
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class SetStudent(_CopyAction):
    """Assign a copy to a student."""

    type: Literal["set_student"] = "set_student"
    student: Student | Name | None = Field(
        description="A student, the name or number of a student on the roster, or any other name; None if unknown."
    )
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class SetAdjustment(_CopyAction):
    """Adjust the total of copies, in points or per cent. It replaces their adjustment of the same category."""

    type: Literal["set_adjustment"] = "set_adjustment"
    category: AdjustmentCategory
    points: Points | None = Field(None, description="Points to add; negative for a deduction.")
    percent: Percent | None = Field(None, description="Per cent to add, instead of points.")
    percent_of: PercentBase = Field(
        PercentBase.EARNED, description="What the percentage is of: the sum of the copy's marks, or its maximum."
    )
    withdraw: bool = Field(default=False, description="Remove the adjustment of this category instead.")
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record and the files.")

    @model_validator(mode="after")
    def _points_or_percent(self) -> Self:
        if [self.points is not None, self.percent is not None, self.withdraw].count(True) != 1:
            raise InvalidInput("give exactly one of {names}", names=["points", "percent", "withdraw"])
        return self

    @property
    def adjustment(self) -> Adjustment | None:
        """The adjustment, or None to withdraw it."""
        if self.withdraw:
            return None
        return Adjustment(points=self.points, percent=self.percent, percent_of=self.percent_of, reason=self.reason)


class Excuse(_CopyAction):
    """Excuse students from a question or from the whole exam, or take that back."""

    type: Literal["excuse"] = "excuse"
    question_id: Id | None = Field(None, description="A question, or a group with all its parts. None: the copy.")
    excused: bool = Field(default=True, description="False: the student is marked again.")
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class MarkComplete(_CopyAction):
    """Close a copy whose questions all have a decision or consensus. It cannot change until it is reopened."""

    type: Literal["mark_complete"] = "mark_complete"
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class Reopen(_CopyAction):
    """Reopen a complete copy."""

    type: Literal["reopen"] = "reopen"
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class Undo(_Action):
    """Undo one decision and restore what was current before. The undo is itself a decision."""

    type: Literal["undo"] = "undo"
    decision: Id = Field(description='The number of the decision: "00007". It must be the latest on its target.')
    expected_version: Count | None = Field(
        None, description="The `evaluation_version` of the decision's copy, as in other actions."
    )
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


class RegradeScope(StrEnum):
    """Which attempts a regrade repeats."""

    ALL = "all"  # a new round by every grader
    MISSING = "missing"  # only waiting and failed attempts


class Regrade(_Action):
    """Grade again. Decisions are not changed."""

    type: Literal["regrade"] = "regrade"
    copy_ids: _Ids = Field((), description="Empty: every copy.")
    question_ids: _QuestionIds = Field((), description="Empty: every question.")
    scope: RegradeScope = RegradeScope.ALL


class AmendScheme(_Action):
    """Create a new version of the marking scheme or, without `regrade`, propose it with its effects and cost."""

    type: Literal["amend_scheme"] = "amend_scheme"
    scheme: GradingScheme | Shorthand = Field(
        description='The complete new scheme, or shorthand such as "Q1: 5, Q2: 3", which keeps all that it does not '
        "name."
    )
    replace: bool = Field(
        default=False, description="Whether shorthand is the complete scheme: questions that it does not name go."
    )
    regrade: Literal["all", "none"] | Annotated[tuple[Id, ...], Field(max_length=MOST_IDS)] | None = Field(
        None,
        description="Ids of the copies to move to the new version, or `all` or `none`. Questions whose marks are no "
        "longer valid are graded again; other copies keep their version. None: only make a proposal.",
    )
    expected_scheme_version: PositiveCount | None = Field(None, description="The version that the teacher saw.")
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")

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
    """End the review. Undecided questions keep their consensus or stay open. `reopen_session` takes it back."""

    type: Literal["finish"] = "finish"
    force: bool = Field(default=False, description="Finish even if some questions have no decision or consensus.")


class ReopenSession(_Action):
    """Reopen a finished session. Until then every other action on it is refused."""

    type: Literal["reopen_session"] = "reopen_session"
    reason: str = Field("", max_length=REMARK_LENGTH, description="The reason, for the record.")


ActionOnCopy = (
    SetMark
    | ChooseAttempt
    | SubmitMarks
    | Accept
    | SetFeedback
    | SetStudent
    | SetAdjustment
    | Excuse
    | MarkComplete
    | Reopen
)
"""An action on one copy or several, each decided by itself."""

Action = Annotated[
    ActionOnCopy | Undo | Regrade | AmendScheme | Finish | ReopenSession,
    Field(discriminator="type"),
]


class ReviewCommand(BaseModel):
    """The answer to the review interrupt: actions and their author."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    actions: tuple[Action, ...] = Field(
        max_length=MOST_ACTIONS,
        description="Applied independently, in order. None: only take in what was decided by the route of decisions.",
    )
    author: str = Field("teacher", min_length=1, max_length=NAME_LENGTH, description="Who decides, for the record.")
