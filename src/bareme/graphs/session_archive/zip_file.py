"""The ZIP file of an archive: read only if every member is what the manifest says."""

import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bareme.errors import BaremeError, InvalidInput
from bareme.graphs.session_archive.manifest import ARCHIVE_VERSION, Manifest
from bareme.settings import get_settings

MANIFEST, STATE, ANSWERS, GRADER_KEY = "manifest.json", "state.json", "answers.json", "grader_key.json"
_CHUNK = 1024 * 1024
_MOST_MEMBERS = 20_000
_MOST_JSON = 512 * 1024 * 1024
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # encrypted, or compressed in a way that Python does not know
    KeyError,
    AttributeError,
    ValueError,
    RecursionError,
)
"""What reading a damaged file raises."""


def content_name(digest: str) -> str:
    """Return the name of the member that holds a document."""
    return f"documents/{digest}"


@dataclass
class ArchiveWriter:
    """An archive that is being written."""

    file: zipfile.ZipFile
    members: dict[str, str] = field(default_factory=dict)
    """The sha-256 of what was written, by name."""

    def add(self, name: str, data: bytes) -> None:
        """Write a member."""
        self.file.writestr(name, data)
        self.members[name] = hashlib.sha256(data).hexdigest()

    def add_file(self, name: str, path: Path, digest: str) -> None:
        """Write a file whose sha-256 is known; once, however often it is asked for."""
        if name not in self.members:
            self.file.write(path, name)
            self.members[name] = digest


@dataclass(frozen=True)
class ReadArchive:
    """An archive whose members are what its manifest says."""

    file: zipfile.ZipFile
    manifest: Manifest

    def json(self, name: str) -> Any:
        """Return what a member of JSON holds."""
        try:
            return json.loads(self.file.read(name))
        except (ValueError, RecursionError):
            raise _broken() from None

    def content(self, digest: str) -> Iterator[bytes]:
        """Yield the pieces of a document."""
        with self.file.open(content_name(digest)) as member:
            yield from iter(lambda: member.read(_CHUNK), b"")


@contextmanager
def opened_archive(path: Path, *, most_json: int = _MOST_JSON) -> Iterator[ReadArchive]:
    """Yield the archive in a file, which holds so many bytes of JSON at most. Names in it are never used as paths.

    Raises:
        InvalidInput: it is no archive of a session, was damaged or changed, is too large, or is of a newer version.
    """
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, RuntimeError, ValueError):  # also names and versions that Python cannot read
        raise _broken() from None
    with file:
        try:
            manifest = _manifest(file, most_json)
            _check_members(file, manifest)
        except BaremeError:
            raise
        except _DAMAGE:
            raise _broken() from None
        yield ReadArchive(file, manifest)


def _manifest(file: zipfile.ZipFile, most_json: int) -> Manifest:
    entries = file.infolist()
    documents = [entry.file_size for entry in entries if entry.filename.startswith(content_name(""))]
    everything = sum(entry.file_size for entry in entries)
    settings = get_settings()
    if (
        len(entries) > _MOST_MEMBERS
        or max(documents, default=0) > settings.max_upload_bytes
        or everything - sum(documents) > most_json
        or sum(documents) > settings.max_stored_bytes
    ):
        raise InvalidInput("the archive unfolds to more than a session may have")
    sent = json.loads(file.read(MANIFEST))
    version = sent.get("archive_version")
    if isinstance(version, int) and version > ARCHIVE_VERSION:
        raise InvalidInput("a newer version of Barème wrote this archive: update Barème here first")
    return Manifest.model_validate(sent)


def _check_members(file: zipfile.ZipFile, manifest: Manifest) -> None:
    names = file.namelist()
    wanted = {MANIFEST, *manifest.members}
    needed = {STATE, ANSWERS, GRADER_KEY, *(content_name(document.digest) for document in manifest.documents)}
    if len(names) != len(wanted) or set(names) != wanted or not needed <= wanted:
        raise _broken()
    for name, digest in manifest.members.items():
        with file.open(name) as member:
            if _sha256(member) != digest:
                raise _broken()
    if any(manifest.members[content_name(document.digest)] != document.digest for document in manifest.documents):
        raise _broken()


def _sha256(member: IO[bytes]) -> str:
    found = hashlib.sha256()
    for piece in iter(lambda: member.read(_CHUNK), b""):
        found.update(piece)
    return found.hexdigest()


def _broken() -> InvalidInput:
    return InvalidInput("this is no archive of a session, or it is damaged or was changed: export the session again")
