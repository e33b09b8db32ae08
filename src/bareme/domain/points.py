"""Points: decimals with two places in Python, numbers in JSON, in the notation of a language."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from bareme.domain.limits import LARGEST_POINTS
from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput, InvalidPoints
from bareme.translation import languages, translator


def _known(language: str) -> str:
    if language not in languages():
        raise InvalidInput("there is no language {code!r}: choose one of {codes}", code=language, codes=languages())
    return language


Language = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"enum": list(languages()), "type": "string"}),
]
"""The code of a language that has a catalogue, or of English."""

ZERO = Decimal("0.00")
DEFAULT_STEP = Decimal("0.25")
CENT = Decimal("0.01")
"""The smallest difference between points."""
_LIMIT = Decimal(LARGEST_POINTS)
_LOWEST = -_LIMIT


def to_points(value: object) -> Decimal:
    """Return `value` as a Decimal with two places.

    Accepts integers, floats, Decimals and text ("2,5", "2.5"). A float is read by its shortest decimal notation, so 0.1
    becomes 0.10. A value with more than two places is refused, not rounded.

    Raises:
        InvalidPoints: the value is a boolean, NaN, infinite, text that is not a number, has more than two decimal
            places, or exceeds a million in size.
    """
    if isinstance(value, Decimal) and value.same_quantum(CENT) and _LOWEST <= value <= _LIMIT:
        return value + ZERO
    return _read_again(value) if type(value) in {int, float} else _read(value)


def _read(value: object) -> Decimal:
    if isinstance(value, bool):
        raise InvalidPoints("points must be a number, not the boolean {value!r}", value=value)
    if isinstance(value, str):
        read = read_decimal(value)
        if read is None:
            raise _not_a_number(value)
        number = read
    elif isinstance(value, int | float | Decimal):
        number = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    else:
        raise _not_a_number(value)
    if not number.is_finite():
        raise InvalidPoints("points must be finite, not {value!r}", value=value)
    if not _LOWEST <= number <= _LIMIT:
        shown = f"{number:.3e}"
        raise InvalidPoints("points must lie within a million, not {number}", number=shown)
    exact = number.quantize(CENT)
    if exact != number:
        raise InvalidPoints("points have at most two decimal places, not {value!r}", value=value)
    return exact + ZERO  # -0.00 becomes 0.00


def _not_a_number(value: object) -> InvalidPoints:
    return InvalidPoints("points must be a number, not {value!r}", value=value)


# A class set has a few dozen distinct marks, each read hundreds of times.
_read_again = lru_cache(maxsize=1024, typed=True)(_read)


def _to_json(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Points = Annotated[
    Decimal,
    BeforeValidator(to_points),
    PlainSerializer(_to_json, return_type=int | float, when_used="json"),
    # Models read this schema too, which is a part of the key of what they were paid for: it stays as it is.
    WithJsonSchema({"type": "number", "description": "Points, at most two decimal places."}),
]
"""A number of points: a Decimal with two places in Python, a number in JSON."""

NonNegativePoints = Annotated[Points, Field(ge=0)]
"""Points of zero or more."""

Step = Annotated[
    Points,
    Field(gt=0, le=100),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100}),
]
"""The difference between adjacent marks, 0.25 by default."""


def add(values: Iterable[Decimal]) -> Decimal:
    """Return the exact sum, 0.00 if `values` is empty."""
    return sum(values, ZERO)


def round_half_up(value: Decimal) -> Decimal:
    """Return `value` rounded to two places, halves away from zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def is_on_step(value: Decimal, step: Decimal) -> bool:
    """Return whether `value` is a multiple of `step`."""
    return value % step == 0


def snap(value: Decimal, step: Decimal, *, maximum: Decimal | None = None) -> Decimal:
    """Return the multiple of `step` nearest to `value`, halves upwards, capped at `maximum`.

    A maximum that is not a multiple of the step is a valid mark as well.
    """
    snapped = (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
    if maximum is not None and maximum - value <= abs(snapped - value):
        snapped = maximum
    return round_half_up(snapped)


def is_mark(value: Decimal, *, maximum: Decimal, step: Decimal) -> bool:
    """Return whether `value` is in [0, maximum] and either a multiple of `step` or the maximum."""
    return ZERO <= value <= maximum and (is_on_step(value, step) or value == maximum)


def format_points(value: Decimal, language: Language = "fr") -> str:
    """Return the shortest notation: "2", "2,5" in French, "2.5" in English."""
    return translator(language).decimal(f"{value:.2f}".rstrip("0").rstrip("."))


def format_mark(points: Decimal | None, maximum: Decimal, language: Language) -> str:
    """Return a mark and what it is out of, as it is written for a student: "2,5 / 4", "– / 4"."""
    earned = "–" if points is None else format_points(points, language)
    return f"{earned}\u00a0/\u00a0{format_points(maximum, language)}"
