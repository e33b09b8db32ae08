"""How close marks are to a person's: data sets with human marks, and the figures that say so.

`bareme.evaluation.metrics` holds the figures; it needs the `eval` extra, this half does not.
"""

from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark, ScaleLevel
from bareme.evaluation.reader import FORMATS, FormatName, read_dataset

__all__ = ["FORMATS", "DataSet", "EvaluationItem", "FormatName", "RaterMark", "ScaleLevel", "read_dataset"]
