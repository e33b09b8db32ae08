"""Look into a file: an archive has members, a text document is laid out, and any other file is left as it is."""

import zipfile
import zlib
from pathlib import Path

import pymupdf

from bareme.documents.archive_member import ArchiveMember
from bareme.documents.file_kind import FileKind
from bareme.documents.laid_out import LaidOut
from bareme.documents.limits import Limits
from bareme.documents.sandbox.archive import list_members
from bareme.documents.sandbox.kinds import identify
from bareme.documents.sandbox.layout import lay_out
from bareme.documents.sandbox.open_document import read_open_document
from bareme.documents.sandbox.plain_text import TEXT_SUFFIXES, read_text
from bareme.documents.sandbox.web_page import HTML_SUFFIXES, read_web_page
from bareme.documents.sandbox.word import read_word
from bareme.errors import DocumentRefused, RefusalReason

# What zipfile, lxml and MuPDF raise for a damaged file, and python-docx for XML of another shape than it expects.
_BAD_FILE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError),
    *(SyntaxError, AttributeError, TypeError, LookupError, pymupdf.mupdf.FzErrorBase),
)
_READERS = {FileKind.DOCX: read_word, FileKind.ODT: read_open_document}
_TEXT_READERS = {**dict.fromkeys(TEXT_SUFFIXES, read_text), **dict.fromkeys(HTML_SUFFIXES, read_web_page)}


def look_into(path: Path, suffix: str, limits: Limits) -> list[ArchiveMember] | LaidOut | None:
    """Return what a file holds: the members of an archive, the pages of a text document, or None.

    `suffix` is that of its name, which says of a text whether it is meant to be read.

    Raises:
        DocumentRefused: the file is damaged or exceeds a limit.
    """
    try:
        return _look_into(path, suffix, limits)
    except _BAD_FILE as error:
        if isinstance(error, DocumentRefused):
            raise
        raise DocumentRefused(RefusalReason.DAMAGED, f"The file cannot be read ({type(error).__name__})") from None


def _look_into(path: Path, suffix: str, limits: Limits) -> list[ArchiveMember] | LaidOut | None:
    size = path.stat().st_size
    kind = identify(path)
    if kind is FileKind.ZIP:
        return list_members(path, limits)
    reader = _READERS.get(kind)
    if kind is FileKind.OTHER and size:
        reader = _TEXT_READERS.get(suffix.casefold())
    if reader is None:
        return None
    packed = kind is not FileKind.OTHER
    if size > limits.document_bytes:
        raise DocumentRefused(RefusalReason.TOO_LARGE, "The document is too large", "BAREME_MAX_DOCUMENT_BYTES")
    if packed and _unpacked_size(path) > limits.archive_bytes:
        raise DocumentRefused(RefusalReason.TOO_LARGE, "The document is too large", "BAREME_MAX_ARCHIVE_BYTES")
    return lay_out(reader(path), limits)


def _unpacked_size(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())
