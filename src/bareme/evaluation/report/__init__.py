"""A page to read about how close marks are to people's: HTML, Markdown and JSON with the same content."""

from bareme.evaluation.report.material import GraderUsage, MarkedAnswer, ReportMaterial, from_marks
from bareme.evaluation.report.write import write_report

__all__ = ["GraderUsage", "MarkedAnswer", "ReportMaterial", "from_marks", "write_report"]
