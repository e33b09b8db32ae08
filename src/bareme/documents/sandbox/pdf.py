# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Read and render PDF documents with MuPDF."""

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import pymupdf
from PIL import Image

from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.box_log import read_box_log, render_image
from bareme.documents.sandbox.encoding import as_jpeg, as_png
from bareme.documents.sandbox.frame import as_shown, is_changed
from bareme.documents.sandbox.ink import PageInk
from bareme.documents.sandbox.lines import reading_order
from bareme.documents.sandbox.orientation import runs_sideways
from bareme.documents.sandbox.page_jpeg import PageJpeg, Size
from bareme.documents.sandbox.scan_jpeg import find_scan_jpeg
from bareme.documents.sandbox.text_layer import TextLayerReader
from bareme.documents.sandbox.words import Word
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page, PageKind
from bareme.errors import DocumentRefused, RefusalReason

_PREVIEW_DPI = 72  # one pixel per point
_LARGE_IMAGE = 0.25  # share of the page
_MAX_OBJECTS_CHECKED = 5000  # checking more objects for scripts costs too much time
_MOST_FORM_PAGES = 10  # of a form, in which a field is looked for
_ACTIVE = {"/JavaScript": "javascript", "/EmbeddedFile": "embedded_files"}
_UNDECODED = re.compile(r"image|jbig2|jpeg|jpx|fax", re.IGNORECASE)


