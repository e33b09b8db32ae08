"""Contents of documents in a folder: on this machine, or one that machines share."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from bareme.storage.failures import named_failures
from bareme.storage.incoming_file import IncomingFile, drop_abandoned, is_older
from bareme.storage.private_files import make_private_folder, replacing_private_file


class FolderContents:
    """`Contents` as files: a content under its sha-256, what was made of it in a folder under `derived`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_made(self) -> bool:
        """Return whether the folder is there."""
        return self._folder.is_dir()

    def receive(self) -> IncomingFile:
        """Return a file in this folder, from where it can be moved to its place."""
        return IncomingFile(self._folder)

    def has(self, digest: str) -> bool:
        """Return whether the content is there."""
        return self._place(digest).is_file()

    def keep(self, file: IncomingFile, digest: str) -> None:
        """Move a file to its place."""
        place = self._place(digest)
        make_private_folder(place.parent)
        file.path.replace(place)

    @asynccontextmanager
    async def local(self, digest: str) -> AsyncIterator[Path]:
        """Yield the stored file itself."""
        # Absolute, since a worker may have started in another folder.
        place = self._place(digest).absolute()
        if not await asyncio.to_thread(place.is_file):
            raise FileNotFoundError
        yield place

    def read_derived(self, digest: str, name: str) -> bytes | None:
        """Return what was made of a content and kept under this name, or None."""
        try:
            return (self._derived(digest) / name).read_bytes()
        except FileNotFoundError:
            return None

    def keep_derived(self, digest: str, name: str, data: bytes) -> None:
        """Write a file."""
        folder = self._derived(digest)
        make_private_folder(folder)
        with replacing_private_file(folder / name) as file:
            file.write(data)

    def drop(self, digest: str) -> None:
        """Delete a content and what was made of it."""
        with named_failures("documents"):
            self._place(digest).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                shutil.rmtree(self._derived(digest))

    def drop_leftovers(self, *, before: datetime, known: Callable[[Collection[str]], set[str]]) -> None:
        """Delete files that a killed process was receiving, and contents that it did not enter."""
        drop_abandoned(self._folder, before=before)
        stored = {digest for digest, file in self.stored() if is_older(file, before)}
        for digest in stored - known(stored):
            self.drop(digest)

    def stored(self) -> Iterator[tuple[str, Path]]:
        """Yield the digest and the file of every content."""
        for file in self._folder.glob("[0-9a-f]" * 2 + "/" + "[0-9a-f]" * 62):
            yield file.parent.name + file.name, file

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]

    def _derived(self, digest: str) -> Path:
        return self._folder / "derived" / digest[:2] / digest[2:]
