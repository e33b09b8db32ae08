"""The figures of marks as tables."""

from collections.abc import Sequence

from rich.table import Table

from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.wording import number
from bareme.evaluation.metrics import MEAN, PREDICTED, ScoreReport
from bareme.evaluation.metrics.bootstrap import FEWEST_CLUSTERS
from bareme.evaluation.metrics.calibration import ConfidenceCalibration
from bareme.evaluation.metrics.clustering import Clustering
from bareme.evaluation.metrics.coverage import CoveragePoint, CoverageRisk, Risk
from bareme.evaluation.metrics.labels import LabelScores
from bareme.evaluation.metrics.report import Compared, Line
from bareme.evaluation.metrics.slices import Slice
from bareme.evaluation.metrics.spread import Spread
from bareme.evaluation.metrics.totals import TotalScores
from bareme.evaluation.notation import FIGURES, Kind, decimal, titles, write_estimate, write_figure, write_value

_ROWS_SHOWN = 40
_CURVE_SHOWN = 10


def show_lines(screen: Screen, lines: Sequence[Line], *, step: float, clustering: Clustering, resamples: int) -> None:
    """Print the figures of pairs of raters, a column a pair, side by side as far as the screen is wide enough."""
    screen.heading("eval_agreement", step=decimal(step, screen.language))
    wide = _line_table(screen, lines)
    if _fits(screen, wide):
        screen.console.print(wide)
    else:
        for start in range(0, len(lines), 2):
            screen.console.print(_line_table(screen, lines[start : start + 2]))
    say_intervals(screen, clustering, resamples)


def say_intervals(screen: Screen, clustering: Clustering, resamples: int) -> None:
    """Print how the intervals were made, or why there are none; nothing where none were asked for."""
    if not resamples:
        return
    unit = screen.text(f"eval_unit_{clustering.unit}", period=clustering.period)
    clusters = number(clustering.clusters, screen.language)
    if clustering.clusters < FEWEST_CLUSTERS:
        screen.say("eval_few_clusters", style="yellow", fewest=FEWEST_CLUSTERS, clusters=clusters, unit=unit)
    else:
        screen.say("eval_intervals", style="dim", resamples=resamples, clusters=clusters, unit=unit)


def _line_table(screen: Screen, lines: Sequence[Line]) -> Table:
    names = [f"{_rater(screen, line.first)} – {_rater(screen, line.second)}" for line in lines]
    table = new_table("", *names, right=tuple(range(1, len(lines) + 1)))
    counts = [number(line.scores.pairs, screen.language) for line in lines]
    table.add_row(titles(screen.language).pairs, *counts)
    for name, kind in FIGURES:
        estimates = [getattr(line.scores, name) for line in lines]
        if name == "share_of_maximum" and all(estimate.value.value is None for estimate in estimates):
            continue  # no maximum is known
        cells = [write_estimate(estimate, kind, screen.language) for estimate in estimates]
        table.add_row(screen.text(f"eval_{name}"), *cells)
    return table


def _rater(screen: Screen, name: str) -> str:
    return screen.text(f"eval_{name}") if name in {MEAN, PREDICTED} else clean(name)


def show_details(screen: Screen, report: ScoreReport) -> None:
    """Print mismatches, labels, totals, spread, calibration and coverage, each where there is one."""
    _show_mismatches(screen, report)
    if report.labels is not None:
        _show_labels(screen, report.labels)
    if report.totals is not None:
        _show_totals(screen, report.totals)
    if report.spread is not None:
        _show_spread(screen, report.spread)
    if report.calibration is not None:
        _show_calibration(screen, report.calibration)
    if report.coverage is not None:
        _show_coverage(screen, report.coverage)


