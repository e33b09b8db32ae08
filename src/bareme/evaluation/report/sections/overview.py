"""The sections of the overview and the cost."""

from collections.abc import Sequence

from bareme.domain.money import Usage
from bareme.evaluation.items import Remark
from bareme.evaluation.metrics.bootstrap import FEWEST_CLUSTERS
from bareme.evaluation.metrics.clustering import Clustering, ResamplingUnit
from bareme.evaluation.metrics.report import Line
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.exports.descriptions import TOKENS_ESTIMATED, UNPRICED_NOTE
from bareme.translation import Message

_UNITS = {
    ResamplingUnit.STUDENT: Message("students"),
    ResamplingUnit.QUESTION: Message("questions"),
    ResamplingUnit.BOTH: Message("students and questions, crossed"),
    ResamplingUnit.ROW: Message("rows"),
    ResamplingUnit.REPETITION: Message("places (the human marks repeat through the table)"),
}


def overview(found: ReportFindings, remarks: Sequence[Remark], fmt: Formatter) -> ReportSection:
    """Return the main metrics, what is missing, and how intervals were computed."""
    metrics = found.metrics
    reference = fmt.rater(metrics.reference)
    step = fmt.points(metrics.step)
    blocks: list[Block] = [
        Paragraph(
            fmt.t(
                "{rows} marks, compared with those of: {reference}. One step is {step}.",
                rows=fmt.count(metrics.rows),
                reference=reference,
                step=step,
            )
        )
    ]
    lines = {(line.first, line.second): line for line in metrics.lines}
    under_test = next(line for pair, line in lines.items() if pair == (metrics.reference, "predicted"))
    blocks.append(
        Paragraph(
            fmt.t(
                "Exact agreement {exact}; within one step {within}; mean error {error}; quadratic kappa {kappa}.",
                **_figures(under_test, fmt),
            )
        )
    )
    people = next((line for pair, line in lines.items() if pair[1] != "predicted"), None)
    blocks.append(
        Paragraph(
            fmt.t(
                "Two people among themselves: exact agreement {exact}; within one step {within}; "
                "mean error {error}; quadratic kappa {kappa}.",
                **_figures(people, fmt),
            )
            if people
            else fmt.t("One person marked: nothing tells how far people agree on these answers.")
        )
    )
    blocks += [
        Paragraph(
            fmt.t(
                "Rows without a mark from {rater}, left out: {count}. A missing mark is not a zero.",
                rater=fmt.rater(rater),
                count=fmt.count(count),
            ),
            "warning",
        )
        for rater, count in metrics.missing.items()
        if count
    ]
    blocks += [Paragraph(fmt.t(remark), "warning") for remark in remarks]
    if any(found.statuses):
        rows = [(fmt.status(status), fmt.count(count)) for status, count in found.statuses.items()]
        blocks.append(ReportTable(fmt.t("Without a mark, by cause"), (fmt.t("Reason"), fmt.t("Count")), tuple(rows)))
    blocks.append(say_intervals(metrics.clustering, metrics.resamples, fmt))
    return ReportSection("overview", fmt.t("In short"), tuple(blocks))


def _figures(line: Line, fmt: Formatter) -> dict[str, str]:
    scores = line.scores
    return {
        "exact": fmt.estimate(scores.exact, "share"),
        "within": fmt.estimate(scores.within_step, "share"),
        "error": fmt.estimate(scores.mean_absolute_error, "points"),
        "kappa": fmt.estimate(scores.quadratic_kappa, "coefficient"),
    }


def say_intervals(clustering: Clustering, resamples: int, fmt: Formatter) -> Paragraph:
    """Return a paragraph on how the intervals were computed."""
    if not resamples:
        return Paragraph(fmt.t("Computed without intervals."), "note")
    unit = fmt.t(_UNITS[clustering.unit])
    clusters = fmt.count(clustering.clusters)
    fewest = fmt.count(FEWEST_CLUSTERS)
    if clustering.clusters < FEWEST_CLUSTERS:
        return Paragraph(
            fmt.t(
                "Without intervals: at least {fewest} {unit} are needed, and there are {clusters}.",
                fewest=fewest,
                clusters=clusters,
                unit=unit,
            ),
            "warning",
        )
    said = fmt.t(
        "In brackets: 95 % interval, {resamples} resamples of {clusters} {unit}; none if all "
        "resamples give the same value, or with fewer than {fewest} {unit}.",
        resamples=fmt.count(resamples),
        clusters=clusters,
        unit=unit,
        fewest=fewest,
    )
    return Paragraph(said, "note")


def cost(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return the usage of each grader."""
    if not found.usage:
        return ReportSection(
            "cost",
            fmt.t("Cost and usage"),
            (Paragraph(fmt.t("Unknown: the marks do not come from a run of Barème.")),),
        )
    lines = [(line.grader, line.usage) for line in found.usage]
    total = [(fmt.t("Total"), sum((usage for _, usage in lines), Usage()))] if len(lines) > 1 else []
    return ReportSection(
        "cost",
        fmt.t("Cost and usage"),
        tuple(usage_blocks(fmt.t("By grader"), [*lines, *total], fmt, head=fmt.t("Grader"))),
    )


def usage_blocks(caption: str, lines: Sequence[tuple[str, Usage]], fmt: Formatter, *, head: str) -> list[Block]:
    """Return a table of usage with notes; `head` is the title of the column of names."""
    t = fmt.t
    header = (
        *(head, t("Calls"), t("Requests without an answer"), t("Tokens in"), t("Tokens cached"), t("Tokens out")),
        *(fmt.t("Seconds of calls"), t("Cost ($)"), t("Calls of unknown price")),
    )
    blocks: list[Block] = [ReportTable(caption, header, tuple(_usage(name, usage, fmt) for name, usage in lines))]
    if any(usage.estimated for _, usage in lines):
        blocks.append(Paragraph(t(TOKENS_ESTIMATED), "note"))
    if any(usage.unpriced_calls for _, usage in lines):
        blocks.append(Paragraph(t(UNPRICED_NOTE), "note"))
    return blocks


def _usage(name: str, usage: Usage, fmt: Formatter) -> tuple[str, ...]:
    tokens = (usage.calls, usage.unanswered_calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
    counts = [fmt.count(count) for count in tokens]
    price = "" if usage.cost is None else fmt.plain(float(usage.cost))
    return (name, *counts, fmt.plain(round(usage.seconds, 1)), price, fmt.count(usage.unpriced_calls))
