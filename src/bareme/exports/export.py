"""Export a session in any format."""

from collections.abc import Mapping
from datetime import datetime

from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports.csv_flat import write_csv_flat
from bareme.exports.csv_wide import write_csv_wide
from bareme.exports.dialect import DialectName, dialect_for
from bareme.exports.history import write_csv_history
from bareme.exports.json_tree import write_json
from bareme.exports.material import ExportMaterial
from bareme.exports.naming import ExportFormat
from bareme.exports.xlsx import write_xlsx


def export(
    session: GradedSession,
    fmt: ExportFormat,
    *,
    dialect: DialectName | None = None,
    generated_at: datetime,
    grader_names: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """Return a session as a file's bytes.

    Args:
        session: The graded session. The file is in its language.
        fmt: The format.
        dialect: The CSV dialect. Default: chosen from the session's language. Ignored by other formats.
        generated_at: The time of export, as written to the file.
        grader_names: The models' names by copy id and blind label. Without them the graders stay blind.
    """
    material = ExportMaterial(session, session_result(session), generated_at, grader_names or {})
    return write_export(material, fmt, dialect=dialect)


def write_export(material: ExportMaterial, fmt: ExportFormat, *, dialect: DialectName | None = None) -> bytes:
    """Return a file's bytes. A caller that writes several formats computes their material once."""
    language = material.session.policy.language
    match fmt:
        case ExportFormat.CSV:
            return write_csv_wide(material, dialect_for(dialect, language))
        case ExportFormat.CSV_FLAT:
            return write_csv_flat(material, dialect_for(dialect, language))
        case ExportFormat.HISTORY:
            return write_csv_history(material, dialect_for(dialect, language))
        case ExportFormat.JSON:
            return write_json(material)
        case ExportFormat.XLSX:
            return write_xlsx(material)
