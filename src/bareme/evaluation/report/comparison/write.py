"""Write the files of a comparison report."""

from pathlib import Path

from bareme.domain.points import Language
from bareme.evaluation.comparison import RunComparison
from bareme.evaluation.report.comparison.compose import compose
from bareme.evaluation.report.comparison.gather import gather
from bareme.evaluation.report.document import ReportDocument
from bareme.evaluation.report.write import write_files
from bareme.evaluation.run_folder import RunFolder

ANSWERS = 20


def write_comparison(
    found: RunComparison,
    before: RunFolder,
    after: RunFolder,
    page: Path,
    *,
    language: Language,
    answers: int = ANSWERS,
) -> tuple[Path, Path, Path]:
    """Write the HTML page, and Markdown and JSON files with the same stem; return the three paths.

    Args:
        found: The comparison of `before` and `after`.
        before: The first run.
        after: The second.
        page: Where the page goes.
        language: Of the page and the Markdown.
        answers: How many of those whose mark changed most are shown.

    Raises:
        OSError: a file cannot be written.
    """
    findings = gather(found, before, after, shown=answers)
    return write_files(compose(findings, language), findings, page)


def comparison_document(
    found: RunComparison, before: RunFolder, after: RunFolder, *, language: Language
) -> ReportDocument:
    """Return the document of a comparison."""
    return compose(gather(found, before, after, shown=ANSWERS), language)
