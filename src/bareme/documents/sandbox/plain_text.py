"""Read plain text and Markdown, in whatever encoding it has."""

import codecs
import unicodedata
from pathlib import Path

from bareme.documents.sandbox.flow import Flow
from bareme.errors import DocumentRefused, RefusalReason

TEXT_SUFFIXES = {".txt", ".text", ".md", ".markdown", ".tex"}

_MARKS = {  # the longer ones first
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_COMMON = frozenset("éèêëàâäçùûüôöîïÉÈÊÀÇœŒæñßáíóúãõåøÄÖÜ«»’‘“”…–—°²³µ€·×÷§")
_MAX_CONTROLS = 0.01  # share of the characters; more are in files that are no text


def read_text(path: Path) -> Flow:
    """Return the lines of a text file as paragraphs.

    Raises:
        DocumentRefused: the file is no text.
    """
    flow = Flow()
    text, guessed = decode(path.read_bytes())
    controls = sum(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t\f" for letter in text)
    if controls > len(text) * _MAX_CONTROLS or text.startswith(("{\\rtf", "%!PS")):
        raise DocumentRefused(RefusalReason.NOT_A_DOCUMENT, "The content is no plain text")
    if guessed:
        flow.warnings.add("encoding_guessed")
    for line in text.splitlines():
        flow.add_text(line.expandtabs(4))
        flow.end_paragraph()
    return flow


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether its encoding is only the likeliest one."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace"), False
    try:
        return data.decode(), False
    except UnicodeDecodeError:
        pass
    zeros = data[:2000].count(0)
    if zeros > len(data[:2000]) // 4:  # UTF-16 without its mark: every other byte of Latin text is 0
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace"), True
    readings = (data.decode(encoding, "replace") for encoding in ("cp1252", "mac_roman"))
    return max(readings, key=lambda text: sum(letter in _COMMON for letter in text)), True
