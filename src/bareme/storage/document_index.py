"""The index of a document store: who has which content, under which id."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Kept:
    """One owner's hold on a content. Several owners may have the same content, each under an id of their own."""

    document_id: str
    owner: str
    digest: str
    """The sha-256 of the content."""
    size: int
    source: str = ""
    """The id of the document that it was taken out of: an archive, or a text that was laid out."""
    facts: str = ""
    """What is known of the file, as JSON."""


class IndexWriter(Protocol):
    """The index within a transaction."""

    def add(self, kept: Kept) -> None:
        """Enter a document. One that was also sent by itself has no source."""
        ...

    def taken_out_of(self, document_id: str) -> set[str]:
        """Return the ids of the documents that were taken out of this one, or out of one that was."""
        ...

    def kept_before(self, limit: datetime) -> set[str]:
        """Return the ids of the documents kept before a time."""
        ...

    def known(self, digests: Collection[str]) -> set[str]:
        """Return those digests whose content somebody has."""
        ...

    def remove(self, document_ids: Collection[str]) -> list[str]:
        """Remove documents, and return the digests of the contents that nobody has any more."""
        ...


class DocumentIndex(Protocol):
    """The index of all owners. Every method raises StoreUnusable if it cannot be read or written."""

    def find(self, document_ids: Collection[str]) -> dict[str, Kept]:
        """Return the documents that there are, by id."""
        ...

    def totals(self, owner: str) -> tuple[int, int]:
        """Return how many documents an owner has, and their bytes together."""
        ...

    def note_facts(self, document_id: str, facts: str) -> None:
        """Enter what is known of a document."""
        ...

    def adding(self) -> AbstractContextManager[IndexWriter]:
        """Yield a writer while nobody removes anything. An exception undoes what was written."""
        ...

    def removing(self) -> AbstractContextManager[IndexWriter]:
        """Yield a writer while nobody else adds or removes anything. An exception undoes what was written."""
        ...
