"""The section of confidence: calibration, and the marks that can be accepted without review."""

from bareme.evaluation.metrics.calibration import ConfidenceCalibration
from bareme.evaluation.metrics.coverage import CoverageRisk, Risk
from bareme.evaluation.report.document import Block, Paragraph, Plot, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.curves import coverage_curve, reliability_diagram


def confidence(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return the reliability diagram, the coverage–risk curve and the thresholds."""
    calibration, coverage = found.metrics.calibration, found.metrics.coverage
    blocks: list[Block] = []
    if calibration is not None and calibration.pairs:
        blocks += [_figures(calibration, fmt), _reliability(calibration, fmt)]
    if coverage is not None and coverage.curve:
        blocks += [_coverage(coverage, fmt), _thresholds(coverage, fmt)]
    return ReportSection(
        "confidence",
        fmt.t("Confidence"),
        tuple(blocks or [Paragraph(fmt.t("Reliability, coverage and risk, thresholds: no confidence is given."))]),
    )


def _figures(calibration: ConfidenceCalibration, fmt: Formatter) -> ReportTable:
    rows = (
        (fmt.t("Marks compared"), fmt.count(calibration.pairs)),
        (fmt.t("Mean confidence"), fmt.figure(calibration.confidence, "share")),
        (fmt.t("Expected calibration error (ECE)"), fmt.estimate(calibration.expected_error, "coefficient")),
        (fmt.t("Brier score"), fmt.estimate(calibration.brier, "coefficient")),
    )
    return ReportTable(fmt.t("Is the confidence justified?"), (fmt.t("Figure"), fmt.rater("")), rows)


def _reliability(calibration: ConfidenceCalibration, fmt: Formatter) -> Plot:
    right = sum((one.agreement.value or 0) * one.count for one in calibration.bins) / calibration.pairs
    rows = [
        (
            f"{fmt.percent(one.start)} – {fmt.percent(one.end)}",
            fmt.count(one.count),
            fmt.figure(one.confidence, "share"),
            fmt.figure(one.agreement, "share"),
        )
        for one in calibration.bins
    ]
    header = (
        fmt.t("Confidence"),
        fmt.t("Count"),
        fmt.t("Stated confidence"),
        fmt.t("Share equal to the human mark"),
    )
    return Plot(
        key="reliability",
        title=fmt.t("Reliability diagram"),
        summary=fmt.t(
            "Mean confidence {confidence}, share exact {right}; expected calibration error {error}.",
            confidence=fmt.figure(calibration.confidence, "share"),
            right=fmt.share(right),
            error=fmt.figure(calibration.expected_error.value, "coefficient"),
        ),
        drawing=reliability_diagram(calibration, fmt),
        table=ReportTable(fmt.t("Reliability diagram"), header, tuple(rows)),
    )


def _coverage(coverage: CoverageRisk, fmt: Formatter) -> Plot:
    # Marks of equal confidence are accepted together, so a coverage of exactly one half may not exist.
    half = next(point for point in coverage.curve if point.coverage >= 0.5)
    circled = any(wish.at is not None and wish.risk is not Risk.POINTS for wish in coverage.thresholds)
    rows = [
        (
            fmt.plain(point.threshold),
            fmt.share(point.coverage),
            fmt.share(point.differs),
            fmt.share(point.beyond_step),
            fmt.points(point.points),
        )
        for point in coverage.curve
    ]
    heads = (
        fmt.t("Confidence at least"),
        fmt.t("Accepted"),
        fmt.t("Different"),
        fmt.t("Beyond one step"),
        fmt.t("Mean error (points)"),
    )
    return Plot(
        key="coverage",
        title=fmt.t("Coverage and risk"),
        summary=fmt.t(
            "Accepting all: {all} of the marks differ. The most confident {part}: {error}.",
            all=fmt.share(coverage.curve[-1].differs),
            part=fmt.percent(half.coverage),
            error=fmt.share(half.differs),
        ),
        drawing=coverage_curve(coverage, fmt),
        table=ReportTable(fmt.t("Coverage and risk"), heads, tuple(rows)),
        note=fmt.t("Circles: thresholds that keep a target error, to be checked on other answers.") if circled else "",
    )


def _thresholds(coverage: CoverageRisk, fmt: Formatter) -> ReportTable:
    rows: list[tuple[str, ...]] = []
    for wish in coverage.thresholds:
        wished = fmt.points(wish.wished) if wish.risk is Risk.POINTS else fmt.percent(wish.wished)
        name = f"{wished} · {fmt.risk(wish.risk)}"
        if wish.at is None:
            rows.append((name, fmt.t("no threshold: check everything"), fmt.share(0), "–"))
        else:
            bound = "–" if wish.risk is Risk.POINTS else fmt.figure(wish.upper_bound, "share")
            rows.append((name, fmt.plain(wish.at.threshold), fmt.share(wish.at.coverage), bound))
    heads = (fmt.t("Target error"), fmt.t("Confidence at least"), fmt.t("Accepted"), fmt.t("Upper 95 % bound"))
    return ReportTable(fmt.t("Thresholds for a target error"), heads, tuple(rows))
