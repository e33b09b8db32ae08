"""How a data set names the pages of an answer: a file beside it, and which of the file's pages."""

import posixpath
import re
import unicodedata
from dataclasses import dataclass

from bareme.errors import InvalidInput

_PLACE = re.compile(r"page=([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?")
# An address, or a drive of Windows.
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class SubmittedPageName:
    """A file, and the pages of it that are meant."""

    file: str
    first: int = 1
    last: int | None = None
    """None: to the end of the file."""


def parse_page_name(text: str) -> SubmittedPageName:
    """Return what `scan.pdf`, `scan.pdf#page=3` or `scan.pdf#page=3-4` means; pages count from 1.

    The fragment is that of PDF addresses (RFC 8118, section 3).

    Raises:
        InvalidInput: it cannot be the name of a file in the data set's folder or below, or the pages are none.
    """
    file, mark, place = text.partition("#page=")
    if not file.strip() or any(unicodedata.category(letter).startswith("C") for letter in text):
        raise InvalidInput("{text!r} is no name of a file", text=text)
    if _ELSEWHERE.match(file) or "\\" in file or file.startswith(("/", "~")):
        raise InvalidInput(
            "{text!r} is no path that starts at the data set's folder, with '/' between folders", text=text
        )
    if posixpath.normpath(file).split("/")[0] == "..":
        raise InvalidInput("{text!r} lies outside of the data set's folder", text=text)
    if not mark:
        return SubmittedPageName(file)
    found = _PLACE.fullmatch(f"page={place}")
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        raise InvalidInput("{text!r}: '#page=3' or '#page=3-4' is expected", text=text)
    return SubmittedPageName(file, first, last)
