"""Cells of a spreadsheet that show an error, such as "#NAME?" where somebody typed a text that begins with a dash."""

import io
import re
from zipfile import ZipFile

_ERROR = re.compile(r"#(?:[A-ZÀ-Ý]{3,10}[!?]|[A-Z]{3}/0!|N/[A-Z]{1,2})")
"""As programs show one, in any language: "#NAME?", "#NOM?", "#VALEUR!", "#DIV/0!", "#N/A"."""
_ERROR_CELLS = (
    re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt=["']e["']"""),
    # A formula whose value the program did not write.
    re.compile(rb"</(?:\w+:)?f>\s*</(?:\w+:)?c>|<(?:\w+:)?f\b[^>]*/>\s*</(?:\w+:)?c>"),
    re.compile(rb"""value-type=["']error["']"""),  # OpenDocument
)
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml|content\.xml")


def is_error(text: str) -> bool:
    """Whether a text is an error that a spreadsheet shows."""
    return bool(_ERROR.fullmatch(text.strip()))


def may_hide_errors(data: bytes) -> bool:
    """Whether a workbook has cells with an error, which are read as empty. The binary formats do not tell."""
    if not data.startswith(b"PK"):
        return True
    with ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if _SHEETS.fullmatch(name)]
        return not sheets or any(pattern.search(archive.read(name)) for name in sheets for pattern in _ERROR_CELLS)
