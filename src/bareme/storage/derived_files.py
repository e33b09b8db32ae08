"""What was made of documents and takes long to make again: pictures of pages, and what was read on them."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from bareme.storage.private_files import make_private_folder


class DerivedFiles:
    """A folder for each content, by its sha-256, with files by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, digest: str, name: str) -> bytes | None:
        """Return a file's bytes, or None if there is no such file."""
        try:
            return (self._of(digest) / name).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, digest: str, name: str, data: bytes) -> None:
        """Write a file."""
        folder = self._of(digest)
        make_private_folder(folder)
        # Written beside its place and then moved there, so that nobody reads half a file.
        descriptor, unfinished = tempfile.mkstemp(dir=folder, prefix=".")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(unfinished).replace(folder / name)

    def drop(self, digest: str) -> None:
        """Delete all that was made of a content."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._of(digest))

    def _of(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]
