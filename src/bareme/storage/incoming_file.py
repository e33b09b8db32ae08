"""A file while it is being received."""

import asyncio
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bareme.storage.private_files import make_private_folder


class IncomingFile:
    """A file in a folder, hashed while it is written, so that it is never whole in memory.

    Its store moves or copies it to its place once it is whole, so that nobody ever reads half a file.
    """

    PREFIX = ".incoming-"

    def __init__(self, folder: Path) -> None:
        make_private_folder(folder)
        descriptor, path = tempfile.mkstemp(dir=folder, prefix=self.PREFIX)  # readable by its owner alone
        self._file = os.fdopen(descriptor, "wb")
        self.path = Path(path)
        self._hash = hashlib.sha256()
        self.size = 0
        """In bytes."""

    async def write(self, data: bytes) -> None:
        """Add bytes."""
        self.size += len(data)
        await asyncio.to_thread(self._write, data)

    def _write(self, data: bytes) -> None:
        self._hash.update(data)
        self._file.write(data)

    def finish(self) -> str:
        """Write everything to the disk and return the sha-256 of the content."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def drop(self) -> None:
        """Delete the file, unless it was moved."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def drop_abandoned(folder: Path, *, before: datetime) -> None:
    """Delete what a killed process was receiving in a folder before a time."""
    for left in folder.glob(f"{IncomingFile.PREFIX}*"):
        if is_older(left, before):
            with suppress(FileNotFoundError):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def is_older(file: Path, limit: datetime) -> bool:
    """Return whether a file is there and was last written before a time."""
    try:
        return file.stat().st_mtime < limit.timestamp()
    except FileNotFoundError:
        return False
