"""Write the files that a teacher takes away."""

from pathlib import Path
from typing import Unpack

from bareme.cli.written_files import remember
from bareme.exports import ExportFormat, FormatOptions, export_name, write_export
from bareme.exports.material import ExportMaterial
from bareme.graphs.session_snapshot import SessionSnapshot

AFTER_GRADING = (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.XLSX)


def write_files(snapshot: SessionSnapshot, folder: Path) -> list[Path]:
    """Write the files of a graded session into `folder`, creating it if needed, and return their paths."""
    assert snapshot.material is not None  # noqa: S101 - its copies are graded
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for fmt in AFTER_GRADING:
        paths.append(write_file(snapshot.material, fmt, folder))
        remember(snapshot, paths[-1], {"fmt": fmt.value})
    return paths


def write_file(
    material: ExportMaterial,
    fmt: ExportFormat,
    out: Path,
    *,
    part: str = "",
    **options: Unpack[FormatOptions],
) -> Path:
    """Write one format to `out`, under its usual name if that is a folder, and return the file's path."""
    name = export_name(material.session, fmt, at=material.generated_at.astimezone(), part=part)
    path = out / name if out.is_dir() else out
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, write_export(material, fmt, **options))
    return path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, which nobody finds half written: an interrupt or a full disk leaves what was there before."""
    place = path.resolve()  # what a link names
    if place.exists() and not place.is_file():  # a pipe or a device
        place.write_bytes(data)
        return
    unfinished = place.with_name(f".{place.name}.part")
    try:
        unfinished.write_bytes(data)
        if place.exists():
            unfinished.chmod(place.stat().st_mode & 0o777)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
