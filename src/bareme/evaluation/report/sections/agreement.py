"""The section of agreement: overall metrics compared with human–human agreement, and plots of pairs of raters."""

from collections.abc import Sequence

from bareme.evaluation.metrics.labels import LabelScores
from bareme.evaluation.metrics.report import Compared, Line
from bareme.evaluation.metrics.totals import TotalScores
from bareme.evaluation.notation import FIGURES, Kind
from bareme.evaluation.report.document import Block, Plot, ReportSection, ReportTable
from bareme.evaluation.report.findings import BlandAltman, Confusion, ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.bland_altman import bland_altman_plot
from bareme.evaluation.report.plots.heat_map import heat_map

_PLACES_LISTED = 100


def agreement(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return the tables, then a heat map and a Bland–Altman plot of each pair of raters."""
    blocks: list[Block] = [lines_table(found.metrics.lines, fmt)]
    if len(found.by_grader) > 1:
        blocks.append(_graders(found, fmt))
    if found.metrics.credits.predicted.pairs:
        blocks.append(_mismatches(found, fmt))
    if found.metrics.labels is not None:
        blocks += _labels(found.metrics.labels, found.metrics.reference, fmt)
    if found.metrics.totals is not None:
        blocks.append(_totals(found.metrics.totals, fmt))
    blocks += [heat_map_plot(number, one, fmt) for number, one in enumerate(found.confusion, start=1)]
    blocks += [_bland_altman(number, one, fmt) for number, one in enumerate(found.bland_altman, start=1)]
    return ReportSection("agreement", fmt.t("Agreement"), tuple(blocks))


def lines_table(lines: Sequence[Line], fmt: Formatter) -> ReportTable:
    """Return all metrics of pairs of raters, one column per pair."""
    names = [f"{fmt.rater(line.first)} – {fmt.rater(line.second)}" for line in lines]
    rows = [(fmt.t("Marks compared"), *(fmt.count(line.scores.pairs) for line in lines))]
    for name, kind in FIGURES:
        rows.append((fmt.name(name), *(fmt.scored(line.scores, name, kind) for line in lines)))
    rows.append((fmt.t("Clusters resampled"), *(fmt.count(line.scores.clusters) for line in lines)))
    return ReportTable(
        fmt.t("Each figure and its interval, beside the agreement between people"),
        (fmt.t("Figure"), *names),
        tuple(rows),
    )


def _graders(found: ReportFindings, fmt: Formatter) -> ReportTable:
    reference = found.metrics.reference
    reports = found.by_grader.values()
    scores = [next(line.scores for line in report.lines if line.first == reference) for report in reports]
    rows = [(fmt.t("Marks compared"), *(fmt.count(one.pairs) for one in scores))]
    for name, kind in FIGURES:
        rows.append((fmt.name(name), *(fmt.scored(one, name, kind) for one in scores)))
    shares = [report.credits.predicted.share for report in reports]
    rows.append((fmt.t("Other credit: zero, partial, full"), *(fmt.estimate(share, "share") for share in shares)))
    calibrations = [report.calibration for report in reports]
    if all(calibrations):
        errors = [one.expected_error for one in calibrations if one]
        rows.append(
            (fmt.t("Expected calibration error (ECE)"), *(fmt.estimate(error, "coefficient") for error in errors))
        )
    caption = fmt.t("Each grader against {reference}, all tries together", reference=fmt.rater(reference))
    return ReportTable(caption, (fmt.t("Figure"), *found.by_grader), tuple(rows))


def _mismatches(found: ReportFindings, fmt: Formatter) -> ReportTable:
    metrics = found.metrics
    humans = metrics.credits.humans is not None
    rows: list[tuple[str, ...]] = []
    for key, bands in (("credits", metrics.credits), ("ranges", metrics.ranges)):
        shares = [bands.predicted.share, *([bands.humans.share] if bands.humans else [])]
        rows.append((fmt.name(key), *(fmt.estimate(share, "share") for share in shares)))
    lost = [metrics.lost_marks.predicted, *([metrics.lost_marks.humans] if metrics.lost_marks.humans else [])]
    rows.append((fmt.t("Points lost by only one of the two"), *(fmt.estimate(one.share, "share") for one in lost)))
    if metrics.totals is not None:
        rows.append((fmt.t("… questions per student"), *(fmt.figure(one.a_student, "points") for one in lost)))
    header = (fmt.t("Figure"), fmt.rater(""), *([fmt.t("human – human")] if humans else []))
    return ReportTable(
        fmt.t("Mismatches, against {reference}", reference=fmt.rater(metrics.reference)), header, tuple(rows)
    )


def _labels(labels: Compared[LabelScores], reference: str, fmt: Formatter) -> list[Block]:
    columns = [labels.predicted, *([labels.humans] if labels.humans else [])]
    rows: list[tuple[str, ...]] = [
        (fmt.name(name), *(fmt.estimate(getattr(one, name), "coefficient") for one in columns))
        for name in ("accuracy", "macro_f1", "kappa")
    ]
    rows += [
        (fmt.name(name), *(fmt.figure(getattr(one, name), "coefficient") for one in columns))
        for name in ("macro_precision", "macro_recall")
    ]
    header = (fmt.t("Figure"), fmt.rater(""), *([fmt.t("human – human")] if labels.humans else []))
    each = [
        (
            label.label,
            fmt.count(label.human),
            fmt.count(label.predicted),
            *(fmt.figure(figure, "coefficient") for figure in (label.precision, label.recall, label.f1)),
        )
        for label in labels.predicted.labels
    ]
    heads = (fmt.t("Label"), fmt.t("Human"), fmt.rater(""), fmt.t("Precision"), fmt.t("Recall"), "F1")
    return [
        ReportTable(fmt.t("Labels, against {reference}", reference=fmt.rater(reference)), header, tuple(rows)),
        ReportTable(fmt.t("Label by label"), heads, tuple(each)),
    ]


def _totals(totals: Compared[tuple[TotalScores, ...]], fmt: Formatter) -> ReportTable:
    shown: tuple[tuple[str, Kind], ...] = (
        ("mean_absolute_error", "points"),
        ("bias", "points"),
        ("pearson", "coefficient"),
        ("intraclass", "coefficient"),
    )
    header = (
        fmt.t("Grader"),
        fmt.t("Try"),
        fmt.t("Students"),
        fmt.t("Human mean"),
        fmt.t("Mean under test"),
        *(fmt.name(name) for name, _ in shown),
    )
    named = [(fmt.rater(one.model), one) for one in totals.predicted]
    named += [(fmt.t("human – human"), one) for one in (totals.humans or ())[:1]]
    rows = [
        (
            name,
            one.attempt,
            fmt.count(one.students),
            fmt.figure(one.first_mean, "points"),
            fmt.figure(one.second_mean, "points"),
            *(fmt.estimate(getattr(one.scores, key), kind) for key, kind in shown),
        )
        for name, one in named
    ]
    return ReportTable(fmt.t("Totals of students"), header, tuple(rows), frozenset({1}))


def heat_map_plot(number: int, one: Confusion, fmt: Formatter) -> Plot:
    """Return the heat map of a confusion matrix."""
    first, second = fmt.rater(one.first), fmt.rater(one.second)
    cells = [(row, column, count) for row, counts in enumerate(one.counts) for column, count in enumerate(counts)]
    sums = [
        sum(count for *_, count in chosen)
        for chosen in (
            [cell for cell in cells if cell[0] == cell[1]],
            [cell for cell in cells if cell[1] > cell[0]],
            [cell for cell in cells if cell[1] < cell[0]],
        )
    ]
    same, above, below = (fmt.count(count) for count in sums)
    levels = [fmt.level(level, shares=one.shares) for level in one.levels]
    rows = [(level, *(fmt.count(c) for c in counts)) for level, counts in zip(levels, one.counts, strict=True)]
    notes = [
        fmt.t("The darker, the larger the share of its row."),
        *(
            [fmt.t("Marks as shares of their maximum (%): the maxima differ, or one has too many steps to show.")]
            if one.shares
            else []
        ),
    ]
    if one.moved or one.beyond:
        notes.append(
            fmt.t(
                "Pairs with a mark placed at the nearest level: {moved}; outside the scale: {beyond}.",
                moved=fmt.count(one.moved),
                beyond=fmt.count(one.beyond),
            )
        )
    pairs = fmt.count(sum(sums))
    return Plot(
        key=f"confusion-{number}",
        title=fmt.t("Confusion: {first} – {second}", first=first, second=second),
        summary=fmt.t(
            "Of {pairs} marks, {same} lie on the diagonal, {above} above {first}, {below} below.",
            same=same,
            above=above,
            below=below,
            pairs=pairs,
            first=first,
        ),
        drawing=heat_map(one, fmt),
        table=ReportTable(
            fmt.t("Rows: {first}; columns: {second}", first=first, second=second), ("", *levels), tuple(rows)
        ),
        note=" ".join(notes),
    )


def _bland_altman(number: int, one: BlandAltman, fmt: Formatter) -> Plot:
    first, second = fmt.rater(one.first), fmt.rater(one.second)
    bias, low, high = (fmt.figure(figure, "points") for figure in (one.bias, one.low, one.high))
    listed = sorted(one.places, key=lambda place: -place.count)[:_PLACES_LISTED]
    rows = [(fmt.plain(place.mean), fmt.signed(place.difference), fmt.count(place.count)) for place in listed]
    notes = [fmt.t("Differences are grouped on a grid.")] if one.rounded else []
    if len(one.places) > len(listed):
        notes.append(
            fmt.t(
                "{shown} rows of {count}; all are in the JSON file.",
                shown=fmt.count(len(listed)),
                count=fmt.count(len(one.places)),
            )
        )
    title = fmt.t("Bland–Altman: {first} – {second}", first=first, second=second)
    return Plot(
        key=f"bland-altman-{number}",
        title=title,
        summary=fmt.t(
            "Mean difference of {second} from {first}: {bias} point(s); 95 % are expected between {low} and {high}.",
            first=first,
            second=second,
            bias=bias,
            low=low,
            high=high,
        ),
        drawing=bland_altman_plot(one, fmt),
        table=ReportTable(
            title,
            (fmt.t("Mean of both marks (points)"), fmt.t("Second − first (points)"), fmt.t("Count")),
            tuple(rows),
        ),
        note=" ".join(notes),
    )
