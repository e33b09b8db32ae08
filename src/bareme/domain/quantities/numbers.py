"""Numbers as people write them, with all their readings: "1,234" may be 1.234 or 1234."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import isqrt

NUMERAL = r"(?:\d++(?:[.,](?!10\s?\^)\d++)*+|(?<![\w.,)])[.,]\d++)"
"""Digits and the signs that group them or begin decimals, in text that came through `plain_notation`."""
_EXPONENT = r"\(?(?P<{name}>[-+]?\d{{1,3}})\)?(?!\d)"
_TEN = r"10\s?\^\s?"
POWER_OF_TEN = rf"(?:\s?[×xX.]\s?{_TEN}{_EXPONENT.format(name='power')}|[eE](?P<exponent>[-+]?\d{{1,3}})(?!\w))"

_MOST_DIGITS = 60
_DECIMAL = re.compile(r"(?P<whole>\d*+|[1-9]\d{0,2}(?:(?:,\d{3})++(?=\.)|(?:\.\d{3})++(?=,)))[.,](?P<decimals>\d++)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})++|(?:,\d{3})++)")
_CELL = re.compile(
    r"(?P<sign>[-+−])?(?:(?P<number>\d++(?:[.,]\d*+)?|[.,]\d++)(?P<exponent>[eE][-+]?\d{1,3})?"
    r"|(?P<whole>\d*+)\s?(?P<fraction>[¼-¾⅛-⅞]))"
)
_PI = Fraction("3.14159265358979323846264338327950288")
_ROOT_SCALE = 10**30


def numeral_readings(numeral: str) -> tuple[Decimal, ...]:
    """Return what digits with "." and "," may stand for, the reading with decimals first; () if it is no number.

    One sign may begin decimals or, before exactly three digits, group thousands. A repeated sign groups thousands. Of
    two different signs the last begins the decimals. No group follows a leading zero: "0,375" has one reading.
    """
    if len(numeral) > _MOST_DIGITS:
        return ()
    if numeral.isdecimal():
        return (Decimal(numeral),)
    readings = []
    if found := _DECIMAL.fullmatch(numeral):
        readings.append(Decimal(f"{_digits(found['whole']) or 0}.{found['decimals']}"))
    if _GROUPED.fullmatch(numeral):
        readings.append(Decimal(_digits(numeral)))
    return tuple(readings)


def plain_numeral(numeral: str) -> str:
    """Return a numeral without digit groups and without zeros at its end, its decimals after a dot.

    What has several readings, none, or leading zeros, as a code has ("007"), is returned unchanged.
    """
    readings = numeral_readings(numeral)
    if len(readings) != 1 or (numeral[0] == "0" and numeral[1:2].isdigit()):
        return numeral
    text = f"{readings[0]:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits(grouped: str) -> str:
    return grouped.replace(".", "").replace(",", "")


def read_decimal(cell: str, *, scientific: bool = False) -> Decimal | None:
    """Return the number in a cell or a field ("2,5", "2.5", "½"), or None if it is not one.

    Such places hold no digit groups, so "." and "," both begin decimals and every number has one reading. With
    `scientific`, "1.5e-3" is a number too.
    """
    found = _CELL.fullmatch(cell.strip())
    if found is None or (found["exponent"] and not scientific):
        return None
    if found["fraction"]:
        number = Decimal(found["whole"] or 0) + Decimal(unicodedata.numeric(found["fraction"]))
    else:
        number = Decimal(found["number"].replace(",", ".") + (found["exponent"] or ""))
    return number.copy_negate() if found["sign"] in {"-", "−"} else number


def scaled(readings: tuple[Decimal, ...], found: re.Match[str]) -> tuple[Fraction, ...]:
    """Return `readings` times the power of ten that `POWER_OF_TEN` found."""
    power = int(found["power"] or found["exponent"] or 0)
    return tuple(Fraction(value) * Fraction(10) ** power for value in readings)


@lru_cache(maxsize=1024)
def square_root(value: Fraction) -> Fraction:
    """Return the square root of `value`, exact if it is a fraction and otherwise to 30 places or more."""
    numerator, denominator = value.as_integer_ratio()
    return Fraction(isqrt(numerator * denominator * _ROOT_SCALE**2), denominator * _ROOT_SCALE)


# A number without its sign: "2", "3×10^5", "10^-19", "2√3", "π", "2π".
_TERM = re.compile(
    rf"(?=[\d.,√π])(?:{_TEN}{_EXPONENT.format(name='ten')}|(?P<numeral>{NUMERAL}){POWER_OF_TEN}?)?"
    rf"(?P<root>\s?×?\s?√\s?(?:\(\s?(?P<inside>{NUMERAL})\s?\)|(?P<radicand>{NUMERAL})))?(?P<pi>\s?×?\s?π)?"
)
_MIXED = re.compile(r"(?P<whole>\d{1,9}) (?P<open>\()?(?P<top>\d{1,9})\s?/\s?(?P<bottom>\d{1,9})(?(open)\))")
_OPENING = re.compile(r"\(\s?(?P<minus>-\s?)?")
_CLOSING = re.compile(r"\s?\)")
_STROKE = re.compile(r"\s?/\s?(?=[\d.,√π(])")


def read_number(text: str, start: int = 0) -> tuple[tuple[Fraction, ...], int]:
    """Return all readings of the number that starts at `start` of `text`, without its sign, and where it ends.

    The text must have come through `plain_notation`. Without a number there is no reading: ((), start).
    """
    if mixed := _MIXED.match(text, start):
        return _mixed_readings(mixed), mixed.end()
    readings, end = _read_term(text, start)
    if readings and (stroke := _STROKE.match(text, end)):
        divisors, end = _read_term(text, stroke.end())
        readings = tuple(dict.fromkeys(top / bottom for top, bottom in product(readings, divisors) if bottom))
    return readings, end if readings else start


def _read_term(text: str, start: int) -> tuple[tuple[Fraction, ...], int]:
    """Return all readings of the factors at `start`, in brackets or not, and where they end."""
    opening = _OPENING.match(text, start)
    found = _TERM.match(text, opening.end() if opening else start)
    if found is None or not found[0]:
        return (), start
    closing = _CLOSING.match(text, found.end()) if opening else None
    if opening and not closing:
        return (), start
    readings: tuple[Fraction, ...] = (Fraction(10) ** int(found["ten"] or 0),)
    if found["numeral"]:
        readings = scaled(numeral_readings(found["numeral"]), found)
    if found["root"]:
        roots = [square_root(Fraction(value)) for value in numeral_readings(found["inside"] or found["radicand"])]
        readings = tuple(factor * root for factor, root in product(readings, roots))
    sign = -1 if opening and opening["minus"] else 1
    return tuple(sign * value * (_PI if found["pi"] else 1) for value in readings), (closing or found).end()


def _mixed_readings(mixed: re.Match[str]) -> tuple[Fraction, ...]:
    whole, top, bottom = int(mixed["whole"]), int(mixed["top"]), int(mixed["bottom"])
    if not 0 < top < bottom:
        return ()
    # In LaTeX, 2\frac{1}{2} is a mixed number in English and a product in French.
    return (whole + Fraction(top, bottom), *([whole * Fraction(top, bottom)] if mixed["open"] else []))
