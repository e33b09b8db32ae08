# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Read the text layer of a page and hold it against what the page shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf
from PIL import Image

from bareme.documents.sandbox.box_log import BoxLog, render_image
from bareme.documents.sandbox.contrast import WordInk
from bareme.documents.sandbox.drawings import has_drawing
from bareme.documents.sandbox.glyph_shapes import GlyphShapes
from bareme.documents.sandbox.misleading import find_misleading_words
from bareme.documents.sandbox.redaction import RedactedDocument
from bareme.documents.sandbox.text_ink import TextInk
from bareme.documents.sandbox.text_suffices import text_suffices
from bareme.documents.sandbox.visibility import WordsByVisibility, classify_words, measure_contrasts
from bareme.documents.sandbox.words import Word, extract_words, rotation_of

_UNKNOWN, _MANY_UNKNOWN = "\ufffd", 0.1  # the character of a letter without a meaning, and a share of a page's text
_LEAST_REPLACED = 4  # letters of a text given in place of what is shown; fewer may be a ligature or a symbol


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a page's text layer says, and how much of it is seen."""

    words: WordsByVisibility
    drawn: bool = False  # whether the page shows more than its visible words
    hidden: list[str] = field(default_factory=list)
    suffices: bool = False  # whether the visible words say all that the page shows
    verified: bool = True  # whether the words could be held against what the page shows


class TextLayerReader:
    """Reads the text layers of a document."""

    def __init__(self, path: Path) -> None:
        self._redacted = RedactedDocument(path)
        self._shapes = GlyphShapes()

    def read(self, page: pymupdf.Page, boxes: BoxLog, preview: Image.Image) -> TextLayer:
        """Return the text layer of a page; `preview` is its grey picture at 72 dpi."""
        words = extract_words(page)
        notes = _annotations(page, words)
        if not words:
            return TextLayer(WordsByVisibility(), hidden=notes)
        try:
            return self._compare(page, words, boxes, preview, notes)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
            # The page itself can be read: its picture is shown instead of refusing a student's work.
            return TextLayer(WordsByVisibility(visible=tuple(words)), drawn=True, hidden=notes, verified=False)

    def close(self) -> None:
        """Close the files that were opened."""
        self._redacted.close()

    def _compare(
        self, page: pymupdf.Page, words: list[Word], boxes: BoxLog, preview: Image.Image, notes: list[str]
    ) -> TextLayer:
        without_text = self._redacted.render(page.number)
        ink = TextInk(page, preview.size)
        word_ink = WordInk(words, ink, rotation_of(page))
        misleading = find_misleading_words(page, words, ink.fonts, self._shapes)
        contrasts = measure_contrasts(
            word_ink,
            (preview, without_text),
            lambda: (render_image(page, 72), self._redacted.render(page.number, grey=False)),
        )
        classified = classify_words(words, contrasts, boxes, ground=without_text, misleading=misleading)
        hidden = [word.text for word in classified.hidden]
        if not any(word.has_letters for word in classified.hidden):
            hidden = []  # a dot in white tells nobody anything
        hidden = [*hidden, *notes, *_not_shown(ink.actual_texts, words)]
        return TextLayer(
            classified,
            # The shapes of misleading letters and of those without a meaning are seen, and the text does not say them.
            drawn=bool(misleading) or _is_unknown(classified.visible) or has_drawing(without_text),
            hidden=hidden,
            suffices=not hidden
            and text_suffices(page, classified, without_text=without_text, fonts=ink.fonts, shapes=self._shapes),
        )


def _annotations(page: pymupdf.Page, words: list[Word]) -> list[str]:
    """Return the contents of annotations that the page does not draw, such as pop-up notes and comments."""
    drawn = "".join(word.text for word in words)
    contents = (annotation.info.get("content", "") for annotation in page.annots())
    return [text.strip() for text in contents if text.strip() and "".join(text.split()) not in drawn]


def _not_shown(replacements: Iterable[str], words: list[Word]) -> list[str]:
    """Return the texts given in place of letters that say something else."""
    shown = _letters("".join(word.text for word in words))
    return [
        text.strip()
        for text in sorted(replacements)
        if len(_letters(text)) >= _LEAST_REPLACED and _letters(text) not in shown
    ]


def _is_unknown(words: Iterable[Word]) -> bool:
    """Whether the file does not say what many of the letters are."""
    text = "".join(word.text for word in words)
    return text.count(_UNKNOWN) > _MANY_UNKNOWN * len(text)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
