"""What the key of a numeric question says of a number: right, wrong, or left to a marker."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from bareme.domain.mock_exam.option_labels import folded
from bareme.domain.quantities import Quantity, QuantityRange, Tolerance, agreement, read_quantity, read_range

_ABSOLUTE = Fraction(1, 1000)
_RIGHT = Tolerance(absolute=_ABSOLUTE)
_NEAR_SHARE = Fraction(1, 100)
"""Of a small key: what is farther away may be within 0.001 and is still another number."""
_FEWEST_DIGITS = 2
"""Significant digits of an answer that may be the rounded key."""
_ABOUT = re.compile(r"[≈~≃]|\\(?:approx|simeq|sim)\b")
_DECIMALS = re.compile(r"[.,](\d+)\Z")


class Fit(Enum):
    """How an answer fits an accepted form."""

    RIGHT = "right"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True)
class NumberKey:
    """The accepted forms of a numeric key, as far as they could be read."""

    forms: tuple[Quantity | QuantityRange, ...]
    unread: tuple[str, ...]

    def fit(self, given: Quantity) -> Fit:
        """Return RIGHT if one form fits surely, WRONG if every form was read and surely none fits."""
        fits = {_fit(given, form) for form in self.forms}
        if Fit.RIGHT in fits:
            return Fit.RIGHT
        return Fit.WRONG if fits == {Fit.WRONG} and not self.unread else Fit.OPEN


def read_key(accepted: Sequence[str]) -> NumberKey:
    """Return what the accepted forms say. One that is only about a number ("≈ 60") counts as not read."""
    forms: list[Quantity | QuantityRange] = []
    unread: list[str] = []
    words = [text for text in accepted if folded(text)]
    for text in words:
        form = None if _ABOUT.search(text) else read_range(text) or read_quantity(text)
        if form is None:
            unread.append(text)
        else:
            forms.append(form)
    return NumberKey(tuple(forms), tuple(unread))


def number(value: float) -> Quantity:
    """Return a number that was sent as such."""
    text = f"{Decimal(repr(value)):f}"
    return Quantity((Fraction(repr(value)),), notation=text.lstrip("-"))


def _fit(given: Quantity, form: Quantity | QuantityRange) -> Fit:
    if isinstance(form, QuantityRange):
        return _fit_range(given, form)
    if given.unit is not None and given.unit != form.unit:
        # Whether 0.5 will do for 50 %, or 1.5 m for 150 cm, depends on the question.
        return Fit.OPEN
    as_written = replace(given, unit=form.unit)
    agrees = agreement(as_written, form, _RIGHT)
    if agrees == "none":
        converted = agreement(given, form, _RIGHT) != "none"
        return Fit.OPEN if converted or _is_rounded(given, form) else Fit.WRONG
    if agrees == "partial":
        return Fit.OPEN
    return _fit_small(as_written, form)


def _fit_small(given: Quantity, form: Quantity) -> Fit:
    """Return how an answer within 0.001 fits: beside a small key that may be far away."""
    if len(set(given.readings)) != 1 or len(set(form.readings)) != 1:
        return Fit.RIGHT
    off, size = abs(given.readings[0] - form.readings[0]), abs(form.readings[0])
    if size == 0 or off <= max(_NEAR_SHARE * size, Fraction(1, 10**12) * size):
        return Fit.RIGHT
    return Fit.OPEN


def _fit_range(given: Quantity, form: QuantityRange) -> Fit:
    if given.unit not in {None, form.unit}:
        return Fit.OPEN
    inside = [form.low <= value <= form.high for value in given.readings]
    near = [form.low - _ABSOLUTE <= value <= form.high + _ABSOLUTE for value in given.readings]
    return Fit.RIGHT if all(inside) else Fit.OPEN if any(near) else Fit.WRONG


def _is_rounded(given: Quantity, form: Quantity) -> bool:
    """Return whether one of the two may be the other one, rounded to its own digits."""
    return _rounds_to(form, given) or (_decimals(form) > 0 and _rounds_to(given, form))


def _rounds_to(exact: Quantity, rounded: Quantity) -> bool:
    digits = re.sub(r"\D", "", rounded.notation).strip("0")
    if len(digits) < _FEWEST_DIGITS or not re.fullmatch(r"[\d.,' ]+", rounded.notation):
        return False
    half = Fraction(1, 2 * 10 ** _decimals(rounded))
    return any(abs(one - other) <= half for one in exact.readings for other in rounded.readings)


def _decimals(quantity: Quantity) -> int:
    found = _DECIMALS.search(quantity.notation)
    return len(found[1]) if found else 0
