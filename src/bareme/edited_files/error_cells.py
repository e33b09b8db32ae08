"""Cells of a spreadsheet that show an error, such as "#NAME?" where somebody typed a text that begins with a dash."""

import io
import re
from zipfile import ZipFile

_ERROR = re.compile(r"#(?:[A-ZÀ-Ý]{3,10}[!?]|[A-Z]{3}/0!|N/[A-Z]{1,2})")
"""As programs show one, in any language: "#NAME?", "#NOM?", "#VALEUR!", "#DIV/0!", "#N/A"."""
_ERROR_CELLS = (b' t="e"', b" t='e'", b'value-type="error"')
_NO_VALUE = (b"</f></c>", b"</x:f></x:c>")
"""The end of a formula whose value the program did not write."""
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
        return not sheets or any(_has_error(archive.read(name)) for name in sheets)


def _has_error(sheet: bytes) -> bool:
    return any(sign in sheet for sign in (*_ERROR_CELLS, *_NO_VALUE))
