"""Pictures of pages that were rendered for a screen, in a folder for each content."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from bareme.storage.private_files import make_private_folder


class PagePictures:
    """The pictures of all contents, by the sha-256 of the content and a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, digest: str, name: str) -> bytes | None:
        """Return a picture, or None if it is not kept."""
        try:
            return (self._of(digest) / name).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, digest: str, name: str, data: bytes) -> None:
        """Keep a picture."""
        folder = self._of(digest)
        make_private_folder(folder)
        # Written beside its place and then moved there, so that nobody reads half a picture.
        descriptor, unfinished = tempfile.mkstemp(dir=folder, prefix=".")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(unfinished).replace(folder / name)

    def drop(self, digest: str) -> None:
        """Delete the pictures of a content."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._of(digest))

    def _of(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]
