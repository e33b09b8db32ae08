"""The kinds of files that are told apart by their content."""

from enum import StrEnum


class FileKind(StrEnum):
    """What a file is, whatever its name says."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    HEIC = "heic"
    AVIF = "avif"
    DOCX = "docx"
    ODT = "odt"
    ZIP = "zip"
    OTHER_ARCHIVE = "other_archive"  # RAR, 7z, tar, gzip …
    OTHER = "other"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.TIFF: "image/tiff",
    FileKind.HEIC: "image/heic",
    FileKind.AVIF: "image/avif",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ZIP: "application/zip",
    FileKind.OTHER_ARCHIVE: "application/octet-stream",
    FileKind.OTHER: "text/plain",
}
"""Of a kind that is read at all, its media type. A text is told by its name alone."""
