"""The sections of the overview, the settings and the cost of two runs."""

from bareme.evaluation.comparison import Setting
from bareme.evaluation.report.comparison.differences import figures_excluding_zero
from bareme.evaluation.report.comparison.findings import ComparisonFindings
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.sections.overview import usage_blocks
from bareme.evaluation.report.words import Words
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


def overview(found: ComparisonFindings, words: Words) -> ReportSection:
    """Return the number of changed marks, the differences that exclude zero, and what was left out."""
    comparison = found.comparison
    reference = words.rater(comparison.reference)
    counts = {name: words.count(getattr(comparison.overall, name)) for name in ("better", "worse", "as_far", "same")}
    blocks: list[Block] = [
        Paragraph(
            words.t(
                "{common} marks in common, compared with those of: {reference}.",
                common=words.count(comparison.common),
                reference=reference,
            )
        ),
        Paragraph(
            words.t(
                "Closer to the human mark: {better}; further away: {worse}; as far, on the other "
                "side: {as_far}; unchanged: {same}.",
                **counts,
            )
        ),
    ]
    if comparison.resamples:
        clear = ", ".join(figures_excluding_zero(comparison, words))
        said = (
            words.t("Figures whose difference has an interval that excludes zero: {names}.", names=clear)
            if clear
            else words.t("No difference has an interval that excludes zero.")
        )
        blocks.append(Paragraph(said))
    blocks += [
        Paragraph(words.t("{after} is compared with {before}.", before=before, after=after))
        for before, after in comparison.pairing
        if before != after
    ]
    left_out = (
        (
            comparison.before_only,
            words.t("Marks of the first run only: {count}.", count=words.count(comparison.before_only)),
        ),
        (
            comparison.after_only,
            words.t("Marks of the second run only: {count}.", count=words.count(comparison.after_only)),
        ),
        (
            comparison.without_mark,
            words.t(
                "Left out because a mark is missing on one side: {count}. A missing mark is not a zero.",
                count=words.count(comparison.without_mark),
            ),
        ),
        (
            comparison.unlike,
            words.t(
                "Left out because human marks or the maximum differ: {count}.", count=words.count(comparison.unlike)
            ),
        ),
    )
    blocks += [Paragraph(text, "warning") for count, text in left_out if count]
    return ReportSection("overview", words.t("In short"), tuple(blocks))


def settings(found: ComparisonFindings, names: Names, words: Words) -> ReportSection:
    """Return the settings that differ between the runs."""
    comparison = found.comparison
    title = words.t("Settings that differ")
    if comparison.cost_before is None or comparison.cost_after is None:
        return ReportSection(
            "settings",
            title,
            (Paragraph(words.t("Without a run.json on both sides, the settings cannot be compared."), "warning"),),
        )
    if not comparison.settings:
        return ReportSection(
            "settings", title, (Paragraph(words.t("The same data, graders, settings, prompts and code.")),)
        )
    rows = [(_setting(one.name, words), *_values(one, words)) for one in comparison.settings]
    return ReportSection(
        "settings",
        title,
        (ReportTable(words.t("Settings of both runs"), (words.t("Setting"), *names), tuple(rows), frozenset({1, 2})),),
    )


def _values(one: Setting, words: Words) -> Names:
    if one.name == "steps":
        return words.t.decimal(one.before), words.t.decimal(one.after)
    return one.before, one.after


def _setting(name: str, words: Words) -> str:
    field, _, agent = name.partition(".")
    return words.t("Version of the prompt {agent}", agent=agent) if agent else words.t(_SETTINGS[field])


def cost(found: ComparisonFindings, names: Names, words: Words) -> ReportSection:
    """Return the usage of each run."""
    before, after = found.comparison.cost_before, found.comparison.cost_after
    if before is None or after is None:
        return ReportSection(
            "cost", words.t("Cost and usage"), (Paragraph(words.t("Unknown: one of the two runs has no run.json.")),)
        )
    lines = [(name, one.usage) for name, one in zip(names, (before, after), strict=True)]
    seconds = {"before": words.plain(round(before.seconds, 1)), "after": words.plain(round(after.seconds, 1))}
    took = Paragraph(
        words.t(
            "Grading took {before} s for {first}, {after} s for {second}.", first=names[0], second=names[1], **seconds
        )
    )
    blocks = usage_blocks(words.t("By run"), lines, words, head=words.t("Run"))
    return ReportSection("cost", words.t("Cost and usage"), (took, *blocks))
