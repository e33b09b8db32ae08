"""The sheet of one pupil as HTML."""

from collections.abc import Iterator
from decimal import Decimal

from bareme.documents.printed_sheet import PrintedSheet
from bareme.domain.attempts import MarkStatus
from bareme.domain.leaves import Leaf
from bareme.domain.points import format_points
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.exports.criterion_lines import CriterionLine, Role, criterion_lines, unmarked_lines
from bareme.exports.descriptions import (
    PROVISIONAL_LEGEND,
    ROLES,
    describe_adjustment,
    describe_state,
    describe_status,
    describe_worth,
    signed,
)
from bareme.exports.material import ExportMaterial, State, state_of
from bareme.exports.sheets.markup import markup, paragraph, plain_text
from bareme.exports.sheets.to_work_on import to_work_on
from bareme.translation import Translator, translator

STYLE = """
body { font-family: sans-serif; font-size: 10px; line-height: 1.25; color: #1a1a1a; }
table { width: 100%; border-collapse: collapse; }
td { vertical-align: top; padding: 1px 0; }
p { margin: 2px 0; }
h2 { font-size: 11px; margin: 12px 0 3px 0; }
.exam { font-size: 9px; color: #555555; margin: 0; }
.name { font-size: 17px; font-weight: bold; margin: 0; }
.total { width: 150px; font-size: 19px; font-weight: bold; text-align: right; }
.aside { width: 150px; font-size: 9px; color: #555555; text-align: right; }
.note { font-size: 9px; color: #8a4b00; margin: 2px 0; }
.question { margin-top: 7px; border-top: 0.5px solid #999999; }
.title { font-weight: bold; }
.mark { font-weight: bold; text-align: right; width: 110px; }
.criterion { padding-left: 12px; }
.points { text-align: right; width: 110px; }
.feedback { margin: 2px 0 2px 12px; }
.provisional { font-weight: normal; font-style: italic; color: #8a4b00; }
"""


def sheet_of(material: ExportMaterial, copy: CopyResult, *, class_figures: bool = False) -> PrintedSheet:
    """Return a pupil's sheet, in the session's language, with the figures of the class if wanted."""
    t = translator(material.session.policy.language)
    parts = [*_head(material, copy, t), *_questions(material, copy, t), *_adjustments(copy, t)]
    if copy.general_comment:
        parts += [_heading(t("General remark"), t), paragraph(copy.general_comment, t)]
    parts += _losses(material, copy, t)
    if class_figures:
        parts += _class(material, t)
    name = plain_text(copy.student.name if copy.student else copy.copy_id)
    footer = f"{name} · {plain_text(material.session.name)}" if material.session.name else name
    return PrintedSheet(title=footer, html="".join(parts), css=STYLE, footer=footer)


def _head(material: ExportMaterial, copy: CopyResult, t: Translator) -> Iterator[str]:
    student = copy.student
    name = student.name if student else t("Copy {copy_id}", copy_id=copy.copy_id)
    about = " · ".join(filter(None, (student.group, student.student_id))) if student else ""
    yield paragraph(material.session.name, t, kind="exam")
    total, kind = _points(copy.total, t), "total provisional" if copy.provisional else "total"
    of_maximum = f"{total} / {format_points(copy.maximum, t.language)}" if copy.total is not None else "–"
    beside = " · ".join(filter(None, (_percentage(copy, t), copy.band or "")))
    yield (
        f'<table><tr><td class="name">{markup(name, t)}</td><td class="{kind}">{of_maximum}</td></tr>'
        f'<tr><td class="exam">{markup(about, t)}</td><td class="aside">{markup(beside, t)}</td></tr></table>'
    )
    if state_of(copy) is State.PROVISIONAL:
        yield paragraph(t(PROVISIONAL_LEGEND), t, kind="note")
    elif state_of(copy) is not State.FINAL:
        yield paragraph(describe_state(copy, t), t, kind="note")
    yield paragraph(material.rules_note, t, kind="note")


