"""The models of the JSON export, for writing and reading."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from bareme.domain.adjustments import AdjustmentCategory, PercentBase
from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.copies import CopyFlag, CopyStatus
from bareme.domain.decisions import MarkSource
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.graders import GraderFigures
from bareme.domain.money import Usage
from bareme.domain.points import Language, Points
from bareme.domain.policy import Grader
from bareme.domain.statistics import SessionStatistics
from bareme.exports.cells import printable
from bareme.exports.criterion_lines import Role

SCHEMA_VERSION = 2

Text = Annotated[str, AfterValidator(printable)]


class ExportMetadata(FrozenModel):
    """The exported session and the time of export."""

    schema_version: int = SCHEMA_VERSION
    generated_at: datetime
    session_id: Text
    session_name: Text
    created_at: datetime
    language: Language
    scheme_name: Text
    scheme_version: int = Field(description="The latest version; each submission has its own.")
    total_students: int = Field(description="Number of submissions, graded or not.")
    rules_note: Text = Field("", description="Says so if rules marked, not a model; else empty.")
    graders: tuple[Grader, ...] | None = Field(
        None, description="The graders' settings, such as their temperature; null while they are blind."
    )


class CriterionNode(FrozenModel):
    """A criterion and its points in the current mark."""

    id: Text
    name: Text
    points_earned: Points | None = Field(
        description="The given points that count in the mark; null if the mark has no breakdown by criterion."
    )
    points_given: Points | None = Field(
        description="More than `points_earned` if the criterion is left out; set without it if others are missing."
    )
    max_points: Points = Field(description="Negative for a penalty.")
    role: Role = Field(description="Its role in the mark: points, bonus or penalty.")
    group: Text = Field("", description="Only one criterion of a group counts.")
    left_out: bool = Field(default=False, description="Whether another criterion of its group counts instead.")
    feedback: Text = Field(description="The feedback on this criterion; that on the question is the question's.")
    evidence: Text = Field(description="The student's words that support the points.")


class AttemptNode(FrozenModel):
    """One grader's mark of a question in one pass."""

    grader: Text = Field(description='"Grader A", or the model\'s name if names are shown.')
    status: MarkStatus
    points: Points | None
    confidence: float
    transcription: Text
    evidence: tuple[Text, ...]
    feedback: Text
    rationale: Text
    criteria: dict[str, Points] = Field(description="Points by criterion id.")
    criterion_feedback: dict[str, Text] = Field(default_factory=dict, description="Feedback by criterion id, if any.")
    flags: tuple[Flag, ...]
    note: Text


class SecondLookNode(FrozenModel):
    """One grader's second look at a question, after seeing another grader's transcription and rationale."""

    grader: Text = Field(description='"Grader A", or the model\'s name if names are shown.')
    first_points: Points | None = Field(description="Points of its first mark, as in `attempts`; these count.")
    status: MarkStatus = Field(description="Status of the second look: graded, failed …")
    points: Points | None = Field(description="Points of the second look, which do not count; null if there are none.")
    confidence: float
    transcription: Text
    feedback: Text
    rationale: Text
    note: Text


class QuestionNode(FrozenModel):
    """A question, or a group of questions, for which only its points and `questions` are set."""

    id: Text
    title: Text
    points_earned: Points | None = Field(description="Null while a question below has no points.")
    points_possible: Points = Field(
        description="Of a group: without the parts from which the student is excused, unless he is from all of them."
    )
    coefficient: Points = Field(description="Factor of the points in the parent's sum.")
    best_of: int | None = Field(None, description="For a group: how many of its best parts count.")
    counted: bool = Field(description="Whether the points are included in the parent's sum.")
    points_added: Points | None = Field(
        description="What it adds to the parent's sum: points times coefficient, or 0 if not counted."
    )
    provisional: bool = Field(description="Whether the points include provisional marks.")
    questions: tuple["QuestionNode", ...] = ()
    status: MarkStatus | None = None
    source: MarkSource | None = None
    graded_by: Text = ""
    graded_at: datetime | None = None
    feedback: Text = ""
    flags: tuple[Flag, ...] = ()
    scheme_version: int | None = Field(None, description="The scheme version of the mark.")
    hidden: bool = Field(
        default=False, description="Whether the graders' marks are hidden until the teacher has marked the question."
    )
    criteria: tuple[CriterionNode, ...] = ()
    missing_criteria: tuple[Text, ...] = Field(
        (), description="Ids of the criteria still to be decided, once a person has decided others."
    )
    bound: Points | None = Field(
        None, description="Adjustment of the criteria's sum to the range from 0 to the maximum, if needed."
    )
    attempts: dict[str, AttemptNode] = Field(default_factory=dict, description='By blind label; a second try is "A/2".')
    second_looks: dict[str, SecondLookNode] = Field(
        default_factory=dict,
        description="Second looks of graders by blind label; they do not affect marks or totals.",
    )


