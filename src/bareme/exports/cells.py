"""Texts that are safe in a spreadsheet: no formula, no control character, no more than a cell can hold."""

import re

CELL_LIMIT = 32_767
"""The longest text a spreadsheet's cell holds, in UTF-16 code units, which is how Excel counts."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# C0 and C1 controls but tab and line feed, lone surrogates, and the two code points that XML 1.0 excludes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return `text` without control characters, its line ends as line feeds. LaTeX passes unchanged."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula, now or once its leading apostrophes are gone.

    Leading spaces do not count either: some programs trim them on import.
    """
    return text.lstrip(" '").startswith(_FORMULA_STARTS)


def shorten(text: str, limit: int = CELL_LIMIT) -> str:
    """Return `text`, cut to `limit` UTF-16 code units with an ellipsis as the last where it is longer."""
    if len(text) * 2 <= limit:  # no text has more than two units a character
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    # A surrogate pair that the cut divides is dropped whole.
    return units[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"


def csv_text(text: str) -> str:
    """Return `text` as a CSV cell: what looks like a formula gets a leading apostrophe.

    `read_csv_text` takes exactly that apostrophe off again, so nothing is lost but control characters and what
    exceeds the limit.
    """
    safe = printable(text)
    return shorten(f"'{safe}" if is_formula_like(safe) else safe)


def read_csv_text(cell: str) -> str:
    """Return the text that `csv_text` was given, as far as a cell can hold it."""
    return cell[1:] if cell.startswith("'") and is_formula_like(cell) else cell


def xlsx_text(text: str) -> str:
    """Return `text` as a workbook's cell may hold it. That it is no formula is said by the cell's type."""
    return shorten(printable(text))
