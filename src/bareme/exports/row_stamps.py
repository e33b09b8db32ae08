"""The stamps of the rows that exports have: of a copy, of a question and of a criterion."""

from collections.abc import Iterator

from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.exports.criterion_lines import CriterionLine
from bareme.exports.material import ExportMaterial
from bareme.exports.stamps import Content, Part, Subject, stamp
from bareme.translation import Message

STAMP_TITLE = Message("Do not edit")
"""The title of the column with the stamps."""


def copy_stamp(material: ExportMaterial, copy: CopyResult) -> str:
    """Return the stamp of a row with the total, the marks and the general remark of a copy."""
    return stamp(material.session.session_id, copy.evaluation_version, _of_copy(copy), copy.copy_id)


def absent_stamp(material: ExportMaterial) -> str:
    """Return the stamp of the row of a student without a copy."""
    return stamp(material.session.session_id, 0, ())


def question_stamp(material: ExportMaterial, copy: CopyResult, result: QuestionResult) -> str:
    """Return the stamp of a row with the mark of a question and the feedback on it."""
    cells = [_name(copy), *_of_question(copy, result)]
    return stamp(material.session.session_id, copy.evaluation_version, cells, copy.copy_id, result.question_id)


def criterion_stamp(
    material: ExportMaterial,
    copy: CopyResult,
    result: QuestionResult,
    line: CriterionLine,
    *,
    question_feedback: str = "",
) -> str:
    """Return the stamp of a row with the points of a criterion and the feedback on it; empty if it is of no criterion.

    `question_feedback` is what the row has of the feedback on the whole question.
    """
    if line.criterion is None:
        return ""
    about = (copy.copy_id, result.question_id, line.criterion.id)

    def of_criterion(part: Part) -> Subject:
        return Subject(copy.copy_id, part, *about[1:])

    cells: list[tuple[Subject, Content]] = [
        _name(copy),
        (of_criterion(Part.MARK), line.given),
        (of_criterion(Part.COMPUTED), line.counted),
        (of_criterion(Part.FEEDBACK), line.feedback),
        (Subject(copy.copy_id, Part.FEEDBACK, result.question_id), question_feedback),
    ]
    return stamp(material.session.session_id, copy.evaluation_version, cells, *about)


def _of_copy(copy: CopyResult) -> Iterator[tuple[Subject, Content]]:
    yield _name(copy)
    yield Subject(copy.copy_id, Part.COMPUTED), copy.total
    yield Subject(copy.copy_id, Part.FEEDBACK), copy.general_comment
    for result in copy.questions.values():
        yield Subject(copy.copy_id, Part.MARK, result.question_id), result.value


def _of_question(copy: CopyResult, result: QuestionResult) -> Iterator[tuple[Subject, Content]]:
    yield Subject(copy.copy_id, Part.MARK, result.question_id), result.value
    yield Subject(copy.copy_id, Part.FEEDBACK, result.question_id), result.feedback


def _name(copy: CopyResult) -> tuple[Subject, Content]:
    return Subject(copy.copy_id, Part.NAME), copy.student.name if copy.student else ""
