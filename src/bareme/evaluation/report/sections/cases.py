"""The worst disagreements, to be read."""

from decimal import Decimal

from bareme.evaluation.report.document import Block, Case, Paragraph, Quotation, Section, Table
from bareme.evaluation.report.findings import Disagreement, Findings
from bareme.evaluation.report.words import Words


def cases(found: Findings, words: Words) -> Section:
    """Return each answer with its human marks beside those under test."""
    title = words("disagreements")
    if not found.disagreements:
        return Section("disagreements", title, (Paragraph(words("no_disagreements")),))
    shown, count = words.count(len(found.disagreements)), words.count(found.disagreeing)
    reference = words.rater(found.metrics.reference)
    blocks: list[Block] = [Paragraph(words("disagreements_says", shown=shown, count=count, reference=reference))]
    if not any(one.answer is not None or one.pages or one.rationale for one in found.disagreements):
        blocks.append(Paragraph(words("no_texts"), "note"))
    blocks += [_case(number, one, words) for number, one in enumerate(found.disagreements, start=1)]
    return Section("disagreements", title, tuple(blocks))


def _case(number: int, one: Disagreement, words: Words) -> Case:
    if one.question_id:
        title = words("case", number=number, question=one.question_id)
    else:
        title = words("case_row", number=number, row=one.item_id)
    if one.student_id and not one.student_id.startswith("#"):
        title = words("case_student", case=title, student=one.student_id)
    rows = [(rater, _points(points, one, words), "–", "–") for rater, points in one.humans.items()]
    gap = words.signed(one.difference)
    rows.append(
        (words.grader(one.grader, one.attempt), _points(one.points, one, words), _said(one.confidence, words), gap)
    )
    rows += [
        (
            words.grader(other.grader, other.attempt),
            _points(other.points, one, words),
            _said(other.confidence, words),
            _gap(other.points, one, words),
        )
        for other in one.others
    ]
    heads = ("case_who", "case_points", "case_confidence", "case_gap")
    facts = Table(words("case_facts"), tuple(words(head) for head in heads), tuple(rows))
    return Case(title, facts, tuple(_quotations(one, words)))


def _quotations(one: Disagreement, words: Words) -> list[Quotation]:
    answer = words("blank") if one.answer is not None and not one.answer.strip() else one.answer
    texts = (
        ("question_text", one.question),
        ("reference_text", one.reference_answer),
        ("answer_text", answer),
        ("pages_text", "\n".join(one.pages)),
        ("transcription_text", one.transcription),
        ("rationale_text", one.rationale),
        ("feedback_text", one.feedback),
    )
    return [Quotation(words(key), text) for key, text in texts if text]


def _points(points: Decimal | None, one: Disagreement, words: Words) -> str:
    if points is None:
        return "–"
    written = words.plain(float(points))
    if one.maximum is None:
        return written
    return words("of_maximum", points=written, maximum=words.plain(float(one.maximum)))


def _gap(points: Decimal | None, one: Disagreement, words: Words) -> str:
    return "–" if points is None else words.signed(points - one.held)


def _said(confidence: float | None, words: Words) -> str:
    return "–" if confidence is None else words.percent(confidence)
