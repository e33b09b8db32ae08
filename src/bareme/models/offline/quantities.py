"""Numbers with their units: read from a text, and compared."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from bareme.models.offline.math_text import plain_math

Dimension = tuple[tuple[str, int], ...]

_MASS, _LENGTH, _TIME, _CURRENT = "g", "m", "s", "A"
_ENERGY = {_MASS: 1, _LENGTH: 2, _TIME: -2}
_POWER = {_MASS: 1, _LENGTH: 2, _TIME: -3}
_VOLTAGE = {_MASS: 1, _LENGTH: 2, _TIME: -3, _CURRENT: -1}
_RESISTANCE = {_MASS: 1, _LENGTH: 2, _TIME: -3, _CURRENT: -2}
_FORCE = {_MASS: 1, _LENGTH: 1, _TIME: -2}
_BASE: dict[str, tuple[float, dict[str, int]]] = {
    "m": (1, {_LENGTH: 1}), "g": (1, {_MASS: 1}), "s": (1, {_TIME: 1}), "A": (1, {_CURRENT: 1}),
    "h": (3600, {_TIME: 1}), "min": (60, {_TIME: 1}),
    "J": (1e3, _ENERGY), "W": (1e3, _POWER), "V": (1e3, _VOLTAGE), "N": (1e3, _FORCE),
    "Wh": (3.6e6, _ENERGY), "eV": (1.602e-16, _ENERGY), "cal": (4184.0, _ENERGY),
    "Ω": (1e3, _RESISTANCE), "ohm": (1e3, _RESISTANCE),
    "Pa": (1e3, {_MASS: 1, _LENGTH: -1, _TIME: -2}), "bar": (1e8, {_MASS: 1, _LENGTH: -1, _TIME: -2}),
    "Hz": (1, {_TIME: -1}), "C": (1, {_CURRENT: 1, _TIME: 1}), "L": (1e-3, {_LENGTH: 3}), "l": (1e-3, {_LENGTH: 3}),
    "mol": (1, {"mol": 1}), "K": (1, {"K": 1}), "°C": (1, {"°C": 1}), "°": (1, {"°": 1}), "%": (0.01, {}),
    "€": (1, {"€": 1}), "£": (1, {"£": 1}), "$": (1, {"$": 1}), "p": (0.01, {"£": 1}), "B": (1, {"dB": 1}),
}  # fmt: skip
_PREFIXES = {"k": 1e3, "M": 1e6, "G": 1e9, "d": 1e-1, "c": 1e-2, "m": 1e-3, "µ": 1e-6, "n": 1e-9, "h": 1e2, "da": 1e1}
_PREFIXED = {"m", "g", "s", "A", "J", "W", "V", "N", "Wh", "eV", "Ω", "Pa", "Hz", "L", "l", "mol", "C", "cal", "B"}
_SPELT = {
    "metre": "m", "mètre": "m", "meter": "m", "kilometre": "km", "kilomètre": "km", "centimètre": "cm",
    "centimetre": "cm",
    "gramme": "g", "gram": "g", "kilogramme": "kg", "kilo": "kg", "seconde": "s", "second": "s", "sec": "s",
    "minute": "min", "heure": "h", "hour": "h", "watt": "W", "kilowatt": "kW", "joule": "J", "volt": "V", "ampère": "A",
    "ampere": "A", "newton": "N", "litre": "L", "liter": "L", "degré": "°", "degree": "°", "penny": "p", "pence": "p",
    "euro": "€", "pound": "£", "pascal": "Pa", "hertz": "Hz", "wattheure": "Wh",
}  # fmt: skip
_NUMBER = r"\d+(?:[.,]\d+)*"
_QUANTITY = re.compile(
    rf"(?P<currency>[£€$])?\s?(?P<root>√\(?)?(?P<sign>(?<![\w)\s])-|(?<=\s)-(?=\d))?(?P<number>{_NUMBER})"
    r"(?:\s?×\s?10\s?\^\s?(?P<power>[-+]?\d+)|[eE](?P<e>[-+]?\d+)(?![A-Za-z]))?"
)
_UNIT_STEP = re.compile(r"(?P<join>\s?[/×*]\s?|\.|\s)?(?P<name>°C|[A-Za-zµΩà-ÿ]+|[%°€£])(?:\s?\^\s?)?(?P<power>-?\d)?")
_FRACTION = re.compile(r"\s*(\d{1,3})\s*/\s*([1-9]\d{0,2})\s*")
_LIST_OF_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, and how many base units (g, m, s, A) it is."""

    factor: float
    dimension: Dimension


@dataclass(frozen=True)
class Quantity:
    """A number in a text, with its unit if it has one."""

    values: tuple[float, ...]
    """One reading, or two where "180,000" may be either thousands or decimals."""
    unit: Unit | None
    start: int
    end: int
    """Where it stands in the text that `plain_math` made."""


@dataclass(frozen=True)
class Tolerance:
    """What a number may be off: in the expected number's own unit, and as a share of it."""

    absolute: float = 0.0
    relative: float = 0.0


def read_quantities(text: str) -> list[Quantity]:
    """Return the quantities in `text`, which must have come through `plain_math`, from left to right.

    Coefficients, as in "3x", and digits inside a word, as in "CO2", are none.
    """
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        before = text[match.start("number") - 1 : match.start("number")]
        if before.isalpha() or before in {"^", "_"}:
            continue
        unit, end = _unit_at(text, match.end())
        if match["currency"]:
            unit = unit or parse_unit(match["currency"])
        if unit is None and end < len(text) and text[end].isalpha():
            continue
        found.append(Quantity(values=_values(match), unit=unit, start=match.start(), end=end))
    return found


