"""The files that a teacher takes away."""

from datetime import UTC, datetime
from pathlib import Path

from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export, export_name
from bareme.graphs.session_snapshot import SessionSnapshot

AFTER_GRADING = (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.XLSX)


def write_files(session: GradedSession, folder: Path) -> list[Path]:
    """Write what grading hands back into `folder`, made if it is not there, and return the files' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    written = []
    for fmt in AFTER_GRADING:
        path = folder / export_name(session, fmt, at=now.astimezone())
        path.write_bytes(export(session, fmt, generated_at=now))
        written.append(path)
    return written


def write_file(
    snapshot: SessionSnapshot, session: GradedSession, fmt: ExportFormat, out: Path, *, reveal: bool
) -> Path:
    """Write one format to `out`, under its usual name where that is a folder, and return the file's path.

    With `reveal` it names the models behind the labels.
    """
    now = datetime.now(UTC)
    path = out / export_name(session, fmt, at=now.astimezone()) if out.is_dir() else out
    path.parent.mkdir(parents=True, exist_ok=True)
    names = snapshot.grader_names() if reveal else None
    path.write_bytes(export(session, fmt, generated_at=now, grader_names=names))
    return path
