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
        raise InvalidInput(f"{_shown(value)} is not a number", french=f"{_shown(value)} n’est pas un nombre")
    if not number.is_finite():
        raise InvalidInput(f"{value!r} is not a finite number", french=f"{value!r} n’est pas un nombre fini")
    if number and not -12 <= number.adjusted() <= 9:
        raise InvalidInput(
            f"{_shown(value)} is beyond what a mark can be", french=f"{_shown(value)} dépasse ce qu’une note peut être"
        )
    return number


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