def _values(match: re.Match[str]) -> tuple[float, ...]:
    number = match["number"]
    readings = []
    if _LIST_OF_THOUSANDS.fullmatch(number):
        readings.append(float(number.replace(",", "")))
    plain = number.replace(",", ".")
    if plain.count(".") <= 1:
        readings.append(float(plain))
    elif not readings:
        readings.append(float(plain.replace(".", "", plain.count(".") - 1)))
    scale = 10.0 ** max(-300, min(300, int(match["power"] or match["e"] or 0)))
    sign = -1.0 if match["sign"] else 1.0
    rooted = [value**0.5 if match["root"] else value for value in readings]
    return tuple(sign * value * scale for value in rooted)


def _unit_at(text: str, position: int) -> tuple[Unit | None, int]:
    """Return the unit that starts at `position`, and where it ends."""
    if text[position : position + 1] == ")":
        position += 1  # the bracket of "√(6,25)"
    name, end, best = "", position, position
    while (step := _UNIT_STEP.match(text, end)) is not None:
        join = (step["join"] or "").strip()
        if name and not join:
            break
        candidate = name + join + step["name"] + (f"^{step['power']}" if step["power"] else "")
        if parse_unit(candidate) is None:
            break
        name, end = candidate, step.end()
        best = end
    return (parse_unit(name), best) if name else (None, position)


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit | None:
    """Return the unit that `text` names ("km/h", "m.s^-1", "heures", "£"), or None."""
    factor, sign = 1.0, 1
    powers: dict[str, int] = {}
    for part in re.split(r"([/.×*])", text.replace(" ", "")):
        if part in {"/", ".", "×", "*", ""}:
            sign = -1 if part == "/" else 1
            continue
        name, _, power = part.partition("^")
        base = _base(name)
        if base is None or (power and not re.fullmatch(r"-?\d", power)):
            return None
        exponent = sign * int(power or 1)
        factor *= base[0] ** exponent
        for key, count in base[1].items():
            powers[key] = powers.get(key, 0) + count * exponent
    dimension = tuple(sorted((key, count) for key, count in powers.items() if count))
    return Unit(factor, dimension)


def _base(name: str) -> tuple[float, dict[str, int]] | None:
    spelt = _SPELT.get(name.lower(), _SPELT.get(name.lower().rstrip("s")))
    name = spelt or name
    if name in _BASE:
        return _BASE[name]
    trailing_power = re.fullmatch(r"([A-Za-z]+)([23])", name)
    if trailing_power:  # "cm3"
        inner = _base(trailing_power[1])
        power = int(trailing_power[2])
        return (inner[0] ** power, {key: count * power for key, count in inner[1].items()}) if inner else None
    for prefix, scale in _PREFIXES.items():
        rest = name.removeprefix(prefix)
        if rest != name and rest in _PREFIXED:
            factor, dimension = _BASE[rest]
            return factor * scale, dimension
    return None


def same_value(found: Quantity, expected: Quantity, tolerance: Tolerance) -> bool:
    """Whether `found` is `expected` within `tolerance`, units converted; a missing unit on either side is let pass."""
    scale = 1.0
    if found.unit and expected.unit:
        if found.unit.dimension != expected.unit.dimension:
            return False
        scale = found.unit.factor / expected.unit.factor
    elif found.unit and found.unit.dimension == ():
        scale = found.unit.factor  # 80 % for 0.8
    elif expected.unit and expected.unit.dimension == ():
        scale = 1 / expected.unit.factor
    return any(
        abs(value * scale - target) <= max(tolerance.absolute, tolerance.relative * abs(target)) + 1e-9 * abs(target)
        for value in found.values
        for target in expected.values
    )


def results(text: str) -> list[Quantity]:
    """Return what a calculation comes to: the quantities that stand alone after "=" or "≈", or in a sentence.

    Operands ("12 × 0,50") and the left side of an equation are none. `text` is a student's, in any notation.
    """
    found: list[Quantity] = []
    for line in re.split(r"\n|;|\b(?:soit|donc|so|therefore|d'où)\b|→", plain_math(text)):
        sides = re.split(r"[=≈]", line)
        for number, side in enumerate(sides):
            fraction = _FRACTION.fullmatch(side.rstrip(" ."))
            if fraction and math.gcd(int(fraction[1]), int(fraction[2])) == 1:
                # In lowest terms it is a result; "9000/720" is a calculation.
                found.append(Quantity((int(fraction[1]) / int(fraction[2]),), None, fraction.start(), fraction.end()))
                continue
            last_of_chain = number == len(sides) - 1
            if len(sides) > 1 and number == 0:
                continue
            found += [q for q in read_quantities(side) if _stands_alone(side, q, in_chain=not last_of_chain)]
    return found


def _stands_alone(side: str, quantity: Quantity, *, in_chain: bool) -> bool:
    before, after = side[: quantity.start].rstrip(), side[quantity.end :].lstrip()
    if in_chain:
        return not before and not after
    return before[-1:] not in {"×", "/", "+", "-", "^", "√"} and after[:1] not in {"×", "/", "+", "^", "-"}
