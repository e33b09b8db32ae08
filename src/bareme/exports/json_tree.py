"""The JSON export: submissions as trees in the shape of the scheme. Written and read through the same models."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bareme.domain.attempts import Flag, Mark, MarkStatus
from bareme.domain.calibration.report import Calibration
from bareme.domain.copies import CopyFlag, CopyStatus
from bareme.domain.decisions import Source
from bareme.domain.graders import GraderFigures
from bareme.domain.money import Usage
from bareme.domain.points import Language, Points
from bareme.domain.results import CopyResult
from bareme.domain.scheme import Question
from bareme.domain.statistics import SessionStatistics
from bareme.errors import InvalidInput
from bareme.exports.cells import printable
from bareme.exports.material import Material, criterion_points, slot_name, utc

SCHEMA_VERSION = 1

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
    scheme_version: int
    total_students: int = Field(description="Number of submissions, graded or not.")


class CriterionNode(_Node):
    """A criterion, and what it earned of the mark that is shown."""

    id: Text
    name: Text
    points_earned: Points | None = Field(description="Null where the mark is not the sum of its criteria.")
    max_points: Points
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


class QuestionNode(_Node):
    """A question, or a group of questions, in which case only its points and `questions` say something."""

    id: Text
    title: Text
    points_earned: Points | None = Field(description="Null while a question below has no points.")
    points_possible: Points
    coefficient: Points = Field(Decimal("1.00"), description="What its points are multiplied by in the sum above it.")
    best_of: int | None = Field(None, description="For a group: how many of its questions count, the best ones.")
    counted: bool | None = Field(None, description="Whether its points are in the total; null for a group.")
    provisional: bool = Field(description="Whether the points rest on a mark that nobody decided.")
    questions: tuple["QuestionNode", ...] = ()
    status: MarkStatus | None = None
    source: Source | None = None
    graded_by: Text = ""
    graded_at: datetime | None = None
    feedback: Text = ""
    flags: tuple[Flag, ...] = ()
    criteria: tuple[CriterionNode, ...] = ()
    attempts: dict[str, AttemptNode] = Field(default_factory=dict, description='By blind label; a second try is "A/2".')


class Submission(_Node):
    """A student's copy."""

    copy_id: Text
    student_id: Text
    student_name: Text
    group: Text
    graded_by: Text
    graded_at: datetime | None
    status: CopyStatus
    error: Text
    is_complete: bool = Field(description="Whether a mark stands for every question.")
    provisional: bool
    total_points_earned: Points | None = Field(description="Null while a question has no points.")
    total_points_possible: Points
    percentage: Points | None
    grade: Text | None
    rank: int | None
    scheme_version: int
    evaluation_version: int
    flags: tuple[CopyFlag, ...]
    appreciation: Text
    usage: Usage = Field(Usage(), description="What all attempts at the copy took.")
    usage_by_label: dict[str, Usage] = Field(default_factory=dict, description="The same by blind label.")
    questions: tuple[QuestionNode, ...]


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
    submissions: tuple[Submission, ...]
    statistics: SessionStatistics
    calibration: Calibration | None = Field(
        None,
        description="Same answers with other marks, and what else a look across the copies shows; null if it is off.",
    )
    usage: SessionUsage
    graders: GraderFigures | None = Field(
        None, description="How the graders agree with each other; null unless their names were asked for."
    )


def write_json(material: Material) -> bytes:
    """Return the session as indented UTF-8 JSON in the shape of `SessionDocument`. Points are numbers or null."""
    session = material.session
    document = SessionDocument(
        export_metadata=ExportMetadata(
            generated_at=utc(material.generated_at),
            session_id=session.session_id,
            session_name=session.name,
            created_at=utc(session.created_at),
            language=session.policy.language,
            scheme_name=session.scheme.name,
            scheme_version=session.scheme.version,
            total_students=len(session.copies),
        ),
        submissions=tuple(_submission(material, copy) for copy in material.result.copies),
        statistics=material.result.statistics,
        calibration=material.calibration,
        usage=SessionUsage(
            total=material.result.usage,
            analysis=material.session.shared_usage,
            graders=material.grader_usage or None,
        ),
        graders=material.grader_figures,
    )
    return document.model_dump_json(indent=2).encode()


