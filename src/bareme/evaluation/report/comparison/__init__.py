"""The report of a comparison of two runs, in HTML, Markdown and JSON with the same content."""

from bareme.evaluation.report.comparison.write import comparison_document, write_comparison

__all__ = ["comparison_document", "write_comparison"]
