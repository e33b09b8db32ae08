"""All overall figures beside the human–human line, and the plots of two raters."""

from collections.abc import Sequence

from bareme.evaluation.metrics.labels import LabelScores
from bareme.evaluation.metrics.report import Compared, Line
from bareme.evaluation.metrics.totals import TotalScores
from bareme.evaluation.notation import FIGURES, Kind
from bareme.evaluation.report.document import Block, Plot, ReportSection, ReportTable
from bareme.evaluation.report.findings import BlandAltman, Confusion, ReportFindings
from bareme.evaluation.report.plots.bland_altman import bland_altman_plot
from bareme.evaluation.report.plots.heat_map import heat_map
from bareme.evaluation.report.words import Words

_PLACES_LISTED = 100


def agreement(found: ReportFindings, words: Words) -> ReportSection:
    """Return the tables, then a heat map and a Bland–Altman plot of each pair of raters."""
    blocks: list[Block] = [lines_table(found.metrics.lines, words)]
    if len(found.by_grader) > 1:
        blocks.append(_graders(found, words))
    if found.metrics.credits.predicted.pairs:
        blocks.append(_mismatches(found, words))
    if found.metrics.labels is not None:
        blocks += _labels(found.metrics.labels, found.metrics.reference, words)
    if found.metrics.totals is not None:
        blocks.append(_totals(found.metrics.totals, words))
    blocks += [heat_map_plot(number, one, words) for number, one in enumerate(found.confusion, start=1)]
    blocks += [_bland_altman(number, one, words) for number, one in enumerate(found.bland_altman, start=1)]
    return ReportSection("agreement", words("agreement"), tuple(blocks))


def lines_table(lines: Sequence[Line], words: Words) -> ReportTable:
    """Return all figures of pairs of raters, a column a pair."""
    names = [f"{words.rater(line.first)} – {words.rater(line.second)}" for line in lines]
    rows = [(words("pairs"), *(words.count(line.scores.pairs) for line in lines))]
    for name, kind in FIGURES:
        rows.append((words(name), *(words.scored(line.scores, name, kind) for line in lines)))
    rows.append((words("clusters"), *(words.count(line.scores.clusters) for line in lines)))
    return ReportTable(words("agreement_table"), (words("figure"), *names), tuple(rows))


def _graders(found: ReportFindings, words: Words) -> ReportTable:
    reference = found.metrics.reference
    reports = found.by_grader.values()
    scores = [next(line.scores for line in report.lines if line.first == reference) for report in reports]
    rows = [(words("pairs"), *(words.count(one.pairs) for one in scores))]
    for name, kind in FIGURES:
        rows.append((words(name), *(words.scored(one, name, kind) for one in scores)))
    shares = [report.credits.predicted.share for report in reports]
    rows.append((words("credits"), *(words.estimate(share, "share") for share in shares)))
    calibrations = [report.calibration for report in reports]
    if all(calibrations):
        errors = [one.expected_error for one in calibrations if one]
        rows.append((words("expected_error"), *(words.estimate(error, "coefficient") for error in errors)))
    caption = words("by_grader_table", reference=words.rater(reference))
    return ReportTable(caption, (words("figure"), *found.by_grader), tuple(rows))


def _mismatches(found: ReportFindings, words: Words) -> ReportTable:
    metrics = found.metrics
    humans = metrics.credits.humans is not None
    rows: list[tuple[str, ...]] = []
    for key, bands in (("credits", metrics.credits), ("ranges", metrics.ranges)):
        shares = [bands.predicted.share, *([bands.humans.share] if bands.humans else [])]
        rows.append((words(key), *(words.estimate(share, "share") for share in shares)))
    lost = [metrics.lost_marks.predicted, *([metrics.lost_marks.humans] if metrics.lost_marks.humans else [])]
    rows.append((words("lost"), *(words.estimate(one.share, "share") for one in lost)))
    if metrics.totals is not None:
        rows.append((words("lost_each"), *(words.figure(one.a_student, "points") for one in lost)))
    header = (words("figure"), words.rater(""), *([words("human_human")] if humans else []))
    return ReportTable(words("mismatches", reference=words.rater(metrics.reference)), header, tuple(rows))


