"""What a store of documents does, wherever it keeps them."""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from bareme.storage.incoming_file import IncomingFile


class DocumentStore(Protocol):
    """The documents of one owner. An identifier is 64 lower-case hexadecimal digits.

    The names of files are not kept, because they are often those of students.

    `get`, `path`, `derived`, `keep_derived` and `delete` raise DocumentMissing if the owner has no such document, and
    InvalidInput if the text is not an identifier.
    """

    owner: str

    async def put(self, data: bytes, *, source: str = "") -> str:
        """Keep the bytes and return their identifier. Putting the same bytes again changes nothing.

        `source` is the id of the document that they were taken out of.
        """
        ...

    def receive(self) -> AbstractAsyncContextManager[IncomingFile]:
        """Yield a file to write to that is dropped when the context ends, unless it was kept."""
        ...

    async def keep(self, file: IncomingFile) -> str:
        """Keep a file that was received and return its identifier."""
        ...

    async def exists(self, document_id: str) -> bool:
        """Return whether the owner has a document of this id."""
        ...

    async def get(self, document_id: str) -> bytes:
        """Return the bytes."""
        ...

    def path(self, document_id: str) -> AbstractAsyncContextManager[Path]:
        """Yield a local file that other processes of this machine can read while the context lasts."""
        ...

    async def digests(self, document_ids: Collection[str]) -> dict[str, str]:
        """Return the sha-256 of the documents that the owner has, by id."""
        ...

    async def note_facts(self, document_id: str, facts: str) -> None:
        """Keep what is known of a document, as JSON."""
        ...

    async def derived(self, document_id: str, name: str) -> bytes | None:
        """Return what was made of a document and kept under this name, or None."""
        ...

    async def keep_derived(self, document_id: str, name: str, data: bytes) -> None:
        """Keep something that was made of a document: anybody's who has the same content, and deleted with it."""
        ...

    async def delete(self, document_id: str) -> None:
        """Delete a document and what was taken out of it.

        Raises:
            DocumentInUse: a session uses it.
        """
        ...
