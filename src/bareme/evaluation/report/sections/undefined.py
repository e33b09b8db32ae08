"""The section of undefined figures and omitted parts, with reasons."""

from collections import Counter
from collections.abc import Iterator

from bareme.domain.figures import Figure
from bareme.evaluation.notation import FIGURES
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.sections.parts import division_title
from bareme.translation import Message


def undefined(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return the undefined figures and omitted parts."""
    missing = [(who, fmt.name(name), reason) for who, name, reason in _overall(found, fmt) if reason]
    blocks: list[Block] = [Paragraph(fmt.t(reason)) for reason in _not_shown(found)]
    blocks += [Paragraph(line, "note") for line in _in_parts(found, fmt)]
    if missing:
        header = (fmt.t("First – second"), fmt.t("Figure"), fmt.t("Reason"))
        blocks.append(ReportTable(fmt.t("Figures without a value"), header, tuple(missing), frozenset({1, 2})))
    else:
        blocks.append(Paragraph(fmt.t("All overall figures are defined.")))
    return ReportSection("undefined", fmt.t("What is undefined, and why"), tuple(blocks))


def _overall(found: ReportFindings, fmt: Formatter) -> Iterator[tuple[str, str, str]]:
    """Yield the raters, the name and the reason of each figure; the reason is empty if the figure is defined."""
    metrics = found.metrics
    for line in metrics.lines:
        for name, _ in FIGURES:
            who = f"{fmt.rater(line.first)} – {fmt.rater(line.second)}"
            yield who, name, fmt.why(line.scores, name)
    others: dict[str, Figure] = {}
    if metrics.totals is not None:
        others["lost_each"] = metrics.lost_marks.predicted.a_student
    if metrics.spread is not None:
        others |= {"within": metrics.spread.within, "between": metrics.spread.between}
    if metrics.calibration is not None:
        others["expected_error"] = metrics.calibration.expected_error.value
        others["brier"] = metrics.calibration.brier.value
    if metrics.coverage is not None:
        others["area"] = metrics.coverage.area
    for name, figure in others.items():
        yield fmt.rater(""), name, fmt.reason(figure)


def _not_shown(found: ReportFindings) -> Iterator[Message]:
    metrics = found.metrics
    if metrics.credits.humans is None:
        yield Message("Agreement between people: one person marked.")
    if not metrics.credits.predicted.pairs:
        yield Message("Mismatches, points lost, share of the maximum: no maximum is known.")
    if metrics.calibration is None or not metrics.calibration.pairs:
        yield Message("Reliability, coverage and risk, thresholds: no confidence is given.")
    if metrics.totals is None:
        yield Message("Totals of students: nothing tells whose answers they are.")
    if metrics.spread is None:
        yield Message("Spread on the same answer: it needs known students, and named models or tries.")


def _in_parts(found: ReportFindings, fmt: Formatter) -> list[str]:
    lines = []
    for by, slices in found.metrics.slices.items():
        title = division_title(by, found.metrics.reference, fmt)
        for name, _ in FIGURES:
            reasons = Counter(fmt.why(one.scores, name) for one in slices)
            lines += [
                fmt.t(
                    "{by}, {figure}: without a value in {count} of {all} parts ({reason})",
                    by=title,
                    figure=fmt.name(name),
                    count=count,
                    all=len(slices),
                    reason=reason,
                )
                for reason, count in reasons.items()
                if reason
            ]
    return lines
