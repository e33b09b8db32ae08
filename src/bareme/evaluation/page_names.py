"""Parse the names of an answer's pages: a file beside the data set, and pages of that file."""

import posixpath
import re
import unicodedata
from dataclasses import dataclass

from bareme.errors import InvalidInput

_FRAGMENT = re.compile(r"page=([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?")
# The scheme of a URL, or a Windows drive.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class SubmittedPageName:
    """A file and a range of its pages."""

    file: str
    first: int = 1
    last: int | None = None
    """None: the last page of the file."""


def parse_page_name(text: str) -> SubmittedPageName:
    """Parse `scan.pdf`, `scan.pdf#page=3` or `scan.pdf#page=3-4`; pages count from 1.

    The fragment is that of PDF URLs (RFC 8118, section 3).

    Raises:
        InvalidInput: the file is not a path within the data set's folder, or the pages are invalid.
    """
    file, mark, place = text.partition("#page=")
    if not file.strip() or any(unicodedata.category(letter).startswith("C") for letter in text):
        raise InvalidInput("{text!r} is not a file name", text=text)
    if _SCHEME.match(file) or "\\" in file or file.startswith(("/", "~")):
        raise InvalidInput(
            "{text!r} is not a path relative to the data set's folder, with '/' between folders", text=text
        )
    if posixpath.normpath(file).split("/")[0] == "..":
        raise InvalidInput("{text!r} is outside the data set's folder", text=text)
    if not mark:
        return SubmittedPageName(file)
    found = _FRAGMENT.fullmatch(f"page={place}")
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        raise InvalidInput("{text!r}: expected '#page=3' or '#page=3-4'", text=text)
    return SubmittedPageName(file, first, last)
