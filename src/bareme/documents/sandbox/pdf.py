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
from bareme.documents.sandbox.box_log import BoxLog, read_box_log, render_image
from bareme.documents.sandbox.contrast import WordInk
from bareme.documents.sandbox.drawings import has_drawing
from bareme.documents.sandbox.encoding import as_jpeg, as_png
from bareme.documents.sandbox.glyph_shapes import GlyphShapes
from bareme.documents.sandbox.ink import kind_by_ink
from bareme.documents.sandbox.lines import reading_order
from bareme.documents.sandbox.misleading import find_misleading_words
from bareme.documents.sandbox.orientation import runs_sideways
from bareme.documents.sandbox.redaction import RedactedDocument
from bareme.documents.sandbox.scan_jpeg import find_scan_jpeg
from bareme.documents.sandbox.text_ink import TextInk
from bareme.documents.sandbox.visibility import WordsByVisibility, classify_words
from bareme.documents.sandbox.words import Word, extract_words
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

    def __init__(self, path: Path) -> None:
        pymupdf.TOOLS.mupdf_display_errors(on=False)
        pymupdf.TOOLS.mupdf_display_warnings(on=False)
        self._document = pymupdf.open(path, filetype="pdf")
        if self._document.needs_pass:
            raise DocumentRefused(RefusalReason.ENCRYPTED, "The document needs a password")
        self.page_count: int = self._document.page_count
        self._redacted = RedactedDocument(path)
        self._shapes = GlyphShapes()
        self._warnings: set[str] = set()

    def warnings(self) -> set[str]:
        """Return warning codes for the document and the pages read so far."""
        found = set(self._warnings)
        if self._document.is_repaired:
            found.add("repaired")
        if self._needs_xfa:
            found.add("xfa_form")
        for xref in range(1, min(self._document.xref_length(), _MAX_OBJECTS_CHECKED)):
            with suppress(RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):  # a damaged object may be unused
                source = self._document.xref_object(xref, compressed=True)
                found |= {warning for name, warning in _ACTIVE.items() if name in source}
        return found

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels rendering the page would take."""
        box = self._document[index].rect
        return float(box.width * box.height * (dpi / 72) ** 2)

    def stored_pixels(self, index: int) -> int:  # noqa: ARG002 (MuPDF decodes at the size that it renders)
        """Return 0: what a page's pictures store is bounded by the worker's memory."""
        return 0

    def read(self, index: int) -> Page:
        """Describe a page, with its visible text separated from its hidden text."""
        page = self._document[index]
        pymupdf.TOOLS.reset_mupdf_warnings()
        boxes = read_box_log(page)
        preview = render_image(page, _PREVIEW_DPI, grey=True)
        problems = pymupdf.TOOLS.mupdf_warnings()
        undecoded = bool(boxes.images and _UNDECODED.search(problems))
        words = extract_words(page)
        classified, drawn = self._classify(page, words, boxes, preview)
        if undecoded:
            self._warnings.add("picture_not_decoded")
        self._faint = " ".join(w.text for w in getattr(classified, "faint", ()))
        hidden = [*(word.text for word in classified.hidden), *_annotations(page, words)]
        if hidden:
            self._warnings.add("hidden_text")
        if classified.ocr:
            kind, shown = PageKind.OCR_SCAN, classified.ocr + classified.visible
        elif classified.visible:
            kind = PageKind.MIXED if boxes.image_share >= _LARGE_IMAGE else PageKind.TYPED
            shown = classified.visible
        else:
            kind, shown = kind_by_ink(preview), ()
        # What seems blank may only not have been drawn.
        if self._needs_xfa or (kind is PageKind.BLANK and (problems or self._document.is_repaired)):
            kind = PageKind.UNREADABLE
        return Page(
            index=index,
            width=page.rect.width,
            height=page.rect.height,
            rotation=page.rotation,
            kind=kind,
            lines=reading_order(shown, page.rect.width),
            drawn=drawn,
            incomplete=undecoded,
            turned=_is_turned(shown) or (kind is PageKind.SCAN and runs_sideways(preview)),
            hidden_text=" ".join(hidden),
        )

    def _classify(
        self, page: pymupdf.Page, words: list[Word], boxes: BoxLog, preview: Image.Image
    ) -> tuple[WordsByVisibility, bool]:
        """Return the words by visibility, and whether the page shows more than these."""
        if not words:
            return WordsByVisibility((), (), ()), False
        try:
            without_text = self._redacted.render(page.number)
            ink = TextInk(page, preview.size)
            word_ink = WordInk(words, ink)
            classified = classify_words(
                words,
                boxes,
                word_ink,
                (preview, without_text),
                lambda: (render_image(page, _PREVIEW_DPI), self._redacted.render(page.number, grey=False)),
                find_misleading_words(page, words, ink.fonts, self._shapes),
            )
            return classified, has_drawing(without_text)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
            # The page itself can be read: warn instead of refusing a student's work.
            self._warnings.add("hidden_text_unchecked")
            return WordsByVisibility(tuple(words), (), ()), True

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

    def render(self, index: int, dpi: int) -> PageImage:
        """Render a page, or return the JPEG that it consists of."""
        page = self._document[index]
        if jpeg := find_scan_jpeg(page, dpi):
            return PageImage(index, "image/jpeg", *jpeg)
        image = render_image(page, dpi)
        scanned = read_box_log(page).image_share >= _LARGE_IMAGE
        return as_jpeg(image, index) if scanned else as_png(image, index)

    def close(self) -> None:
        """Close the file."""
        self._document.close()
        self._redacted.close()


def _is_turned(words: Sequence[Word]) -> bool:
    """Return whether most of the text runs another way than from left to right."""
    turned = sum(len(word.text) for word in words if not word.upright)
    return turned > sum(len(word.text) for word in words) / 2


def _annotations(page: pymupdf.Page, words: list[Word]) -> list[str]:
    """Return the contents of annotations that the page does not draw, such as pop-up notes and comments."""
    drawn = "".join(word.text for word in words)
    contents = (annotation.info.get("content", "") for annotation in page.annots())
    return [text.strip() for text in contents if text.strip() and "".join(text.split()) not in drawn]
