"""Export formats and file names."""

import re
from datetime import datetime
from enum import StrEnum

from bareme.domain.session import GradedSession


class ExportFormat(StrEnum):
    """The formats of an export."""

    CSV = "csv"  # one row per student
    CSV_SHORT = "csv-short"  # the same with few columns
    CSV_FLAT = "csv-flat"  # one row per criterion or question
    HISTORY = "history"  # a CSV with one row per decision
    ATTEMPTS = "attempts"  # a CSV with one row per question and attempt
    ATTEMPTS_JSONL = "attempts-jsonl"  # the same as JSON Lines
    JSON = "json"
    XLSX = "xlsx"
    MOODLE = "moodle"  # a CSV for Moodle's gradebook
    MOODLE_LEFT_OUT = "moodle-left-out"  # a CSV of those whom it leaves out
    MOODLE_FEEDBACK = "moodle-feedback"  # a ZIP of one PDF per participant of a Moodle assignment
    CANVAS = "canvas"  # a CSV for Canvas's gradebook
    CANVAS_LEFT_OUT = "canvas-left-out"  # a CSV of those whom it leaves out
    CLASS_LIST = "class-list"  # a CSV in the order of the class list
    MARKS_TO_PASTE = "marks-to-paste"  # its totals alone, one per line
    SHEETS = "sheets"  # a ZIP of one PDF per student
    SHEETS_PRINT = "sheets-print"  # the same as one PDF for a printer
    MARKED = "marked"  # a ZIP of the copies with the marks in a margin
    MARKED_PRINT = "marked-print"  # the same as one PDF for a printer
    MARKED_ANNOTATIONS = "marked-annotations"  # a ZIP of the copies with the marks as PDF annotations
    MARKED_OVERLAY = "marked-overlay"  # a ZIP of the marks alone, to be printed onto the paper

    @property
    def extension(self) -> str:
        """The file name extension, without a dot."""
        if self in _EXTENSIONS:
            return _EXTENSIONS[self]
        return "csv" if self in _SUFFIXES else self.value

    @property
    def is_long(self) -> bool:
        """Whether making it takes long enough for its progress to be shown."""
        return self in _SHEETS | _MARKED

    @property
    def shows_pages(self) -> bool:
        """Whether it shows the pages that students handed in, so that their files must be at hand."""
        return self in _MARKED

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return _MEDIA_TYPES[self.extension]


_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}

_SHEETS = {ExportFormat.MOODLE_FEEDBACK, ExportFormat.SHEETS, ExportFormat.SHEETS_PRINT}
_MARKED = {
    ExportFormat.MARKED,
    ExportFormat.MARKED_PRINT,
    ExportFormat.MARKED_ANNOTATIONS,
    ExportFormat.MARKED_OVERLAY,
}

_EXTENSIONS = {
    ExportFormat.ATTEMPTS_JSONL: "jsonl",
    ExportFormat.MARKS_TO_PASTE: "txt",
    **dict.fromkeys(_SHEETS | _MARKED, "zip"),
    ExportFormat.SHEETS_PRINT: "pdf",
    ExportFormat.MARKED_PRINT: "pdf",
}

_SUFFIXES = {
    ExportFormat.CSV_SHORT: "-short",
    ExportFormat.CSV_FLAT: "-flat",
    ExportFormat.HISTORY: "-history",
    ExportFormat.ATTEMPTS: "-attempts",
    ExportFormat.ATTEMPTS_JSONL: "-attempts",
    ExportFormat.MOODLE: "-moodle",
    ExportFormat.MOODLE_LEFT_OUT: "-moodle-left-out",
    ExportFormat.MOODLE_FEEDBACK: "-moodle-feedback",
    ExportFormat.CANVAS: "-canvas",
    ExportFormat.CANVAS_LEFT_OUT: "-canvas-left-out",
    ExportFormat.CLASS_LIST: "-class-list",
    ExportFormat.MARKS_TO_PASTE: "-marks",
    ExportFormat.SHEETS: "-sheets",
    ExportFormat.SHEETS_PRINT: "-sheets",
    ExportFormat.MARKED: "-marked",
    ExportFormat.MARKED_PRINT: "-marked",
    ExportFormat.MARKED_ANNOTATIONS: "-annotations",
    ExportFormat.MARKED_OVERLAY: "-overlay",
}


def export_name(session: GradedSession, fmt: ExportFormat, *, at: datetime, part: str = "") -> str:
    """Return the file name: "grading_2026-02-27_session-abc123.csv", with "-flat", "-history"… for other formats.

    The date is that of `at` in its own time zone. Characters of the session id other than ASCII letters, digits, "-"
    and "_" are replaced, and the id is truncated to 64 characters. `part` names a part of the session: "complete-3e-B".
    """
    identity = re.sub(r"[^A-Za-z0-9_-]+", "-", session.session_id).strip("-")[:64] or "unnamed"
    named = "".join(f"-{word}" for word in re.findall(r"\w+", part))[:64]
    suffix = _SUFFIXES.get(fmt, "")
    return f"grading_{at:%Y-%m-%d}_session-{identity.removeprefix('session-')}{named}{suffix}.{fmt.extension}"
