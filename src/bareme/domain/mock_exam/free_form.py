"""What a client sends in a form of its own: texts with pictures inside, drawings, fields that nobody knows."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from bareme.domain.limits import (
    DEEPEST_FIELD,
    ID_LENGTH,
    LARGEST_NUMBER,
    MOST_VALUES,
    PICTURE_LENGTH,
    TEXT_LENGTH,
    Id,
)
from bareme.errors import InvalidInput

DATA_URL = re.compile(r"data:image/(?:png|jpe?g|webp|gif|bmp|tiff);base64,([A-Za-z0-9+/=]+)", re.IGNORECASE)


def without_pictures(text: str) -> str:
    """Return `text` without the pictures inside it, which are shown beside it or not at all."""
    return DATA_URL.sub("(picture)", text) if "data:image/" in text else text


def _not_too_long(text: str) -> str:
    if len(text) > TEXT_LENGTH and len(without_pictures(text)) > TEXT_LENGTH:
        raise InvalidInput("is too long: shorten it to {n} characters at most, pictures apart", n=TEXT_LENGTH)
    return text


ExamText = Annotated[str, Field(max_length=PICTURE_LENGTH), AfterValidator(_not_too_long)]
"""A text of an exam, which may hold a picture as a data URL."""


def _not_too_much(value: Any) -> Any:
    level, depth, count = [value], 0, 0
    while level:
        count += len(level)
        if count > MOST_VALUES:
            raise InvalidInput("holds too much: {n} values at most", n=MOST_VALUES)
        if depth > DEEPEST_FIELD:
            raise InvalidInput("is nested too deep: {n} levels at most", n=DEEPEST_FIELD)
        depth += 1
        level = [inner for one in level for inner in _inside(one)]
    return value


def _inside(value: Any) -> list[Any]:
    """Return what a value holds, and refuse one that is too large."""
    if isinstance(value, dict):
        if any(len(str(key)) > ID_LENGTH for key in value):
            raise InvalidInput("has a key that is too long: {n} characters at most", n=ID_LENGTH)
        return [*value.values()]
    if isinstance(value, str) and len(value) > PICTURE_LENGTH:
        raise InvalidInput("is too long: shorten it to {n} characters at most", n=PICTURE_LENGTH)
    if isinstance(value, int | float) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise InvalidInput("is too large a number")
    return value if isinstance(value, list) else []


BOUNDS: dict[str, Any] = {
    "maxLength": PICTURE_LENGTH,
    "minimum": -LARGEST_NUMBER,
    "maximum": LARGEST_NUMBER,
    "maxItems": MOST_VALUES,
    "maxProperties": MOST_VALUES,
    "propertyNames": {"maxLength": ID_LENGTH},
}
"""The JSON Schema of any value, with the bounds of each kind."""

FreeForm = Annotated[
    Any,
    BeforeValidator(_not_too_much),
    WithJsonSchema(
        {**BOUNDS, "description": f"Any JSON: at most {MOST_VALUES} values, {DEEPEST_FIELD} levels deep."},
    ),
]
"""Any JSON that is not too much."""

FreeObject = Annotated[
    dict[Id, Any],
    BeforeValidator(_not_too_much),
    WithJsonSchema({"type": "object", "additionalProperties": BOUNDS, **BOUNDS}),
]
"""An object of free form."""
