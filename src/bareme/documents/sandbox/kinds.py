"""Tell the kind of a file from its first bytes, never from its name."""

import re
import zipfile
from contextlib import suppress
from pathlib import Path

from bareme.documents.file_kind import FileKind

_HEAD_BYTES = 1024
_SIGNATURES = {
    b"\xff\xd8\xff": FileKind.JPEG,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"II*\0": FileKind.TIFF,
    b"MM\0*": FileKind.TIFF,
    b"PK\3\4": FileKind.ZIP,
    b"PK\5\6": FileKind.ZIP,  # without members
    b"PK\7\x08": FileKind.ZIP,  # written as if split into volumes
    b"Rar!\x1a\7": FileKind.OTHER_ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": FileKind.OTHER_ARCHIVE,
    b"\x1f\x8b": FileKind.OTHER_ARCHIVE,  # gzip
    b"BZh": FileKind.OTHER_ARCHIVE,
    b"\xfd7zXZ\0": FileKind.OTHER_ARCHIVE,
}
# ISO/IEC 23008-12: the brands of the file type box. "mif1" and "msf1" leave open how the picture is coded.
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), FileKind.HEIC),
    **dict.fromkeys((b"avif", b"avis"), FileKind.AVIF),
}
_TAR = slice(257, 262), b"ustar"
# What printers and some programs write before the header: white space, a byte order mark, a print job's commands.
_BEFORE_PDF = re.compile(rb"(?:[\s\0]|\xef\xbb\xbf)*(?:\x1b%-12345X(?:@PJL[^\n]*\n)*)?[^%]{0,16}%PDF-")
# Members by which other formats that are ZIP files can be told.
_ODT = b"application/vnd.oasis.opendocument.text"
_FORMATS_IN_ZIP = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "Index/Document.iwa", "Index.zip")


def identify(path: Path) -> FileKind:
    """Return the kind of the file."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for magic, kind in _SIGNATURES.items():
        if head.startswith(magic):
            return _identify_zip(path) if kind is FileKind.ZIP else kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[4:8] == b"ftyp" and (kind_of := _BRANDS.get(head[8:12]) or _compatible_brand(head)):
        return kind_of
    if _BEFORE_PDF.match(head):
        return FileKind.PDF
    place, magic = _TAR
    return FileKind.OTHER_ARCHIVE if head[place] == magic else FileKind.OTHER


def _compatible_brand(head: bytes) -> FileKind | None:
    """Return the kind by the brands that the file says it is compatible with."""
    size = min(int.from_bytes(head[:4]), len(head))
    brands = (head[place : place + 4] for place in range(16, size, 4))
    return next((kind for brand in brands if (kind := _BRANDS.get(brand))), None)


def _identify_zip(path: Path) -> FileKind:
    """Tell an archive of files from a document of a program, many of which are ZIP files too."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {member.filename for member in archive.infolist()}
            with suppress(KeyError, RuntimeError, NotImplementedError), archive.open("mimetype") as mimetype:
                if mimetype.read(len(_ODT) + 1).strip() == _ODT:
                    return FileKind.ODT
    except zipfile.BadZipFile:
        return FileKind.ZIP
    if "word/document.xml" in names:
        return FileKind.DOCX
    return FileKind.OTHER if names.intersection(_FORMATS_IN_ZIP) else FileKind.ZIP
