"""Open a document of any supported format, check its limits, read and render its pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pymupdf

from bareme.documents.file_kind import FileKind
from bareme.documents.limits import Limits
from bareme.documents.page_batch import PageBatch
from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.encoding import decoded
from bareme.documents.sandbox.image_file import ImageFile
from bareme.documents.sandbox.ink import has_ink
from bareme.documents.sandbox.kinds import identify
from bareme.documents.sandbox.pdf import PdfFile
from bareme.domain.copies import Box, PageRef
from bareme.domain.pages import Page, PageKind
from bareme.errors import BaremeError, DocumentRefused, InvalidInput, RefusalReason

_PICTURES = {
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.WEBP: "WEBP",
    FileKind.TIFF: "TIFF",
    FileKind.HEIC: "HEIF",
    FileKind.AVIF: "AVIF",
}
# What MuPDF and Pillow raise for a damaged file. Any other exception is a bug and propagates.
_BAD_FILE = (RuntimeError, ValueError, IndexError, OSError, SyntaxError, EOFError, pymupdf.mupdf.FzErrorBase)


PREVIEW_DPI = 72
"""Enough to see whether something is written."""


class OpenFile(Protocol):
    """An open document of some format."""

    media_type: str
    page_count: int

    def warnings(self) -> set[str]:
        """Return warning codes for the document and the pages read so far."""
        ...

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels rendering the page would take."""
        ...

    def stored_pixels(self, index: int) -> int:
        """Return how many pixels the file stores for the page, all of which may have to be decoded."""
        ...

    def read(self, index: int) -> Page:
        """Describe a page."""
        ...

    def render(self, page: PageRef, dpi: int) -> PageImage:
        """Render a page as it is shown."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def read_pages(path: Path, limits: Limits, indexes: range) -> PageBatch:
    """Describe the pages at `indexes`, ignoring indexes past the end. Raises DocumentRefused."""
    with _opened(path, limits) as file:
        # The job that reads the first pages checks the size of all pages before any page is rendered.
        for index in range(file.page_count) if indexes.start == 0 else ():
            _check_size(file, index, limits.dpi, limits)
        pages = tuple(file.read(index) for index in indexes if index < file.page_count)
        blank = {"blank_pages"} if any(page.kind is PageKind.BLANK for page in pages) else set()
        return PageBatch(file.media_type, file.page_count, pages, frozenset(file.warnings() | blank))


def render_pages(path: Path, limits: Limits, pages: Sequence[PageRef], dpi: int) -> list[PageImage]:
    """Render pages of one document, in that order. Raises DocumentRefused, or InvalidInput for an unknown index."""
    with _opened(path, limits) as file:
        images = []
        for page in pages:
            if page.index >= file.page_count:
                raise InvalidInput(
                    "The document has {count} pages; index {index!r} is out of range",
                    count=file.page_count,
                    index=page.index,
                )
            _check_size(file, page.index, dpi, limits)
            images.append(file.render(page, dpi))
        return images


def inked_boxes(path: Path, limits: Limits, boxes: Sequence[tuple[PageRef, Box]]) -> list[bool]:
    """Return of each box of a page as shown whether something is written in it. Raises DocumentRefused."""
    pages = [page for page, _ in boxes]
    images = render_pages(path, limits, pages, PREVIEW_DPI)
    return [has_ink(decoded(image).convert("L"), box) for image, (_, box) in zip(images, boxes, strict=True)]


def _check_size(file: OpenFile, index: int, dpi: int, limits: Limits) -> None:
    if (stored := file.stored_pixels(index)) > limits.picture_pixels:
        raise DocumentRefused(
            RefusalReason.PAGE_TOO_LARGE,
            f"Page {index!r} has {stored / 1e6:.0f} megapixels, over {limits.picture_pixels / 1e6:g}",
        )
    if (pixels := file.pixels(index, dpi)) > limits.page_pixels:
        raise DocumentRefused(
            RefusalReason.PAGE_TOO_LARGE,
            f"Page {index!r} has {pixels / 1e6:.0f} megapixels at {dpi} dpi, over {limits.page_pixels / 1e6:g}",
        )


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[OpenFile]:
    size = path.stat().st_size
    if size == 0:
        raise DocumentRefused(RefusalReason.EMPTY, "The document has no bytes")
    if size > limits.document_bytes:
        raise DocumentRefused(RefusalReason.TOO_LARGE, f"The document has {size} bytes, over {limits.document_bytes}")
    try:
        file = _open(path)
        try:
            if file.page_count == 0:
                raise DocumentRefused(RefusalReason.NO_PAGES, "The document has no page")
            if file.page_count > limits.pages:
                raise DocumentRefused(
                    RefusalReason.TOO_MANY_PAGES,
                    f"The document has {file.page_count} pages, over {limits.pages}",
                )
            yield file
        finally:
            file.close()
    except BaremeError:
        raise
    except pymupdf.mupdf.FzErrorSystem:
        raise DocumentRefused(RefusalReason.TOO_LARGE, "The document needs too much memory") from None
    except _BAD_FILE as error:
        # The message may quote the document's content, so only the exception type is reported.
        raise DocumentRefused(RefusalReason.DAMAGED, f"The document cannot be read ({type(error).__name__})") from None


def _open(path: Path) -> OpenFile:
    kind = identify(path)
    if kind is FileKind.PDF:
        return PdfFile(path)
    if kind in _PICTURES:
        return ImageFile(path, _PICTURES[kind])
    if kind is FileKind.OTHER_ARCHIVE:
        raise DocumentRefused(RefusalReason.OTHER_ARCHIVE, "The content is an archive other than ZIP")
    raise DocumentRefused(RefusalReason.NOT_A_DOCUMENT, "The content is of no kind that is read")
