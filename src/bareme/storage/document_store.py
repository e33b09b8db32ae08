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
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from bareme.errors import DocumentInUse, DocumentMissing, InvalidInput
from bareme.storage.contents import Contents
from bareme.storage.database import repeatable
from bareme.storage.document_index import DocumentIndex, IndexWriter, Kept
from bareme.storage.incoming_file import IncomingFile
from bareme.storage.owners import LOCAL
from bareme.storage.recorded_uses import record_use
from bareme.storage.stores import stores

_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")
_NOTHING = "0" * 64
"""No document has this id, and no content this digest."""
_ONE_DELETION = Lock()
"""Each takes two connections: many at once would wait for each other's."""


class DocumentStore:
    """The documents of one owner, safe for any number of processes at once.

    An identifier is 64 lower-case hexadecimal digits. The names of files are not kept, because they are often those of
    students.

    Args:
        contents: Where the contents are.
        index: Who has which of them.
        owner: Whose documents these are.
        key: The secret that ids hang on. A folder for one command needs none.
    """

    def __init__(self, contents: Contents, index: DocumentIndex, owner: str = LOCAL, *, key: bytes = b"") -> None:
        self.owner = owner
        self._contents = contents
        self._index = index
        self._key = key

    async def put(self, data: bytes, *, source: str = "") -> str:
        """Keep the bytes and return their identifier. Putting the same bytes again changes nothing.

        `source` is the id of the document that they were taken out of.
        """
        async with self.receive() as file:
            await file.write(data)
            return await self.keep(file, source=source)

    @asynccontextmanager
    async def receive(self) -> AsyncIterator[IncomingFile]:
        """Yield a file to write to that is dropped when the context ends, unless it was kept."""
        file = await asyncio.to_thread(self._contents.receive)
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

    async def check_adoptable(self, document_id: str, digest: str) -> None:
        """Raise InvalidInput if somebody else has a document of this id, or if its content here has another sha-256."""
        found = await asyncio.to_thread(self._index.find, [_checked(document_id)])
        if document_id not in found:
            return
        if found[document_id].owner != self.owner:
            raise InvalidInput("somebody else has document {document_id!r} here", document_id=document_id)
        if found[document_id].digest != digest:
            raise InvalidInput(
                "document {document_id!r} has another content here: delete the session that uses it first",
                document_id=document_id,
            )

    async def adopt(self, file: IncomingFile, document_id: str, *, source: str = "", facts: str = "") -> None:
        """Keep a file that was received under the id that it has elsewhere.

        Raises:
            InvalidInput: somebody else has a document of this id, or it has another content here.
        """
        digest = await asyncio.to_thread(file.finish)
        await self.check_adoptable(document_id, digest)
        kept = Kept(document_id, self.owner, digest, file.size, source, facts)
        await asyncio.to_thread(self._enter, kept, file)

    async def exists(self, document_id: str) -> bool:
        """Return whether the owner has a document of this id."""
        try:
            kept = await self._used(document_id)
        except DocumentMissing:
            return False
        return await asyncio.to_thread(self._contents.has, kept.digest)

    async def get(self, document_id: str) -> bytes:
        """Return the bytes; raises DocumentMissing."""
        async with self.path(document_id) as place:
            return await asyncio.to_thread(place.read_bytes)

    @asynccontextmanager
    async def path(self, document_id: str) -> AsyncIterator[Path]:
        """Yield a file of this machine, to be read only while the context lasts; raises DocumentMissing."""
        kept = await self._used(document_id)
        try:
            async with self._contents.local(kept.digest) as place:
                yield place
        except FileNotFoundError:
            if await asyncio.to_thread(self._contents.has, kept.digest):
                raise
            raise _missing(document_id) from None  # its owner has deleted it meanwhile

    async def check_usable(self) -> None:
        """Raise StoreUnusable if the index or the contents cannot be read."""
        await asyncio.to_thread(self._index.find, [_NOTHING])
        await asyncio.to_thread(self._contents.has, _NOTHING)

    async def digests(self, document_ids: Collection[str]) -> dict[str, str]:
        """Return the sha-256 of the documents that the owner has, by id."""
        found = await asyncio.to_thread(self._own, document_ids)
        return {document_id: kept.digest for document_id, kept in found.items()}

    async def delete(self, document_id: str) -> None:
        """Delete a document and what was taken out of it; raises DocumentMissing and DocumentInUse."""
        await asyncio.to_thread(self._delete, document_id)

    def remove(self, document_ids: Collection[str]) -> None:
        """Delete documents of any owner, as far as there are such. This blocks."""
        with self._index.removing() as index:
            self._remove(index, document_ids)

    async def delete_unused(self, *, before: datetime) -> None:
        """Delete, of any owner, what was kept before a time and is used by no session."""
        await asyncio.to_thread(self._delete_unused, before)

    async def totals(self) -> tuple[int, int]:
        """Return how many documents the owner has, and their bytes together."""
        return await asyncio.to_thread(self._index.totals, self.owner)

    async def of_owner(self, document_id: str) -> "DocumentStore":
        """Return the store of whoever has a document, for those who prove otherwise that they may read it.

        Raises:
            DocumentMissing: nobody has it.
        """
        found = await asyncio.to_thread(self._index.find, [_checked(document_id)])
        if document_id not in found:
            raise _missing(document_id)
        return DocumentStore(self._contents, self._index, found[document_id].owner, key=self._key)

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
        await asyncio.to_thread(self._index.note_facts, document_id, facts)

    async def derived(self, document_id: str, name: str) -> bytes | None:
        """Return what was kept under this name, or None."""
        kept = await self.find(document_id)
        return await asyncio.to_thread(self._contents.read_derived, kept.digest, name)

    async def keep_derived(self, document_id: str, name: str, data: bytes) -> None:
        """Keep something that was made of a document: anybody's who has the same content, and deleted with it."""
        kept = await self.find(document_id)
        await asyncio.to_thread(self._keep_derived, kept.digest, name, data)

    async def _used(self, document_id: str) -> Kept:
        """Return a document that the running session uses from now on; raises DocumentMissing."""
        # A use of another owner's document would keep it, and the end of the session would delete it.
        await asyncio.to_thread(self._find, document_id)
        await record_use("document", [document_id])
        # It may have been deleted before its use was recorded.
        return await asyncio.to_thread(self._find, document_id)

    def _own(self, document_ids: Collection[str]) -> dict[str, Kept]:
        found = self._index.find([*map(_checked, document_ids)])
        return {document_id: kept for document_id, kept in found.items() if kept.owner == self.owner}

    def _find(self, document_id: str) -> Kept:
        kept = self._own([document_id]).get(document_id)
        if kept is None:
            raise _missing(document_id)
        return kept

    @repeatable
    def _enter(self, kept: Kept, file: IncomingFile) -> None:
        # Nobody deletes the content between the look at it and the entry.
        with self._index.adding() as index:
            if not self._contents.has(kept.digest):
                self._contents.keep(file, kept.digest)
            index.add(kept)

    @repeatable
    def _keep_derived(self, digest: str, name: str, data: bytes) -> None:
        with self._index.adding():
            if self._contents.has(digest):  # and nobody deletes it meanwhile
                self._contents.keep_derived(digest, name, data)

    def _delete(self, document_id: str) -> None:
        self._find(document_id)
        with _ONE_DELETION, stores().uses.frozen() as used, self._index.removing() as index:
            whole = {document_id, *index.taken_out_of(document_id)}
            if used("document", whole):
                raise DocumentInUse("a session uses document {document_id!r}", document_id=document_id)
            self._remove(index, whole)

    def _delete_unused(self, before: datetime) -> None:
        if not self._contents.is_made():  # the index would be made
            return
        with _ONE_DELETION, stores().uses.frozen() as used, self._index.removing() as index:
            old = index.kept_before(before)
            self._remove(index, old - used("document", old))
            self._contents.drop_leftovers(before=before, known=index.known)

    def _remove(self, index: IndexWriter, document_ids: Collection[str]) -> None:
        # Within the transaction, so that nobody enters the content again between the entry's end and the file's.
        for digest in index.remove(document_ids):
            self._contents.drop(digest)


def _checked(document_id: str) -> str:
    # The message does not quote the text: it may be the name of a file, and so a student's.
    if not _DOCUMENT_ID.fullmatch(document_id):
        raise InvalidInput("A document identifier is 64 lower-case hexadecimal digits")
    return document_id


def _missing(document_id: str) -> DocumentMissing:
    return DocumentMissing("The store has no document {document_id!r}", document_id=document_id)
