"""Points: exact decimals with two places inside, JSON numbers outside; French and English notation."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidPoints

Language = Literal["fr", "en"]

ZERO = Decimal("0.00")
DEFAULT_STEP = Decimal("0.25")
_PLACES = Decimal("0.01")
_LIMIT = Decimal(1_000_000)
_LOWEST = -_LIMIT


def to_points(value: object) -> Decimal:
    """Return `value` as a Decimal of two places.

    Integers, floats, Decimals and texts ("2,5", "2.5") are taken. A float is read by its shortest decimal
    notation, so 0.1 is 0.10; a third of a point is refused rather than rounded.

    Raises:
        InvalidPoints: a boolean, NaN, an infinity, text that is no number, more than two decimal places, or a
            size beyond a million.
    """
    if isinstance(value, Decimal) and value.same_quantum(_PLACES) and _LOWEST <= value <= _LIMIT:
        return value + ZERO
    return _read_again(value) if type(value) in {int, float} else _read(value)


def _read(value: object) -> Decimal:
    if isinstance(value, bool):
        raise InvalidPoints(
            f"points must be a number, not the boolean {value!r}",
            french=f"il faut un nombre de points, et non le booléen {value!r}",
        )
    if isinstance(value, str):
        read = read_decimal(value)
        if read is None:
            raise _no_number(value)
        number = read
    elif isinstance(value, int | float | Decimal):
        number = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    else:
        raise _no_number(value)
    if not number.is_finite():
        raise InvalidPoints(f"points must be finite, not {value!r}", french=f"{value!r} n'est pas un nombre fini")
    if not _LOWEST <= number <= _LIMIT:
        raise InvalidPoints(
            f"points must lie within a million, not {number:.3e}",
            french=f"un nombre de points ne dépasse pas le million, et non {number:.3e}",
        )
    exact = number.quantize(_PLACES)
    if exact != number:
        raise InvalidPoints(
            f"points have at most two decimal places, not {value!r}",
            french=f"un nombre de points a deux décimales au plus, et non {value!r}",
        )
    return exact + ZERO  # -0.00 becomes 0.00


def _no_number(value: object) -> InvalidPoints:
    return InvalidPoints(
        f"points must be a number, not {value!r}", french=f"il faut un nombre de points, et non {value!r}"
    )


# A class set holds a few dozen different marks, each of them read some hundred times.
_read_again = lru_cache(maxsize=1024, typed=True)(_read)


def _to_json(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Points = Annotated[
    Decimal,
    BeforeValidator(to_points),
    PlainSerializer(_to_json, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number", "description": "Points, at most two decimal places."}),
]
"""A number of points: Decimal of two places in Python, a number in JSON."""

NonNegativePoints = Annotated[Points, Field(ge=0)]
"""Points that cannot be below zero."""

Step = Annotated[Points, Field(gt=0, le=100)]
"""The distance between two neighbouring marks, 0.25 by default."""


def add(values: Iterable[Decimal]) -> Decimal:
    """Return the exact sum, 0.00 for none."""
    return sum(values, ZERO)


def round_half_up(value: Decimal) -> Decimal:
    """Return `value` to two places, halves away from zero, as a teacher rounds."""
    return value.quantize(_PLACES, rounding=ROUND_HALF_UP)


def is_on_step(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a multiple of `step`."""
    return value % step == 0


def snap(value: Decimal, step: Decimal, *, maximum: Decimal | None = None) -> Decimal:
    """Return the multiple of `step` nearest to `value`, halves upwards, and not above `maximum`.

    A maximum that is itself off the step counts as one of the marks: full marks are full marks.
    """
    snapped = (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
    if maximum is not None and maximum - value <= abs(snapped - value):
        snapped = maximum
    return round_half_up(snapped)


def is_mark(value: Decimal, *, maximum: Decimal, step: Decimal) -> bool:
    """Whether `value` lies in [0, maximum] and on the step, or is the maximum itself."""
    return ZERO <= value <= maximum and (is_on_step(value, step) or value == maximum)


def format_points(value: Decimal, language: Language = "fr") -> str:
    """Return the shortest notation: "2", "2,5" in French, "2.5" in English."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text