class PdfFile:
    """An open PDF. Scripts are not run, embedded files are not extracted."""

    media_type = "application/pdf"
    decodes_in_full = False

    def __init__(self, path: Path) -> None:
        pymupdf.TOOLS.mupdf_display_errors(on=False)
        pymupdf.TOOLS.mupdf_display_warnings(on=False)
        self._document = pymupdf.open(path, filetype="pdf")
        if self._document.needs_pass:
            raise DocumentRefused(RefusalReason.ENCRYPTED, "The document needs a password")
        self.page_count: int = self._document.page_count
        self._text_layers = TextLayerReader(path)
        self._scan: tuple[int, PageJpeg | None] = (-1, None)
        self.page_warnings: set[str] = set()

    def warnings(self) -> set[str]:
        """Return warning codes for the document as a whole."""
        found: set[str] = set()
        if self._document.is_repaired:
            found.add("repaired")
        if self._needs_xfa:
            found.add("xfa_form")
        for xref in range(1, min(self._document.xref_length(), _MAX_OBJECTS_CHECKED)):
            with suppress(RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):  # a damaged object may be unused
                source = self._document.xref_object(xref, compressed=True)
                found |= {warning for name, warning in _ACTIVE.items() if name in source}
        return found

    def size(self, index: int) -> tuple[float, float]:
        """Return the width and height of a page as shown, in points."""
        box = self._document[index].rect
        return float(box.width), float(box.height)

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels rendering the page would take."""
        width, height = self.size(index)
        return width * height * (dpi / 72) ** 2

    def stored_pixels(self, index: int) -> int:  # noqa: ARG002 (MuPDF decodes at the size that it renders)
        """Return 0: what a page's pictures store is bounded by the worker's memory."""
        return 0

    def read(self, index: int, dpi: int) -> Page:
        """Describe a page, with its visible text separated from its hidden text."""
        page = self._document[index]
        pymupdf.TOOLS.reset_mupdf_warnings()
        boxes = read_box_log(page)
        preview = self._preview(page, dpi)
        problems = pymupdf.TOOLS.mupdf_warnings()
        scan = self._scan_of(page)
        damaged = scan is not None and scan.is_damaged  # MuPDF draws what it can, and often says nothing
        undecoded = damaged or bool(boxes.images and _UNDECODED.search(problems))
        layer = self._text_layers.read(page, boxes, preview)
        if undecoded:
            self.page_warnings.add("picture_not_decoded")
        if layer.hidden:
            self.page_warnings.add("hidden_text")
        classified, ink = layer.words, PageInk(preview)
        if classified.ocr:
            kind, shown = PageKind.OCR_SCAN, classified.ocr + classified.visible
        elif classified.visible:
            kind = PageKind.MIXED if boxes.image_share >= _LARGE_IMAGE else PageKind.TYPED
            shown = classified.visible
        else:
            kind, shown = ink.kind, ()
        # What seems blank may only not have been drawn.
        if self._needs_xfa or (kind is PageKind.BLANK and (problems or damaged or self._document.is_repaired)):
            kind = PageKind.UNREADABLE
        width, height = self.size(index)
        suffices = layer.suffices and kind is PageKind.TYPED and not problems and not self._document.is_repaired
        return Page(
            index=index,
            width=width,
            height=height,
            rotation=page.rotation,
            kind=kind,
            stored_size=scan.size if scan and not damaged else None,
            lines=reading_order(shown, width),
            drawn=layer.drawn,
            incomplete=undecoded,
            turned=_is_turned(shown) or (kind is PageKind.SCAN and runs_sideways(preview)),
            ink=None if suffices else ink.grid(width, height),
            hidden_text=" ".join(layer.hidden),
            faint_text=" ".join(word.text for word in classified.faint),
            text_verified=layer.verified,
            text_suffices=suffices,
        )

    @cached_property
    def _needs_xfa(self) -> bool:
        """Whether the pages are drawn by an XFA form, which only Adobe's programs fill in."""
        document = self._document
        catalog = document.pdf_catalog()
        if document.xref_get_key(catalog, "NeedsRendering")[1] == "true":
            return True
        xfa = document.xref_get_key(catalog, "AcroForm/XFA")[0] != "null"
        shown = range(min(document.page_count, _MOST_FORM_PAGES))
        return xfa and not any(document[index].first_widget for index in shown)

    def picture(self, page: PageRef, dpi: int, *, grey: bool = False) -> Image.Image:
        """Return the picture of a page as it is shown."""
        source = self._document[page.index]
        scan = self._scan_of(source)
        image = scan and scan.scaled(scan.within(_size(source, dpi)), grey=grey)
        return as_shown(image or render_image(source, dpi, grey=grey), page)

    def render(self, page: PageRef, dpi: int) -> PageImage:
        """Render a page as it is shown, or return the JPEG that it consists of."""
        source = self._document[page.index]
        scan = self._scan_of(source)
        if scan and not is_changed(page) and (whole := scan.as_it_is(page.index, _size(source, dpi))):
            return whole
        image = self.picture(page, dpi)
        scanned = scan or read_box_log(source).image_share >= _LARGE_IMAGE
        return as_jpeg(image, page.index) if scanned else as_png(image, page.index)

    def _preview(self, page: pymupdf.Page, dpi: int) -> Image.Image:
        """Return the page in grey at 72 dpi. A page that is one JPEG is decoded for `dpi` at once."""
        scan = self._scan_of(page)
        image = scan and scan.scaled(_size(page, _PREVIEW_DPI), grey=True, largest=_size(page, dpi))
        return image or render_image(page, _PREVIEW_DPI, grey=True)

    def _scan_of(self, page: pymupdf.Page) -> PageJpeg | None:
        """Return the JPEG that the page consists of. That of the last page is kept, so that it is decoded once."""
        if self._scan[0] != page.number:
            self._scan = page.number, find_scan_jpeg(page)
        return self._scan[1]

    def close(self) -> None:
        """Close the file."""
        self._document.close()
        self._text_layers.close()


def _size(page: pymupdf.Page, dpi: int) -> Size:
    return max(1, round(page.rect.width * dpi / 72)), max(1, round(page.rect.height * dpi / 72))


def _is_turned(words: Sequence[Word]) -> bool:
    """Return whether most of the text runs another way than from left to right."""
    turned = sum(len(word.text) for word in words if not word.upright)
    return turned > sum(len(word.text) for word in words) / 2
