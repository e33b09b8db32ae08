"""Make text safe for spreadsheet cells: no formulas, no control characters, limited length."""

import re

CELL_LIMIT = 32_767
"""Maximum length of a cell's text in UTF-16 code units, as Excel counts."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# C0 and C1 controls except tab and line feed, lone surrogates, and the two code points that XML 1.0 excludes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return `text` without control characters and with line feeds as line ends. LaTeX is not changed."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula_like(text: str) -> bool:
    """Return whether a spreadsheet could treat `text` as a formula, also without its leading apostrophes and spaces.

    Some programs trim leading spaces on import.
    """
    return text.lstrip(" '").startswith(_FORMULA_STARTS)


def shorten(text: str, limit: int = CELL_LIMIT) -> str:
    """Return `text`, truncated to `limit` UTF-16 code units with an ellipsis if it is longer."""
    if len(text) * 2 <= limit:  # a character has at most two code units
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    # Decoding with "ignore" drops a surrogate pair that was cut in half.
    return units[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"


def inert(text: str) -> str:
    """Return `text` without control characters, with a leading apostrophe if it looks like a formula."""
    safe = printable(text)
    return f"'{safe}" if is_formula_like(safe) else safe


def csv_text(text: str) -> str:
    """Return `text` as a CSV cell, with a leading apostrophe if it looks like a formula.

    `read_csv_text` removes the apostrophe again; only control characters and text beyond the limit are lost.
    """
    return shorten(inert(text))


def read_csv_text(cell: str) -> str:
    """Return the text that `csv_text` converted to `cell`."""
    return cell[1:] if cell.startswith("'") and is_formula_like(cell) else cell


def xlsx_text(text: str) -> str:
    """Return `text` as a workbook cell can hold it. Formulas need no escaping because cells have a type."""
    return shorten(printable(text))
