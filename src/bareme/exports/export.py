"""Export a session in any format."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bareme.documents.workers import Progress
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports.attempts import write_attempts_csv, write_attempts_jsonl
from bareme.exports.csv_flat import write_csv_flat
from bareme.exports.csv_wide import write_csv_wide
from bareme.exports.dialect import Dialect, DialectName, dialect_for
from bareme.exports.history import write_csv_history
from bareme.exports.json_tree import write_json
from bareme.exports.material import ExportMaterial
from bareme.exports.naming import ExportFormat


def export(
    session: GradedSession,
    fmt: ExportFormat,
    *,
    dialect: DialectName | None = None,
    generated_at: datetime,
    grader_names: Mapping[str, Mapping[str, str]] | None = None,
    class_figures: bool = False,
) -> bytes:
    """Return a session as a file's bytes.

    Args:
        session: The graded session. The file is in its language.
        fmt: The format.
        dialect: The CSV dialect. Default: plain for files that programs read (csv-flat, attempts), otherwise chosen
            from the session's language. Ignored by other formats.
        generated_at: The time of export, as written to the file.
        grader_names: The models' names by copy id and blind label. Without them the graders stay blind.
        class_figures: Whether a student's sheet has the figures of the class. Ignored by other formats.
    """
    material = ExportMaterial(session, session_result(session), generated_at, grader_names or {})
    return write_export(material, fmt, dialect=dialect, class_figures=class_figures)


def write_export(
    material: ExportMaterial,
    fmt: ExportFormat,
    *,
    dialect: DialectName | None = None,
    class_figures: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> bytes:
    """Return a file's bytes. A caller that writes several formats computes their material once.

    `progress` is told how far a file is that takes long (`ExportFormat.is_long`); what it raises ends the work.

    Raises:
        InvalidInput: a sheet a student is wanted, and no copy has a mark.
        DocumentRefused: a sheet takes too many pages, or too much time or memory.
    """
    if fmt.is_long:
        return _write_sheets(material, fmt, progress, class_figures=class_figures)
    if fmt in _OTHER_WRITERS:
        return _OTHER_WRITERS[fmt](material)
    write, default = _CSV_WRITERS[fmt]
    return write(material, dialect_for(dialect or default, material.session.policy.language))


# Programs read the flat CSV and the attempts, so these do not depend on the session's language.
_CSV_WRITERS: dict[ExportFormat, tuple[Callable[[ExportMaterial, Dialect], bytes], DialectName | None]] = {
    ExportFormat.CSV: (write_csv_wide, None),
    ExportFormat.CSV_FLAT: (write_csv_flat, "plain"),
    ExportFormat.HISTORY: (write_csv_history, None),
    ExportFormat.ATTEMPTS: (write_attempts_csv, "plain"),
}


def _write_sheets(material: ExportMaterial, fmt: ExportFormat, progress: Progress, *, class_figures: bool) -> bytes:
    from bareme.exports.sheets import write_sheets, write_sheets_to_print  # noqa: PLC0415 - grading needs none of it

    write = write_sheets if fmt is ExportFormat.SHEETS else write_sheets_to_print
    return write(material, progress, class_figures=class_figures)


def _write_xlsx(material: ExportMaterial) -> bytes:
    from bareme.exports.xlsx import write_xlsx  # noqa: PLC0415 - openpyxl takes 20 MB, and grading needs none of it

    return write_xlsx(material)


_OTHER_WRITERS: dict[ExportFormat, Callable[[ExportMaterial], bytes]] = {
    ExportFormat.ATTEMPTS_JSONL: write_attempts_jsonl,
    ExportFormat.JSON: write_json,
    ExportFormat.XLSX: _write_xlsx,
}
