"""List and read the members of a ZIP file. Nothing is ever written under a member's name."""

import re
import stat
import unicodedata
import zipfile
import zlib
from pathlib import Path

from bareme.documents.archive_member import ArchiveMember
from bareme.documents.limits import Limits
from bareme.domain.file_names import is_junk, natural_order
from bareme.errors import DocumentRefused, RefusalReason

_UTF8_NAME = 0x800  # in `flag_bits`
_ENCRYPTED = 0x1
_LONGEST_NAME = 255
_MAX_RATIO = 200  # of a member's size to its compressed size; text of one letter reaches 1,000
_SMALL = 1024**2  # bytes; a smaller member may have any ratio
_CHUNK = 1024**2
_BAD_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def list_members(path: Path, limits: Limits) -> list[ArchiveMember]:
    """Return the files of the archive in the order of their names, without what the system added.

    Raises:
        DocumentRefused: the archive is damaged or has too many members.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except _BAD_ARCHIVE as error:
        raise DocumentRefused(RefusalReason.DAMAGED, f"The archive cannot be read ({type(error).__name__})") from None
    members = [
        ArchiveMember(place, name, _refusal(info))
        for place, info in enumerate(infos)
        if not info.is_dir() and (name := _safe_name(info)) and not is_junk(name)
    ]
    if len(members) > limits.archive_files:
        raise DocumentRefused(
            RefusalReason.TOO_MANY_FILES,
            f"The archive has {len(members)} files, over {limits.archive_files}",
            "BAREME_MAX_ARCHIVE_FILES",
        )
    return sorted(members, key=lambda member: natural_order(member.name))


def read_member(path: Path, place: int, limit: int) -> bytes:
    """Return the content of the member at `place`.

    Raises:
        DocumentRefused: it is damaged, has more than `limit` bytes, or unfolds from suspiciously few.
    """
    data = bytearray()
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.infolist()[place]
            most = min(limit, max(_SMALL, info.compress_size * _MAX_RATIO))
            with archive.open(info) as member:
                while chunk := member.read(_CHUNK):
                    data += chunk
                    if len(data) > most:  # the size that the archive states may be wrong
                        setting = "BAREME_MAX_ARCHIVE_BYTES" if most == limit else ""
                        message = f"A file of the archive has over {most} bytes"
                        raise DocumentRefused(RefusalReason.TOO_LARGE, message, setting)
    except (*_BAD_ARCHIVE, RuntimeError) as error:
        if isinstance(error, DocumentRefused):
            raise
        reason = f"A file of the archive cannot be read ({type(error).__name__})"
        raise DocumentRefused(RefusalReason.DAMAGED, reason) from None
    return bytes(data)


def _refusal(info: zipfile.ZipInfo) -> RefusalReason | None:
    if info.flag_bits & _ENCRYPTED:
        return RefusalReason.ENCRYPTED
    # A link would name a file of this machine.
    return RefusalReason.NOT_A_DOCUMENT if stat.S_ISLNK(info.external_attr >> 16) else None


def _safe_name(info: zipfile.ZipInfo) -> str:
    """Return the member's name without what makes it a path elsewhere, and without control characters."""
    name = info.filename if info.flag_bits & _UTF8_NAME else _guess_encoding(info.filename)
    shown = "".join(
        letter for letter in unicodedata.normalize("NFC", name) if unicodedata.category(letter) not in {"Cc", "Cf"}
    )
    parts = [part.strip() for part in re.split(r"[/\\]", shown)]
    kept = [part for part in parts if part not in {"", ".", ".."} and not re.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(kept)[-_LONGEST_NAME:]


def _guess_encoding(name: str) -> str:
    """Decode a name without a declared encoding: macOS writes UTF-8, Windows in Western Europe code page 850."""
    try:
        raw = name.encode("cp437")  # how `zipfile` decoded it
    except UnicodeEncodeError:  # from the extra field of Unicode names
        return name
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp850")
