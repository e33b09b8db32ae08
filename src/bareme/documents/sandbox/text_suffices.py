# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Find out whether the text of a page says all that its picture shows.

Then a model that reads the text gets nothing from the picture. Everything else is doubted: what is painted beside the
text, letters whose meaning cannot be checked, and a layout or an emphasis that the bare words do not tell.
"""

from collections.abc import Sequence
from typing import Any

import pymupdf
from PIL import Image

from bareme.documents.sandbox.glyph_shapes import GlyphShapes
from bareme.documents.sandbox.letter_meaning import mean_what_they_show
from bareme.documents.sandbox.painted_letters import read_letters, rows_of
from bareme.documents.sandbox.paper_marks import find_underlined
from bareme.documents.sandbox.plain_layout import is_plainly_laid_out
from bareme.documents.sandbox.visibility import WordsByVisibility


def text_suffices(
    page: pymupdf.Page,
    words: WordsByVisibility,
    *,
    without_text: Image.Image,
    fonts: Sequence[Any],
    shapes: GlyphShapes,
) -> bool:
    """Return whether the visible words of a page, line by line, say all that it shows.

    `without_text` is its grey picture at 72 dpi without its text, `fonts` are those of MuPDF's trace.
    """
    if words.hidden or words.ocr or words.faint or page.rotation or page.first_annot or page.first_widget:
        return False
    letters = read_letters(page, fonts)
    if not letters or len(letters) != sum(len(word.text) for word in words.visible):
        return False
    if any(font_type == "Type3" for _, _, font_type, *_ in page.get_fonts(full=True)):
        return False  # its letters may be any drawings
    rows = rows_of(letters)
    underlined = find_underlined(without_text, rows)
    return underlined is not None and is_plainly_laid_out(rows, underlined) and mean_what_they_show(letters, shapes)
