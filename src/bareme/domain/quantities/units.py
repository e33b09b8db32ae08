"""Units of measurement and money: what they measure, how many base units they are, and their one spelling."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

type Dimension = tuple[tuple[str, int], ...]
"""The powers of base units (g, m, s, A, K, mol, a currency …), in alphabetical order."""

_ENERGY = {"g": 1, "m": 2, "s": -2}
_POWER = {"g": 1, "m": 2, "s": -3}
_PRESSURE = {"g": 1, "m": -1, "s": -2}
_PREFIXED: dict[str, tuple[str, dict[str, int]]] = {
    "m": ("1", {"m": 1}), "g": ("1", {"g": 1}), "s": ("1", {"s": 1}), "A": ("1", {"A": 1}), "mol": ("1", {"mol": 1}),
    "J": ("1e3", _ENERGY), "Wh": ("3.6e6", _ENERGY), "eV": ("1.602176634e-16", _ENERGY), "cal": ("4184", _ENERGY),
    "W": ("1e3", _POWER), "V": ("1e3", {**_POWER, "A": -1}), "Ω": ("1e3", {**_POWER, "A": -2}),
    "N": ("1e3", {"g": 1, "m": 1, "s": -2}), "Pa": ("1e3", _PRESSURE), "bar": ("1e8", _PRESSURE),
    "T": ("1e3", {"g": 1, "s": -2, "A": -1}), "C": ("1", {"A": 1, "s": 1}), "Hz": ("1", {"s": -1}),
    "L": ("1e-3", {"m": 3}), "B": ("1", {"B": 1}),
}  # fmt: skip
_PREFIXES = {
    "": "1", "k": "1e3", "M": "1e6", "G": "1e9", "d": "1e-1", "c": "1e-2", "m": "1e-3", "µ": "1e-6", "n": "1e-9",
    "h": "1e2", "da": "1e1",
}  # fmt: skip
_ALONE: dict[str, tuple[str, dict[str, int]]] = {
    "min": ("60", {"s": 1}), "h": ("3600", {"s": 1}), "j": ("86400", {"s": 1}), "t": ("1e6", {"g": 1}),
    "ha": ("1e4", {"m": 2}), "K": ("1", {"K": 1}), "°C": ("1", {"°C": 1}), "°": ("1", {"°": 1}), "%": ("0.01", {}),
    "‰": ("0.001", {}),
    "€": ("1", {"€": 1}), "£": ("1", {"£": 1}), "$": ("1", {"$": 1}), "p": ("0.01", {"£": 1}),
}  # fmt: skip
_SPELT = {
    "metre": "m", "mètre": "m", "meter": "m", "kilometre": "km", "kilomètre": "km", "centimètre": "cm",
    "centimetre": "cm", "gramme": "g", "gram": "g", "kilogramme": "kg", "kilo": "kg", "seconde": "s", "second": "s",
    "sec": "s", "minute": "min", "heure": "h", "hour": "h", "watt": "W", "kilowatt": "kW", "joule": "J", "volt": "V",
    "ampère": "A", "ampere": "A", "newton": "N", "litre": "L", "liter": "L", "degré": "°", "degree": "°",
    "penny": "p", "pence": "p", "euro": "€", "pound": "£", "pascal": "Pa", "hertz": "Hz", "wattheure": "Wh",
}  # fmt: skip
_SYMBOLS = {
    prefix + name: (Fraction(scale) * Fraction(size), dimension)
    for name, (size, dimension) in _PREFIXED.items()
    for prefix, scale in _PREFIXES.items()
} | {name: (Fraction(size), dimension) for name, (size, dimension) in _ALONE.items()}

_MOST_FACTORS = 8
_FACTOR = re.compile(
    r"(?P<name>°C|[A-Za-zµΩÀ-ÖØ-öø-ÿ]++|[%‰°€£$])(?:\s?\^\s?\(?(?P<power>[-+]?\d)\)?|(?P<digit>[23]))?(?!\w)"
)
_JOIN = re.compile(r"(?P<sign>\s?/\s?|×|\.)|\s?×?\s?(?=[A-Za-zµΩ]++\s?\^\s?\(?-)")
"""What stands between factors: across a space only if a negative power shows that a unit follows, as in "m s^-1"."""
_BEHIND_NUMBER = re.compile(r"(?<=\d)\)? ?(?=[A-Za-zµΩ°%‰€£$])")


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, and how many base units (g, m, s, A …) it is."""

    factor: Fraction
    dimension: Dimension

    @classmethod
    def named(cls, name: str) -> "Unit":
        """Return the unit of something that is only counted: "apples"."""
        return cls(Fraction(1), ((name, 1),))

    @property
    def is_ratio(self) -> bool:
        """Whether it measures nothing, as "%" does."""
        return not self.dimension


def unit_at(text: str, start: int) -> tuple[Counter[str] | None, int]:
    """Return the unit at `start` of `text`, which may follow one space, as powers of symbols, and where it ends.

    The text must have come through `plain_notation`. Without a unit there: (None, start).
    """
    powers: Counter[str] = Counter()
    end = start
    found = _FACTOR.match(text, start + text.startswith(" ", start))
    inverse = False
    for _ in range(_MOST_FACTORS):
        symbol = _symbol(found["name"]) if found else None
        if found is None or symbol is None:
            break
        power = int(found["power"] or found["digit"] or 1)
        powers[symbol] += -power if inverse else power
        end = found.end()
        join = _JOIN.match(text, end)
        inverse = join is not None and "/" in join[0]
        found = _FACTOR.match(text, join.end()) if join else None
    return (powers, end) if end > start else (None, start)


def _symbol(name: str) -> str | None:
    """Return the symbol of a unit that is written as a symbol or, in French or English, as a word."""
    symbol = name.replace("l", "L") if name in _LITRES else "Ω" if name == "ohm" else name
    if symbol in _SYMBOLS:
        return symbol
    word = name.lower()
    return _SPELT.get(word) or _SPELT.get(word.removesuffix("s"))


_LITRES = frozenset(f"{prefix}l" for prefix in _PREFIXES)


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit | None:
    """Return the unit that `text`, in plain notation, names ("km/h", "m.s^-1", "heures", "£"), or None."""
    powers, end = unit_at(text, 0)
    return unit_of(powers) if powers is not None and end == len(text) else None


def unit_of(powers: Counter[str]) -> Unit:
    """Return the unit that these powers of symbols make."""
    factor, dimension = Fraction(1), Counter[str]()
    for symbol, power in powers.items():
        size, base = _SYMBOLS[symbol]
        factor *= size**power
        dimension.update({name: power * count for name, count in base.items()})
    return Unit(factor, tuple(sorted((name, count) for name, count in dimension.items() if count)))


def plain_units(text: str) -> str:
    """Return `text` with the unit behind each number as "|kg·m^-3|": factors in alphabetical order, no division.

    Nothing is converted: an answer in centimetres is another answer than the same length in metres.
    """
    out: list[str] = []
    end = 0
    for behind in _BEHIND_NUMBER.finditer(text):
        bracket = behind.start() + behind[0].startswith(")")
        if behind.start() < end:
            continue
        powers, after = unit_at(text, bracket)
        if powers is not None:
            out += [text[end:bracket], f"|{_spelling(powers.items())}|"]
            end = after
    return "".join([*out, text[end:]])


def _spelling(powers: Iterable[tuple[str, int]]) -> str:
    return "·".join(f"{symbol}^{power}" if power != 1 else symbol for symbol, power in sorted(powers))
