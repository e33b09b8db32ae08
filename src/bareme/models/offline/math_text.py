"""A student's mathematics in plain notation: words such as "multiplied by" become signs too."""

import re
from functools import lru_cache

from bareme.domain.quantities import plain_notation

# "H₂O" is compared as "H2O", which is what people type.
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_GREEK_NAMES = re.compile(r"\b(?:rho|eta)\b", re.IGNORECASE)
_GREEK = {"rho": "ρ", "eta": "η"}
# "2000 x 90", "P x t": an x with an operand and a space on both sides; "3x" and "x = 6" stay.
_LETTER_TIMES = re.compile(r"(?<=[\w)\]])\s+[xX]\s+(?=[\w(£])")
_OPERATOR_WORDS = (
    (
        re.compile(
            r"\b(?:multipli(?:cation|ée?s?|er|ed)|je multiplie|multiply(?:ing)?)(?: (?:par|by))\b", re.IGNORECASE
        ),
        "×",
    ),
    (re.compile(r"\b(?:divisi?(?:on|ée?s?|er|ed)|je divise|divid(?:e|ed|ing))(?: (?:par|by))\b", re.IGNORECASE), "/"),
)


@lru_cache(maxsize=4096)
def plain_math(text: str) -> str:
    """Return `text` in plain notation with signs for operations in words. Decimal commas stay."""
    text = plain_notation(text.translate(_SUBSCRIPTS))
    text = _GREEK_NAMES.sub(lambda name: _GREEK[name[0].lower()], text)
    text = _LETTER_TIMES.sub(" × ", text)
    for pattern, sign in _OPERATOR_WORDS:
        text = pattern.sub(sign, text)
    return text
