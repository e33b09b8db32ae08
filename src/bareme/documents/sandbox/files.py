"""Open a document of any supported format, check its limits, read and render its pages."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pymupdf
from PIL import Image

from bareme.documents.file_kind import FileKind
from bareme.documents.limits import Limits, too_much_memory
from bareme.documents.page_batch import FileOutline, PageBatch
from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.image_file import PILLOW_FORMATS, ImageFile
from bareme.documents.sandbox.kinds import identify
from bareme.documents.sandbox.pdf import PdfFile
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page, PageKind
from bareme.errors import BaremeError, DocumentRefused, InvalidInput, RefusalReason

# What MuPDF and Pillow raise for a damaged file. Any other exception is a bug and propagates.
BAD_FILE = (
    *(RuntimeError, ValueError, IndexError, ArithmeticError, OSError, SyntaxError, EOFError),
    pymupdf.mupdf.FzErrorBase,
)


PREVIEW_DPI = 72
"""Enough to see whether something is written."""


class OpenFile(Protocol):
    """An open document of some format."""

    media_type: str
    page_count: int
    decodes_in_full: bool
    """Whether every picture of a page takes a decoding of all of it, so that they are best made together."""
    page_warnings: set[str]
    """Warning codes for the pages read so far."""

    def warnings(self) -> set[str]:
        """Return warning codes for the document as a whole."""
        ...

    def size(self, index: int) -> tuple[float, float]:
        """Return the width and height of a page as shown, in points."""
        ...

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels rendering the page would take."""
        ...

    def stored_pixels(self, index: int) -> int:
        """Return how many pixels the file stores for the page, all of which may have to be decoded."""
        ...

    def read(self, index: int, dpi: int) -> Page:
        """Describe a page, which will be rendered at `dpi` next: it is decoded once for both."""
        ...

    def picture(self, page: PageRef, dpi: int, *, grey: bool = False) -> Image.Image:
        """Return the picture of a page as it is shown."""
        ...

    def render(self, page: PageRef, dpi: int) -> PageImage:
        """Render a page as it is shown, encoded."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def outline(path: Path, limits: Limits) -> FileOutline:
    """Return what is known of a file before its pages are read, and check the size of all pages.

    Raises:
        DocumentRefused: the document cannot be read or exceeds a limit.
    """
    with _opened(path, limits) as file:
        for index in range(file.page_count):
            _check_size(file, index, limits.dpi, limits)
        sizes = tuple(file.size(index) for index in range(file.page_count))
        return FileOutline(file.media_type, sizes, frozenset(file.warnings()))


def read_pages(path: Path, limits: Limits, wanted: Mapping[PageRef, Sequence[int]]) -> PageBatch:
    """Describe pages. Scans are also rendered at the first of the resolutions given for them, from the same decoding.

    Only where decoding is dear are they rendered at the others too: people wait until all pages are read.

    Raises:
        DocumentRefused: the document cannot be read.
    """
    pages: list[Page] = []
    images: list[tuple[PageRef, int, PageImage]] = []
    with _opened(path, limits) as file:
        for ref, resolutions in wanted.items():
            rendered = resolutions if file.decodes_in_full else resolutions[:1]
            page = file.read(ref.index, max(rendered, default=PREVIEW_DPI))
            pages.append(page)
            if page.kind is PageKind.SCAN:
                images += [(ref, dpi, file.render(ref, dpi)) for dpi in rendered]
        blank = {"blank_pages"} if any(page.kind is PageKind.BLANK for page in pages) else set()
        return PageBatch(tuple(pages), tuple(images), frozenset(file.page_warnings | blank))


def render_pages(path: Path, limits: Limits, pages: Sequence[PageRef], dpi: int) -> list[PageImage]:
    """Render pages of one document, in that order. Raises DocumentRefused, or InvalidInput for an unknown index."""
    with _opened(path, limits) as file:
        return [file.render(page, dpi) for page in _checked(file, pages, dpi, limits)]


def _checked(file: OpenFile, pages: Sequence[PageRef], dpi: int, limits: Limits) -> Iterator[PageRef]:
    """Yield the pages, each checked first."""
    for page in pages:
        if page.index >= file.page_count:
            raise InvalidInput(
                "The document has {count} pages; index {index!r} is out of range",
                count=file.page_count,
                index=page.index,
            )
        _check_size(file, page.index, dpi, limits)
        yield page


def _check_size(file: OpenFile, index: int, dpi: int, limits: Limits) -> None:
    if (stored := file.stored_pixels(index)) > limits.picture_pixels:
        raise DocumentRefused(
            RefusalReason.PAGE_TOO_LARGE,
            f"Page {index!r} has {stored / 1e6:.0f} megapixels, over {limits.picture_pixels / 1e6:g}",
            "BAREME_MAX_PICTURE_PIXELS",
        )
    if (pixels := file.pixels(index, dpi)) > limits.page_pixels:
        raise DocumentRefused(
            RefusalReason.PAGE_TOO_LARGE,
            f"Page {index!r} has {pixels / 1e6:.0f} megapixels at {dpi} dpi, over {limits.page_pixels / 1e6:g}",
            "BAREME_MAX_PAGE_PIXELS",
        )


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[OpenFile]:
    size = path.stat().st_size
    if size == 0:
        raise DocumentRefused(RefusalReason.EMPTY, "The document has no bytes")
    if size > limits.document_bytes:
        raise DocumentRefused(
            RefusalReason.TOO_LARGE,
            f"The document has {size} bytes, over {limits.document_bytes}",
            "BAREME_MAX_DOCUMENT_BYTES",
        )
    try:
        file = _open(path)
        try:
            if file.page_count == 0:
                raise DocumentRefused(RefusalReason.NO_PAGES, "The document has no page")
            if file.page_count > limits.pages:
                raise DocumentRefused(
                    RefusalReason.TOO_MANY_PAGES,
                    f"The document has {file.page_count} pages, over {limits.pages}",
                    "BAREME_MAX_PAGES",
                )
            yield file
        finally:
            file.close()
    except BaremeError:
        raise
    except pymupdf.mupdf.FzErrorSystem:
        raise too_much_memory() from None
    except BAD_FILE as error:
        # The message may quote the document's content, so only the exception type is reported.
        raise DocumentRefused(RefusalReason.DAMAGED, f"The document cannot be read ({type(error).__name__})") from None


def _open(path: Path) -> OpenFile:
    kind = identify(path)
    if kind is FileKind.PDF:
        return PdfFile(path)
    if kind in PILLOW_FORMATS:
        return ImageFile(path, PILLOW_FORMATS[kind])
    if kind is FileKind.OTHER_ARCHIVE:
        raise DocumentRefused(RefusalReason.OTHER_ARCHIVE, "The content is an archive other than ZIP")
    raise DocumentRefused(RefusalReason.NOT_A_DOCUMENT, "The content is of no kind that is read")
