"""The section of slices: metrics by question, human mark, grader and criterion, and the variance components."""

from bareme.evaluation.metrics.slices import Slice, SliceBy
from bareme.evaluation.metrics.spread import Spread
from bareme.evaluation.notation import Kind
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.plots.by_question import Dots
from bareme.evaluation.report.sections.dots import dots_plot
from bareme.evaluation.report.words import Words

_LISTED = 60
_SHOWN: tuple[tuple[str, Kind], ...] = (
    ("exact", "share"),
    ("within_step", "share"),
    ("mean_absolute_error", "points"),
    ("bias", "points"),
    ("quadratic_kappa", "coefficient"),
)


def parts(found: ReportFindings, words: Words) -> ReportSection:
    """Return a table for each kind of slice, and the plots by question."""
    metrics = found.metrics
    blocks: list[Block] = []
    for by, slices in metrics.slices.items():
        if not slices:
            continue
        blocks.append(_table(by, slices, metrics.reference, words))
        if len(slices) > _LISTED:
            note = words.t(
                "{shown} rows of {count}; all are in the JSON file.",
                shown=words.count(_LISTED),
                count=words.count(len(slices)),
            )
            blocks.append(Paragraph(note, "note"))
        if by is SliceBy.QUESTION:
            blocks += _error_plot(slices, words)
    if metrics.spread is not None:
        blocks.append(_spread_table(metrics.spread, words))
        blocks += _spread_plot(found, words)
    if len(metrics.lost_marks.predicted.questions) > 1:
        blocks.append(_lost(found, words))
    return ReportSection("parts", words.t("Where the differences are"), tuple(blocks))


def division_title(by: SliceBy, reference: str, words: Words) -> str:
    """Return the caption for a kind of slice."""
    match by:
        case SliceBy.QUESTION:
            return words.t("By question")
        case SliceBy.HUMAN_LEVEL:
            return words.t("By the mark of {reference}", reference=words.rater(reference))
        case SliceBy.GRADER:
            return words.t("By grader")
        case SliceBy.CRITERION:
            return words.t("By criterion")


def _table(by: SliceBy, slices: tuple[Slice, ...], reference: str, words: Words) -> ReportTable:
    humans = any(one.humans for one in slices)
    # If all human marks are equal, kappa is always zero.
    shown = [one for one in _SHOWN if by is not SliceBy.HUMAN_LEVEL or one[0] != "quadratic_kappa"]
    heads = ["pairs", *(name for name, _ in shown), *(["humans_exact"] if humans else [])]
    rows = [
        (
            one.key,
            words.count(one.scores.pairs),
            *(words.estimate(getattr(one.scores, name), kind) for name, kind in shown),
            *([words.figure(one.humans.exact.value, "share")] if one.humans else []),
        )
        for one in slices[:_LISTED]
    ]
    caption = division_title(by, reference, words)
    return ReportTable(caption, (words.t("Part"), *(words.name(head) for head in heads)), tuple(rows))


def _error_plot(slices: tuple[Slice, ...], words: Words) -> list[Block]:
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
    summary = words.t(
        "The largest mean error: {worst} point(s), question {question}.",
        worst=words.points(worst.first or 0),
        question=worst.name,
    )
    if any(dot.low is not None for dot in known):
        summary += words.t(" Bar: 95 % interval.")
    names = {"first": words.t("Mean error (points)"), "second": words.t("two people")}
    return [dots_plot("error-by-question", words.t("Error by question"), dots, words, summary=summary, **names)]


def _spread_plot(found: ReportFindings, words: Words) -> list[Block]:
    overall = found.metrics.spread
    dots = [
        Dots(name=one.question, first=one.spread.within.value, second=one.spread.between.value)
        for one in found.metrics.spread_by_question
    ]
    if overall is None or all(dot.first is None and dot.second is None for dot in dots):
        return []
    summary = words.t(
        "Standard deviations on the same answer: {within} between tries, {between} between models.",
        within=words.figure(overall.within, "points"),
        between=words.figure(overall.between, "points"),
    )
    names = {"first": words.t("between tries"), "second": words.t("between models")}
    return [dots_plot("spread-by-question", words.t("Spread by question"), dots, words, summary=summary, **names)]


def _spread_table(spread: Spread, words: Words) -> ReportTable:
    rows = [
        (words.t("Between tries (standard deviation)"), words.figure(spread.within, "points")),
        (words.t("Between models (standard deviation)"), words.figure(spread.between, "points")),
    ]
    if len(spread.models) > 1:
        rows += [
            (
                f"{words.t('Between tries (standard deviation)')} · {words.rater(model.model)}",
                words.figure(model.deviation, "points"),
            )
            for model in spread.models
        ]
    return ReportTable(
        words.t("Spread on the same answer (points)"), (words.t("Figure"), words.t("Points")), tuple(rows)
    )


def _lost(found: ReportFindings, words: Words) -> ReportTable:
    heads = (
        words.t("Question"),
        words.t("With both"),
        words.t("With the person only"),
        words.t("With the grader under test only"),
        words.t("With neither"),
    )
    rows = [
        (one.question, *(words.count(n) for n in (one.both, one.first_only, one.second_only, one.neither)))
        for one in found.metrics.lost_marks.predicted.questions[:_LISTED]
    ]
    return ReportTable(words.t("Points lost, by question"), heads, tuple(rows))
