"""Receive the files of a request: store them, unpack archives, and open each document once."""

import asyncio
import base64
import binascii
from collections.abc import Sequence
from itertools import chain

from bareme.documents import DocumentStore, UnpackedFile, describe, explain, open_document, unpack
from bareme.documents.fetch import fetch
from bareme.documents.ocr import is_ocr_available, read_name_zones, read_scans, stand_upright
from bareme.domain.file_groups import sender_of
from bareme.domain.pages import Document
from bareme.domain.points import Language
from bareme.domain.policy import ImageTransport, Policy
from bareme.errors import DocumentMissing, DocumentRefused, RefusalReason
from bareme.graphs.contract import DocumentInput, DocumentRole
from bareme.graphs.expected_pictures import expected_resolutions
from bareme.graphs.interrupts import DocumentSummary
from bareme.graphs.marking_by_hand import first_reader
from bareme.graphs.reading_progress import ReadingProgress
from bareme.models.picture_limit import picture_limit
from bareme.settings import get_settings

_PICTURES_OF_PROVIDERS = {"image/jpeg", "image/png", "image/webp"}


async def receive_documents(
    documents: Sequence[DocumentInput], store: DocumentStore, policy: Policy, reading: ReadingProgress
) -> list[DocumentSummary]:
    """Return the documents of all files, in order. What cannot be used is returned as refused, not raised."""
    received = await asyncio.gather(*(reading.counting(_receive(document, store, policy)) for document in documents))
    return _refuse_repeated(list(chain.from_iterable(received)), policy.language)


async def _receive(document: DocumentInput, store: DocumentStore, policy: Policy) -> list[DocumentSummary]:
    """Store one file and open the documents in it."""
    sent = ""
    try:
        sent = await store_document(document, store)
        files = await unpack(sent, document.name, store=store)
    except DocumentRefused as refusal:
        files = [UnpackedFile(document.name, refused=refusal.reason, setting=refusal.setting)]
    return list(await asyncio.gather(*(_open(file, document, sent, store, policy) for file in files)))


async def _open(
    file: UnpackedFile, document: DocumentInput, sent: str, store: DocumentStore, policy: Policy
) -> DocumentSummary:
    """Open one document; `document` is the file that it came in, `sent` the id of that."""
    try:
        opened = await _opened(file, document.role, store, policy)
    except DocumentRefused as refusal:
        return DocumentSummary(
            role=document.role,
            name=file.name,
            refused=refusal.reason,
            message=explain(refusal.reason, policy.language, refusal.setting),
        )
    # Its own address, if it was not taken out of an archive, and a provider can show what is there.
    by_url = (
        policy.image_transport is ImageTransport.URL
        and file.document_id == sent
        and opened.media_type in _PICTURES_OF_PROVIDERS
    )
    await store.note_facts(file.document_id, describe(opened).model_dump_json())
    record_id = await store.put(opened.model_dump_json().encode())
    return DocumentSummary(
        document_id=file.document_id,
        role=document.role,
        name=file.name,
        media_type=opened.media_type,
        url=(document.url or "") if by_url else "",
        page_count=len(opened.pages),
        record_id=record_id,
        warnings=opened.warnings,
    )


async def _opened(file: UnpackedFile, role: DocumentRole, store: DocumentStore, policy: Policy) -> Document:
    if file.refused:
        raise DocumentRefused(file.refused, "It could not be unpacked", file.setting)
    resolutions = await expected_resolutions(policy, role)
    opened = await open_document(file.document_id, store=store, resolutions=resolutions)
    opened = await stand_upright(opened, store=store)
    if is_ocr_available() and await _needs_text(policy):
        opened = await read_scans(opened, store=store)
    if role == "copies":
        opened = await read_name_zones(opened, store=store)
    return opened.model_copy(update={"warnings": tuple(sorted({*opened.warnings, *file.warnings}))})


async def _needs_text(policy: Policy) -> bool:
    """Return whether somebody who sees no pictures reads the files: rules, or a model that takes none."""
    limits = [await picture_limit(grader) for grader in (first_reader(policy), *policy.graders)]
    return 0 in limits


async def store_document(document: DocumentInput, store: DocumentStore) -> str:
    """Return the document's id in the store, after storing it if the request holds it or its URL.

    Raises:
        DocumentRefused: it is too large, empty, no base64, missing from the store, or cannot be fetched.
    """
    if document.document_id is not None:
        if not await store.exists(document.document_id):
            raise DocumentRefused(RefusalReason.NOT_FOUND, str(DocumentMissing(repr(document.document_id))))
        return document.document_id
    limit = get_settings().max_upload_bytes
    if document.url is not None:
        data = await fetch(document.url, limit=limit)
    else:
        encoded = document.data or ""
        if len(encoded) > limit * 4 // 3 + 4:
            raise DocumentRefused(RefusalReason.TOO_LARGE, f"more than {limit} bytes", "BAREME_MAX_ARCHIVE_BYTES")
        try:
            data = await asyncio.to_thread(base64.b64decode, encoded, validate=True)
        except binascii.Error:
            raise DocumentRefused(RefusalReason.NOT_A_DOCUMENT, "its data is not base64") from None
    return await store.put(data)


def _refuse_repeated(documents: list[DocumentSummary], language: Language) -> list[DocumentSummary]:
    """Refuse files sent twice in the same role: their copies would be graded and paid twice.

    Two students who sent the same file each keep their copy.
    """
    seen: set[tuple[str, str, str | None]] = set()
    kept: list[DocumentSummary] = []
    for document in documents:
        key = (document.role, document.document_id, sender_of(document.name))
        if document.document_id and key in seen:
            update = {
                "refused": RefusalReason.REPEATED,
                "message": explain(RefusalReason.REPEATED, language),
                "record_id": "",
            }
            kept.append(document.model_copy(update=update))
            continue
        seen.add(key)
        kept.append(document)
    return kept
