"""A session graded by Barème: the teacher's decisions are the human marks, the attempts are system marks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from bareme.domain.criteria import Criterion
from bareme.domain.decisions import MarkSource
from bareme.domain.session import GradedSession
from bareme.errors import InvalidInput
from bareme.evaluation.items import DataSet, EvaluationItem, LeftOut, RaterMark
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.refusals import refuse
from bareme.evaluation.tables import read_text
from bareme.exports import ExportFormat, SessionDocument, export, read_json
from bareme.exports.json_nodes import QuestionNode
from bareme.translation import Message


def recognises(value: object) -> bool:
    """Return whether the JSON value is Barème's JSON export or a stored `GradedSession`."""
    return isinstance(value, dict) and (
        "export_metadata" in value or value.keys() >= {"session_id", "policy", "scheme"}
    )


def read(path: Path) -> DataSet:
    """Return the questions that the teacher decided, from a JSON export or a `GradedSession` in JSON.

    Raises:
        InvalidInput: the file is neither, or contains no decision.
    """
    value = read_json_file(path)
    if isinstance(value, dict) and "export_metadata" in value:
        try:
            document = read_json(read_text(path).encode())
        except InvalidInput as error:
            raise refuse(path, error.message) from None
        return _from_document(path, document)
    try:
        session = GradedSession.model_validate_json(read_text(path))
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise refuse(path, Message("not a graded session: {place!r}", place=place)) from None
    exported = export(session, ExportFormat.JSON, generated_at=datetime.now(UTC))
    return _from_document(path, read_json(exported))


def _from_document(path: Path, document: SessionDocument) -> DataSet:
    items: list[EvaluationItem] = []
    undecided = chosen = 0
    for submission in document.submissions:
        for question in submission.questions:
            for leaf in _leaves(question):
                if leaf.source not in {MarkSource.TEACHER, MarkSource.MODEL} or leaf.points_earned is None:
                    undecided += 1
                    continue
                chosen += leaf.source is MarkSource.MODEL
                items.append(_item(submission.copy_id, leaf))
    if not items:
        raise refuse(path, Message("the teacher has not decided any mark"))
    reason = Message("question without a person's own decision (consensus, accepted or not, or none yet)")
    not_blind = Message("{chosen} decisions adopt a grader's mark: they were not made blind.", chosen=chosen)
    return DataSet(
        name=document.export_metadata.session_name,
        format="graded_session",
        licence="the school's own",
        items=tuple(items),
        left_out=(LeftOut(count=undecided, reason=reason),) if undecided else (),
        remarks=(not_blind,) if chosen else (),
    )


def _leaves(question: QuestionNode) -> Iterator[QuestionNode]:
    if not question.questions:
        yield question
    for part in question.questions:
        yield from _leaves(part)


def _item(copy_id: str, leaf: QuestionNode) -> EvaluationItem:
    transcriptions = [attempt.transcription for attempt in leaf.attempts.values() if attempt.transcription]
    assert leaf.points_earned is not None  # noqa: S101 - the caller asks for decided questions
    return EvaluationItem(
        item_id=f"{copy_id}/{leaf.id}",
        question_id=leaf.id,
        question=leaf.title,
        maximum=leaf.points_possible or None,
        criteria=tuple(
            Criterion(id=criterion.id, name=criterion.name, points=criterion.max_points) for criterion in leaf.criteria
        ),
        student_id=copy_id,
        answer=transcriptions[0] if transcriptions else None,
        human_marks=(RaterMark(rater="teacher", points=leaf.points_earned),),
        system_marks=tuple(
            RaterMark(rater=slot, points=attempt.points, confidence=attempt.confidence, criteria=dict(attempt.criteria))
            for slot, attempt in leaf.attempts.items()
            if attempt.points is not None
        ),
    )
