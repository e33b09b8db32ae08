"""Contents of documents in an object store, such as S3, which machines share."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path

import fsspec

from bareme.errors import StoreUnusable
from bareme.runtime import current_runtime
from bareme.storage.incoming_file import IncomingFile, drop_abandoned
from bareme.storage.local_copies import LocalCopies

_CONTENT = re.compile("([0-9a-f]{2})/([0-9a-f]{62})")
_SECONDS = 300.0
"""How long a copy on this machine outlives its last reader, and so a document that was erased."""


class BucketContents:
    """`Contents` as objects, named as `FolderContents` names files, so that a folder can be copied to a bucket.

    An object is there as a whole or not at all: the store sees to that.

    Args:
        url: The root, such as `s3://bucket/prefix`: an address that fsspec has a driver for.
        scratch: A folder of this machine for files on their way.
    """

    def __init__(self, url: str, scratch: Path) -> None:
        # Without listings that are remembered: another process may have written meanwhile.
        with _named_failures():
            self._files, root = fsspec.url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
        self._root = root.rstrip("/")
        self._incoming = scratch / "incoming"
        self._copies = scratch / "copies"

    def is_made(self) -> bool:
        """Return True: only the store can tell what is in it."""
        return True

    def receive(self) -> IncomingFile:
        """Return a file of this machine, to be sent when it is whole."""
        return IncomingFile(self._incoming)

    def has(self, digest: str) -> bool:
        """Return whether the content is there."""
        with _named_failures():
            return bool(self._files.exists(self._place(digest)))

    def keep(self, file: IncomingFile, digest: str) -> None:
        """Send a file."""
        with _named_failures():
            self._files.put_file(str(file.path), self._place(digest))

    @asynccontextmanager
    async def local(self, digest: str) -> AsyncIterator[Path]:
        """Yield a copy, which serves all readers of this process."""

        async def fetch(place: Path) -> None:
            await asyncio.to_thread(self._fetch, digest, place)

        copies = current_runtime().resource(LocalCopies, self._copies, _SECONDS)
        async with copies.hold(digest, fetch) as path:
            yield path

    def read_derived(self, digest: str, name: str) -> bytes | None:
        """Return what was made of a content and kept under this name, or None."""
        try:
            with _named_failures(FileNotFoundError):
                data: bytes = self._files.cat_file(f"{self._derived(digest)}/{name}")
        except FileNotFoundError:
            return None
        return data

    def keep_derived(self, digest: str, name: str, data: bytes) -> None:
        """Write an object."""
        with _named_failures():
            self._files.pipe_file(f"{self._derived(digest)}/{name}", data)

    def drop(self, digest: str) -> None:
        """Delete a content and what was made of it."""
        with _named_failures():
            for name in (self._place(digest), *self._files.find(self._derived(digest))):
                try:
                    self._files.rm_file(name)
                except FileNotFoundError:
                    continue

    def drop_leftovers(self, *, before: datetime, known: Callable[[Collection[str]], set[str]]) -> None:
        """Delete files of this machine that a killed process was sending, and contents that it did not enter."""
        drop_abandoned(self._incoming, before=before)
        with _named_failures():
            found = self._files.find(self._root, detail=True)
        old = {digest for name, facts in found.items() if (digest := self._digest(name)) and _modified(facts) < before}
        for digest in old - known(old):
            self.drop(digest)

    def _fetch(self, digest: str, place: Path) -> None:
        with _named_failures(FileNotFoundError):
            self._files.get_file(self._place(digest), str(place))
        with place.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise StoreUnusable("documents", "a content is not what its name says")

    def _digest(self, name: str) -> str:
        found = _CONTENT.fullmatch(name.removeprefix(self._root).strip("/"))
        return "".join(found.groups()) if found else ""

    def _place(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest[2:]}"

    def _derived(self, digest: str) -> str:
        return f"{self._root}/derived/{digest[:2]}/{digest[2:]}"


def _modified(facts: dict[str, object]) -> datetime:
    for name in ("LastModified", "mtime", "created"):  # as drivers call it
        if isinstance(at := facts.get(name), datetime):
            return at
    raise StoreUnusable("documents", "the driver does not tell when a content was kept")


@contextmanager
def _named_failures(*expected: type[Exception]) -> Iterator[None]:
    """Raise StoreUnusable in place of an error inside that is not expected."""
    passed_on: tuple[type[Exception], ...] = (*expected, StoreUnusable)
    try:
        yield
    except passed_on:
        raise
    except Exception as error:  # noqa: BLE001 - each driver has errors of its own
        reason = type(error).__name__  # the text may quote an address or a key
    else:
        return
    raise StoreUnusable("documents", reason)
