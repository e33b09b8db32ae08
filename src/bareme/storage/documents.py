"""The store of documents. Each is kept under the sha-256 of its bytes, so the same file is kept once."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

from bareme.errors import DocumentMissing, InvalidInput
from bareme.settings import get_settings
from bareme.storage.private_files import make_private_folder
from bareme.storage.session_uses import record_use

_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")


class DocumentStore(Protocol):
    """Bytes by content. An identifier is the sha-256 of the bytes, 64 lower-case hexadecimal digits.

    The names of files are not kept, because they are often those of students.

    `get` and `path` raise DocumentMissing if there is no such document. `get`, `path` and `exists` raise InvalidInput
    if the text is not an identifier.
    """

    async def put(self, data: bytes) -> str:
        """Keep the bytes and return their identifier. Putting the same bytes again changes nothing."""
        ...

    async def get(self, document_id: str) -> bytes:
        """Return the bytes."""
        ...

    def path(self, document_id: str) -> AbstractAsyncContextManager[Path]:
        """Yield a local file that other processes of this machine can read while the context lasts."""
        ...

    async def exists(self, document_id: str) -> bool:
        """Return whether the store has it."""
        ...

    def delete(self, document_id: str) -> None:
        """Delete it, if the store has it. This blocks."""
        ...


class FolderStore:
    """A document store in a folder, safe for any number of processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, data: bytes) -> str:
        """Keep the bytes and return their identifier."""
        document_id = await asyncio.to_thread(_id_of, data)
        await record_use("document", [document_id])
        await asyncio.to_thread(self._write, document_id, data)
        return document_id

    async def get(self, document_id: str) -> bytes:
        """Return the bytes; raises DocumentMissing."""
        place = self._place(document_id)
        await record_use("document", [document_id])
        try:
            return await asyncio.to_thread(place.read_bytes)
        except FileNotFoundError:
            raise _missing(document_id) from None

    @asynccontextmanager
    async def path(self, document_id: str) -> AsyncIterator[Path]:
        """Yield the stored file itself, to be read only; raises DocumentMissing."""
        await record_use("document", [document_id])
        yield await asyncio.to_thread(self._find, document_id)

    async def exists(self, document_id: str) -> bool:
        """Return whether the folder has it."""
        place = self._place(document_id)
        await record_use("document", [document_id])
        return await asyncio.to_thread(place.is_file)

    def delete(self, document_id: str) -> None:
        """Delete the file, if there is one."""
        self._place(document_id).unlink(missing_ok=True)

    def _find(self, document_id: str) -> Path:
        # Absolute, since a worker may have started in another folder.
        place = self._place(document_id).absolute()
        if not place.is_file():
            raise _missing(document_id)
        return place

    def _place(self, document_id: str) -> Path:
        # The message does not quote the text: it may be the name of a file, and so a student's.
        if not _DOCUMENT_ID.fullmatch(document_id):
            raise InvalidInput("A document identifier is 64 lower-case hexadecimal digits")
        return self._folder / document_id[:2] / document_id[2:]

    def _write(self, document_id: str, data: bytes) -> None:
        place = self._place(document_id)
        if place.is_file():
            return
        make_private_folder(place.parent)
        # Written beside its place and then moved there, so that nobody ever reads half a file.
        descriptor, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(place)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(unfinished).unlink()
            raise


def _id_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _missing(document_id: str) -> DocumentMissing:
    return DocumentMissing("The store has no document {document_id!r}", document_id=document_id)


def get_store() -> DocumentStore:
    """Return the store that the settings name: a folder on this machine."""
    return FolderStore(get_settings().documents_folder)
