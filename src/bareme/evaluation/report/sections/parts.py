"""The section of slices: metrics by question, human mark, grader and criterion, and the variance components."""

from bareme.evaluation.metrics.slices import Slice, SliceBy
from bareme.evaluation.metrics.spread import Spread
from bareme.evaluation.notation import Kind
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.by_question import Dots
from bareme.evaluation.report.sections.dots import dots_plot

_LISTED = 60
_SHOWN: tuple[tuple[str, Kind], ...] = (
    ("exact", "share"),
    ("within_step", "share"),
    ("mean_absolute_error", "points"),
    ("bias", "points"),
    ("quadratic_kappa", "coefficient"),
)


def parts(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return a table for each kind of slice, and the plots by question."""
    metrics = found.metrics
    blocks: list[Block] = []
    for by, slices in metrics.slices.items():
        if not slices:
            continue
        blocks.append(_table(by, slices, metrics.reference, fmt))
        if len(slices) > _LISTED:
            note = fmt.t(
                "{shown} rows of {count}; all are in the JSON file.",
                shown=fmt.count(_LISTED),
                count=fmt.count(len(slices)),
            )
            blocks.append(Paragraph(note, "note"))
        if by is SliceBy.QUESTION:
            blocks += _error_plot(slices, fmt)
    if metrics.spread is not None:
        blocks.append(_spread_table(metrics.spread, fmt))
        blocks += _spread_plot(found, fmt)
    if len(metrics.lost_marks.predicted.questions) > 1:
        blocks.append(_lost(found, fmt))
    return ReportSection("parts", fmt.t("Where the differences are"), tuple(blocks))


def division_title(by: SliceBy, reference: str, fmt: Formatter) -> str:
    """Return the caption for a kind of slice."""
    match by:
        case SliceBy.QUESTION:
            return fmt.t("By question")
        case SliceBy.HUMAN_LEVEL:
            return fmt.t("By the mark of {reference}", reference=fmt.rater(reference))
        case SliceBy.GRADER:
            return fmt.t("By grader")
        case SliceBy.CRITERION:
            return fmt.t("By criterion")


def _table(by: SliceBy, slices: tuple[Slice, ...], reference: str, fmt: Formatter) -> ReportTable:
    humans = any(one.humans for one in slices)
    # If all human marks are equal, kappa is always zero.
    shown = [one for one in _SHOWN if by is not SliceBy.HUMAN_LEVEL or one[0] != "quadratic_kappa"]
    heads = ["pairs", *(name for name, _ in shown), *(["humans_exact"] if humans else [])]
    rows = [
        (
            one.key,
            fmt.count(one.scores.pairs),
            *(fmt.estimate(getattr(one.scores, name), kind) for name, kind in shown),
            *([fmt.figure(one.humans.exact.value, "share")] if one.humans else []),
        )
        for one in slices[:_LISTED]
    ]
    caption = division_title(by, reference, fmt)
    return ReportTable(caption, (fmt.t("Part"), *(fmt.name(head) for head in heads)), tuple(rows))


def _error_plot(slices: tuple[Slice, ...], fmt: Formatter) -> list[Block]:
    dots = [
        Dots(
            name=one.key,
            first=one.scores.mean_absolute_error.value.value,
            second=one.humans.mean_absolute_error.value.value if one.humans else None,
            low=one.scores.mean_absolute_error.low.value,
            high=one.scores.mean_absolute_error.high.value,
        )
        for one in slices
    ]
    known = [dot for dot in dots if dot.first is not None]
    if not known:
        return []
    worst = max(known, key=lambda dot: dot.first or 0)
    summary = fmt.t(
        "The largest mean error: {worst} point(s), question {question}.",
        worst=fmt.points(worst.first or 0),
        question=worst.name,
    )
    if any(dot.low is not None for dot in known):
        summary += fmt.t(" Bar: 95 % interval.")
    names = {"first": fmt.t("Mean error (points)"), "second": fmt.t("two people")}
    return [dots_plot("error-by-question", fmt.t("Error by question"), dots, fmt, summary=summary, **names)]


def _spread_plot(found: ReportFindings, fmt: Formatter) -> list[Block]:
    overall = found.metrics.spread
    dots = [
        Dots(name=one.question, first=one.spread.within.value, second=one.spread.between.value)
        for one in found.metrics.spread_by_question
    ]
    if overall is None or all(dot.first is None and dot.second is None for dot in dots):
        return []
    summary = fmt.t(
        "Standard deviations on the same answer: {within} between tries, {between} between models.",
        within=fmt.figure(overall.within, "points"),
        between=fmt.figure(overall.between, "points"),
    )
    names = {"first": fmt.t("between tries"), "second": fmt.t("between models")}
    return [dots_plot("spread-by-question", fmt.t("Spread by question"), dots, fmt, summary=summary, **names)]


def _spread_table(spread: Spread, fmt: Formatter) -> ReportTable:
    rows = [
        (fmt.t("Between tries (standard deviation)"), fmt.figure(spread.within, "points")),
        (fmt.t("Between models (standard deviation)"), fmt.figure(spread.between, "points")),
    ]
    if len(spread.models) > 1:
        rows += [
            (
                f"{fmt.t('Between tries (standard deviation)')} · {fmt.rater(model.model)}",
                fmt.figure(model.deviation, "points"),
            )
            for model in spread.models
        ]
    return ReportTable(fmt.t("Spread on the same answer (points)"), (fmt.t("Figure"), fmt.t("Points")), tuple(rows))


def _lost(found: ReportFindings, fmt: Formatter) -> ReportTable:
    heads = (
        fmt.t("Question"),
        fmt.t("With both"),
        fmt.t("With the person only"),
        fmt.t("With the grader under test only"),
        fmt.t("With neither"),
    )
    rows = [
        (one.question, *(fmt.count(n) for n in (one.both, one.first_only, one.second_only, one.neither)))
        for one in found.metrics.lost_marks.predicted.questions[:_LISTED]
    ]
    return ReportTable(fmt.t("Points lost, by question"), heads, tuple(rows))