def read_json(data: bytes) -> SessionDocument:
    """Return the document of a JSON export.

    Raises:
        InvalidInput: the file is not one; the message names the first field at fault.
    """
    try:
        return SessionDocument.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"this is no JSON export: {place or 'the file'}: {first['msg']}") from None


def _submission(material: Material, copy: CopyResult) -> Submission:
    results = copy.questions.values()
    graders = (material.graded_by(copy, result) for result in results)
    times = (material.graded_at(copy, result) for result in results)
    return Submission(
        copy_id=copy.copy_id,
        student_id=copy.student.student_id if copy.student else "",
        student_name=copy.student.name if copy.student else "",
        group=copy.student.group if copy.student else "",
        graded_by=", ".join(dict.fromkeys(grader for grader in graders if grader)),
        graded_at=max((at for at in times if at is not None), default=None),
        status=copy.status,
        error=copy.error,
        is_complete=copy.total is not None and not copy.provisional,
        provisional=copy.provisional,
        total_points_earned=copy.total,
        total_points_possible=copy.maximum,
        percentage=copy.percentage,
        grade=copy.band,
        rank=copy.rank,
        scheme_version=copy.scheme_version,
        evaluation_version=copy.evaluation_version,
        flags=copy.flags,
        appreciation=copy.appreciation,
        usage=copy.usage,
        usage_by_label=material.label_usage.get(copy.copy_id, {}),
        questions=tuple(
            _question(material, copy, question) for question in material.session.scheme_of(copy.copy_id).questions
        ),
    )


def _question(material: Material, copy: CopyResult, question: Question) -> QuestionNode:
    return _group(material, copy, question) if question.parts else _leaf(material, copy, question)


def _group(material: Material, copy: CopyResult, question: Question) -> QuestionNode:
    parts = tuple(_question(material, copy, part) for part in question.parts)
    known = {leaf.id: copy.questions[leaf.id].value for leaf in question.leaves()}
    points = {leaf_id: value for leaf_id, value in known.items() if value is not None}
    return QuestionNode(
        id=question.id,
        title=question.name,
        points_earned=question.add_up(points).points if len(points) == len(known) else None,
        points_possible=question.maximum,
        coefficient=question.coefficient,
        best_of=question.best_of,
        provisional=any(part.provisional for part in parts),
        questions=parts,
    )


def _leaf(material: Material, copy: CopyResult, question: Question) -> QuestionNode:
    result = copy.questions[question.id]
    marks = material.marks(copy, question.id)
    shares = criterion_points(question, result) or [(criterion, None) for criterion in question.criteria]
    evidence = {mark.criterion_id: mark.evidence for mark in result.criteria}
    return QuestionNode(
        id=question.id,
        title=question.name,
        points_earned=result.value,
        points_possible=result.maximum,
        coefficient=question.coefficient,
        counted=question.id in copy.counted,
        provisional=result.provisional is not None,
        status=result.status,
        source=result.source,
        graded_by=material.graded_by(copy, result),
        graded_at=material.graded_at(copy, result),
        feedback=result.feedback,
        flags=result.flags,
        criteria=tuple(
            CriterionNode(
                id=criterion.id,
                name=criterion.name,
                points_earned=earned,
                max_points=criterion.points,
                feedback=result.feedback,
                evidence=evidence.get(criterion.id, ""),
            )
            for criterion, earned in shares
        ),
        attempts={slot_name(slot): _attempt(material.grader(copy, slot[0]), mark) for slot, mark in marks.items()},
    )


def _attempt(grader: str, mark: Mark) -> AttemptNode:
    return AttemptNode(
        grader=grader,
        status=mark.status,
        points=mark.points,
        confidence=mark.confidence,
        transcription=mark.transcription,
        evidence=mark.evidence,
        feedback=mark.feedback,
        rationale=mark.rationale,
        criteria={criterion.criterion_id: criterion.points for criterion in mark.criteria},
        flags=mark.flags,
        note=mark.note,
    )
