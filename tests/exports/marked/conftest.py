"""Classes whose copies have pages: PDFs and pictures as students hand them in, marked by hand."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipFile

import pymupdf

from bareme.documents.limits import Limits
from bareme.documents.sandbox.files import read_pages
from bareme.domain.copies import PageRef, Rotation
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, write_export
from bareme.exports.dialect import read_rows
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions
from bareme.exports.originals import Original
from bareme.settings import Settings
from tests.exports.conftest import AT

LIMITS = Limits.from_settings(Settings())


def original(path: Path) -> Original:
    """What opening a file gives."""
    name = path.stem
    with pymupdf.open(path) as document:
        count = document.page_count
    wanted: dict[PageRef, Sequence[int]] = {PageRef(document_id=name, index=index): () for index in range(count)}
    return Original(path, read_pages(path, LIMITS, wanted).pages)


def handed_in(session: GradedSession, files: Mapping[str, Path], *, rotation: Rotation = 0) -> ExportMaterial:
    """The session's material, with the pages of a file for some copies, by copy id."""
    originals = {copy_id: original(path) for copy_id, path in files.items()}
    opened = {original.path.stem: original for original in originals.values()}
    copies = [
        copy.model_copy(
            update={
                "pages": tuple(
                    PageRef(document_id=files[copy.copy_id].stem, index=page.index, rotation=rotation)
                    for page in originals[copy.copy_id].pages
                )
            }
        )
        if copy.copy_id in files
        else copy
        for copy in session.copies
    ]
    whole = session.model_copy(update={"copies": tuple(copies)})
    return ExportMaterial(whole, session_result(whole), AT, originals=opened)


@dataclass(frozen=True)
class Marked:
    """What an archive of marked copies has."""

    pdfs: dict[str, bytes]
    places: list[dict[str, str]]

    @property
    def only(self) -> bytes:
        (pdf,) = self.pdfs.values()
        return pdf


def marked(material: ExportMaterial, fmt: ExportFormat = ExportFormat.MARKED, **options: object) -> Marked:
    """The copies with their marks."""
    given: FormatOptions = {**options}  # type: ignore[typeddict-item]
    with ZipFile(io.BytesIO(write_export(material, fmt, **given))) as archive:
        header, *rows = read_rows(archive.read("places.csv"))
        pdfs = {name: archive.read(name) for name in archive.namelist() if name.endswith(".pdf")}
    return Marked(pdfs, [dict(zip(header, row, strict=True)) for row in rows])


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in one line."""
    with pymupdf.open(stream=pdf) as document:
        return [" ".join(page.get_text().replace("\u00a0", " ").split()) for page in document]


def only(session: GradedSession, copy_id: str) -> GradedSession:
    """The session of one copy alone."""
    return session.model_copy(
        update={
            "copies": tuple(copy for copy in session.copies if copy.copy_id == copy_id),
            "attempts": tuple(attempt for attempt in session.attempts if attempt.copy_id == copy_id),
        }
    )


def with_text(original: Original, **changes: object) -> Original:
    """The original with other facts about it."""
    return replace(original, **changes)  # type: ignore[arg-type]
