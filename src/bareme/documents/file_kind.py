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
