"""Texts as HTML for the pages that MuPDF flows."""

import html
import re

_LIGATURE = re.compile(r"(?<=f)(?=[fil])")
_APART = "<span></span>"


def story_text(text: str) -> str:
    """Return a text as HTML, shown as it is.

    MuPDF would draw "ff", "fi" and "fl" as one letter, so that nobody finds "effet" in the file. It has no setting for
    that, but leaves the letters of two elements apart. A zero-width non-joiner would bring a font of 50 kB along.
    """
    return _LIGATURE.sub(_APART, html.escape(text))
