# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The tables of a PDF that tell which letters the shapes of its fonts are, for those who search or read aloud."""

import re
import sys

import pymupdf

_BEYOND = rb"<((?:10|0?[1-9a-f])[0-9a-f]{4})>"
"""A letter from U+10000 to U+10FFFF, the last there can be."""
_RANGE = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4})> " + _BEYOND)
_LETTER = re.compile(_BEYOND)


def mend_letter_tables(document: pymupdf.Document) -> None:
    """Write letters beyond U+FFFF as PDF wants them, and keep one of tables that are the same.

    MuPDF writes their number, of which readers take the first four digits for another letter: "😀" is found as "ὠ". PDF
    wants UTF-16 (ISO 32000-2, 9.10.3).
    """
    tables: dict[tuple[str, bytes], str] = {}
    for font in range(1, document.xref_length()):
        kind, reference = document.xref_get_key(font, "ToUnicode")
        if kind != "xref":
            continue
        table = int(reference.split()[0])
        if not document.xref_is_stream(table):  # the name of a table that every reader has, or damage
            continue
        same = document.xref_object(table, compressed=True), document.xref_stream_raw(table)
        if same not in tables:
            tables[same] = reference
            written = document.xref_stream(table)
            mended = _LETTER.sub(lambda found: _utf16(int(found[1], 16)), _RANGE.sub(_each, written))
            if mended != written:
                document.update_stream(table, mended)
        document.xref_set_key(font, "ToUnicode", tables[same])


def _each(found: re.Match[bytes]) -> bytes:
    """Return a range with each of its letters: counting on from the last byte would leave the pair."""
    first, last, letter = (int(number, 16) for number in found.groups())
    end = min(letter + last - first, sys.maxunicode)
    letters = b" ".join(_utf16(beyond) for beyond in range(letter, end + 1))
    return b"<%s> <%s> [%s]" % (found[1], found[2], letters)


def _utf16(letter: int) -> bytes:
    return b"<%s>" % chr(letter).encode("utf-16-be").hex().encode()
