"""Files made of sessions, kept for a short time to be downloaded, from wherever the contents of documents are.

Each session owns its files as a user owns documents, so they do not count among anybody's, and go with the session.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bareme.errors import DocumentMissing
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store
from bareme.storage.stores import stores

_OWNER = "exports of session "
_MOST = 8
"""Files of one session: a teacher may make several, and whoever asks again and again must not fill the disk."""


@dataclass(frozen=True)
class FileLabel:
    """What is told of a file when it is downloaded."""

    name: str
    media_type: str


async def keep_exported(session: str, label: FileLabel, data: bytes) -> str:
    """Keep a file of a session and return its id. The oldest ones go where there are too many."""
    store = _store(session)
    file_id = await store.put(data)
    await store.note_facts(file_id, json.dumps(asdict(label)))
    await asyncio.to_thread(_drop_but_newest, session, _MOST)
    return file_id


@asynccontextmanager
async def exported_file(session: str, file_id: str) -> AsyncIterator[tuple[FileLabel, Path]]:
    """Yield a file of a session, to be read only.

    Raises:
        DocumentMissing: the session has no such file, or has it no longer.
    """
    store = _store(session)
    kept = await store.find(file_id)
    if not kept.facts:  # whoever kept it was killed before it was told to anybody
        raise DocumentMissing("The store has no document {document_id!r}", document_id=file_id)
    async with store.path(file_id) as path:
        yield FileLabel(**json.loads(kept.facts)), path


def drop_exported(session: str) -> None:
    """Delete the files of a session. This blocks."""
    _drop_but_newest(session, 0)


def drop_exported_before(before: datetime) -> None:
    """Delete the files of all sessions that were kept before a time. This blocks."""
    if not stores().contents.is_made():  # the index would be made
        return
    with stores().documents.removing() as index:
        for digest in index.remove(index.kept_before(before, owners=f"{_OWNER}%")):
            stores().contents.drop(digest)


def _drop_but_newest(session: str, count: int) -> None:
    if not stores().contents.is_made():
        return
    with stores().documents.removing() as index:
        for digest in index.remove(index.of_owner(f"{_OWNER}{session}")[count:]):
            stores().contents.drop(digest)


def _store(session: str) -> DocumentStore:
    return get_store(f"{_OWNER}{session}")
