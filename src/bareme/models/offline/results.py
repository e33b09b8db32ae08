"""What a text states, one line or clause at a time: the names on its sides and the results of its calculations."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bareme.domain.quantities import Quantity, find_quantities, read_quantity
from bareme.models.offline.math_text import plain_math

_ARROW = re.compile(r"<?[=-]+>|[→⇔⟶]")
_END = re.compile(
    r"\n|;|→|\.\s+(?=[A-ZÀ-Ý])|\b(?:soit|donc|alors|puis|so|therefore|thus|hence|then|d'où)\b"
    # A comma or an "and" ends a statement only before another equation: "2x = 8, x = 4", but "4, 12".
    r"|(?:,\s+|\b(?:et|and|ou|or|avec|with|où|where)\s)(?=[^,;\n]*[=≈])"
)
_EQUALS = re.compile(r"[=≈]")


@dataclass(frozen=True)
class Statement:
    """One line or clause."""

    names: tuple[str, ...]
    """The sides of its equation that hold letters: "x", "2x", "P(A)", without spaces and in lower case."""
    results: tuple[Quantity, ...]
    """The quantities of its last side that has any; in a sentence, all that are no operands."""

    @property
    def values(self) -> frozenset[tuple[Fraction, ...]]:
        """The values of its results."""
        return frozenset(quantity.readings for quantity in self.results)


@lru_cache(maxsize=4096)
def statements(text: str) -> tuple[Statement, ...]:
    """Return the statements of `text`, which may be in any notation, in order; those without a result too."""
    plain = _ARROW.sub("→", plain_math(text))
    return tuple(_statement(part) for part in _END.split(plain) if part.strip(" .,:"))


def _statement(text: str) -> Statement:
    first, *others = _EQUALS.split(text)
    if not others:
        return Statement((), _in_side(first))
    found = next((quantities for side in reversed(others) if (quantities := _in_side(side))), ())
    if not found and (whole := _whole(first)) is not None:
        found = (whole,)  # "4 = x"
    sides = (re.sub(r"\s", "", side).lower() for side in (first, *others))
    names = (side.rsplit(":", 1)[-1] for side in sides if re.search(r"[^\W\d_]", side))
    return Statement(tuple(names), found)


def _in_side(side: str) -> tuple[Quantity, ...]:
    whole = _whole(side)
    if whole is not None:
        return (whole,)
    return tuple(quantity for quantity in find_quantities(side) if _stands_alone(side, quantity))


def _whole(side: str) -> Quantity | None:
    """Return the number that `side` consists of, such as a fraction or a root."""
    number = read_quantity(side.strip(" .,!:"))
    return number if number is not None and number.unit is None else None


def _stands_alone(side: str, quantity: Quantity) -> bool:
    """Whether the quantity is no operand of a calculation."""
    before, after = side[: quantity.start].rstrip(), side[quantity.end :].lstrip()
    return before[-1:] not in {"×", "/", "+", "-", "^", "√"} and after[:1] not in {"×", "/", "+", "^", "-"}
