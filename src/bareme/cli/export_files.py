"""Write the files that a teacher takes away."""

from pathlib import Path
from typing import Unpack

from bareme.exports import ExportFormat, ExportOptions, export_name, write_export
from bareme.exports.material import ExportMaterial

AFTER_GRADING = (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.XLSX)


def write_files(material: ExportMaterial, folder: Path) -> list[Path]:
    """Write the files of a graded session into `folder`, creating it if needed, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_file(material, fmt, folder) for fmt in AFTER_GRADING]


def write_file(
    material: ExportMaterial,
    fmt: ExportFormat,
    out: Path,
    *,
    part: str = "",
    **options: Unpack[ExportOptions],
) -> Path:
    """Write one format to `out`, under its usual name if that is a folder, and return the file's path."""
    name = export_name(material.session, fmt, at=material.generated_at.astimezone(), part=part)
    path = out / name if out.is_dir() else out
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_export(material, fmt, **options))
    return path
