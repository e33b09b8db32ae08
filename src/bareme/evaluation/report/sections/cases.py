"""The section of the largest disagreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.evaluation.report.document import Block, Paragraph, Quotation, ReportCase, ReportSection, ReportTable
from bareme.evaluation.report.findings import Disagreement, ReportFindings
from bareme.evaluation.report.formatter import Formatter


@dataclass(frozen=True)
class GivenMark:
    """A mark by a person or grader; None for unknown values."""

    who: str
    points: Decimal | None
    gap: Decimal | None = None  # difference from the human reference mark
    confidence: float | None = None


def cases(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return the answers with the largest disagreements, with human marks and those under test."""
    title = fmt.t("The worst disagreements")
    if not found.disagreements:
        return ReportSection("disagreements", title, (Paragraph(fmt.t("No mark differs from the reference.")),))
    shown, count = fmt.count(len(found.disagreements)), fmt.count(found.disagreeing)
    reference = fmt.rater(found.metrics.reference)
    blocks: list[Block] = [
        Paragraph(
            fmt.t(
                "{shown} of {count} answers with a mark that differs from: {reference}; the largest "
                "differences first, and among equals the most confident ones.",
                shown=shown,
                count=count,
                reference=reference,
            )
        )
    ]
    if not any(one.answer is not None or one.pages or one.rationale for one in found.disagreements):
        blocks.append(Paragraph(fmt.t("The texts are not known: a table of marks has none."), "note"))
    blocks += [_case(number, one, fmt) for number, one in enumerate(found.disagreements, start=1)]
    return ReportSection("disagreements", title, tuple(blocks))


def case_title(number: int, fmt: Formatter, *, question_id: str, item_id: str, student_id: str) -> str:
    """Return the title of an answer from the ids that are known."""
    if question_id:
        title = fmt.t("{number}. Question {question}", number=number, question=question_id)
    else:
        title = fmt.t("{number}. Row {row}", number=number, row=item_id)
    known = student_id and not student_id.startswith("#")
    return fmt.t("{case}, student {student}", case=title, student=student_id) if known else title


def _case(number: int, one: Disagreement, fmt: Formatter) -> ReportCase:
    title = case_title(number, fmt, question_id=one.question_id, item_id=one.item_id, student_id=one.student_id)
    rows = [GivenMark(rater, points) for rater, points in one.humans.items()]
    rows.append(GivenMark(fmt.grader(one.grader, one.attempt), one.points, one.difference, one.confidence))
    rows += [
        GivenMark(
            fmt.grader(other.grader, other.attempt),
            other.points,
            None if other.points is None else other.points - one.held,
            other.confidence,
        )
        for other in one.others
    ]
    facts = marks_table(rows, one.maximum, fmt)
    return ReportCase(title, facts, _quotations(one, fmt))


def quotations(texts: Mapping[str, str]) -> tuple[Quotation, ...]:
    """Return the texts that are not empty, with their labels."""
    return tuple(Quotation(label, text) for label, text in texts.items() if text)


def say_answer(answer: str | None, fmt: Formatter) -> str:
    """Return the text of an answer, a note if it is blank, or an empty string if it is unknown."""
    return fmt.t("(blank answer)") if answer is not None and not answer.strip() else answer or ""


def _quotations(one: Disagreement, fmt: Formatter) -> tuple[Quotation, ...]:
    texts = {
        fmt.t("Question"): one.question,
        fmt.t("Reference answer"): one.reference_answer,
        fmt.t("The student's answer"): say_answer(one.answer, fmt),
        fmt.t("Pages of the answer"): "\n".join(one.pages),
        fmt.t("The answer as read"): one.transcription,
        fmt.t("The grader's rationale"): one.rationale,
        fmt.t("Feedback for the student"): one.feedback,
    }
    return quotations(texts)


def marks_table(marks: Sequence[GivenMark], maximum: Decimal | None, fmt: Formatter) -> ReportTable:
    """Return the marks of one answer, out of its maximum if that is known."""

    def points(mark: GivenMark) -> str:
        if mark.points is None:
            return "–"
        written = fmt.plain(float(mark.points))
        return (
            written
            if maximum is None
            else fmt.t("{points} out of {maximum}", points=written, maximum=fmt.plain(float(maximum)))
        )

    rows = [
        (
            mark.who,
            points(mark),
            "–" if mark.gap is None else fmt.signed(mark.gap),
            "–" if mark.confidence is None else fmt.percent(mark.confidence),
        )
        for mark in marks
    ]
    heads = (fmt.t("Who"), fmt.t("Points"), fmt.t("Difference"), fmt.t("Confidence"))
    return ReportTable(fmt.t("Marks"), heads, tuple(rows))
