"""What a workbook's XML writes for texts and numbers, and what they are."""

import re
from decimal import Decimal, InvalidOperation
from xml.sax.saxutils import escape

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LARGEST_WHOLE = 10**15


def escaped_text(text: str) -> str:
    """Return a text without its escapes: "_x000D_" stands for a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def text_source(text: str) -> str:
    """Return the XML of a text; what would be taken for an escape is escaped."""
    return escape(_LIKE_ESCAPED.sub("_x005F_", text))


def number_text(value: str, decimal_sign: str) -> str:
    """Return a number as people read it: whole ones without decimals, others without the error of their storage."""
    try:
        number = float(value)
        if number.is_integer() and abs(number) < _LARGEST_WHOLE:
            return str(int(number))
        return f"{Decimal(repr(number)):f}".replace(".", decimal_sign)
    except (ValueError, OverflowError, InvalidOperation):
        return value.strip()
