"""The store of documents: each content once, under its sha-256, and for each owner an id that nobody else can guess.

A document's id is an HMAC of its owner and its content, so a file that is sent again has the same one, and knowing a
file tells nothing of who else has it. Whoever asks for another owner's document is told that there is none.

What a session makes of documents (what opening them gave, the brief that its graders share) is kept in the same way.
Which sessions use what is recorded in `storage/session_uses.py`. Documents go in one of three ways; a content, with
what was derived from it, when nobody has it any more:

- with the last session that used them (`remove`, from `storage/erasure.py`), uploads included;
- when their owner deletes them, unless a session uses them (`delete`);
- after some time, if they never came into a session (`delete_unused`).
"""

import asyncio
import hashlib
import hmac
import re
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bareme.errors import DocumentInUse, DocumentMissing, InvalidInput
from bareme.settings import get_settings
from bareme.storage.derived_files import DerivedFiles
from bareme.storage.document_index import DocumentIndex, IndexWriter, Kept
from bareme.storage.document_store import DocumentStore
from bareme.storage.incoming_file import IncomingFile
from bareme.storage.owners import LOCAL
from bareme.storage.private_files import make_private_folder
from bareme.storage.recorded_uses import record_use
from bareme.storage.server_secret import derived_key
from bareme.storage.stores import stores

_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")


