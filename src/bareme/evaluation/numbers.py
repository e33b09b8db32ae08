"""Read numbers from files."""

from decimal import Decimal

from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput

_SHOWN = 60
_MISSING = frozenset({"", "-", "–", "na", "n/a", "nan", "none", "null"})


def is_missing(cell: str | None) -> bool:
    """Return whether a cell means that there is no value."""
    return cell is None or cell.strip().casefold() in _MISSING


def is_number(cell: str) -> bool:
    """Return whether a cell contains a number."""
    return read_decimal(cell, scientific=True) is not None


def read_number(value: object) -> Decimal:
    """Return a finite number exactly as written, a float by its shortest notation. "2,5" is read as "2.5".

    Raises:
        InvalidInput: the value is not a number, is a boolean or NaN, or is infinite or too large or small for a mark.
    """
    if isinstance(value, str) and (read := read_decimal(value, scientific=True)) is not None:
        number = read
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    else:
        raise InvalidInput("{value} is not a number", value=_shown(value))
    if not number.is_finite():
        raise InvalidInput("{value!r} is not a finite number", value=value)
    if number and not -12 <= number.adjusted() <= 9:
        raise InvalidInput("{value} is too large or too small for a mark", value=_shown(value))
    return number


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
