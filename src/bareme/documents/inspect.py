"""What a stored file is: its media type, and the pages of the documents in it. Worker processes find it out."""

import asyncio
from pathlib import Path

from pydantic import Field

from bareme.documents.file_kind import MEDIA_TYPES, FileKind
from bareme.documents.limits import Limits
from bareme.documents.open import open_document
from bareme.documents.unpack import UnpackedFile, unpack
from bareme.documents.workers import run_job
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.pages import Document, PageKind
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings
from bareme.storage.document_store import DocumentStore


class PageFacts(FrozenModel):
    """One page."""

    width: float = Field(description="In points (1/72 inch), as it is shown.")
    height: float = Field(description="In points, as it is shown.")
    kind: PageKind = Field(description="typed, scan, ocr_scan, mixed, blank or unreadable.")


class DocumentFacts(FrozenModel):
    """A document whose pages can be shown, or why it is refused."""

    document_id: str = Field("", description="Empty if it was refused.")
    name: str = Field("", description="In an archive with its folders. Told once: the server does not keep it.")
    media_type: str = Field("", description="As its content says, whatever its name: application/pdf, image/png …")
    pages: tuple[PageFacts, ...] = ()
    warnings: tuple[str, ...] = Field((), description="Codes: repaired, hidden_text, blank_pages …")
    refused: RefusalReason | None = Field(None, description="Why it cannot be graded.")


class FileFacts(DocumentFacts):
    """A file, and the documents in it."""

    members: tuple[DocumentFacts, ...] = Field(
        (), description="Of an archive, its files; of a text document, the PDF that it is laid out as."
    )

    @property
    def without_names(self) -> "FileFacts":
        """The same without the names of files, which are often those of students."""
        members = tuple(member.model_copy(update={"name": ""}) for member in self.members)
        return self.model_copy(update={"name": "", "members": members})


async def inspect_file(document_id: str, name: str, *, store: DocumentStore) -> FileFacts:
    """Return what a stored file is. What is in it becomes documents of their own, as when a session takes it.

    `name` says by its suffix of a text whether it is meant to be read.

    Raises:
        DocumentRefused: no document in it can be opened; the error carries the first reason.
        DocumentMissing: the store has no such document.
    """
    limits = Limits.from_settings(get_settings())
    async with store.path(document_id) as path:
        kind = await run_job(limits, _identify, path)
    files = await unpack(document_id, name, store=store)
    members = await asyncio.gather(*(_open(file, store) for file in files))
    reasons = [member.refused for member in members if member.refused]
    if len(reasons) == len(members):
        raise DocumentRefused(reasons[0], "No document in it can be opened")
    if [member.document_id for member in members] == [document_id]:
        return FileFacts(**dict(members[0]))
    return FileFacts(document_id=document_id, name=name, media_type=MEDIA_TYPES[kind], members=tuple(members))


async def _open(file: UnpackedFile, store: DocumentStore) -> DocumentFacts:
    if file.refused:
        return DocumentFacts(name=file.name, refused=file.refused)
    try:
        opened = await open_document(file.document_id, store=store)
    except DocumentRefused as refusal:
        return DocumentFacts(name=file.name, refused=refusal.reason)
    return describe(opened).model_copy(
        update={"name": file.name, "warnings": tuple(sorted({*opened.warnings, *file.warnings}))}
    )


def describe(opened: Document) -> DocumentFacts:
    """Return what is told of an opened document."""
    return DocumentFacts(
        document_id=opened.document_id,
        media_type=opened.media_type,
        pages=tuple(PageFacts(width=page.width, height=page.height, kind=page.kind) for page in opened.pages),
        warnings=opened.warnings,
    )


def _identify(path: Path) -> FileKind:
    from bareme.documents.sandbox import identify  # noqa: PLC0415 (only workers open files)

    return identify(path)
