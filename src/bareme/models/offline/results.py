"""The results of a student's calculations."""

import math
import re
from fractions import Fraction

from bareme.domain.quantities import Quantity, find_quantities
from bareme.models.offline.math_text import plain_math

_FRACTION = re.compile(r"\s*(\d{1,3})\s*/\s*([1-9]\d{0,2})\s*")


def results(text: str) -> list[Quantity]:
    """Return the results in `text`: the quantities that stand alone after "=" or "≈", or in a sentence.

    Operands ("12 × 0,50") and the left side of an equation are not results. `text` may be in any notation.
    """
    found: list[Quantity] = []
    for line in re.split(r"\n|;|\b(?:soit|donc|so|therefore|d'où)\b|→", plain_math(text)):
        sides = re.split(r"[=≈]", line)
        for number, side in enumerate(sides):
            fraction = _FRACTION.fullmatch(side.rstrip(" ."))
            if fraction and math.gcd(int(fraction[1]), int(fraction[2])) == 1:
                # In lowest terms it is a result; "9000/720" is a calculation.
                value = Fraction(int(fraction[1]), int(fraction[2]))
                found.append(Quantity((value,), None, fraction[0].strip(), fraction.start(), fraction.end()))
                continue
            last_of_chain = number == len(sides) - 1
            if len(sides) > 1 and number == 0:
                continue
            found += [q for q in find_quantities(side) if _stands_alone(side, q, in_chain=not last_of_chain)]
    return found


def _stands_alone(side: str, quantity: Quantity, *, in_chain: bool) -> bool:
    before, after = side[: quantity.start].rstrip(), side[quantity.end :].lstrip()
    if in_chain:
        return not before and not after
    return before[-1:] not in {"×", "/", "+", "-", "^", "√"} and after[:1] not in {"×", "/", "+", "^", "-"}
