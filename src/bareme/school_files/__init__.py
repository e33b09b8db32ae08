"""Fill marks into the file that a school's system exported, and change nothing else in it.

Hands on `fill` and `fill_file`, which does so in a worker process, what they are told (`FillOptions`, `read_bands`,
`pupil_marks`) and what they return; and `read_participants`, which reads Moodle's numbers of participants.
"""

from bareme.exports.pupil_marks import PupilMark, pupil_marks
from bareme.school_files.filling import FilledFile, FillOptions, RowReport, fill
from bareme.school_files.grades import GradeBand, read_bands
from bareme.school_files.opening import fill_file, read_participants
from bareme.school_files.outcome import Outcome
from bareme.school_files.titles import columns_to_choose

__all__ = [
    "FillOptions",
    "FilledFile",
    "GradeBand",
    "Outcome",
    "PupilMark",
    "RowReport",
    "columns_to_choose",
    "fill",
    "fill_file",
    "pupil_marks",
    "read_bands",
    "read_participants",
]
