"""The section of agreement: overall metrics compared with human–human agreement, and plots of pairs of raters."""

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
    return ReportSection("agreement", words.t("Agreement"), tuple(blocks))


def lines_table(lines: Sequence[Line], words: Words) -> ReportTable:
    """Return all metrics of pairs of raters, one column per pair."""
    names = [f"{words.rater(line.first)} – {words.rater(line.second)}" for line in lines]
    rows = [(words.t("Marks compared"), *(words.count(line.scores.pairs) for line in lines))]
    for name, kind in FIGURES:
        rows.append((words.name(name), *(words.scored(line.scores, name, kind) for line in lines)))
    rows.append((words.t("Clusters resampled"), *(words.count(line.scores.clusters) for line in lines)))
    return ReportTable(
        words.t("Each figure and its interval, beside the agreement between people"),
        (words.t("Figure"), *names),
        tuple(rows),
    )


def _graders(found: ReportFindings, words: Words) -> ReportTable:
    reference = found.metrics.reference
    reports = found.by_grader.values()
    scores = [next(line.scores for line in report.lines if line.first == reference) for report in reports]
    rows = [(words.t("Marks compared"), *(words.count(one.pairs) for one in scores))]
    for name, kind in FIGURES:
        rows.append((words.name(name), *(words.scored(one, name, kind) for one in scores)))
    shares = [report.credits.predicted.share for report in reports]
    rows.append((words.t("Other credit: zero, partial, full"), *(words.estimate(share, "share") for share in shares)))
    calibrations = [report.calibration for report in reports]
    if all(calibrations):
        errors = [one.expected_error for one in calibrations if one]
        rows.append(
            (words.t("Expected calibration error (ECE)"), *(words.estimate(error, "coefficient") for error in errors))
        )
    caption = words.t("Each grader against {reference}, all tries together", reference=words.rater(reference))
    return ReportTable(caption, (words.t("Figure"), *found.by_grader), tuple(rows))


def _mismatches(found: ReportFindings, words: Words) -> ReportTable:
    metrics = found.metrics
    humans = metrics.credits.humans is not None
    rows: list[tuple[str, ...]] = []
    for key, bands in (("credits", metrics.credits), ("ranges", metrics.ranges)):
        shares = [bands.predicted.share, *([bands.humans.share] if bands.humans else [])]
        rows.append((words.name(key), *(words.estimate(share, "share") for share in shares)))
    lost = [metrics.lost_marks.predicted, *([metrics.lost_marks.humans] if metrics.lost_marks.humans else [])]
    rows.append((words.t("Points lost by only one of the two"), *(words.estimate(one.share, "share") for one in lost)))
    if metrics.totals is not None:
        rows.append((words.t("… questions per student"), *(words.figure(one.a_student, "points") for one in lost)))
    header = (words.t("Figure"), words.rater(""), *([words.t("human – human")] if humans else []))
    return ReportTable(
        words.t("Mismatches, against {reference}", reference=words.rater(metrics.reference)), header, tuple(rows)
    )


def _labels(labels: Compared[LabelScores], reference: str, words: Words) -> list[Block]:
    columns = [labels.predicted, *([labels.humans] if labels.humans else [])]
    rows: list[tuple[str, ...]] = [
        (words.name(name), *(words.estimate(getattr(one, name), "coefficient") for one in columns))
        for name in ("accuracy", "macro_f1", "kappa")
    ]
    rows += [
        (words.name(name), *(words.figure(getattr(one, name), "coefficient") for one in columns))
        for name in ("macro_precision", "macro_recall")
    ]
    header = (words.t("Figure"), words.rater(""), *([words.t("human – human")] if labels.humans else []))
    each = [
        (
            label.label,
            words.count(label.human),
            words.count(label.predicted),
            *(words.figure(figure, "coefficient") for figure in (label.precision, label.recall, label.f1)),
        )
        for label in labels.predicted.labels
    ]
    heads = (words.t("Label"), words.t("Human"), words.rater(""), words.t("Precision"), words.t("Recall"), "F1")
    return [
        ReportTable(words.t("Labels, against {reference}", reference=words.rater(reference)), header, tuple(rows)),
        ReportTable(words.t("Label by label"), heads, tuple(each)),
    ]


def _totals(totals: Compared[tuple[TotalScores, ...]], words: Words) -> ReportTable:
    shown: tuple[tuple[str, Kind], ...] = (
        ("mean_absolute_error", "points"),
        ("bias", "points"),
        ("pearson", "coefficient"),
        ("intraclass", "coefficient"),
    )
    header = (
        words.t("Grader"),
        words.t("Try"),
        words.t("Students"),
        words.t("Human mean"),
        words.t("Mean under test"),
        *(words.name(name) for name, _ in shown),
    )
    named = [(words.rater(one.model), one) for one in totals.predicted]
    named += [(words.t("human – human"), one) for one in (totals.humans or ())[:1]]
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
    return ReportTable(words.t("Totals of students"), header, tuple(rows), frozenset({1}))


def heat_map_plot(number: int, one: Confusion, words: Words) -> Plot:
    """Return the heat map of a confusion matrix."""
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
    notes = [
        words.t("The darker, the larger the share of its row."),
        *(
            [words.t("Marks as shares of their maximum (%): the maxima differ, or one has too many steps to show.")]
            if one.shares
            else []
        ),
    ]
    if one.moved or one.beyond:
        notes.append(
            words.t(
                "Pairs with a mark placed at the nearest level: {moved}; outside the scale: {beyond}.",
                moved=words.count(one.moved),
                beyond=words.count(one.beyond),
            )
        )
    pairs = words.count(sum(sums))
    return Plot(
        key=f"confusion-{number}",
        title=words.t("Confusion: {first} – {second}", first=first, second=second),
        summary=words.t(
            "Of {pairs} marks, {same} lie on the diagonal, {above} above {first}, {below} below.",
            same=same,
            above=above,
            below=below,
            pairs=pairs,
            first=first,
        ),
        drawing=heat_map(one, words),
        table=ReportTable(
            words.t("Rows: {first}; columns: {second}", first=first, second=second), ("", *levels), tuple(rows)
        ),
        note=" ".join(notes),
    )


def _bland_altman(number: int, one: BlandAltman, words: Words) -> Plot:
    first, second = words.rater(one.first), words.rater(one.second)
    bias, low, high = (words.figure(figure, "points") for figure in (one.bias, one.low, one.high))
    listed = sorted(one.places, key=lambda place: -place.count)[:_PLACES_LISTED]
    rows = [(words.plain(place.mean), words.signed(place.difference), words.count(place.count)) for place in listed]
    notes = [words.t("Differences are grouped on a grid.")] if one.rounded else []
    if len(one.places) > len(listed):
        notes.append(
            words.t(
                "{shown} rows of {count}; all are in the JSON file.",
                shown=words.count(len(listed)),
                count=words.count(len(one.places)),
            )
        )
    title = words.t("Bland–Altman: {first} – {second}", first=first, second=second)
    return Plot(
        key=f"bland-altman-{number}",
        title=title,
        summary=words.t(
            "Mean difference of {second} from {first}: {bias} point(s); 95 % are expected between {low} and {high}.",
            first=first,
            second=second,
            bias=bias,
            low=low,
            high=high,
        ),
        drawing=bland_altman_plot(one, words),
        table=ReportTable(
            title,
            (words.t("Mean of both marks (points)"), words.t("Second − first (points)"), words.t("Count")),
            tuple(rows),
        ),
        note=" ".join(notes),
    )