class StudentNode(FrozenModel):
    """A student of the roster."""

    student_id: Text
    name: Text
    group: Text
    email: Text
    login: Text


class AdjustmentNode(FrozenModel):
    """An adjustment of the total of a copy."""

    category: AdjustmentCategory
    points: Points | None = Field(description="Points to add, or null if it is given in per cent.")
    percent: Points | None = Field(description="Per cent to add, or null if it is given in points.")
    percent_of: PercentBase = Field(description="What the percentage is of: the points earned, or the maximum.")
    points_added: Points | None = Field(
        description="Points that it adds to the sum of the marks, before the total is bounded; null without a total."
    )
    reason: Text
    decided_by: Text


class SubmissionNode(FrozenModel):
    """A student's copy."""

    copy_id: Text
    student_id: Text
    student_name: Text
    name_read: Text = Field("", description="What the copy says, if that is not the student's name.")
    group: Text
    graded_by: Text
    graded_at: datetime | None
    status: CopyStatus = Field(description="From the marks in force, whoever gave them.")
    grading_status: CopyStatus = Field(CopyStatus.WAITING, description="What became of the graders' attempts.")
    error: Text = Field(description="Why attempts failed or wait, if they do.")
    is_complete: bool = Field(description="Whether its review is complete, which closes it to changes.")
    is_excused: bool = Field(default=False, description="Whether the student is excused from the whole exam.")
    is_unread: bool = Field(default=False, description="Whether no grader could read any answer.")
    provisional: bool
    points_before_adjustments: Points | None = Field(
        None, description="The sum of the marks; null while there is no total."
    )
    adjustments: tuple[AdjustmentNode, ...] = ()
    adjustment_bound: Points | None = Field(
        None, description="Difference of the adjusted sum from the limit that it would pass, 0 or the maximum; if any."
    )
    total_points_earned: Points | None = Field(
        description="With adjustments. Null while a question has no points, or if the copy is excused."
    )
    total_points_possible: Points = Field(description="Without the questions from which the student is excused.")
    percentage: Points | None
    grade: Text | None
    rank: int | None
    scheme_version: int = Field(description="The scheme version of the total.")
    evaluation_version: int
    flags: tuple[CopyFlag, ...]
    general_comment: Text
    usage: Usage = Field(Usage(), description="Usage of all attempts at the copy.")
    usage_by_label: dict[str, Usage] = Field(
        default_factory=dict, description="Usage by label; empty unless the graders' names are shown."
    )
    questions: tuple[QuestionNode, ...]


class HistoryNode(FrozenModel):
    """A decision that a person made."""

    number: Text
    at: datetime
    author: Text
    identity: Text = Field(
        description="Who it was, as the server has authenticated them; `local` without authentication."
    )
    copy_id: Text = Field(description="For a new version of the scheme: the copies moved to it.")
    student_name: Text
    question_id: Text
    what: Text = Field(description="In the session's language.")
    points_before: Points | None
    points_after: Points | None
    before: Text = Field(description="The value if it is not points: feedback, student's name or scheme version.")
    after: Text
    reason: Text
    scheme_version: int


class SessionUsage(FrozenModel):
    """The usage of the session: calls, tokens, US dollars."""

    total: Usage
    analysis: Usage = Field(description="Usage of calls for the whole session, such as reading the files.")
    graders: dict[Text, Usage] | None = Field(
        None, description="Usage of grading by model; null unless names are shown."
    )


class SessionDocument(FrozenModel):
    """The whole file."""

    export_metadata: ExportMetadata
    submissions: tuple[SubmissionNode, ...]
    absent: tuple[StudentNode, ...] = Field((), description="Students of the roster without a copy, in its order.")
    history: tuple[HistoryNode, ...] = Field(description="Every decision, in order.")
    statistics: SessionStatistics
    calibration: CalibrationReport | None = Field(
        None,
        description="Inconsistent marks across the copies; null if calibration is off.",
    )
    usage: SessionUsage
    graders: GraderFigures | None = Field(
        None, description="Agreement of the graders with each other; null unless names are shown."
    )
