"""Parse JSON written by a model. Ambiguous values are rejected."""

import json
from dataclasses import dataclass, field
from typing import Any


class Ambiguous:
    """The value of a duplicate key. No field accepts it, so only what depends on it is lost."""

    def __repr__(self) -> str:
        return "given twice"


@dataclass
class Parsed:
    """The parsed object, or None if the text is not a JSON object, and its faults in words for the model."""

    value: dict[str, Any] | None = None
    faults: list[str] = field(default_factory=list)


def parse_object(text: str) -> Parsed:
    """Return the parsed JSON object.

    Line breaks inside strings are accepted, as they are unambiguous. NaN and infinities are left to the schema to
    refuse.
    """
    parsed = Parsed()

    def pairs(given: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in given:
            if key in made:
                parsed.faults.append(f"the key {key[:40]!r} is given twice in one object")
                made[key] = Ambiguous()
            else:
                made[key] = value
        return made

    try:
        value = json.loads(text, object_pairs_hook=pairs, strict=False)
    except RecursionError:
        return Parsed(faults=["it is nested too deeply"])
    except ValueError as error:
        place = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        return Parsed(faults=[f"it is not valid JSON{place}"])
    if not isinstance(value, dict):
        return Parsed(faults=["it is no JSON object"])
    parsed.value = value
    return parsed
