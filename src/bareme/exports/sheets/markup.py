"""Texts as HTML. Whatever a student, a model or a teacher has written is shown as text, never as HTML."""

import unicodedata

from bareme.documents.story_text import story_text
from bareme.domain.limits import FEEDBACK_LENGTH
from bareme.exports.cells import printable
from bareme.exports.sheets.formulas import readable
from bareme.translation import Translator

_JOINERS = "\u200c\u200d"
"""Persian and Hindi are spelled with them; other invisible characters could turn the text around."""


def plain_text(text: str) -> str:
    """Return `text` with readable formulas and without invisible characters other than spaces and line ends."""
    kept = printable(text).replace("\t", " ").replace("\u00ad", "")
    shown = (letter if letter.isprintable() or letter in _JOINERS or letter == "\n" else " " for letter in kept)
    return readable("".join(shown))


def markup(text: str, t: Translator) -> str:
    """Return `text` as HTML, cut at the length of a feedback; what is cut is said."""
    shown = story_text(plain_text(text[:FEEDBACK_LENGTH]).strip()).replace("\n", "<br/>")
    if len(text) > FEEDBACK_LENGTH:
        shown += f" <i>{story_text(t('[… cut here: the whole text is in the workbook]'))}</i>"
    return shown


def paragraph(text: str, t: Translator, *, kind: str = "") -> str:
    """Return `text` as a paragraph of the class `kind`, in the direction of its first letter; nothing for no text."""
    shown = markup(text, t)
    direction = ' dir="rtl"' if _is_right_to_left(text) else ""
    return f'<p class="{kind}"{direction}>{shown}</p>' if shown else ""


def _is_right_to_left(text: str) -> bool:
    directions = (unicodedata.bidirectional(letter) for letter in text[:FEEDBACK_LENGTH])
    return next((way for way in directions if way in {"L", "R", "AL"}), "L") != "L"
