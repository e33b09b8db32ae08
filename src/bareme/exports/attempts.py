"""The attempts: a row for each question that a grader marked, for programs that study how models mark."""

from collections.abc import Iterator
from decimal import Decimal

from bareme.domain.attempts import Attempt, Flag, Mark, MarkStatus, attempts_by_copy
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Dollars
from bareme.domain.points import Points
from bareme.domain.results import CopyResult
from bareme.exports.dialect import Cells, Dialect
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, dialect_of


class AttemptRow(FrozenModel):
    """One question of one copy in one attempt. Its fields are the columns.

    Tokens, dollars and seconds are the attempt's and stand in its first row, so that a column can be summed. They are
    null while the graders are blind, because prices and speed would reveal them; so is `model`. Points, confidence and
    texts are null while the question's marks are hidden from the teacher.
    """

    copy_id: str
    student_id: str
    student_name: str
    question_id: str
    question: str
    label: str
    model: str | None
    try_index: int
    round: int
    status: MarkStatus | None
    points: Points | None
    max_points: Points | None
    confidence: float | None
    flags: tuple[Flag, ...]
    transcription: str | None
    feedback: str | None
    rationale: str | None
    note: str
    problems: tuple[str, ...]
    retries: int
    finish_reason: str
    calls: int | None
    unanswered_calls: int | None
    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost: Dollars | None
    seconds: float | None
    prompt_version: str
    scheme_version: int
    inputs: str


ATTEMPT_COLUMNS = tuple(AttemptRow.model_fields)


def attempt_rows(material: ExportMaterial) -> Iterator[AttemptRow]:
    """Yield the rows of a session, by copy, label, try, round and question."""
    by_copy = attempts_by_copy(material.session.attempts)
    for copy in material.result.copies:
        for attempt in sorted(by_copy[copy.copy_id], key=lambda one: (*one.slot, one.round)):
            yield from _rows_of(material, copy, attempt)


def write_attempts_csv(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the attempts as CSV, plain whatever the language. Lists are joined with " | "."""
    dialect = dialect_of(material, options, "plain")
    return dialect.write(_cells(material, dialect))


def write_attempts_jsonl(material: ExportMaterial, _options: FormatOptions) -> bytes:
    """Return the attempts as JSON Lines: one `AttemptRow` a line, points and dollars as numbers."""
    return "".join(f"{row.model_dump_json()}\n" for row in attempt_rows(material)).encode()


def _rows_of(material: ExportMaterial, copy: CopyResult, attempt: Attempt) -> Iterator[AttemptRow]:
    questions = {leaf.id: leaf for leaf in material.session.scheme_of(copy.copy_id).leaves()}
    model = material.grader_names.get(copy.copy_id, {}).get(attempt.label)
    took = attempt.usage if model else None
    failed: dict[str, Mark | None] = {"": None}
    for position, (question_id, mark) in enumerate((attempt.marks or failed).items()):
        question = questions.get(question_id)
        result = copy.questions.get(question_id)
        shown = None if result is None or result.hidden else mark
        usage = took if position == 0 else None
        yield AttemptRow(
            copy_id=copy.copy_id,
            student_id=copy.student.student_id if copy.student else "",
            student_name=copy.student.name if copy.student else "",
            question_id=question_id,
            question=question.name if question else "",
            label=attempt.label,
            model=model,
            try_index=attempt.try_index,
            round=attempt.round,
            status=shown.status if shown else MarkStatus.FAILED if mark is None else None,
            points=shown.points if shown else None,
            max_points=question.maximum if question else None,
            confidence=shown.confidence if shown else None,
            flags=shown.flags if shown else (),
            transcription=shown.transcription if shown else None,
            feedback=shown.feedback if shown else None,
            rationale=shown.rationale if shown else None,
            note=shown.note if shown else attempt.error if mark is None else "",
            problems=attempt.record.problems if shown or mark is None else (),
            retries=attempt.record.retries,
            finish_reason=attempt.record.finish_reason,
            calls=usage.calls if usage else None,
            unanswered_calls=usage.unanswered_calls if usage else None,
            input_tokens=usage.input_tokens if usage else None,
            cached_tokens=usage.cached_input_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
            reasoning_tokens=usage.reasoning_tokens if usage else None,
            cost=usage.cost if usage else None,
            seconds=round(usage.seconds, 3) if usage else None,
            prompt_version=attempt.prompt_version,
            scheme_version=attempt.scheme_version,
            inputs=attempt.record.inputs,
        )


def _cells(material: ExportMaterial, dialect: Dialect) -> Iterator[Cells]:
    yield list(ATTEMPT_COLUMNS)
    for row in attempt_rows(material):
        yield [_cell(value, dialect) for value in dict(row).values()]


def _cell(value: object, dialect: Dialect) -> str | None:
    match value:
        case None | str():
            return value
        case tuple():
            return " | ".join(map(str, value))
        case int() | float() | Decimal():
            return dialect.dollars(Decimal(str(value)))
        case _:
            raise TypeError(type(value))
