"""Unpack a stored file into the documents that it holds."""

from dataclasses import dataclass
from pathlib import Path

from bareme.documents.archive_member import ArchiveMember
from bareme.documents.laid_out import LaidOut
from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import Settings, get_settings
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store

_MAX_DEPTH = 3  # archives in archives: Moodle's of a class, a student's own


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """A document, or the reason why it cannot be had. `name` has the folders of the archive that it was in."""

    name: str
    document_id: str = ""
    refused: RefusalReason | None = None
    setting: str = ""  # the limit that it exceeds
    warnings: frozenset[str] = frozenset()


async def unpack(
    document_id: str, name: str, *, store: DocumentStore | None = None, settings: Settings | None = None
) -> list[UnpackedFile]:
    """Return the documents of a stored file, under their names: itself, or the files of an archive.

    Members are stored as documents of their own, and so are the pages that a text document is laid out on.
    Those that cannot be had are returned as refused.

    Raises:
        DocumentMissing: the store has no such document.
    """
    unpacking = _Unpacking(store or get_store(), Limits.from_settings(settings or get_settings()))
    return await unpacking.unpack(UnpackedFile(name, document_id))


class _Unpacking:
    """The unpacking of one file, with what the rest of it may still take, archives in it included."""

    def __init__(self, store: DocumentStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._files_left = limits.archive_files
        self._bytes_left = limits.archive_bytes

    async def unpack(self, file: UnpackedFile, depth: int = 0) -> list[UnpackedFile]:
        async with self._store.path(file.document_id) as path:
            try:
                contents = await run_job(self._limits, _look_into, path, Path(file.name).suffix, self._limits)
                if isinstance(contents, list):
                    self._check_members(contents, depth)
            except DocumentRefused as refusal:
                return [UnpackedFile(file.name, refused=refusal.reason, setting=refusal.setting)]
            if contents is None:
                return [file]
            if isinstance(contents, LaidOut):
                laid_out = await self._store.put(contents.pdf, source=file.document_id)
                return [UnpackedFile(file.name, laid_out, warnings=contents.warnings)]
            found: list[UnpackedFile] = []
            for member in contents:
                name = f"{file.name}/{member.name}" if depth else member.name
                taken = await self._take(path, member, name, source=file.document_id)
                found += [taken] if taken.refused else await self.unpack(taken, depth + 1)
            return found

    def _check_members(self, members: list[ArchiveMember], depth: int) -> None:
        if not members:
            raise DocumentRefused(RefusalReason.NO_FILES, "The archive holds no file")
        self._files_left -= len(members)
        if self._files_left < 0 or depth == _MAX_DEPTH:
            raise DocumentRefused(RefusalReason.TOO_MANY_FILES, "The archive holds too much, or archives in archives")

    async def _take(self, path: Path, member: ArchiveMember, name: str, *, source: str) -> UnpackedFile:
        """Store a member as a document."""
        if member.refused:
            return UnpackedFile(name, refused=member.refused)
        try:
            data = await run_job(self._limits, _read_member, path, member.place, self._bytes_left)
        except DocumentRefused as refusal:
            return UnpackedFile(name, refused=refusal.reason, setting=refusal.setting)
        self._bytes_left -= len(data)
        return UnpackedFile(name, await self._store.put(data, source=source))


def _look_into(path: Path, suffix: str, limits: Limits) -> list[ArchiveMember] | LaidOut | None:
    from bareme.documents.sandbox import look_into  # noqa: PLC0415 (only workers parse files)

    return look_into(path, suffix, limits)


def _read_member(path: Path, place: int, limit: int) -> bytes:
    from bareme.documents.sandbox import read_member  # noqa: PLC0415 (only workers parse files)

    return read_member(path, place, limit)
