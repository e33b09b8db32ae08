# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""PDF documents, by MuPDF."""

import re
from contextlib import suppress
from pathlib import Path

import pymupdf
from PIL import Image

from bareme.documents.images import PageImage
from bareme.documents.sandbox.drawing import Drawing, drawing_of, picture_of
from bareme.documents.sandbox.encoding import as_jpeg, as_png
from bareme.documents.sandbox.ink import is_blank
from bareme.documents.sandbox.lines import arrange
from bareme.documents.sandbox.scan_jpeg import find_scan_jpeg
from bareme.documents.sandbox.visibility import Layer, Textless, see
from bareme.documents.sandbox.words import Word, words_of
from bareme.domain.pages import Page, PageKind
from bareme.errors import DocumentRefused, RefusalReason

_LOOK_DPI = 72  # one pixel a point: enough to tell whether something is there
_LARGE_PICTURE = 0.25  # of the page
_OBJECTS_LOOKED_AT = 5000  # beyond, looking for scripts costs more than the warning is worth
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
        self._textless = Textless(path)
        self._warnings: set[str] = set()

    def warnings(self) -> set[str]:
        """Return codes of what was found: in the document, and on the pages read so far."""
        found = set(self._warnings)
        if self._document.is_repaired:
            found.add("repaired")
        for xref in range(1, min(self._document.xref_length(), _OBJECTS_LOOKED_AT)):
            with suppress(RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):  # a bad object that no page may need
                source = self._document.xref_object(xref, compressed=True)
                found |= {warning for name, warning in _ACTIVE.items() if name in source}
        return found

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels rendering the page takes."""
        box = self._document[index].rect
        return float(box.width * box.height * (dpi / 72) ** 2)

    def read(self, index: int) -> Page:
        """Describe a page, its visible text apart from what a reader cannot see."""
        page = self._document[index]
        pymupdf.TOOLS.reset_mupdf_warnings()
        drawing = drawing_of(page)
        look = picture_of(page, _LOOK_DPI, grey=True)
        undecoded = drawing.pictures and _UNDECODED.search(pymupdf.TOOLS.mupdf_warnings())
        words = words_of(page)
        layer = self._layer(page, words, drawing, look)
        if undecoded:
            self._warnings.add("picture_not_decoded")
        hidden = [*(word.text for word in layer.hidden), *_notes(page, words)]
        if hidden:
            self._warnings.add("hidden_text")
        if layer.ocr:
            kind, shown = PageKind.OCR_SCAN, layer.ocr + layer.visible
        elif layer.visible:
            kind, shown = (
                PageKind.MIXED if drawing.picture_share >= _LARGE_PICTURE else PageKind.TYPED,
                layer.visible,
            )
        elif is_blank(look) and not undecoded:
            kind, shown = PageKind.BLANK, ()
        else:
            kind, shown = PageKind.SCAN, ()
        return Page(
            index=index,
            width=page.rect.width,
            height=page.rect.height,
            rotation=page.rotation,
            kind=kind,
            lines=arrange(shown, page.rect.width),
            hidden_text=" ".join(hidden),
        )

    def _layer(self, page: pymupdf.Page, words: list[Word], drawing: Drawing, look: Image.Image) -> Layer:
        if not words:
            return Layer((), (), ())
        try:
            return see(page, words, drawing, look, self._textless)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
            # A page that can be read but not taken apart is no reason to refuse a student's work.
            self._warnings.add("hidden_text_unchecked")
            return Layer(tuple(words), (), ())

    def render(self, index: int, dpi: int) -> PageImage:
        """Render a page, or hand on the JPEG that it consists of."""
        page = self._document[index]
        if jpeg := find_scan_jpeg(page, dpi):
            return PageImage(index, "image/jpeg", *jpeg)
        picture = picture_of(page, dpi)
        scanned = drawing_of(page).picture_share >= _LARGE_PICTURE
        return as_jpeg(picture, index) if scanned else as_png(picture, index)

    def close(self) -> None:
        """Close the file."""
        self._document.close()
        self._textless.close()


def _notes(page: pymupdf.Page, words: list[Word]) -> list[str]:
    """Return what the page's annotations say and do not draw: notes behind a symbol, comments, hidden boxes."""
    drawn = "".join(word.text for word in words)
    contents = (annotation.info.get("content", "") for annotation in page.annots())
    return [text.strip() for text in contents if text.strip() and "".join(text.split()) not in drawn]
