"""Files that a school's system imports: Moodle's and Canvas's gradebooks, and a class list to paste from.

Hands on a writer for each table. Moodle and Canvas have a second one, which says whose marks the first does not have.
Moodle's archive of feedback is in a module of its own, which makes PDF files.
"""

from bareme.exports.school_systems.canvas import canvas_handover, write_canvas, write_canvas_left_out
from bareme.exports.school_systems.class_list import unlisted, write_class_list, write_marks_to_paste
from bareme.exports.school_systems.moodle import moodle_handover, write_moodle, write_moodle_left_out

__all__ = [
    "canvas_handover",
    "moodle_handover",
    "unlisted",
    "write_canvas",
    "write_canvas_left_out",
    "write_class_list",
    "write_marks_to_paste",
    "write_moodle",
    "write_moodle_left_out",
]
