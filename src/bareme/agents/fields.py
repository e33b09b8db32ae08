"""Types of fields that the answers of several agents share, and how a field in another form is read."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bareme.agents.strict_json import parse_value
from bareme.domain.quantities import read_decimal

_PERCENT = 100
_SCORES = 10
"""A confidence above 1 may be one of 5 or of 10; above this it is a percentage."""
_LETTERS = re.compile(r"[^\W_]+")
_YES = {"oui", "ja", "sí", "si", "vrai", "wahr"}
_NO = {"non", "nein", "faux", "falsch", "none", "null", ""}


def _share(value: object) -> object:
    """Return a share of 1: from 0.9, "0,9", "9/10", 90 or "90 %"."""
    # Pydantic would accept true as 1.0.
    if isinstance(value, bool):
        raise ValueError(f"give a number from 0 to 1, not the boolean {value}")  # noqa: TRY004 - Pydantic reports ValueErrors
    if isinstance(value, str):
        return _share_in(value.strip())
    if isinstance(value, int | float) and _SCORES < value <= _PERCENT:
        return value / _PERCENT
    return value


def _share_in(text: str) -> object:
    percent = text.removesuffix("%").rstrip()
    top, stroke, bottom = text.partition("/")
    number, whole = read_decimal(percent if percent != text else top), read_decimal(bottom)
    if number is None or (stroke and not whole):
        return text
    if percent != text:
        return float(number / _PERCENT)
    if whole:
        return float(number / whole)
    return _share(float(number))


def as_text(value: object) -> object:
    """Return a text: also from a number, or from a list of texts, a line each."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str | int | Decimal) for item in value):
        return "\n".join(str(item) for item in value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _texts(value: object) -> object:
    """Return a list of texts: also from one text, or from such a list written as a text."""
    if isinstance(value, str):
        try:
            parsed: Any = parse_value(value, []) if value.lstrip().startswith("[") else None
        except ValueError:
            parsed = None
        value = parsed if isinstance(parsed, list) else [value] if value.strip() else []
    return [as_text(item) for item in value if item is not None] if isinstance(value, list) else value


def _flag(value: object) -> object:
    """Return a boolean: also from "oui" and "nein"; Pydantic knows "yes" and "false"."""
    word = value.strip().casefold() if isinstance(value, str) else None
    return True if word in _YES else False if word in _NO else word or value


def _word(value: object) -> object:
    """Return one of the words of a choice, in its spelling: "Not treated" is not_treated."""
    return "_".join(_LETTERS.findall(value.casefold())) if isinstance(value, str) else value


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), BeforeValidator(_share)]
"""A number from 0 to 1."""

Text = Annotated[str, BeforeValidator(as_text)]
"""A text."""

Texts = Annotated[list[str], BeforeValidator(_texts)]
"""A list of texts."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""Whether something is so."""

one_of_the_words = BeforeValidator(_word)
"""For a Literal of words in snake case."""