def _show_mismatches(screen: Screen, report: ScoreReport) -> None:
    language = screen.language
    humans = report.credits.humans is not None
    if not report.credits.predicted.pairs:
        screen.say("eval_no_maximum", style="dim")
        return
    screen.heading("eval_mismatches", reference=_rater(screen, report.reference))
    columns = [screen.text("eval_predicted"), *([screen.text("eval_humans")] if humans else [])]
    table = new_table("", *columns, right=(1, 2)[: len(columns)])
    for key, found in (("credits", report.credits), ("ranges", report.ranges)):
        shares = [found.predicted.share, *([found.humans.share] if found.humans else [])]
        table.add_row(screen.text(f"eval_{key}"), *(write_estimate(share, "share", language) for share in shares))
    lost = [report.lost_marks.predicted, *([report.lost_marks.humans] if report.lost_marks.humans else [])]
    table.add_row(screen.text("eval_lost"), *(write_estimate(one.share, "share", language) for one in lost))
    table.add_row(screen.text("eval_lost_each"), *(write_figure(one.a_student, "points", language) for one in lost))
    screen.console.print(table)


def _show_labels(screen: Screen, labels: Compared[LabelScores]) -> None:
    language = screen.language
    screen.heading("eval_labels")
    columns = [labels.predicted, *([labels.humans] if labels.humans else [])]
    names = [screen.text("eval_predicted"), screen.text("eval_humans")][: len(columns)]
    table = new_table("", *names, right=(1, 2)[: len(columns)])
    for name in ("accuracy", "macro_f1", "kappa"):
        cells = [write_estimate(getattr(one, name), "coefficient", language) for one in columns]
        table.add_row(screen.text(f"eval_{name}"), *cells)
    for name in ("macro_precision", "macro_recall"):
        cells = [write_figure(getattr(one, name), "coefficient", language) for one in columns]
        table.add_row(screen.text(f"eval_{name}"), *cells)
    screen.console.print(table)
    each = [screen.text(f"eval_{name}") for name in ("label", "human", "predicted", "precision", "recall")]
    table = new_table(*each, "F1", right=(1, 2, 3, 4, 5))
    for label in labels.predicted.labels:
        figures = (label.precision, label.recall, label.f1)
        cells = [write_figure(figure, "coefficient", language) for figure in figures]
        table.add_row(clean(label.label), str(label.human), str(label.predicted), *cells)
    screen.console.print(table)


def _show_totals(screen: Screen, totals: Compared[tuple[TotalScores, ...]]) -> None:
    language = screen.language
    screen.heading("eval_totals")
    names = ("model", "try", "students", "human_mean", "predicted_mean")
    columns = [screen.text(f"eval_{name}") for name in names]
    shown: tuple[tuple[str, Kind], ...] = (("mean_absolute_error", "points"), ("intraclass", "coefficient"))
    columns += [screen.text("eval_short_mean_absolute_error"), screen.text("eval_intraclass")]
    table = new_table(*columns, right=tuple(range(2, len(columns))))
    table.columns[0].overflow = "fold"
    humans = [(screen.text("eval_humans"), one) for one in (totals.humans or ())[:1]]
    for model, one in [*((total.model, total) for total in totals.predicted), *humans]:
        means = [write_figure(figure, "points", language) for figure in (one.first_mean, one.second_mean)]
        figures = [write_estimate(getattr(one.scores, name), kind, language) for name, kind in shown]
        # Beside its figure the interval would leave no room for the model's name.
        figures = [figure.replace(" [", "\n[") for figure in figures]
        table.add_row(clean(model), clean(one.attempt), number(one.students, language), *means, *figures)
    screen.console.print(table)
    incomplete = sum(one.incomplete for one in totals.predicted)
    if incomplete:
        screen.say("eval_incomplete", style="dim", count=incomplete)


def _show_spread(screen: Screen, spread: Spread) -> None:
    language = screen.language
    screen.heading("eval_spread")
    screen.say(
        "eval_spread_figures",
        within=write_figure(spread.within, "points", language),
        between=write_figure(spread.between, "points", language),
    )
    if len(spread.models) > 1:
        table = new_table(screen.text("eval_model"), screen.text("eval_within"), right=(1,))
        for model in spread.models:
            table.add_row(clean(model.model), write_figure(model.deviation, "points", language))
        screen.console.print(table)


