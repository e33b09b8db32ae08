"""Archives with a PDF a student."""

import io
import re
from collections.abc import Collection, Mapping
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bareme.exports.material import ExportMaterial

_NAME_LENGTH = 80


def file_names(material: ExportMaterial, copy_ids: Collection[str]) -> dict[str, str]:
    """Return a file name for each copy, numbered in this order: "01 ABADIE Zoé.pdf"."""
    students = {copy.copy_id: copy.student for copy in material.result.copies}
    digits = max(2, len(str(len(copy_ids))))
    return {
        copy_id: f"{place:0{digits}} {_safe(student.name if (student := students[copy_id]) else copy_id)}.pdf"
        for place, copy_id in enumerate(copy_ids, start=1)
    }


def zipped(material: ExportMaterial, files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the files, by their names."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:  # a PDF is compressed
        for name, data in files.items():
            archive.writestr(ZipInfo(name, material.generated_at.timetuple()[:6]), data)
    return written.getvalue()


def _safe(name: str) -> str:
    """Return a name with letters, digits, spaces and hyphens only, as every system takes them."""
    return " ".join(re.sub(r"[^\w'’-]+", " ", name).split())[:_NAME_LENGTH].strip()
