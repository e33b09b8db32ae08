"""A number with its unit: read from an answer that consists of one, or found in a text."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal

from bareme.domain.quantities.notation import plain_notation
from bareme.domain.quantities.numbers import NUMERAL, POWER_OF_TEN, numeral_readings, read_number, scaled, square_root
from bareme.domain.quantities.units import Unit, parse_unit, unit_at, unit_of

_LONGEST = 200
"""A longer text is not one quantity."""
_BEFORE = re.compile(
    r"(?:(?:[^\W\d_]\w{0,3}+(?:\([^)]*+\))? ?)?[=≈] ?)?"  # "=", "x =", "f(3) ≈"
    r"(?:(?P<minus>-)|\+)? ?(?P<currency>[£€$] ?)?"
)
_WORD = r"[A-Za-zÀ-ÖØ-öø-ÿµΩ°%‰£€$]++(?:\^?-?\d)?"
_COUNTED = re.compile(rf"(?!.*\b(?:or|and|to|not|ou|et)\b){_WORD}(?:[ ./×]{_WORD}){{0,2}}", re.IGNORECASE)
_IN_TEXT = re.compile(
    rf"(?P<currency>[£€$])?\s?(?P<root>√\(?)?(?P<sign>(?<![\w)\s])-|(?<=\s)-(?=[\d.,]))?(?P<numeral>{NUMERAL}){POWER_OF_TEN}?"
)


_NO_UNIT = Unit(Fraction(1), ())
_IRRATIONAL = Fraction(1, 10**12)
"""How far the value of a root or of π may be off, as a share of it."""

type Agreement = Literal["full", "partial", "none"]
"""Whether two notations agree in all their readings, in some or in none."""


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be from the expected one: in that number's unit, and as a share of it."""

    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)

    def accepts(self, value: Fraction, expected: Fraction) -> bool:
        """Whether `value` is near enough to `expected`."""
        return abs(value - expected) <= max(self.absolute, max(self.relative, _IRRATIONAL) * abs(expected))


@dataclass(frozen=True)
class Quantity:
    """A number, with its unit if it has one."""

    readings: tuple[Fraction, ...]
    """What the number may stand for; never empty."""
    unit: Unit | None = None
    notation: str = ""
    """The number as it is written, without its sign."""
    start: int = 0
    end: int = 0
    """Where it stands in the text, which must have come through `plain_notation`."""

    def readings_in(self, unit: Unit | None) -> tuple[Fraction, ...]:
        """Return the readings converted into `unit`; () if it measures something else.

        A unit that is missing on either side is taken for the other's, but 50 % without a unit is 0.5.
        """
        mine, other = self.unit, unit
        if mine and other and mine.dimension != other.dimension:
            return ()
        if not (mine and other) and not (mine or other or _NO_UNIT).is_ratio:
            return self.readings
        scale = (mine or _NO_UNIT).factor / (other or _NO_UNIT).factor
        return tuple(value * scale for value in self.readings)


def agreement(found: Quantity, expected: Quantity, tolerance: Tolerance) -> Agreement:
    """Return how many readings of `found` and `expected` agree, units converted.

    A number that is spelled the same on both sides is read the same way on both.
    """
    values = found.readings_in(expected.unit)
    alike = bool(values) and found.notation == expected.notation
    pairs = zip(values, expected.readings, strict=True) if alike else product(values, expected.readings)
    agreeing = [tolerance.accepts(value, target) for value, target in pairs]
    return "none" if not any(agreeing) else "full" if all(agreeing) else "partial"


def read_quantity(text: str) -> Quantity | None:
    r"""Return the quantity that `text` consists of: "£1,250", "x = \frac38", "-4.5 cm", "1,6 × 10⁻¹⁹ C", "1½", "√2".

    None for anything else, such as a sentence, two numbers or a calculation. A unit may be any word: "12 apples".
    """
    plain = plain_notation(text).strip() if len(text) <= _LONGEST else ""
    before = _BEFORE.match(plain)
    readings, end = read_number(plain, before.end()) if before else ((), 0)
    if before is None or not readings:
        return None
    name = ((before["currency"] or "") + plain[end:]).strip(" .")
    if name and not _COUNTED.fullmatch(name):
        return None
    unit = (parse_unit(name) or Unit.named(name)) if name else None
    values = tuple(-value for value in readings) if before["minus"] else readings
    return Quantity(values, unit, plain[before.end() : end], before.end(), end)


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities in `text`, which must have come through `plain_notation`, from left to right.

    Coefficients, as in "3x", and digits inside a word, as in "CO2", are left out.
    """
    found: list[Quantity] = []
    for match in _IN_TEXT.finditer(text):
        before = text[match.start("numeral") - 1 : match.start("numeral")]
        if before.isalpha() or before in {"^", "_"}:
            continue
        readings = numeral_readings(match["numeral"])
        # The bracket of "√(6,25)" ends after the number.
        after = match.end() + (match["root"] == "√(" and text.startswith(")", match.end()))
        powers, end = unit_at(text, after)
        unit = unit_of(powers) if powers is not None else parse_unit(match["currency"] or "")
        if not readings or (unit is None and text[match.end() : match.end() + 1].isalpha()):
            continue
        values = scaled(readings, match)
        if match["root"]:
            values = tuple(square_root(value) for value in values)
        if match["sign"]:
            values = tuple(-value for value in values)
        found.append(Quantity(values, unit, match["numeral"], match.start(), end))
    return found
