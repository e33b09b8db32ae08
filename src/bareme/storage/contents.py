"""Where the contents of documents are, and what was made of them: what both kinds of places can do."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bareme.storage.incoming_file import IncomingFile


class Contents(Protocol):
    """Contents by their sha-256 in hexadecimal, shared by processes. Nobody ever reads half of one.

    All methods block but `local`. They raise StoreUnusable if the place cannot be read or written.
    """

    def is_made(self) -> bool:
        """Return whether there may be something. It asks no server."""
        ...

    def receive(self) -> IncomingFile:
        """Return a file to write to, for `keep`."""
        ...

    def has(self, digest: str) -> bool:
        """Return whether the content is there."""
        ...

    def keep(self, file: IncomingFile, digest: str) -> None:
        """Keep a file that was received. Keeping the same content again does no harm."""
        ...

    def local(self, digest: str) -> AbstractAsyncContextManager[Path]:
        """Yield a file of this machine with the content, to be read only; raises FileNotFoundError."""
        ...

    def read_derived(self, digest: str, name: str) -> bytes | None:
        """Return what was made of a content and kept under this name, or None."""
        ...

    def keep_derived(self, digest: str, name: str, data: bytes) -> None:
        """Keep something that was made of a content."""
        ...

    def drop(self, digest: str) -> None:
        """Delete a content, if it is there, and what was made of it."""
        ...

    def drop_leftovers(self, *, before: datetime, known: Callable[[Collection[str]], set[str]]) -> None:
        """Delete what a killed process wrote before a time and nobody has.

        `known` returns those of some digests that somebody has.
        """
        ...