def _questions(material: ExportMaterial, copy: CopyResult, t: Translator) -> Iterator[str]:
    for leaf in material.leaves:
        result = material.question(copy, leaf)
        if result is None:
            continue
        worth = describe_worth(leaf, t, t.language)
        yield (
            f'<div class="question"><table><tr><td class="title">{markup(leaf.title, t)}</td>'
            f'<td class="mark">{_mark(result, worth, t)}</td></tr>'
        )
        for line in _lines(leaf, result):
            yield _criterion(line, t)
        yield "</table>"
        if result.value is not None and result.question_id not in copy.counted:
            yield paragraph(t("Not counted in the total."), t, kind="note")
        yield paragraph(result.feedback, t, kind="feedback") + "</div>"


def _mark(result: QuestionResult, worth: str, t: Translator) -> str:
    """Return the mark, with its status where it is no judged answer: a 0 for an answer that nobody could read."""
    shown = markup(f"{_points(result.value, t)} {worth}", t)
    states = [] if result.status is MarkStatus.GRADED and not result.hidden else [describe_status(result, t)]
    if result.provisional is not None:
        states.append(t("provisional"))
    if not states:
        return shown
    return f'<span class="provisional">{shown}<br/>{markup(", ".join(states), t)}</span>'


def _lines(leaf: Leaf, result: QuestionResult) -> tuple[CriterionLine, ...]:
    """Return the breakdown of the mark; without one, the criteria that something is said on."""
    lines = criterion_lines(leaf.question, result)
    if lines is not None and result.value is not None:
        return lines
    return tuple(line for line in unmarked_lines(leaf.question, result) if line.feedback)


def _criterion(line: CriterionLine, t: Translator) -> str:
    name = line.criterion.name if line.criterion else t(ROLES[line.role])
    if line.criterion is None or line.role is not Role.POINTS:
        points = "" if line.counted is None else signed(line.counted, t)
    else:
        worth = format_points(line.criterion.points, t.language)
        points = "" if line.counted is None else f"{_points(line.counted, t)} /{worth}"
    return (
        f'<tr><td class="criterion">{markup(name, t)}{_remark(line.feedback, t)}</td>'
        f'<td class="points">{markup(points, t)}</td></tr>'
    )


def _remark(text: str, t: Translator) -> str:
    return f"<br/><i>{markup(text, t)}</i>" if text else ""


def _adjustments(copy: CopyResult, t: Translator) -> Iterator[str]:
    if copy.adjustments:
        yield _heading(t("Adjustments"), t)
        yield from (paragraph(describe_adjustment(adjustment, t), t) for adjustment in copy.adjustments)


def _losses(material: ExportMaterial, copy: CopyResult, t: Translator) -> Iterator[str]:
    losses = to_work_on(material, copy)
    if losses:
        yield _heading(t("To work on"), t)
    for loss in losses:
        place = " – ".join(filter(None, (loss.question, loss.criterion)))
        yield paragraph(t("{place}: {points} pt lost", place=place, points=_points(loss.points, t)), t)


def _class(material: ExportMaterial, t: Translator) -> Iterator[str]:
    figures = material.result.statistics
    if material.hides or figures.mean is None:
        return
    yield _heading(t("The class"), t)
    values = {
        t("Class average"): figures.mean,
        t("Median"): figures.median,
        t("Lowest"): figures.lowest,
        t("Highest"): figures.highest,
    }
    shown = [f"{title} {_points(value, t)}" for title, value in values.items()]
    out_of = t("out of {maximum}", maximum=_points(figures.maximum, t))
    yield paragraph(f"{' · '.join(shown)} ({out_of})", t)


def _heading(text: str, t: Translator) -> str:
    return f"<h2>{markup(text, t)}</h2>"


def _percentage(copy: CopyResult, t: Translator) -> str:
    return "" if copy.percentage is None else t("{percent}%", percent=_points(copy.percentage, t))


def _points(value: Decimal | None, t: Translator) -> str:
    return "–" if value is None else format_points(value, t.language)
