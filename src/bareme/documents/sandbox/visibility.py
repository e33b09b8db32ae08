# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Find out which words of the text layer are visible on the page.

The page is rendered with and without its text. A word is hidden if the two images do not differ at its place,
whatever the cause: white on white, zero opacity, covered by an image, outside the page.
"""

from dataclasses import dataclass
from pathlib import Path

import pymupdf
from PIL import Image, ImageChops

from bareme.documents.sandbox.box_log import Box, BoxLog, render_image
from bareme.documents.sandbox.words import Word

_MIN_CONTRAST = 16  # grey levels; a smaller difference is invisible on paper
_FULL_PAGE = 0.8  # share of the page that the images of a scan cover
_MIN_SIZE = 3.0  # points; smaller text is unreadable


@dataclass(frozen=True, slots=True)
class WordsByVisibility:
    """The words of a page by whether its reader can see them."""

    visible: tuple[Word, ...]
    ocr: tuple[Word, ...]  # invisible words over a scanned image, as text recognition (OCR) adds them
    hidden: tuple[Word, ...]


class RedactedDocument:
    """A second copy of the document whose text is redacted page by page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: pymupdf.Document | None = None

    def render(self, index: int) -> Image.Image:
        """Return the grey page at 72 dpi without its text."""
        if self._document is None:
            self._document = pymupdf.open(self._path, filetype="pdf")
            # Redaction does not reach annotations and form fields until they are part of the page.
            self._document.bake()
        page = self._document[index]
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
        return render_image(page, 72, grey=True)

    def close(self) -> None:
        """Close the copy if it was opened."""
        if self._document is not None:
            self._document.close()


def classify_words(
    words: list[Word], boxes: BoxLog, preview: Image.Image, without_text: Image.Image
) -> WordsByVisibility:
    """Sort the words of a page by visibility; `preview` is its grey rendering at 72 dpi, also without its text."""
    difference = ImageChops.difference(preview, without_text)
    visible, ocr, hidden = [], [], []
    for word in words:
        if word.size >= _MIN_SIZE and _is_drawn(difference, word):
            visible.append(word)
        elif _within(word, boxes.images) and not _within(word, boxes.texts_on_top):
            ocr.append(word)
        else:
            hidden.append(word)
    # OCR covers a whole scanned page; a few words under an image of a typed page are hidden text.
    if boxes.image_share < _FULL_PAGE or len(ocr) <= len(visible):
        ocr, hidden = [], ocr + hidden
    return WordsByVisibility(tuple(visible), tuple(ocr), tuple(hidden))


def _is_drawn(difference: Image.Image, word: Word) -> bool:
    left, top = max(0, int(word.x0)), max(0, int(word.y0))
    right, bottom = min(difference.width, int(word.x1) + 1), min(difference.height, int(word.y1) + 1)
    if left >= right or top >= bottom:
        return False
    return any(difference.crop((left, top, right, bottom)).histogram()[_MIN_CONTRAST:])


def _within(word: Word, boxes: tuple[Box, ...]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
