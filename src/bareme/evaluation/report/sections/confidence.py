"""The section of confidence: calibration, and the marks that can be accepted without review."""

from bareme.evaluation.metrics.calibration import ConfidenceCalibration
from bareme.evaluation.metrics.coverage import CoverageRisk, Risk
from bareme.evaluation.report.document import Block, Paragraph, Plot, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.plots.curves import coverage_curve, reliability_diagram
from bareme.evaluation.report.words import Words


def confidence(found: ReportFindings, words: Words) -> ReportSection:
    """Return the reliability diagram, the coverage–risk curve and the thresholds."""
    calibration, coverage = found.metrics.calibration, found.metrics.coverage
    blocks: list[Block] = []
    if calibration is not None and calibration.pairs:
        blocks += [_figures(calibration, words), _reliability(calibration, words)]
    if coverage is not None and coverage.curve:
        blocks += [_coverage(coverage, words), _thresholds(coverage, words)]
    return ReportSection(
        "confidence",
        words.t("Confidence"),
        tuple(blocks or [Paragraph(words.t("Reliability, coverage and risk, thresholds: no confidence is given."))]),
    )


def _figures(calibration: ConfidenceCalibration, words: Words) -> ReportTable:
    rows = (
        (words.t("Marks compared"), words.count(calibration.pairs)),
        (words.t("Mean confidence"), words.figure(calibration.confidence, "share")),
        (words.t("Expected calibration error (ECE)"), words.estimate(calibration.expected_error, "coefficient")),
        (words.t("Brier score"), words.estimate(calibration.brier, "coefficient")),
    )
    return ReportTable(words.t("Is the confidence justified?"), (words.t("Figure"), words.rater("")), rows)


def _reliability(calibration: ConfidenceCalibration, words: Words) -> Plot:
    right = sum((one.agreement.value or 0) * one.count for one in calibration.bins) / calibration.pairs
    rows = [
        (
            f"{words.percent(one.start)} – {words.percent(one.end)}",
            words.count(one.count),
            words.figure(one.confidence, "share"),
            words.figure(one.agreement, "share"),
        )
        for one in calibration.bins
    ]
    header = (
        words.t("Confidence"),
        words.t("Count"),
        words.t("Stated confidence"),
        words.t("Share equal to the human mark"),
    )
    return Plot(
        key="reliability",
        title=words.t("Reliability diagram"),
        summary=words.t(
            "Mean confidence {confidence}, share exact {right}; expected calibration error {error}.",
            confidence=words.figure(calibration.confidence, "share"),
            right=words.share(right),
            error=words.figure(calibration.expected_error.value, "coefficient"),
        ),
        drawing=reliability_diagram(calibration, words),
        table=ReportTable(words.t("Reliability diagram"), header, tuple(rows)),
    )


def _coverage(coverage: CoverageRisk, words: Words) -> Plot:
    # Marks of equal confidence are accepted together, so a coverage of exactly one half may not exist.
    half = next(point for point in coverage.curve if point.coverage >= 0.5)
    circled = any(wish.at is not None and wish.risk is not Risk.POINTS for wish in coverage.thresholds)
    rows = [
        (
            words.plain(point.threshold),
            words.share(point.coverage),
            words.share(point.differs),
            words.share(point.beyond_step),
            words.points(point.points),
        )
        for point in coverage.curve
    ]
    heads = (
        words.t("Confidence at least"),
        words.t("Accepted"),
        words.t("Different"),
        words.t("Beyond one step"),
        words.t("Mean error (points)"),
    )
    return Plot(
        key="coverage",
        title=words.t("Coverage and risk"),
        summary=words.t(
            "Accepting all: {all} of the marks differ. The most confident {part}: {error}.",
            all=words.share(coverage.curve[-1].differs),
            part=words.percent(half.coverage),
            error=words.share(half.differs),
        ),
        drawing=coverage_curve(coverage, words),
        table=ReportTable(words.t("Coverage and risk"), heads, tuple(rows)),
        note=words.t("Circles: thresholds that keep a target error, to be checked on other answers.")
        if circled
        else "",
    )


def _thresholds(coverage: CoverageRisk, words: Words) -> ReportTable:
    rows: list[tuple[str, ...]] = []
    for wish in coverage.thresholds:
        wished = words.points(wish.wished) if wish.risk is Risk.POINTS else words.percent(wish.wished)
        name = f"{wished} · {words.risk(wish.risk)}"
        if wish.at is None:
            rows.append((name, words.t("no threshold: check everything"), words.share(0), "–"))
        else:
            bound = "–" if wish.risk is Risk.POINTS else words.figure(wish.upper_bound, "share")
            rows.append((name, words.plain(wish.at.threshold), words.share(wish.at.coverage), bound))
    heads = (words.t("Target error"), words.t("Confidence at least"), words.t("Accepted"), words.t("Upper 95 % bound"))
    return ReportTable(words.t("Thresholds for a target error"), heads, tuple(rows))
