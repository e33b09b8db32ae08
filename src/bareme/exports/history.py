"""The history of a session: all decisions with author, time, and the values before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bareme.domain.adjustments import Adjustment
from bareme.domain.attempts import slot_name
from bareme.domain.copies import Student
from bareme.domain.decisions import (
    AdjustmentDecision,
    CompletionDecision,
    Decision,
    ExcuseDecision,
    FeedbackDecision,
    MarkDecision,
    MarkSource,
    SchemeDecision,
    SessionDecision,
    StudentDecision,
    decision_number,
)
from bareme.domain.points import format_points
from bareme.exports.descriptions import ADJUSTMENTS, describe_amount
from bareme.exports.material import ExportMaterial, utc
from bareme.exports.options import FormatOptions, dialect_of
from bareme.translation import Translator, translator

Value = Decimal | str


@dataclass(frozen=True)
class HistoryEntry:
    """One decision in the session's language.

    `author` is the name that was given, `identity` who it was. `before` and `after` are points or texts, or "" if there
    is no value.
    """

    number: str
    at: datetime
    author: str
    identity: str
    copy_id: str
    student_name: str
    question_id: str
    what: str
    before: Value
    after: Value
    reason: str
    scheme_version: int
    """The scheme version under which the decision was made, or which it created."""


def history_entries(material: ExportMaterial, copy_id: str | None = None) -> tuple[HistoryEntry, ...]:
    """Return the decisions of a session, or of one copy, in order, with their numbers in the session."""
    return tuple(_entries(material, copy_id))


def _entries(material: ExportMaterial, only_copy: str | None) -> Iterator[HistoryEntry]:
    t = translator(material.session.policy.language)
    names = {copy.copy_id: copy.student.name for copy in material.result.copies if copy.student}
    shown = {copy.copy_id for copy in material.result.copies}
    for position, decision in enumerate(material.session.decisions):
        copy_ids = _copy_ids(decision)
        if (only_copy is not None and only_copy not in copy_ids) or shown.isdisjoint(copy_ids or shown):
            continue
        what, before, after = _describe(decision, t)
        yield HistoryEntry(
            number=decision_number(position),
            at=utc(decision.at),
            author=decision.author,
            identity=decision.identity,
            copy_id=", ".join(copy_ids),
            student_name=names.get(copy_ids[0], "") if len(copy_ids) == 1 else "",
            question_id=getattr(decision, "question_id", None) or "",
            what=what,
            before=before,
            after=after,
            reason=decision.reason,
            scheme_version=decision.scheme_version,
        )


def _copy_ids(decision: Decision) -> tuple[str, ...]:
    match decision:
        case SchemeDecision():
            return decision.copy_ids
        case SessionDecision():
            return ()
        case _:
            return (decision.copy_id,)


def _describe(decision: Decision, t: Translator) -> tuple[str, Value, Value]:
    """Return the name of a decision and the values before and after it."""
    before: Value = ""
    after: Value = ""
    match decision:
        case MarkDecision():
            what = _mark(decision, t)
            before = _or_nothing(decision.previous)
            after = _criteria(decision, t) if decision.is_partial else _or_nothing(decision.points)
        case FeedbackDecision():
            what = _feedback(decision, t)
            before, after = decision.previous, decision.text or ""
        case StudentDecision():
            what, before, after = t("student"), _name(decision.previous), _name(decision.student)
        case CompletionDecision():
            what = t("copy completed") if decision.complete else t("copy reopened")
        case AdjustmentDecision():
            what = t("adjustment of the total ({category})", category=ADJUSTMENTS[decision.category])
            before, after = _amount(decision.previous, t), _amount(decision.adjustment, t)
        case ExcuseDecision():
            what = t("student excused") if decision.excused else t("student no longer excused")
        case SchemeDecision():
            what = t("new version of the scheme")
            before, after = f"v{decision.previous}", f"v{decision.scheme_version}"
        case SessionDecision():
            what = t("review finished") if decision.finished else t("session reopened")
    return what, before, after


def _criteria(decision: MarkDecision, t: Translator) -> str:
    return ", ".join(f"{mark.criterion_id}: {format_points(mark.points, t.language)}" for mark in decision.criteria)


def _feedback(decision: FeedbackDecision, t: Translator) -> str:
    if decision.criterion_id is not None:
        named = {"criterion_id": decision.criterion_id}
        if decision.text is None:
            return t("feedback on the criterion {criterion_id!r} withdrawn", **named)
        return t("feedback on the criterion {criterion_id!r}", **named)
    if decision.question_id is None:
        return t("general remark") if decision.text is not None else t("general remark withdrawn")
    return t("feedback") if decision.text is not None else t("feedback withdrawn")


def _mark(decision: MarkDecision, t: Translator) -> str:
    if decision.is_partial:
        return t("some criteria of the mark")
    match decision.source:
        case MarkSource.TEACHER:
            return t("teacher's mark")
        case MarkSource.MODEL:
            return t("mark of grader {label}", label=slot_name((decision.label, decision.try_index or 1)))
        case MarkSource.CONSENSUS:
            return t("mark accepted")
        case MarkSource.NONE_YET:
            return t("mark withdrawn")


def _or_nothing(points: Decimal | None) -> Value:
    return "" if points is None else points


def _amount(adjustment: Adjustment | None, t: Translator) -> Value:
    if adjustment is None:
        return ""
    return describe_amount(adjustment, t) if adjustment.points is None else adjustment.points


def _name(student: Student | None) -> str:
    return student.name if student else ""


def history_titles(t: Translator) -> Sequence[str]:
    """Return the column titles of the history."""
    return (
        *(t("No."), t("Date and time (UTC)"), t("Author"), t("Identity"), t("Copy"), t("Student"), t("Question")),
        *(t("Decision"), t("Before"), t("After"), t("Reason"), t("Scheme version")),
    )


def write_csv_history(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the history as a CSV with one row per decision, in the session's language, with times in UTC."""
    t = translator(material.session.policy.language)
    rows: list[Sequence[Value]] = [(*history_titles(t), t("Graders"))]
    rows += [
        (
            *(entry.number, f"{entry.at:%Y-%m-%dT%H:%M:%SZ}", entry.author, entry.identity, entry.copy_id),
            *(
                entry.student_name,
                entry.question_id,
                entry.what,
                entry.before,
                entry.after,
                entry.reason,
                str(entry.scheme_version),
            ),
            material.rules_note,
        )
        for entry in history_entries(material)
    ]
    return dialect_of(material, options).write(rows)


def describe_value(value: Value, material: ExportMaterial) -> str:
    """Return a value before or after a decision as text in the session's language."""
    return format_points(value, material.session.policy.language) if isinstance(value, Decimal) else value