def _show_calibration(screen: Screen, calibration: ConfidenceCalibration) -> None:
    language = screen.language
    screen.heading("eval_calibration")
    for name in ("expected_error", "brier"):
        figure = write_estimate(getattr(calibration, name), "coefficient", language)
        screen.say("eval_named", name=screen.text(f"eval_{name}"), figure=figure)
    names = ("between_confidences", "count", "confidence", "right")
    table = new_table(*(screen.text(f"eval_{name}") for name in names), right=(1, 2, 3))
    for one in calibration.bins:
        if one.count:
            span = f"{decimal(one.start, language, 2)}–{decimal(one.end, language, 2)}"
            figures = [write_figure(figure, "share", language) for figure in (one.confidence, one.agreement)]
            table.add_row(span, number(one.count, language), *figures)
    screen.console.print(table)


def _show_coverage(screen: Screen, coverage: CoverageRisk) -> None:
    screen.heading("eval_coverage")
    names = ("threshold", "coverage_share", "differs", "beyond_step", "points_off")
    table = new_table(*(screen.text(f"eval_{name}") for name in names), right=(0, 1, 2, 3, 4))
    stride = max(1, -(-len(coverage.curve) // _CURVE_SHOWN))
    shown = [*coverage.curve[::stride], *coverage.curve[-1:]]
    for point in dict.fromkeys(shown):
        table.add_row(*_point(screen, point))
    screen.console.print(table)
    for wish in coverage.thresholds:
        kind: Kind = "points" if wish.risk is Risk.POINTS else "share"
        said = {
            "wished": write_value(wish.wished, kind, screen.language),
            "risk": screen.text(f"eval_risk_{wish.risk}"),
        }
        if wish.at is None:
            screen.say("eval_not_reached", **said)
        else:
            threshold, share, *_ = _point(screen, wish.at)
            bound = write_figure(wish.upper_bound, "share", screen.language)
            key = "eval_reached" if wish.upper_bound.value is not None else "eval_reached_points"
            screen.say(key, threshold=threshold, share=share, bound=bound, **said)


def _point(screen: Screen, point: CoveragePoint) -> list[str]:
    shares = (point.coverage, point.differs, point.beyond_step)
    written = [write_value(share, "share", screen.language) for share in shares]
    threshold = decimal(point.threshold, screen.language, 4)
    return [threshold, *written, write_value(point.points, "points", screen.language)]


def show_slices(screen: Screen, report: ScoreReport) -> None:
    """Print a table for each way in which the rows are divided, at most forty parts of each."""
    for by, parts in report.slices.items():
        if not parts:
            continue
        screen.heading(f"eval_by_{by}", reference=_rater(screen, report.reference))
        tables = [_slice_table(screen, parts[:_ROWS_SHOWN], intervals=intervals) for intervals in (True, False)]
        screen.console.print(tables[0] if _fits(screen, tables[0]) else tables[1])
        if len(parts) > _ROWS_SHOWN:
            screen.say("eval_more", style="dim", count=len(parts) - _ROWS_SHOWN)


def _slice_table(screen: Screen, parts: Sequence[Slice], *, intervals: bool) -> Table:
    language = screen.language
    figures: tuple[tuple[str, Kind], ...] = (("exact", "share"), ("mean_absolute_error", "points"), ("bias", "points"))
    names = [screen.text(f"eval_short_{name}") for name in ("pairs", *(name for name, _ in figures))]
    humans = any(part.humans for part in parts)
    columns = ["", *names, *([screen.text("eval_humans_exact")] if humans else [])]
    table = new_table(*columns, right=tuple(range(1, len(columns))))
    table.columns[0].no_wrap = True
    for part in parts:
        estimates = [(getattr(part.scores, name), kind) for name, kind in figures]
        cells = [
            write_estimate(estimate, kind, language) if intervals else write_figure(estimate.value, kind, language)
            for estimate, kind in estimates
        ]
        beside = [write_figure(part.humans.exact.value, "share", language)] if part.humans else []
        table.add_row(clean(part.key), number(part.scores.pairs, language), *cells, *beside)
    return table


def _fits(screen: Screen, table: Table) -> bool:
    unbounded = screen.console.options.update(max_width=10_000)
    return screen.console.measure(table, options=unbounded).maximum <= screen.console.width
