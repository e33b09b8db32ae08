"""What the JSON export consists of: the models that it is written and read through."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.copies import CopyFlag, CopyStatus
from bareme.domain.decisions import MarkSource
from bareme.domain.graders import GraderFigures
from bareme.domain.money import Usage
from bareme.domain.points import Language, Points
from bareme.domain.statistics import SessionStatistics
from bareme.exports.cells import printable
from bareme.exports.criterion_lines import Role

SCHEMA_VERSION = 2

Text = Annotated[str, AfterValidator(printable)]


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True)


class ExportMetadata(_Node):
    """What was exported, and when."""

    schema_version: int = SCHEMA_VERSION
    generated_at: datetime
    session_id: Text
    session_name: Text
    created_at: datetime
    language: Language
    scheme_name: Text
    scheme_version: int = Field(description="The latest; each submission names its own.")
    total_students: int = Field(description="Number of submissions, graded or not.")


class CriterionNode(_Node):
    """A criterion, and what it earned of the mark that is shown."""

    id: Text
    name: Text
    points_earned: Points | None = Field(
        description="What of the points given is in the mark; null where nobody said what the mark is made of."
    )
    points_given: Points | None = Field(description="More than was earned where the criterion is left out.")
    max_points: Points = Field(description="Below zero for a penalty.")
    role: Role = Field(description="What it does to the mark: points, bonus or penalty.")
    group: Text = Field("", description="Criteria of one group exclude each other.")
    left_out: bool = Field(default=False, description="Whether another criterion of its group counts in its place.")
    feedback: Text = Field(description="The question's: graders write one for all its criteria.")
    evidence: Text = Field(description="Words of the student that the criterion's points rest on.")


class AttemptNode(_Node):
    """What one grader made of a question in one pass."""

    grader: Text = Field(description='"Grader A", or the model\'s name where it was asked for.')
    status: MarkStatus
    points: Points | None
    confidence: float
    transcription: Text
    evidence: tuple[Text, ...]
    feedback: Text
    rationale: Text
    criteria: dict[str, Points] = Field(description="Points by criterion id.")
    flags: tuple[Flag, ...]
    note: Text


class SecondLookNode(_Node):
    """What one grader made of a question on a second look, once shown another's reading and reasons."""

    grader: Text = Field(description='"Grader A", or the model\'s name where it was asked for.')
    first_points: Points | None = Field(description="What it gave first, as in `attempts`: that is its mark.")
    status: MarkStatus = Field(description="What became of the second look: graded, failed …")
    points: Points | None = Field(description="Of the second look; null where it gave none. No sum has them.")
    confidence: float
    transcription: Text
    feedback: Text
    rationale: Text
    note: Text


class QuestionNode(_Node):
    """A question, or a group of questions, in which case only its points and `questions` say something."""

    id: Text
    title: Text
    points_earned: Points | None = Field(description="Null while a question below has no points.")
    points_possible: Points
    coefficient: Points = Field(description="What the points are multiplied by in the sum above.")
    best_of: int | None = Field(None, description="Of a group: only so many of its parts count, the best.")
    counted: bool = Field(description="Whether the points are in the sum above: of a choice, only the best are.")
    points_added: Points | None = Field(
        description="What it adds to the sum above: the points times the coefficient, or 0 where it is not counted."
    )
    provisional: bool = Field(description="Whether the points rest on a mark that nobody decided.")
    questions: tuple["QuestionNode", ...] = ()
    status: MarkStatus | None = None
    source: MarkSource | None = None
    graded_by: Text = ""
    graded_at: datetime | None = None
    feedback: Text = ""
    flags: tuple[Flag, ...] = ()
    scheme_version: int | None = Field(None, description="The version that the mark was given under.")
    hidden: bool = Field(
        default=False, description="Whether there are marks that are not shown before the teacher has marked it."
    )
    criteria: tuple[CriterionNode, ...] = ()
    bound: Points | None = Field(
        None, description="What is added to the criteria's points to bring the mark within 0 and the maximum."
    )
    attempts: dict[str, AttemptNode] = Field(default_factory=dict, description='By blind label; a second try is "A/2".')
    second_looks: dict[str, SecondLookNode] = Field(
        default_factory=dict,
        description="By blind label: what graders that differ marked on looking again. No mark or total rests on it.",
    )


class SubmissionNode(_Node):
    """A student's copy."""

    copy_id: Text
    student_id: Text
    student_name: Text
    group: Text
    graded_by: Text
    graded_at: datetime | None
    status: CopyStatus
    error: Text
    is_complete: bool = Field(description="Whether a person is through with it; it is then closed to changes.")
    provisional: bool
    total_points_earned: Points | None = Field(description="Null while a question has no points.")
    total_points_possible: Points
    percentage: Points | None
    grade: Text | None
    rank: int | None
    scheme_version: int = Field(description="The version of the scheme that the total is under.")
    evaluation_version: int
    flags: tuple[CopyFlag, ...]
    general_comment: Text
    usage: Usage = Field(Usage(), description="What all attempts at the copy took.")
    usage_by_label: dict[str, Usage] = Field(
        default_factory=dict, description="The same by label; empty unless the graders' names were asked for."
    )
    questions: tuple[QuestionNode, ...]


class HistoryNode(_Node):
    """A decision that a person made."""

    number: Text
    at: datetime
    author: Text
    copy_id: Text = Field(description="Of a new version of the scheme: the copies brought under it.")
    student_name: Text
    question_id: Text
    what: Text = Field(description="In the session's language.")
    points_before: Points | None
    points_after: Points | None
    before: Text = Field(description="Of what is not a mark: feedback, the student's name, the version of the scheme.")
    after: Text
    reason: Text
    scheme_version: int


class SessionUsage(_Node):
    """What the session took: calls, tokens, US dollars."""

    total: Usage
    analysis: Usage = Field(description="Reading the files, before grading.")
    graders: dict[Text, Usage] | None = Field(
        None, description="Grading, by model; null unless their names were asked for."
    )


class SessionDocument(_Node):
    """The whole file."""

    export_metadata: ExportMetadata
    submissions: tuple[SubmissionNode, ...]
    history: tuple[HistoryNode, ...] = Field(description="Every decision, in order.")
    statistics: SessionStatistics
    calibration: CalibrationReport | None = Field(
        None,
        description="Same answers with other marks, and what else a look across the copies shows; null if it is off.",
    )
    usage: SessionUsage
    graders: GraderFigures | None = Field(
        None, description="How the graders agree with each other; null unless their names were asked for."
    )
