"""Ranges of a quantity: "59.5 to 60.5", "between 2 and 3 cm", "60 ± 0.5 °C", "59,5 à 60,5"."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from bareme.domain.quantities.notation import plain_notation
from bareme.domain.quantities.quantity import Quantity, read_quantity
from bareme.domain.quantities.units import Unit

_LONGEST = 200
_BETWEEN = re.compile(
    r"(?:(?:between|entre|from|de|zwischen|von)\s+(?P<low>.+?)\s+(?:and|et|to|à|und|bis)\s+(?P<high>.+)"
    r"|\[\s*(?P<first>[^\[\];]+?)\s*(?:;|,\s)\s*(?P<second>[^\[\];]+?)\s*\]"
    r"|(?P<one>.+?)\s*(?:\bto\b|\bà\b|\bbis\b|\ba\b|–|…|\.\.\.?)\s*(?P<other>.+))",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"(?P<low>[^≤<]+)(?:≤|<=)[^≤<\d]{1,12}(?:≤|<=)(?P<high>[^≤<]+)")
_MARGIN = re.compile(r"(?P<middle>.+?)\s*(?:±|\+\s?/\s?-|\+-)\s*(?P<margin>.+)")


@dataclass(frozen=True)
class QuantityRange:
    """All values from `low` to `high`, both included, in one unit."""

    low: Fraction
    high: Fraction
    unit: Unit | None = None


def read_range(text: str) -> QuantityRange | None:
    """Return the range that `text` consists of; None for anything else, or where it can be read in several ways.

    A hyphen between two numbers may be a minus, and makes no range.
    """
    if len(text) > _LONGEST:
        return None
    stripped = text.strip().strip("$.").strip()
    found = _CHAIN.fullmatch(plain_notation(stripped)) or _BETWEEN.fullmatch(stripped)
    if found is not None:
        low, high = [part for part in found.groups() if part is not None]
        return _between(read_quantity(low), read_quantity(high))
    around = _MARGIN.fullmatch(plain_notation(stripped))
    return _around(read_quantity(around["middle"]), read_quantity(around["margin"])) if around else None


def _between(low: Quantity | None, high: Quantity | None) -> QuantityRange | None:
    if low is None or high is None:
        return None
    # "2 to 3 cm": the unit stands once, behind both.
    low = replace(low, unit=high.unit) if low.unit is None else low
    if low.unit != high.unit or len(set(low.readings)) != 1 or len(set(high.readings)) != 1:
        return None
    ends = low.readings[0], high.readings[0]
    return QuantityRange(*ends, low.unit) if ends[0] <= ends[1] else None


def _around(middle: Quantity | None, margin: Quantity | None) -> QuantityRange | None:
    if middle is None or margin is None or len(set(middle.readings)) != 1 or len(set(margin.readings)) != 1:
        return None
    if margin.unit is not None and margin.unit.is_ratio and not (middle.unit and middle.unit.is_ratio):
        return None  # a share of the number, or of something else
    if middle.unit is not None and margin.unit is not None and middle.unit != margin.unit:
        return None
    value, width = middle.readings[0], margin.readings[0]
    return QuantityRange(value - width, value + width, middle.unit or margin.unit) if width >= 0 else None
