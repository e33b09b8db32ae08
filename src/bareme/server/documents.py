"""Uploaded documents: kept, inspected at once, told, handed out and deleted."""

import asyncio
from contextlib import suppress
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request
from fastapi.responses import FileResponse
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from bareme.documents import FileFacts, get_store, inspect_file
from bareme.documents.file_kind import MEDIA_TYPES, FileKind
from bareme.domain.limits import FILE_NAME_LENGTH
from bareme.errors import (
    DocumentInUse,
    DocumentMissing,
    DocumentRefused,
    InvalidInput,
    RefusalReason,
    UncertainEncoding,
)
from bareme.graphs.class_lists import summarise
from bareme.graphs.contract import TextEncoding
from bareme.graphs.interrupts import RosterSummary
from bareme.graphs.owner import invited_by
from bareme.rosters.opening import open_roster
from bareme.server import problem_kinds as kinds
from bareme.server.caller import PAGE_READER, Caller
from bareme.server.identity import caller_of, teacher_of
from bareme.server.problems import Problem, problem_of
from bareme.server.quotas import check_upload
from bareme.server.upload import base_name, receive_upload
from bareme.storage.document_store import DocumentStore
from bareme.storage.stores import stores

DocumentId = Annotated[
    str, Path(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$", description="As the upload told it.")
]
_SUFFIXES = {media_type: f".{kind.value}" for kind, media_type in MEDIA_TYPES.items() if kind is not FileKind.OTHER}

_EXAMPLE: JsonDict = {
    "document_id": "7d" * 32,
    "name": "copies.pdf",
    "media_type": "application/pdf",
    "size": 482133,
    "pages": [{"width": 595.0, "height": 842.0, "kind": "scan"}],
    "warnings": [],
    "refused": None,
    "members": [],
    "roster": None,
}


class StoredDocument(FileFacts):
    """A document that the server keeps for its owner, and what it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    size: int = Field(ge=0, description="In bytes.")
    roster: RosterSummary | None = Field(None, description="Of a class list: what was understood of it.")


async def post_document(
    request: Request,
    caller: Annotated[Caller, Depends(teacher_of)],
    name: Annotated[
        str, Query(max_length=FILE_NAME_LENGTH, description="The file's name, where the body is the file itself.")
    ] = "",
    role: Annotated[
        Literal["copies", "exam_paper", "answer_key", "roster"],
        Query(description="What it will be used as: a roster is read as a class list, anything else as pages."),
    ] = "copies",
    encoding: Annotated[
        TextEncoding | None, Query(description="Of a roster that is a text, where it cannot be told.")
    ] = None,
) -> StoredDocument:
    """Keep a file and tell what it is. One that cannot be graded is refused with the reason, and not kept.

    The same file has the same id when it is sent again. An archive is told with its members.
    """
    await check_upload(caller)
    store = get_store(caller.identity)
    async with store.receive() as file:
        name = await receive_upload(request, file, base_name(name))
        size = file.size
        document_id = await store.keep(file)
    try:
        if role == "roster":
            facts, roster = await _read_roster(document_id, name, encoding, store)
        else:
            facts, roster = await inspect_file(document_id, name, store=store), None
    except (DocumentRefused, InvalidInput) as refusal:
        with suppress(DocumentInUse, DocumentMissing):  # a session may show it as refused
            if not (await store.find(document_id)).facts:  # what was accepted in another role stays
                await store.delete(document_id)
        raise _refused(refusal, name or document_id) from None
    await _note(facts, store)
    return StoredDocument(**dict(facts), size=size, roster=roster)


async def _read_roster(
    document_id: str, name: str, encoding: TextEncoding | None, store: DocumentStore
) -> tuple[FileFacts, RosterSummary]:
    async with store.path(document_id) as path:
        roster = summarise(await open_roster(path, encoding=encoding))
    media_type = "application/vnd.ms-excel" if roster.sheet else "text/csv"
    return FileFacts(document_id=document_id, name=name, media_type=media_type), roster


def _refused(refusal: DocumentRefused | InvalidInput, document: str) -> Problem:
    if isinstance(refusal, DocumentRefused):
        return problem_of(refusal, document=document)
    uncertain = isinstance(refusal, UncertainEncoding)
    reason = RefusalReason.UNCERTAIN_ENCODING if uncertain else RefusalReason.NOT_A_ROSTER
    return Problem(422, kinds.document_kind(reason), refusal.message, document=document, reason=reason.value)


async def get_document(document_id: DocumentId, caller: Annotated[Caller, Depends(caller_of)]) -> StoredDocument:
    """Tell what a document is. Names of files are told by the upload alone."""
    store = await readable_store(document_id, caller)
    facts = await facts_of(document_id, store)
    return StoredDocument(**dict(facts), size=(await store.find(document_id)).size)


async def get_content(document_id: DocumentId, caller: Annotated[Caller, Depends(caller_of)]) -> FileResponse:
    """Return the file as it was uploaded."""
    store = get_store(caller.identity)
    facts = await facts_of(document_id, store)
    suffix = _SUFFIXES.get(facts.media_type, ".txt")
    headers = {
        # It is somebody's file: a browser saves it, and neither guesses what it is nor runs what is in it.
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
    }
    async with store.path(document_id) as path:
        name = f"document-{document_id[:12]}{suffix}"
        media_type = facts.media_type if facts.media_type in _SUFFIXES else "application/octet-stream"
        return FileResponse(path, media_type=media_type, filename=name, headers=headers)


async def delete_document(document_id: DocumentId, caller: Annotated[Caller, Depends(caller_of)]) -> None:
    """Delete a document and what was taken out of it. 409 while a session uses it: delete the session first."""
    await get_store(caller.identity).delete(document_id)


async def readable_store(document_id: str, caller: Caller) -> DocumentStore:
    """Return the store in which a caller may look at the pages of a document.

    It is their own, or that of whoever invited them to review a session with the document. Whoever has the signed URL
    of a page may look at it, whosever it is.

    Raises:
        DocumentMissing: there is no such document for the caller.
    """
    own = get_store(caller.identity)
    if caller != PAGE_READER and await own.exists(document_id):
        return own
    theirs = await own.of_owner(document_id)
    if caller == PAGE_READER:
        return theirs
    for session in await asyncio.to_thread(stores().uses.users, "document", document_id):
        if await invited_by(caller.identity, session) == theirs.owner:
            return theirs
    raise DocumentMissing("The store has no document {document_id!r}", document_id=document_id)


async def facts_of(document_id: str, store: DocumentStore) -> FileFacts:
    """Return what a document is, found out now if nobody has asked before.

    Raises:
        DocumentMissing: the owner has no such document.
        DocumentRefused: no document in it can be opened.
    """
    kept = await store.find(document_id)
    if kept.facts:
        return FileFacts.model_validate_json(kept.facts)
    facts = (await inspect_file(document_id, "", store=store)).without_names
    await _note(facts, store)
    return facts


async def _note(facts: FileFacts, store: DocumentStore) -> None:
    facts = facts.without_names
    await store.note_facts(facts.document_id, facts.model_dump_json())
    for member in facts.members:
        if member.document_id:
            await store.note_facts(member.document_id, FileFacts(**dict(member)).model_dump_json())
