"""What to know first of two runs, what was asked otherwise, and what they took."""

from bareme.evaluation.comparison import Setting
from bareme.evaluation.report.comparison.differences import clear_figures
from bareme.evaluation.report.comparison.findings import ComparisonFindings
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.sections.overview import usage_blocks
from bareme.evaluation.report.words import Words

type Names = tuple[str, str]
"""What the first and the second run are called."""


def overview(found: ComparisonFindings, words: Words) -> ReportSection:
    """Return how many marks changed, which differences are clear, and what was left out."""
    comparison = found.comparison
    reference = words.rater(comparison.reference)
    counts = {name: words.count(getattr(comparison.overall, name)) for name in ("better", "worse", "as_far", "same")}
    blocks: list[Block] = [
        Paragraph(words("comparison_rows", common=words.count(comparison.common), reference=reference)),
        Paragraph(words("comparison_headline", **counts)),
    ]
    if comparison.resamples:
        clear = ", ".join(clear_figures(comparison, words))
        said = words("comparison_clear", names=clear) if clear else words("comparison_none_clear")
        blocks.append(Paragraph(said))
    blocks += [
        Paragraph(words("comparison_pairing", before=before, after=after))
        for before, after in comparison.pairing
        if before != after
    ]
    blocks += [
        Paragraph(words(key, count=words.count(count)), "warning")
        for key in ("before_only", "after_only", "without_mark", "unlike")
        if (count := getattr(comparison, key))
    ]
    return ReportSection("overview", words("overview"), tuple(blocks))


def settings(found: ComparisonFindings, names: Names, words: Words) -> ReportSection:
    """Return what differs between the two run.json."""
    comparison = found.comparison
    title = words("settings")
    if comparison.cost_before is None or comparison.cost_after is None:
        return ReportSection("settings", title, (Paragraph(words("no_settings"), "warning"),))
    if not comparison.settings:
        return ReportSection("settings", title, (Paragraph(words("same_settings")),))
    rows = [(_setting(one.name, words), *_values(one, words)) for one in comparison.settings]
    return ReportSection(
        "settings",
        title,
        (ReportTable(words("settings_table"), (words("setting"), *names), tuple(rows), frozenset({1, 2})),),
    )


def _values(one: Setting, words: Words) -> Names:
    if one.name == "steps" and words.language == "fr":
        return one.before.replace(".", ","), one.after.replace(".", ",")
    return one.before, one.after


def _setting(name: str, words: Words) -> str:
    field, _, agent = name.partition(".")
    return words(f"setting_{field}", agent=agent) if agent else words(f"setting_{field}")


def cost(found: ComparisonFindings, names: Names, words: Words) -> ReportSection:
    """Return what each run took."""
    before, after = found.comparison.cost_before, found.comparison.cost_after
    if before is None or after is None:
        return ReportSection("cost", words("cost"), (Paragraph(words("no_run_cost")),))
    lines = [(name, one.usage) for name, one in zip(names, (before, after), strict=True)]
    seconds = {"before": words.plain(round(before.seconds, 1)), "after": words.plain(round(after.seconds, 1))}
    took = Paragraph(words("wall_seconds", first=names[0], second=names[1], **seconds))
    blocks = usage_blocks(words("run_cost_table"), lines, words, head=words("run_cost"))
    return ReportSection("cost", words("cost"), (took, *blocks))
