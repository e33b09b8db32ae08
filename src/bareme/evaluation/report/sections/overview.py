"""The sections of the overview and the cost."""

from collections.abc import Sequence

from bareme.domain.money import Usage
from bareme.evaluation.items import Remark
from bareme.evaluation.metrics.bootstrap import FEWEST_CLUSTERS
from bareme.evaluation.metrics.clustering import Clustering, Unit
from bareme.evaluation.metrics.report import Line
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.words import Words
from bareme.exports.descriptions import TOKENS_ESTIMATED, UNPRICED_NOTE
from bareme.translation import Message

_UNITS = {
    Unit.STUDENT: Message("students"),
    Unit.QUESTION: Message("questions"),
    Unit.BOTH: Message("students and questions, crossed"),
    Unit.ROW: Message("rows"),
    Unit.REPETITION: Message("places (the human marks repeat through the table)"),
}


def overview(found: ReportFindings, remarks: Sequence[Remark], words: Words) -> ReportSection:
    """Return the main metrics, what is missing, and how intervals were computed."""
    metrics = found.metrics
    reference = words.rater(metrics.reference)
    step = words.points(metrics.step)
    blocks: list[Block] = [
        Paragraph(
            words.t(
                "{rows} marks, compared with those of: {reference}. One step is {step}.",
                rows=words.count(metrics.rows),
                reference=reference,
                step=step,
            )
        )
    ]
    lines = {(line.first, line.second): line for line in metrics.lines}
    under_test = next(line for pair, line in lines.items() if pair == (metrics.reference, "predicted"))
    blocks.append(
        Paragraph(
            words.t(
                "Exact agreement {exact}; within one step {within}; mean error {error}; quadratic kappa {kappa}.",
                **_figures(under_test, words),
            )
        )
    )
    people = next((line for pair, line in lines.items() if pair[1] != "predicted"), None)
    blocks.append(
        Paragraph(
            words.t(
                "Two people among themselves: exact agreement {exact}; within one step {within}; "
                "mean error {error}; quadratic kappa {kappa}.",
                **_figures(people, words),
            )
            if people
            else words.t("One person marked: nothing tells how far people agree on these answers.")
        )
    )
    blocks += [
        Paragraph(
            words.t(
                "Rows without a mark from {rater}, left out: {count}. A missing mark is not a zero.",
                rater=words.rater(rater),
                count=words.count(count),
            ),
            "warning",
        )
        for rater, count in metrics.missing.items()
        if count
    ]
    blocks += [Paragraph(words.t(remark), "warning") for remark in remarks]
    if any(found.statuses):
        rows = [(words.status(status), words.count(count)) for status, count in found.statuses.items()]
        blocks.append(
            ReportTable(words.t("Without a mark, by cause"), (words.t("Reason"), words.t("Count")), tuple(rows))
        )
    blocks.append(say_intervals(metrics.clustering, metrics.resamples, words))
    return ReportSection("overview", words.t("In short"), tuple(blocks))


def _figures(line: Line, words: Words) -> dict[str, str]:
    scores = line.scores
    return {
        "exact": words.estimate(scores.exact, "share"),
        "within": words.estimate(scores.within_step, "share"),
        "error": words.estimate(scores.mean_absolute_error, "points"),
        "kappa": words.estimate(scores.quadratic_kappa, "coefficient"),
    }


def say_intervals(clustering: Clustering, resamples: int, words: Words) -> Paragraph:
    """Return a paragraph on how the intervals were computed."""
    if not resamples:
        return Paragraph(words.t("Computed without intervals."), "note")
    unit = words.t(_UNITS[clustering.unit])
    clusters = words.count(clustering.clusters)
    fewest = words.count(FEWEST_CLUSTERS)
    if clustering.clusters < FEWEST_CLUSTERS:
        return Paragraph(
            words.t(
                "Without intervals: at least {fewest} {unit} are needed, and there are {clusters}.",
                fewest=fewest,
                clusters=clusters,
                unit=unit,
            ),
            "warning",
        )
    said = words.t(
        "In brackets: 95 % interval, {resamples} resamples of {clusters} {unit}; none if all "
        "resamples give the same value, or with fewer than {fewest} {unit}.",
        resamples=words.count(resamples),
        clusters=clusters,
        unit=unit,
        fewest=fewest,
    )
    return Paragraph(said, "note")


def cost(found: ReportFindings, words: Words) -> ReportSection:
    """Return the usage of each grader."""
    if not found.usage:
        return ReportSection(
            "cost",
            words.t("Cost and usage"),
            (Paragraph(words.t("Unknown: the marks do not come from a run of Barème.")),),
        )
    lines = [(line.grader, line.usage) for line in found.usage]
    total = [(words.t("Total"), sum((usage for _, usage in lines), Usage()))] if len(lines) > 1 else []
    return ReportSection(
        "cost",
        words.t("Cost and usage"),
        tuple(usage_blocks(words.t("By grader"), [*lines, *total], words, head=words.t("Grader"))),
    )


def usage_blocks(caption: str, lines: Sequence[tuple[str, Usage]], words: Words, *, head: str) -> list[Block]:
    """Return a table of usage with notes; `head` is the title of the column of names."""
    t = words.t
    header = (
        *(head, t("Calls"), t("Tokens in"), t("Tokens cached"), t("Tokens out")),
        *(words.t("Seconds of calls"), t("Cost ($)"), t("Calls of unknown price")),
    )
    blocks: list[Block] = [ReportTable(caption, header, tuple(_usage(name, usage, words) for name, usage in lines))]
    if any(usage.estimated for _, usage in lines):
        blocks.append(Paragraph(t(TOKENS_ESTIMATED), "note"))
    if any(usage.unpriced_calls for _, usage in lines):
        blocks.append(Paragraph(t(UNPRICED_NOTE), "note"))
    return blocks


def _usage(name: str, usage: Usage, words: Words) -> tuple[str, ...]:
    tokens = (usage.calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
    counts = [words.count(count) for count in tokens]
    price = "" if usage.cost is None else words.plain(float(usage.cost))
    return (name, *counts, words.plain(round(usage.seconds, 1)), price, words.count(usage.unpriced_calls))
