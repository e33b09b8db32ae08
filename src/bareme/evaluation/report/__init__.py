"""Evaluation reports in HTML, Markdown and JSON with the same content."""

from bareme.evaluation.report.compose import compose_card
from bareme.evaluation.report.material import GraderUsage, MarkedAnswer, ReportMaterial, from_marks
from bareme.evaluation.report.write import report_document, write_report

__all__ = [
    "GraderUsage",
    "MarkedAnswer",
    "ReportMaterial",
    "compose_card",
    "from_marks",
    "report_document",
    "write_report",
]
