"""The section of the largest disagreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.evaluation.report.document import Block, Paragraph, Quotation, ReportCase, ReportSection, ReportTable
from bareme.evaluation.report.findings import Disagreement, ReportFindings
from bareme.evaluation.report.words import Words


@dataclass(frozen=True)
class GivenMark:
    """A mark by a person or grader; None for unknown values."""

    who: str
    points: Decimal | None
    gap: Decimal | None = None  # difference from the human reference mark
    confidence: float | None = None


def cases(found: ReportFindings, words: Words) -> ReportSection:
    """Return the answers with the largest disagreements, with human marks and those under test."""
    title = words.t("The worst disagreements")
    if not found.disagreements:
        return ReportSection("disagreements", title, (Paragraph(words.t("No mark differs from the reference.")),))
    shown, count = words.count(len(found.disagreements)), words.count(found.disagreeing)
    reference = words.rater(found.metrics.reference)
    blocks: list[Block] = [
        Paragraph(
            words.t(
                "{shown} of {count} answers with a mark that differs from: {reference}; the largest "
                "differences first, and among equals the most confident ones.",
                shown=shown,
                count=count,
                reference=reference,
            )
        )
    ]
    if not any(one.answer is not None or one.pages or one.rationale for one in found.disagreements):
        blocks.append(Paragraph(words.t("The texts are not known: a table of marks has none."), "note"))
    blocks += [_case(number, one, words) for number, one in enumerate(found.disagreements, start=1)]
    return ReportSection("disagreements", title, tuple(blocks))


def case_title(number: int, words: Words, *, question_id: str, item_id: str, student_id: str) -> str:
    """Return the title of an answer from the ids that are known."""
    if question_id:
        title = words.t("{number}. Question {question}", number=number, question=question_id)
    else:
        title = words.t("{number}. Row {row}", number=number, row=item_id)
    known = student_id and not student_id.startswith("#")
    return words.t("{case}, student {student}", case=title, student=student_id) if known else title


def _case(number: int, one: Disagreement, words: Words) -> ReportCase:
    title = case_title(number, words, question_id=one.question_id, item_id=one.item_id, student_id=one.student_id)
    rows = [GivenMark(rater, points) for rater, points in one.humans.items()]
    rows.append(GivenMark(words.grader(one.grader, one.attempt), one.points, one.difference, one.confidence))
    rows += [
        GivenMark(
            words.grader(other.grader, other.attempt),
            other.points,
            None if other.points is None else other.points - one.held,
            other.confidence,
        )
        for other in one.others
    ]
    facts = marks_table(rows, one.maximum, words)
    return ReportCase(title, facts, _quotations(one, words))


def quotations(texts: Mapping[str, str]) -> tuple[Quotation, ...]:
    """Return the texts that are not empty, with their labels."""
    return tuple(Quotation(label, text) for label, text in texts.items() if text)


def say_answer(answer: str | None, words: Words) -> str:
    """Return the text of an answer, a note if it is blank, or an empty string if it is unknown."""
    return words.t("(blank answer)") if answer is not None and not answer.strip() else answer or ""


def _quotations(one: Disagreement, words: Words) -> tuple[Quotation, ...]:
    texts = {
        words.t("Question"): one.question,
        words.t("Reference answer"): one.reference_answer,
        words.t("The student's answer"): say_answer(one.answer, words),
        words.t("Pages of the answer"): "\n".join(one.pages),
        words.t("The answer as read"): one.transcription,
        words.t("The grader's rationale"): one.rationale,
        words.t("Feedback for the student"): one.feedback,
    }
    return quotations(texts)


def marks_table(marks: Sequence[GivenMark], maximum: Decimal | None, words: Words) -> ReportTable:
    """Return the marks of one answer, out of its maximum if that is known."""

    def points(mark: GivenMark) -> str:
        if mark.points is None:
            return "–"
        written = words.plain(float(mark.points))
        return (
            written
            if maximum is None
            else words.t("{points} out of {maximum}", points=written, maximum=words.plain(float(maximum)))
        )

    rows = [
        (
            mark.who,
            points(mark),
            "–" if mark.gap is None else words.signed(mark.gap),
            "–" if mark.confidence is None else words.percent(mark.confidence),
        )
        for mark in marks
    ]
    heads = (words.t("Who"), words.t("Points"), words.t("Difference"), words.t("Confidence"))
    return ReportTable(words.t("Marks"), heads, tuple(rows))
