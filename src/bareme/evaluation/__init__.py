"""Evaluate grading against human marks: read data sets, run graders on them, compute metrics, write reports.

Hands on `read_dataset` and what it returns. `metrics` and everything that uses it need the `eval` extra.
"""

from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark, ScaleLevel
from bareme.evaluation.reader import FORMATS, FormatName, read_dataset

__all__ = ["FORMATS", "DataSet", "EvaluationItem", "FormatName", "RaterMark", "ScaleLevel", "read_dataset"]
