"""Units behind numbers in one notation: "m/s", "m.s⁻¹" and "m s^-1" are the same unit, "m" and "cm" are not."""

import re
from collections import Counter

_SYMBOL = r"(?:min|ha|mol|°C|(?:da|[kMGdcmµnh])?(?:mol|Wh|Hz|Pa|eV|cal|bar|[mgsAJWVNLlCΩTB])|[hKtj]|[°%€£＄])"
_POWER = r"(?:\^?\(?-?\d\)?)"
_FACTOR = rf"{_SYMBOL}{_POWER}?(?![^\W_])"
_UNIT = re.compile(
    # Factors joined by a sign, or across spaces where a negative power shows that they are units: "3 h × t" may be a
    # duration and a letter.
    rf"(?:(?<=\d)|(?<=\d\)))\s*(?P<unit>{_FACTOR}(?:(?:\s*/\s*|[×.]){_FACTOR}|\s*×?\s*{_SYMBOL}\^\(?-\d\)?(?!\w))*)(?!\w)"
)
_STEP = re.compile(rf"\s*(?P<join>[/×.])?\s*(?P<symbol>{_SYMBOL})\^?\(?(?P<power>-?\d)?\)?\s*")


def same_units(text: str) -> str:
    """Return `text` with the unit behind each number as "|kg·m^-3|": factors in alphabetical order, no division.

    Nothing is converted: an answer in centimetres is another answer than the same length in metres.
    """
    return _UNIT.sub(lambda found: f"|{_product(found['unit'])}|", text)


def _product(unit: str) -> str:
    powers: Counter[str] = Counter()
    for step in _STEP.finditer(unit):
        power = int(step["power"] or 1)
        powers["L" if step["symbol"] == "l" else step["symbol"]] += -power if step["join"] == "/" else power
    return "·".join(f"{symbol}^{power}" if power != 1 else symbol for symbol, power in sorted(powers.items()))
