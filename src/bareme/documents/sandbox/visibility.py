# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Which words of the text layer a reader of the page can see.

A page is rendered with and without its text: where the two pictures do not differ, the word is hidden, however that was
done (white on white, no opacity, under a picture, beside the page).
"""

from dataclasses import dataclass
from pathlib import Path

import pymupdf
from PIL import Image, ImageChops

from bareme.documents.sandbox.drawing import Box, Drawing, picture_of
from bareme.documents.sandbox.words import Word

_FAINT = 16  # grey levels: what differs less is not seen on paper
_TINY = 3.0  # points: nobody reads it


@dataclass(frozen=True, slots=True)
class Layer:
    """A text layer sorted by who can read it."""

    visible: tuple[Word, ...]
    ocr: tuple[Word, ...]  # invisible words that lie under a picture, as those of a scanner's text recognition do
    hidden: tuple[Word, ...]


class Textless:
    """A second copy of the document, from which the text is removed page by page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: pymupdf.Document | None = None

    def differences(self, index: int, look: Image.Image) -> Image.Image:
        """Return where the page's grey picture at 72 dpi differs from the page without its text."""
        if self._document is None:
            self._document = pymupdf.open(self._path, filetype="pdf")
            # Text in annotations and forms is removed only once they are part of the page.
            self._document.bake()
        page = self._document[index]
        # Redactions are placed on the page as it is drawn, before its rotation.
        rotation = page.rotation
        page.set_rotation(0)
        page.add_redact_annot(page.rect)
        page.apply_redactions(
            images=pymupdf.PDF_REDACT_IMAGE_NONE,  # type: ignore[attr-defined]
            graphics=pymupdf.PDF_REDACT_LINE_ART_NONE,  # type: ignore[attr-defined]
            text=pymupdf.PDF_REDACT_TEXT_REMOVE,  # type: ignore[attr-defined]
        )
        page.set_rotation(rotation)
        return ImageChops.difference(look, picture_of(page, 72, grey=True))

    def close(self) -> None:
        """Close the copy, if it was needed."""
        if self._document is not None:
            self._document.close()


def see(page: pymupdf.Page, words: list[Word], drawing: Drawing, look: Image.Image, textless: Textless) -> Layer:
    """Sort the words of a page; `look` is its grey picture at 72 dpi."""
    ink = textless.differences(page.number, look)
    visible, ocr, hidden = [], [], []
    for word in words:
        if word.size >= _TINY and _differs(ink, word):
            visible.append(word)
        elif _within(word, drawing.pictures) and not _within(word, drawing.texts_on_top):
            ocr.append(word)
        else:
            hidden.append(word)
    return Layer(tuple(visible), tuple(ocr), tuple(hidden))


def _differs(ink: Image.Image, word: Word) -> bool:
    left, top = max(0, int(word.x0)), max(0, int(word.y0))
    right, bottom = min(ink.width, int(word.x1) + 1), min(ink.height, int(word.y1) + 1)
    if left >= right or top >= bottom:
        return False
    return any(ink.crop((left, top, right, bottom)).histogram()[_FAINT:])


def _within(word: Word, boxes: tuple[Box, ...]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
