"""Compose the document of a comparison in one language."""

from bareme.domain.points import Language
from bareme.evaluation.report.comparison.changes import answers, changes
from bareme.evaluation.report.comparison.differences import differences
from bareme.evaluation.report.comparison.findings import ComparisonFindings
from bareme.evaluation.report.comparison.sections import cost, overview, settings
from bareme.evaluation.report.document import ReportDocument
from bareme.evaluation.report.formatter import Formatter


def compose(found: ComparisonFindings, language: Language) -> ReportDocument:
    """Return the document."""
    fmt = Formatter(language)
    names = _names(found, fmt)
    return ReportDocument(
        language=language,
        title=fmt.t("Comparison: {after} against {before}", before=names[0], after=names[1]),
        contents=fmt.t("Contents"),
        data_of=fmt.t("The numbers of this plot"),
        sections=(
            overview(found, fmt),
            settings(found, names, fmt),
            differences(found, names, fmt),
            changes(found, names, fmt),
            answers(found, names, fmt),
            cost(found, names, fmt),
        ),
    )


def _names(found: ComparisonFindings, fmt: Formatter) -> tuple[str, str]:
    """Return distinct names of the runs, numbered if their folders have the same name."""
    before, after = found.comparison.before, found.comparison.after
    if before != after:
        return before, after
    return fmt.t("{run} ({number})", run=before, number=1), fmt.t("{run} ({number})", run=after, number=2)
