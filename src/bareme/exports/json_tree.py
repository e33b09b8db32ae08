"""Write and read the JSON export: submissions as trees in the shape of the scheme."""

from dataclasses import asdict
from decimal import Decimal

from pydantic import ValidationError

from bareme.domain.adjustments import CopyAdjustment
from bareme.domain.attempts import Mark, slot_name
from bareme.domain.points import ZERO
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.second_look import SecondLook
from bareme.errors import InvalidInput
from bareme.exports.criterion_lines import Role, criterion_lines, unmarked_lines
from bareme.exports.history import HistoryEntry, history_entries
from bareme.exports.json_nodes import (
    AdjustmentNode,
    AttemptNode,
    CriterionNode,
    ExportMetadata,
    HistoryNode,
    QuestionNode,
    SecondLookNode,
    SessionDocument,
    SessionUsage,
    StudentNode,
    SubmissionNode,
)
from bareme.exports.material import ExportMaterial, utc
from bareme.exports.options import FormatOptions
from bareme.validation import faults_of


def write_json(material: ExportMaterial, _options: FormatOptions) -> bytes:
    """Return the session as indented UTF-8 JSON, a `SessionDocument`. Points are numbers or null."""
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
            rules_note=material.rules_note,
            graders=session.policy.graders if material.grader_names else None,
        ),
        submissions=tuple(_submission(material, copy) for copy in material.result.copies),
        absent=tuple(StudentNode.model_validate(dict(student)) for student in material.result.absent),
        history=tuple(_decision(entry) for entry in history_entries(material)),
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
        InvalidInput: the file is not a JSON export; the message names the first invalid field.
    """
    try:
        return SessionDocument.model_validate_json(data)
    except ValidationError as error:
        first = faults_of(error)[0]
        raise InvalidInput("this is not a JSON export: {problem}", problem=first.message_with_key) from None


def _submission(material: ExportMaterial, copy: CopyResult) -> SubmissionNode:
    results = copy.questions.values()
    graders = (material.graded_by(copy, result) for result in results)
    times = (material.graded_at(copy, result) for result in results)
    questions = material.session.scheme_of(copy.copy_id).questions
    own = {
        "student_id": copy.student.student_id if copy.student else "",
        "student_name": copy.student.name if copy.student else "",
        "group": copy.student.group if copy.student else "",
        "graded_by": ", ".join(dict.fromkeys(grader for grader in graders if grader)),
        "graded_at": max((at for at in times if at is not None), default=None),
        "points_before_adjustments": None if copy.total is None else copy.earned,
        "adjustments": tuple(map(_adjustment, copy.adjustments)),
        "adjustment_bound": copy.adjustment_bound or None,
        "total_points_earned": copy.total,
        "total_points_possible": copy.maximum,
        "grade": copy.band,
        "usage_by_label": material.label_usage.get(copy.copy_id, {}),
        "questions": tuple(_question(material, copy, question) for question in questions),
    }
    return SubmissionNode.model_validate({**dict(copy), **own})


def _adjustment(given: CopyAdjustment) -> AdjustmentNode:
    adjustment = given.adjustment
    return AdjustmentNode(
        category=given.category,
        points=adjustment.points,
        percent=adjustment.percent,
        percent_of=adjustment.percent_of,
        points_added=given.change,
        reason=adjustment.reason,
        decided_by=given.author,
    )


def _question(material: ExportMaterial, copy: CopyResult, question: Question, *, counted: bool = True) -> QuestionNode:
    node = _group(material, copy, question) if question.parts else _leaf(material, copy, question)
    added = None
    marked = GradingScheme(questions=(question,)).without(copy.excused_ids())
    counted = counted and marked is not None
    if node.points_earned is not None and marked is not None:
        added = marked.add_up(_known(copy)).points if counted else ZERO
    return node.model_copy(update={"counted": counted, "points_added": added})


def _group(material: ExportMaterial, copy: CopyResult, question: Question) -> QuestionNode:
    marked = GradingScheme(questions=(question,)).without(copy.excused_ids())
    # The group with the parts that the student is to answer; as it is if he is excused from all of them.
    group = marked.questions[0] if marked else question
    total = group.add_up(_known(copy))
    parts = tuple(
        _question(material, copy, part, counted=any(leaf.id in total.counted for leaf in part.leaves()))
        for part in question.parts
    )
    return QuestionNode(
        id=question.id,
        title=question.name,
        points_earned=total.points if marked and all(i in _known(copy) for i in marked.leaf_ids()) else None,
        points_possible=group.maximum,
        coefficient=question.coefficient,
        best_of=question.best_of,
        counted=True,
        points_added=None,
        provisional=any(part.provisional for part in parts),
        questions=parts,
    )


def _known(copy: CopyResult) -> dict[str, Decimal]:
    return {q.question_id: q.value for q in copy.questions.values() if q.value is not None}


def _leaf(material: ExportMaterial, copy: CopyResult, question: Question) -> QuestionNode:
    result = copy.questions[question.id]
    marks = material.marks(copy, question.id)
    lines = criterion_lines(question, result)
    return QuestionNode(
        id=question.id,
        title=question.name,
        points_earned=result.value,
        points_possible=result.maximum,
        coefficient=question.coefficient,
        counted=True,
        points_added=None,
        provisional=result.provisional is not None,
        status=None if result.hidden else result.status,
        source=result.source,
        graded_by=material.graded_by(copy, result),
        graded_at=material.graded_at(copy, result),
        feedback=result.feedback,
        flags=result.flags,
        scheme_version=result.scheme_version,
        hidden=result.hidden,
        criteria=tuple(
            CriterionNode(
                id=line.criterion.id,
                name=line.criterion.name,
                points_earned=line.counted,
                points_given=line.given,
                max_points=line.criterion.points,
                role=line.role,
                group=line.criterion.group,
                left_out=line.left_out,
                feedback=line.feedback,
                evidence=line.evidence,
            )
            for line in lines or unmarked_lines(question, result)
            if line.criterion
        ),
        missing_criteria=result.missing_criteria,
        bound=next((line.counted for line in lines or () if line.role is Role.BOUND), None),
        attempts={slot_name(slot): _attempt(material.grader(copy, slot[0]), mark) for slot, mark in marks.items()},
        second_looks={
            slot_name(slot): _second_look(material.grader(copy, slot[0]), look)
            for slot, look in material.second_looks(copy, question.id).items()
        },
    )


def _attempt(grader: str, mark: Mark) -> AttemptNode:
    criteria = {criterion.criterion_id: criterion.points for criterion in mark.criteria}
    words = {criterion.criterion_id: criterion.feedback for criterion in mark.criteria if criterion.feedback}
    return AttemptNode.model_validate(
        {**dict(mark), "grader": grader, "criteria": criteria, "criterion_feedback": words}
    )


def _second_look(grader: str, look: SecondLook) -> SecondLookNode:
    return SecondLookNode.model_validate({**dict(look.second), "grader": grader, "first_points": look.first.points})


def _decision(entry: HistoryEntry) -> HistoryNode:
    points = {name: value for name in ("before", "after") if isinstance(value := getattr(entry, name), Decimal)}
    return HistoryNode(
        **{
            **asdict(entry),
            "points_before": points.get("before"),
            "points_after": points.get("after"),
            "before": "" if "before" in points else entry.before,
            "after": "" if "after" in points else entry.after,
        }
    )
