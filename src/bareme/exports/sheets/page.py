"""The sheet of one pupil as HTML."""

from collections.abc import Iterator
from decimal import Decimal

from bareme.documents.printed_sheet import PrintedSheet
from bareme.domain.attempts import MarkStatus
from bareme.domain.leaves import Leaf
from bareme.domain.points import format_mark, format_points
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

# Long words are broken only in cells whose widths are said.
STYLE = """
body { font-family: sans-serif; font-size: 10px; line-height: 1.25; color: #1a1a1a; overflow-wrap: break-word; }
table { width: 100%; border-collapse: collapse; }
td { vertical-align: top; padding: 1px 0; }
p { margin: 2px 0; }
h2 { font-size: 11px; margin: 12px 0 3px 0; }
.exam { font-size: 9px; color: #555555; margin: 0; }
.name { font-size: 17px; font-weight: bold; margin: 0; }
.name, .exam { width: 65%; }
.total, .aside { width: 35%; }
.total { font-size: 19px; font-weight: bold; text-align: right; }
.aside { font-size: 9px; color: #555555; text-align: right; }
.note { font-size: 9px; color: #8a4b00; margin: 2px 0; }
.question { margin-top: 7px; padding-top: 4px; border-top: 0.5px solid #999999; }
.title { font-weight: bold; }
.mark { font-weight: bold; text-align: right; }
.criterion { padding-left: 12px; }
.points { text-align: right; }
.title, .criterion, .section { width: 75%; }
.mark, .points { width: 25%; }
.stated .title, .stated .criterion { width: 55%; }
.stated .mark, .stated .points { width: 45%; }
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
    kind = "total provisional" if copy.provisional else "total"
    of_maximum = "–" if copy.total is None else format_mark(copy.total, copy.maximum, t.language)
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
        states = _states(result, t)
        kinds = ("stated", "mark provisional") if states else ("", "mark")
        shown = markup(" · ".join((_mark(leaf, result, t), *states)), t)
        yield (
            f'<div class="question"><table class="{kinds[0]}"><tr><td class="title">{markup(leaf.title, t)}</td>'
            f'<td class="{kinds[1]}">{shown}</td></tr>'
        )
        for line in _lines(leaf, result):
            yield _criterion(line, t)
        yield "</table>"
        if result.value is not None and result.question_id not in copy.counted:
            yield paragraph(t("Not counted in the total."), t, kind="note")
        yield paragraph(result.feedback, t, kind="feedback") + "</div>"


def _mark(leaf: Leaf, result: QuestionResult, t: Translator) -> str:
    details = describe_worth(leaf, t, t.language).removeprefix(leaf.out_of(t.language))
    return f"{format_mark(result.value, leaf.question.maximum, t.language)}{details}"


def _states(result: QuestionResult, t: Translator) -> list[str]:
    """Return why the mark is no judged answer, such as a 0 for one that nobody could read, and that it is not final."""
    states = [] if result.status is MarkStatus.GRADED and not result.hidden else [describe_status(result, t)]
    return [*states, t("provisional")] if result.provisional is not None else states


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
        points = "" if line.counted is None else format_mark(line.counted, line.criterion.points, t.language)
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
