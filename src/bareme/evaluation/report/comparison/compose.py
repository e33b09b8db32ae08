"""Compose the document of a comparison in one language."""

from bareme.domain.points import Language
from bareme.evaluation.report.comparison.changes import answers, changes
from bareme.evaluation.report.comparison.differences import differences
from bareme.evaluation.report.comparison.findings import ComparisonFindings
from bareme.evaluation.report.comparison.sections import cost, overview, settings
from bareme.evaluation.report.document import ReportDocument
from bareme.evaluation.report.words import Words


def compose(found: ComparisonFindings, language: Language) -> ReportDocument:
    """Return the document."""
    words = Words(language)
    names = _names(found, words)
    return ReportDocument(
        language=language,
        title=words.t("Comparison: {after} against {before}", before=names[0], after=names[1]),
        contents=words.t("Contents"),
        data_of=words.t("The numbers of this plot"),
        sections=(
            overview(found, words),
            settings(found, names, words),
            differences(found, names, words),
            changes(found, names, words),
            answers(found, names, words),
            cost(found, names, words),
        ),
    )


def _names(found: ComparisonFindings, words: Words) -> tuple[str, str]:
    """Return distinct names of the runs, numbered if their folders have the same name."""
    before, after = found.comparison.before, found.comparison.after
    if before != after:
        return before, after
    return words.t("{run} ({number})", run=before, number=1), words.t("{run} ({number})", run=after, number=2)
