"""Numbers, units, fractions and LaTeX as people write them: the only reader of such notation.

A notation that can be read in two ways ("1,234") has all its readings, and callers decide only where these agree.
`plain_notation` gives one spelling, `read_quantity`, `read_range` and `find_quantities` give values.
"""

from bareme.domain.quantities.notation import plain_notation
from bareme.domain.quantities.numbers import NUMERAL, plain_numeral, read_decimal
from bareme.domain.quantities.quantity import Agreement, Quantity, Tolerance, agreement, find_quantities, read_quantity
from bareme.domain.quantities.ranges import QuantityRange, read_range
from bareme.domain.quantities.units import Unit, plain_units

__all__ = [
    "NUMERAL",
    "Agreement",
    "Quantity",
    "QuantityRange",
    "Tolerance",
    "Unit",
    "agreement",
    "find_quantities",
    "plain_notation",
    "plain_numeral",
    "plain_units",
    "read_decimal",
    "read_quantity",
    "read_range",
]
