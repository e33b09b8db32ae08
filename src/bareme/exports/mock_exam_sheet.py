"""The evaluation of a mock exam as a PDF: marks, feedback, and what to do next."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bareme.documents.print_sheets import print_sheets
from bareme.documents.printed_sheet import PrintedSheet
from bareme.domain.limits import NAME_LENGTH
from bareme.domain.mock_exam.evaluation import EvaluationResult, MarkingCriterionResult, QuestionFeedback
from bareme.domain.mock_exam.exam_language import language_of
from bareme.domain.mock_exam.results import RULES
from bareme.domain.points import Language, format_mark, format_points
from bareme.exports.sheets.markup import markup, paragraph, plain_text
from bareme.exports.sheets.page import STYLE
from bareme.translation import SOURCE_LANGUAGE, Translator, translator


class MockExamSheet(BaseModel):
    """An evaluation to be printed, and what stands at its head."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    evaluation: EvaluationResult = Field(description="The `structured_response` of `graph_mock_exam`.")
    title: str = Field("", max_length=NAME_LENGTH, description="Of the exam.")
    student: str = Field("", max_length=NAME_LENGTH, description="The student's name.")
    language: Language | None = Field(
        None, description="Of the titles; if unset that of the feedback, and English where that cannot be told."
    )


def print_mock_exam(wanted: MockExamSheet) -> bytes:
    """Return the PDF. Blocks the calling thread.

    Raises:
        DocumentRefused: it takes too many pages, too much time or memory.
    """
    (pdf,) = print_sheets([_sheet(wanted)], lambda _done, _all: None)
    return pdf


def _sheet(wanted: MockExamSheet) -> PrintedSheet:
    result = wanted.evaluation
    t = translator(wanted.language or language_of("\n".join(_words(result))) or SOURCE_LANGUAGE)
    parts = [*_head(wanted, t), *_sections(result, t)]
    for question in result.question_feedback:
        parts += _question(question, t)
    parts += _next_steps(result, t)
    title = plain_text(" · ".join(filter(None, (wanted.student, wanted.title))) or result.submission_id)
    return PrintedSheet(title=title, html="".join(parts), css=STYLE, footer=title)


def _words(result: EvaluationResult) -> Iterator[str]:
    yield result.encouragement_message
    for advice in result.learning_recommendations:
        yield from (advice.reason, advice.action)
    for question in result.question_feedback:
        yield from (question.feedback_summary, question.what_you_did_well or "", question.where_you_went_wrong or "")


def _head(wanted: MockExamSheet, t: Translator) -> Iterator[str]:
    overall = wanted.evaluation.overall_result
    yield paragraph(wanted.title, t, kind="exam")
    total = format_mark(overall.total_marks_earned, overall.total_marks_possible, t.language)
    passed = {True: t("passed"), False: t("not passed"), None: ""}[overall.pass_status]
    share = "" if overall.percentage is None else _percent(overall.percentage, t)
    grade = "" if overall.percentage is None else overall.grade
    beside = " · ".join(filter(None, (share, grade, passed)))
    yield (
        f'<table><tr><td class="name">{markup(wanted.student or t("Mock exam"), t)}</td>'
        f'<td class="total">{markup(total, t)}</td></tr>'
        f'<tr><td class="exam"></td><td class="aside">{markup(beside, t)}</td></tr></table>'
    )
    if overall.questions_open:
        still_open = t.ngettext(
            "{n} question has no mark yet, so there is no grade.",
            "{n} questions have no mark yet, so there is no grade.",
            overall.questions_open,
        )
        yield paragraph(still_open, t, kind="note")
    if wanted.evaluation.marked_by == RULES:
        yield paragraph(t("marked by rules, not by a model"), t, kind="note")


def _sections(result: EvaluationResult, t: Translator) -> Iterator[str]:
    if len(result.section_results) < 2:
        return
    yield '<div class="question"><table>'
    for section in result.section_results:
        share = "" if section.percentage is None else f" · {_percent(section.percentage, t)}"
        earned = f"{format_mark(section.marks_earned, section.marks_possible, t.language)}{share}"
        label = markup(section.section_label, t)
        yield f'<tr><td class="section">{label}</td><td class="points">{markup(earned, t)}</td></tr>'
    yield "</table></div>"


def _question(question: QuestionFeedback, t: Translator) -> Iterator[str]:
    title = t("Question {number} – {concept}", number=question.question_number, concept=question.related_concept)
    earned, possible = question.marks_earned, question.marks_possible
    mark = t("no mark yet") if earned is None else format_mark(earned, possible, t.language)
    yield (
        f'<div class="question"><table><tr><td class="title">{markup(title, t)}</td>'
        f'<td class="mark">{markup(mark, t)}</td></tr>'
    )
    yield from (_step(step, t) for step in question.marking_breakdown or ())
    yield "</table>"
    yield paragraph(question.feedback_summary, t, kind="feedback")
    misconception = question.misconception_detected
    told = {
        t("What you did well"): question.what_you_did_well,
        t("Where it went wrong"): question.where_you_went_wrong,
        t("The way to the answer"): question.correct_approach,
        t("A common error"): misconception and f"{misconception.common_error}\n{misconception.correct_thinking}",
        t("To practise"): misconception and misconception.practice_suggestion,
        t("To go over again"): question.suggested_review,
    }
    for heading, text in told.items():
        if text:
            yield f'<p class="feedback"><b>{markup(heading, t)}</b> – {markup(text, t)}</p>'
    yield "</div>"


def _step(step: MarkingCriterionResult, t: Translator) -> str:
    points = format_mark(step.marks_earned, step.marks_possible, t.language)
    remark = f"<br/><i>{markup(step.feedback, t)}</i>" if step.feedback else ""
    return (
        f'<tr><td class="criterion">{markup(step.criterion_name, t)}{remark}</td>'
        f'<td class="points">{markup(points, t)}</td></tr>'
    )


def _next_steps(result: EvaluationResult, t: Translator) -> Iterator[str]:
    if result.learning_recommendations:
        yield f"<h2>{markup(t('What to do next'), t)}</h2>"
    for advice in sorted(result.learning_recommendations, key=lambda one: one.priority):
        yield f'<p class="title">{markup(advice.topic, t)}</p>'
        yield paragraph(f"{advice.reason}\n{advice.action}", t, kind="feedback")
    yield paragraph(result.encouragement_message, t)


def _percent(share: float, t: Translator) -> str:
    return t("{percent}%", percent=_points(Decimal(str(share)), t))


def _points(value: Decimal, t: Translator) -> str:
    return format_points(value, t.language)
