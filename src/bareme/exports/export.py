"""Export a session in any format."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pkgutil import resolve_name
from typing import Unpack

from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports.material import ExportMaterial
from bareme.exports.naming import ExportFormat
from bareme.exports.options import FormatOptions


def export(
    session: GradedSession,
    fmt: ExportFormat,
    *,
    generated_at: datetime,
    grader_names: Mapping[str, Mapping[str, str]] | None = None,
    **options: Unpack[FormatOptions],
) -> bytes:
    """Return a session as a file's bytes.

    Args:
        session: The graded session. The file is in its language.
        fmt: The format.
        generated_at: The time of export, as written to the file.
        grader_names: The models' names by copy id and blind label. Without them the graders stay blind.
        options: What the file is asked for beside its format, such as `dialect="plain"`; see `FormatOptions`.
    """
    material = ExportMaterial(session, session_result(session), generated_at, grader_names or {})
    return write_export(material, fmt, **options)


def write_export(material: ExportMaterial, fmt: ExportFormat, **options: Unpack[FormatOptions]) -> bytes:
    """Return a file's bytes. A caller that writes several formats computes their material once.

    Raises:
        InvalidInput: a sheet a student is wanted, and no copy has a mark; or marked copies, and the students' files are
            not in the material.
        DocumentRefused: a sheet takes too many pages, too much time or memory.
    """
    write: Callable[[ExportMaterial, FormatOptions], bytes] = resolve_name(_WRITERS[fmt])
    return write(material, options)


# By name, because grading needs none of them and openpyxl alone takes 20 MB.
_WRITERS: dict[ExportFormat, str] = {
    ExportFormat.CSV: "bareme.exports.csv_wide:write_csv_wide",
    ExportFormat.CSV_SHORT: "bareme.exports.csv_short:write_csv_short",
    ExportFormat.CSV_FLAT: "bareme.exports.csv_flat:write_csv_flat",
    ExportFormat.HISTORY: "bareme.exports.history:write_csv_history",
    ExportFormat.ATTEMPTS: "bareme.exports.attempts:write_attempts_csv",
    ExportFormat.ATTEMPTS_JSONL: "bareme.exports.attempts:write_attempts_jsonl",
    ExportFormat.JSON: "bareme.exports.json_tree:write_json",
    ExportFormat.XLSX: "bareme.exports.xlsx:write_xlsx",
    ExportFormat.MOODLE: "bareme.exports.school_systems:write_moodle",
    ExportFormat.MOODLE_LEFT_OUT: "bareme.exports.school_systems:write_moodle_left_out",
    ExportFormat.MOODLE_FEEDBACK: "bareme.exports.school_systems.moodle_feedback:write_moodle_feedback",
    ExportFormat.CANVAS: "bareme.exports.school_systems:write_canvas",
    ExportFormat.CANVAS_LEFT_OUT: "bareme.exports.school_systems:write_canvas_left_out",
    ExportFormat.CLASS_LIST: "bareme.exports.school_systems:write_class_list",
    ExportFormat.MARKS_TO_PASTE: "bareme.exports.school_systems:write_marks_to_paste",
    ExportFormat.SHEETS: "bareme.exports.sheets:write_sheets",
    ExportFormat.SHEETS_PRINT: "bareme.exports.sheets:write_sheets_to_print",
    ExportFormat.MARKED: "bareme.exports.marked:write_marked",
    ExportFormat.MARKED_PRINT: "bareme.exports.marked:write_marked_to_print",
    ExportFormat.MARKED_ANNOTATIONS: "bareme.exports.marked:write_marked_annotations",
    ExportFormat.MARKED_OVERLAY: "bareme.exports.marked:write_marked_overlay",
}
"""The function that writes each format."""