class FolderStore:
    """A document store in a folder, safe for any number of processes at once.

    Args:
        folder: Where everything is.
        owner: Whose documents these are.
        key: The secret that ids hang on. A folder for one command needs none.
    """

    def __init__(self, folder: Path, owner: str = LOCAL, *, key: bytes = b"") -> None:
        self.owner = owner
        self._folder = folder
        self._key = key
        self._derived = DerivedFiles(folder / "derived")
        self._index = DocumentIndex(folder / "index.sqlite", self._kept_by_earlier_versions)

    async def put(self, data: bytes, *, source: str = "") -> str:
        """Keep the bytes and return their identifier."""
        async with self.receive() as file:
            await file.write(data)
            return await self.keep(file, source=source)

    @asynccontextmanager
    async def receive(self) -> AsyncIterator[IncomingFile]:
        """Yield a file to write to."""
        file = await asyncio.to_thread(IncomingFile, self._folder)
        try:
            yield file
        finally:
            await asyncio.to_thread(file.drop)

    async def keep(self, file: IncomingFile, *, source: str = "") -> str:
        """Keep a file that was received, and return its identifier."""
        digest = await asyncio.to_thread(file.finish)
        document_id = self.id_of(digest)
        await record_use("document", [document_id])
        kept = Kept(document_id, self.owner, digest, file.size, source)
        await asyncio.to_thread(self._enter, kept, file)
        return document_id

    async def exists(self, document_id: str) -> bool:
        """Return whether the owner has a document of this id."""
        try:
            await self._used(document_id)
        except DocumentMissing:
            return False
        return True

    async def get(self, document_id: str) -> bytes:
        """Return the bytes; raises DocumentMissing."""
        async with self.path(document_id) as place:
            return await asyncio.to_thread(place.read_bytes)

    @asynccontextmanager
    async def path(self, document_id: str) -> AsyncIterator[Path]:
        """Yield the stored file itself, to be read only; raises DocumentMissing."""
        place = await self._used(document_id)
        try:
            yield place
        except FileNotFoundError:
            if await asyncio.to_thread(place.is_file):
                raise
            raise _missing(document_id) from None  # its owner has deleted it meanwhile

    async def digests(self, document_ids: Collection[str]) -> dict[str, str]:
        """Return the sha-256 of the documents that the owner has, by id."""
        found = await asyncio.to_thread(self._own, document_ids)
        return {document_id: kept.digest for document_id, kept in found.items()}

    async def delete(self, document_id: str) -> None:
        """Delete a document and what was taken out of it; raises DocumentMissing and DocumentInUse."""
        await asyncio.to_thread(self._delete, document_id)

    def remove(self, document_ids: Collection[str]) -> None:
        """Delete documents of any owner, as far as there are such. This blocks."""
        with self._index.writing() as index:
            self._remove(index, document_ids)

    async def delete_unused(self, *, before: datetime) -> None:
        """Delete, of any owner, what was kept before a time and is used by no session."""
        await asyncio.to_thread(self._delete_unused, before)

    async def totals(self) -> tuple[int, int]:
        """Return how many documents the owner has, and their bytes together."""
        return await asyncio.to_thread(self._index.totals, self.owner)

    async def of_owner(self, document_id: str) -> "FolderStore":
        """Return the store of whoever has a document, for those who prove otherwise that they may read it.

        Raises:
            DocumentMissing: nobody has it.
        """
        found = await asyncio.to_thread(self._index.find, [_checked(document_id)])
        if document_id not in found:
            raise _missing(document_id)
        return FolderStore(self._folder, found[document_id].owner, key=self._key)

    def id_of(self, digest: str) -> str:
        """Return the id that the owner has or would have for the content with this sha-256."""
        return hmac.new(self._key, self.owner.encode() + bytes.fromhex(digest), hashlib.sha256).hexdigest()

    async def find(self, document_id: str) -> Kept:
        """Return what is known of a document; raises DocumentMissing."""
        found = await asyncio.to_thread(self._own, [document_id])
        if document_id not in found:
            raise _missing(document_id)
        return found[document_id]

    async def note_facts(self, document_id: str, facts: str) -> None:
        """Keep what is known of a document, as JSON."""
        await asyncio.to_thread(self._note_facts, document_id, facts)

    async def derived(self, document_id: str, name: str) -> bytes | None:
        """Return what was kept under this name, or None."""
        kept = await self.find(document_id)
        return await asyncio.to_thread(self._derived.read, kept.digest, name)

    async def keep_derived(self, document_id: str, name: str, data: bytes) -> None:
        """Keep something that was made of a document for as long as its content."""
        kept = await self.find(document_id)
        await asyncio.to_thread(self._keep_derived, kept.digest, name, data)

    async def _used(self, document_id: str) -> Path:
        """Return the file of a document that the running session uses from now on; raises DocumentMissing."""
        # A use of another owner's document would keep it, and the end of the session would delete it.
        await asyncio.to_thread(self._find, document_id)
        await record_use("document", [document_id])
        # It may have been deleted before its use was recorded.
        return await asyncio.to_thread(self._find, document_id)

    def _own(self, document_ids: Collection[str]) -> dict[str, Kept]:
        found = self._index.find([*map(_checked, document_ids)])
        return {document_id: kept for document_id, kept in found.items() if kept.owner == self.owner}

    def _find(self, document_id: str) -> Path:
        kept = self._own([document_id]).get(document_id)
        # Absolute, since a worker may have started in another folder.
        place = self._place(kept.digest).absolute() if kept else None
        if place is None or not place.is_file():
            raise _missing(document_id)
        return place

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]

    def _enter(self, kept: Kept, file: IncomingFile) -> None:
        place = self._place(kept.digest)
        make_private_folder(place.parent)
        # Nobody deletes the content between the look at it and the entry.
        with self._index.writing() as index:
            if not place.is_file():
                file.move_to(place)
            index.add(kept)

    def _note_facts(self, document_id: str, facts: str) -> None:
        with self._index.writing() as index:
            index.note_facts(document_id, facts)

    def _keep_derived(self, digest: str, name: str, data: bytes) -> None:
        with self._index.writing():
            if self._place(digest).is_file():  # and nobody deletes it meanwhile
                self._derived.keep(digest, name, data)

    def _delete(self, document_id: str) -> None:
        self._find(document_id)
        with stores().uses.frozen() as used, self._index.writing() as index:
            whole = {document_id, *index.taken_out_of(document_id)}
            if used("document", whole):
                raise DocumentInUse("a session uses document {document_id!r}", document_id=document_id)
            self._remove(index, whole)

    def _delete_unused(self, before: datetime) -> None:
        with stores().uses.frozen() as used, self._index.writing() as index:
            old = index.kept_before(before)
            self._remove(index, old - used("document", old))
        for left in self._folder.glob(f"{IncomingFile.PREFIX}*"):  # by a process that was killed
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < before.timestamp():
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    def _remove(self, index: IndexWriter, document_ids: Collection[str]) -> None:
        # Within the transaction, so that nobody enters the content again between the entry's end and the file's.
        for digest in index.remove(document_ids):
            self._place(digest).unlink(missing_ok=True)
            self._derived.drop(digest)

    def _kept_by_earlier_versions(self) -> Iterator[Kept]:
        for file in self._folder.glob("[0-9a-f]" * 2 + "/" + "[0-9a-f]" * 62):
            digest = file.parent.name + file.name
            yield Kept(digest, LOCAL, digest, file.stat().st_size)


def _checked(document_id: str) -> str:
    # The message does not quote the text: it may be the name of a file, and so a student's.
    if not _DOCUMENT_ID.fullmatch(document_id):
        raise InvalidInput("A document identifier is 64 lower-case hexadecimal digits")
    return document_id


def _missing(document_id: str) -> DocumentMissing:
    return DocumentMissing("The store has no document {document_id!r}", document_id=document_id)


def get_store(owner: str = LOCAL) -> FolderStore:
    """Return the documents of an owner, in the folder on this machine that the settings name.

    Sessions that earlier versions began name no owner: their documents are the local user's.
    """
    return FolderStore(get_settings().documents_folder, owner or LOCAL, key=derived_key("document id"))


@asynccontextmanager
async def temporary_store() -> AsyncIterator[DocumentStore]:
    """Yield a store that is deleted when the context ends."""
    folder = await asyncio.to_thread(_temporary_folder, get_settings().documents_folder)
    try:
        yield FolderStore(Path(folder.name))
    finally:
        await asyncio.to_thread(folder.cleanup)


def _temporary_folder(parent: Path) -> "TemporaryDirectory[str]":
    make_private_folder(parent)
    return TemporaryDirectory(dir=parent, prefix=IncomingFile.PREFIX)
