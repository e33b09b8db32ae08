"""The sections of the overview, the settings and the cost of two runs."""

from bareme.evaluation.comparison import Setting
from bareme.evaluation.report.comparison.differences import figures_excluding_zero
from bareme.evaluation.report.comparison.findings import ComparisonFindings
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.sections.overview import usage_blocks
from bareme.translation import Message

type Names = tuple[str, str]
"""The names of the first and the second run."""

_SETTINGS = {
    "dataset": Message("Data set (hash)"),
    "pages": Message("Pages (hash)"),
    "sample": Message("Sample"),
    "graders": Message("Graders @ tries"),
    "language": Message("Language"),
    "steps": Message("Steps of the marks"),
    "version": Message("Version of Barème"),
    "code": Message("Code (hash)"),
}


def overview(found: ComparisonFindings, fmt: Formatter) -> ReportSection:
    """Return the number of changed marks, the differences that exclude zero, and what was left out."""
    comparison = found.comparison
    reference = fmt.rater(comparison.reference)
    counts = {name: fmt.count(getattr(comparison.overall, name)) for name in ("better", "worse", "as_far", "same")}
    blocks: list[Block] = [
        Paragraph(
            fmt.t(
                "{common} marks in common, compared with those of: {reference}.",
                common=fmt.count(comparison.common),
                reference=reference,
            )
        ),
        Paragraph(
            fmt.t(
                "Closer to the human mark: {better}; further away: {worse}; as far, on the other "
                "side: {as_far}; unchanged: {same}.",
                **counts,
            )
        ),
    ]
    if comparison.resamples:
        clear = ", ".join(figures_excluding_zero(comparison, fmt))
        said = (
            fmt.t("Figures whose difference has an interval that excludes zero: {names}.", names=clear)
            if clear
            else fmt.t("No difference has an interval that excludes zero.")
        )
        blocks.append(Paragraph(said))
    blocks += [
        Paragraph(fmt.t("{after} is compared with {before}.", before=before, after=after))
        for before, after in comparison.pairing
        if before != after
    ]
    left_out = (
        (
            comparison.before_only,
            fmt.t("Marks of the first run only: {count}.", count=fmt.count(comparison.before_only)),
        ),
        (
            comparison.after_only,
            fmt.t("Marks of the second run only: {count}.", count=fmt.count(comparison.after_only)),
        ),
        (
            comparison.without_mark,
            fmt.t(
                "Left out because a mark is missing on one side: {count}. A missing mark is not a zero.",
                count=fmt.count(comparison.without_mark),
            ),
        ),
        (
            comparison.unlike,
            fmt.t("Left out because human marks or the maximum differ: {count}.", count=fmt.count(comparison.unlike)),
        ),
    )
    blocks += [Paragraph(text, "warning") for count, text in left_out if count]
    return ReportSection("overview", fmt.t("In short"), tuple(blocks))


def settings(found: ComparisonFindings, names: Names, fmt: Formatter) -> ReportSection:
    """Return the settings that differ between the runs."""
    comparison = found.comparison
    title = fmt.t("Settings that differ")
    if comparison.cost_before is None or comparison.cost_after is None:
        return ReportSection(
            "settings",
            title,
            (Paragraph(fmt.t("Without a run.json on both sides, the settings cannot be compared."), "warning"),),
        )
    if not comparison.settings:
        return ReportSection(
            "settings", title, (Paragraph(fmt.t("The same data, graders, settings, prompts and code.")),)
        )
    rows = [(_setting(one.name, fmt), *_values(one, fmt)) for one in comparison.settings]
    return ReportSection(
        "settings",
        title,
        (ReportTable(fmt.t("Settings of both runs"), (fmt.t("Setting"), *names), tuple(rows), frozenset({1, 2})),),
    )


def _values(one: Setting, fmt: Formatter) -> Names:
    if one.name == "steps":
        return fmt.t.decimal(one.before), fmt.t.decimal(one.after)
    return one.before, one.after


def _setting(name: str, fmt: Formatter) -> str:
    field, _, agent = name.partition(".")
    return fmt.t("Version of the prompt {agent}", agent=agent) if agent else fmt.t(_SETTINGS[field])


def cost(found: ComparisonFindings, names: Names, fmt: Formatter) -> ReportSection:
    """Return the usage of each run."""
    before, after = found.comparison.cost_before, found.comparison.cost_after
    if before is None or after is None:
        return ReportSection(
            "cost", fmt.t("Cost and usage"), (Paragraph(fmt.t("Unknown: one of the two runs has no run.json.")),)
        )
    lines = [(name, one.usage) for name, one in zip(names, (before, after), strict=True)]
    seconds = {"before": fmt.plain(round(before.seconds, 1)), "after": fmt.plain(round(after.seconds, 1))}
    took = Paragraph(
        fmt.t(
            "Grading took {before} s for {first}, {after} s for {second}.", first=names[0], second=names[1], **seconds
        )
    )
    blocks = usage_blocks(fmt.t("By run"), lines, fmt, head=fmt.t("Run"))
    return ReportSection("cost", fmt.t("Cost and usage"), (took, *blocks))
