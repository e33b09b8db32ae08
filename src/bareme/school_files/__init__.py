"""Fill marks into the file that a school's system exported, and change nothing else in it.

Hands on `fill`, what it is told (`FillOptions`, `pupil_marks`) and what it returns.
"""

from bareme.exports.pupil_marks import PupilMark, pupil_marks
from bareme.school_files.filling import FilledFile, FillOptions, RowReport, fill
from bareme.school_files.outcome import Outcome

__all__ = ["FillOptions", "FilledFile", "Outcome", "PupilMark", "RowReport", "fill", "pupil_marks"]