def _labels(labels: Compared[LabelScores], reference: str, words: Words) -> list[Block]:
    columns = [labels.predicted, *([labels.humans] if labels.humans else [])]
    rows: list[tuple[str, ...]] = [
        (words(name), *(words.estimate(getattr(one, name), "coefficient") for one in columns))
        for name in ("accuracy", "macro_f1", "kappa")
    ]
    rows += [
        (words(name), *(words.figure(getattr(one, name), "coefficient") for one in columns))
        for name in ("macro_precision", "macro_recall")
    ]
    header = (words("figure"), words.rater(""), *([words("human_human")] if labels.humans else []))
    each = [
        (
            label.label,
            words.count(label.human),
            words.count(label.predicted),
            *(words.figure(figure, "coefficient") for figure in (label.precision, label.recall, label.f1)),
        )
        for label in labels.predicted.labels
    ]
    heads = (words("label"), words("human"), words.rater(""), words("precision"), words("recall"), "F1")
    return [
        ReportTable(words("labels", reference=words.rater(reference)), header, tuple(rows)),
        ReportTable(words("each_label"), heads, tuple(each)),
    ]


def _totals(totals: Compared[tuple[TotalScores, ...]], words: Words) -> ReportTable:
    shown: tuple[tuple[str, Kind], ...] = (
        ("mean_absolute_error", "points"),
        ("bias", "points"),
        ("pearson", "coefficient"),
        ("intraclass", "coefficient"),
    )
    header = ("grader", "try", "students", "human_mean", "predicted_mean", *(name for name, _ in shown))
    named = [(words.rater(one.model), one) for one in totals.predicted]
    named += [(words("human_human"), one) for one in (totals.humans or ())[:1]]
    rows = [
        (
            name,
            one.attempt,
            words.count(one.students),
            words.figure(one.first_mean, "points"),
            words.figure(one.second_mean, "points"),
            *(words.estimate(getattr(one.scores, key), kind) for key, kind in shown),
        )
        for name, one in named
    ]
    return ReportTable(words("totals"), tuple(words(key) for key in header), tuple(rows), frozenset({1}))


def heat_map_plot(number: int, one: Confusion, words: Words) -> Plot:
    """Return how often each mark of one met each mark of the other."""
    first, second = words.rater(one.first), words.rater(one.second)
    cells = [(row, column, count) for row, counts in enumerate(one.counts) for column, count in enumerate(counts)]
    sums = [
        sum(count for *_, count in chosen)
        for chosen in (
            [cell for cell in cells if cell[0] == cell[1]],
            [cell for cell in cells if cell[1] > cell[0]],
            [cell for cell in cells if cell[1] < cell[0]],
        )
    ]
    same, above, below = (words.count(count) for count in sums)
    levels = [words.level(level, shares=one.shares) for level in one.levels]
    rows = [(level, *(words.count(c) for c in counts)) for level, counts in zip(levels, one.counts, strict=True)]
    notes = [words("shade"), *([words("in_tenths")] if one.shares else [])]
    if one.moved or one.beyond:
        notes.append(words("moved", moved=words.count(one.moved), beyond=words.count(one.beyond)))
    pairs = words.count(sum(sums))
    return Plot(
        key=f"confusion-{number}",
        title=words("confusion", first=first, second=second),
        summary=words("confusion_says", same=same, above=above, below=below, pairs=pairs, first=first),
        drawing=heat_map(one, words),
        table=ReportTable(words("confusion_table", first=first, second=second), ("", *levels), tuple(rows)),
        note=" ".join(notes),
    )


def _bland_altman(number: int, one: BlandAltman, words: Words) -> Plot:
    first, second = words.rater(one.first), words.rater(one.second)
    bias, low, high = (words.figure(figure, "points") for figure in (one.bias, one.low, one.high))
    listed = sorted(one.places, key=lambda place: -place.count)[:_PLACES_LISTED]
    rows = [(words.plain(place.mean), words.signed(place.difference), words.count(place.count)) for place in listed]
    notes = [words("on_grid")] if one.rounded else []
    if len(one.places) > len(listed):
        notes.append(words("table_cut", shown=words.count(len(listed)), count=words.count(len(one.places))))
    title = words("bland_altman", first=first, second=second)
    return Plot(
        key=f"bland-altman-{number}",
        title=title,
        summary=words("bland_altman_says", first=first, second=second, bias=bias, low=low, high=high),
        drawing=bland_altman_plot(one, words),
        table=ReportTable(title, (words("mean_of_both"), words("difference"), words("count")), tuple(rows)),
        note=" ".join(notes),
    )
