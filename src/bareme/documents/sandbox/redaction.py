# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Render the pages of a PDF without their text."""

from pathlib import Path

import pymupdf
from PIL import Image

from bareme.documents.sandbox.box_log import render_image


class RedactedDocument:
    """A second copy of the document whose text is redacted page by page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: pymupdf.Document | None = None
        self._redacted: set[int] = set()

    def render(self, index: int, *, grey: bool = True) -> Image.Image:
        """Return the page at 72 dpi without its text."""
        if self._document is None:
            self._document = pymupdf.open(self._path, filetype="pdf")
            # Redaction does not reach annotations and form fields until they are part of the page.
            self._document.bake()
        page = self._document[index]
        if index not in self._redacted:
            _redact(page)
            self._redacted.add(index)
        return render_image(page, 72, grey=grey)

    def close(self) -> None:
        """Close the copy if it was opened."""
        if self._document is not None:
            self._document.close()


def _redact(page: pymupdf.Page) -> None:
    # Redactions use the coordinates of the unrotated page.
    rotation = page.rotation
    page.set_rotation(0)
    page.add_redact_annot(page.rect)
    page.apply_redactions(
        images=pymupdf.PDF_REDACT_IMAGE_NONE,  # type: ignore[attr-defined]
        graphics=pymupdf.PDF_REDACT_LINE_ART_NONE,  # type: ignore[attr-defined]
        text=pymupdf.PDF_REDACT_TEXT_REMOVE,  # type: ignore[attr-defined]
    )
    page.set_rotation(rotation)
