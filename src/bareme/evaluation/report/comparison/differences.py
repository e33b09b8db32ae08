"""The section of the metrics of two runs and their differences."""

from bareme.evaluation.comparison import RunComparison
from bareme.evaluation.notation import FIGURES, Kind
from bareme.evaluation.report.comparison.findings import ComparisonFindings
from bareme.evaluation.report.document import Block, Paragraph, Plot, ReportSection, ReportTable
from bareme.evaluation.report.figure_names import FIGURE_NAMES
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.differences import Gap, differences_plot
from bareme.evaluation.report.sections.overview import say_intervals
from bareme.translation import Message

# The report's names for these refer to the row above and to the order of raters.
_OWN_NAMES = {
    "bias": Message("Bias (points)"),
    "share_of_maximum": Message("Mean absolute error (share of the maximum)"),
}
_TITLES: dict[Kind, Message] = {
    "share": Message("Differences, in percentage points"),
    "points": Message("Differences, in points of the mark"),
    "coefficient": Message("Differences of coefficients"),
}
_KINDS: tuple[Kind, ...] = ("share", "points", "coefficient")


def figures_excluding_zero(comparison: RunComparison, fmt: Formatter) -> list[str]:
    """Return the names of the metrics whose difference has an interval that excludes zero."""
    return [gap.name for kind in _KINDS for gap in _gaps(comparison, kind, fmt) if gap.excludes_zero]


def differences(found: ComparisonFindings, names: tuple[str, str], fmt: Formatter) -> ReportSection:
    """Return the table of all metrics, and a plot of the differences for each unit."""
    comparison = found.comparison
    rows = [
        (
            _name(name, fmt),
            fmt.figure(comparison.figures[name].before, kind),
            fmt.figure(comparison.figures[name].after, kind),
            fmt.difference(comparison.figures[name].difference, kind),
        )
        for name, kind in _shown(comparison)
    ]
    caption = fmt.t(
        "Each figure of both runs against {reference}, and their difference",
        reference=fmt.rater(comparison.reference),
    )
    header = (fmt.t("Figure"), *names, fmt.t.pgettext("two runs", "Difference"))
    blocks: list[Block] = [
        ReportTable(caption, header, tuple(rows)),
        Paragraph(
            fmt.t(
                "Agreement, kappas, correlations and F1: higher is better. Errors: lower is better. "
                "Bias: closer to zero is better."
            ),
            "note",
        ),
        say_intervals(comparison.clustering, comparison.resamples, fmt),
    ]
    if comparison.resamples:
        blocks.append(
            Paragraph(
                fmt.t(
                    "The interval of a difference draws the same clusters for both runs. Differences of "
                    "shares are in percentage points. By chance, one in twenty differences that are "
                    "really zero excludes zero."
                ),
                "note",
            )
        )
    blocks += [plot for kind in _KINDS for plot in _plot(comparison, kind, names, fmt)]
    return ReportSection("differences", fmt.t("The figures"), tuple(blocks))


def _shown(comparison: RunComparison) -> list[tuple[str, Kind]]:
    """Return the metrics to show, without the share of the maximum if no maximum is known."""
    share = comparison.figures["share_of_maximum"]
    known = share.before.value is not None or share.after.value is not None
    return [one for one in FIGURES if known or one[0] != "share_of_maximum"]


def _name(name: str, fmt: Formatter) -> str:
    return fmt.t(_OWN_NAMES.get(name) or FIGURE_NAMES[name])


def _gaps(comparison: RunComparison, kind: Kind, fmt: Formatter) -> list[Gap]:
    # Shares are drawn in percentage points.
    unit = 100 if kind == "share" else 1
    gaps = []
    for name, of_kind in _shown(comparison):
        found = comparison.figures[name].difference
        if of_kind == kind and found.value.value is not None:
            low, high = (None if end.value is None else end.value * unit for end in (found.low, found.high))
            gaps.append(Gap(_name(name, fmt), found.value.value * unit, low, high))
    return gaps


def _plot(comparison: RunComparison, kind: Kind, names: tuple[str, str], fmt: Formatter) -> list[Plot]:
    gaps = _gaps(comparison, kind, fmt)
    if not gaps:
        return []
    clear = ", ".join(gap.name for gap in gaps if gap.excludes_zero) or fmt.t("none")
    title = fmt.t(_TITLES[kind])
    rows = [
        (_name(name, fmt), fmt.difference(comparison.figures[name].difference, kind))
        for name, of_kind in _shown(comparison)
        if of_kind == kind
    ]
    return [
        Plot(
            key=f"differences-{kind}",
            title=title,
            summary=fmt.t(
                "{after} minus {before}, and the 95 % interval. It excludes zero (full dot) for: {names}.",
                before=names[0],
                after=names[1],
                names=clear,
            ),
            drawing=differences_plot(gaps, fmt.plain),
            table=ReportTable(title, (fmt.t("Figure"), fmt.t.pgettext("two runs", "Difference")), tuple(rows)),
        )
    ]
