r"""Parse JSON written by a model: what has one reading is read, what has two is marked as ambiguous.

Beside JSON itself this takes line breaks inside strings, a comma before a closing bracket, comments, and a backslash
that JSON does not know ("\sqrt"), which stands for itself. Nothing that is missing is added.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_LONGEST = 1_000_000
_DEEPEST = 40
_MOST_STRINGS = 3
"""How often an object may be written as a JSON string."""
_SHOWN = 40
_MOST_DIGITS = 1_000

_SKIPPED = re.compile(r"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(r"-?\d[\d.eE+-]*+|true|false|null|NaN|-?Infinity")
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_CLOSING = {"{": "}", "[": "]"}


class Ambiguous:
    """The value of a key that is given twice with two values. No field accepts it."""

    def __repr__(self) -> str:
        return "given twice"


@dataclass
class Parsed:
    """The parsed object, or None if the text is not a JSON object, and its faults in words for the model."""

    value: dict[str, Any] | None = None
    faults: list[str] = field(default_factory=list)


class NotJson(ValueError):
    """The text is not JSON from `position` on, which is its length if it ends too early."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.position = position


def parse_object(text: str) -> Parsed:
    """Return the parsed JSON object.

    An object that is written as a JSON string is parsed too. NaN and infinities are left to the schema to refuse.
    """
    parsed = Parsed()
    try:
        value = parse_value(text, parsed.faults)
        for _ in range(_MOST_STRINGS):
            if isinstance(value, str) and value.lstrip().startswith(("{", '"')):
                value = parse_value(value, parsed.faults)
    except ValueError as error:
        return Parsed(faults=[str(error)])
    if not isinstance(value, dict):
        return Parsed(faults=["it is no JSON object"])
    parsed.value = value
    return parsed


def parse_value(text: str, faults: list[str]) -> Any:
    """Return the value that `text` consists of; what is ambiguous in it is added to `faults`.

    Raises:
        ValueError: it is not JSON; the message says so in words for the model.
    """
    found: list[str] = []
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: _object(pairs, found), strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        found.clear()
        try:
            value = _whole(text, found)
        except NotJson as fault:
            place = _place(text, fault.position) if isinstance(error, json.JSONDecodeError) else ""
            raise ValueError(f"{fault}{place}") from None
    faults += found
    return value


def read_value(text: str, start: int, faults: list[str]) -> tuple[Any, int]:
    """Return the value that begins at `start` of `text`, and where it ends.

    Raises:
        NotJson: there is none.
    """
    if len(text) > _LONGEST:
        raise NotJson("it is too long", start)
    return _value(text, _skip(text, start), faults, 0)


def _whole(text: str, faults: list[str]) -> Any:
    value, end = read_value(text, 0, faults)
    if _skip(text, end) != len(text):
        raise NotJson("it is not valid JSON", end)
    return value


def _value(text: str, start: int, faults: list[str], depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise NotJson("it is nested too deeply", start)
    opening = text[start : start + 1]
    if opening in _CLOSING:
        return _container(text, start, faults, depth)
    if opening == '"':
        return _string(text, start)
    found = _SCALAR.match(text, start)
    if found is None:
        raise NotJson("it is not valid JSON", start)
    with suppress(ValueError):
        return json.loads(found[0]), found.end()
    if not found[0].removeprefix("-").isdigit() or len(found[0]) < _MOST_DIGITS:
        raise NotJson("it is not valid JSON", start)
    # Python converts no integer as long as this one.
    return float(found[0]), found.end()


def _container(text: str, start: int, faults: list[str], depth: int) -> tuple[Any, int]:
    """Return the object or the list that opens at `start`; the last item may have a comma after it."""
    closing = _CLOSING[text[start]]
    pairs: list[tuple[str, Any]] = []
    position = _skip(text, start + 1)
    while text[position : position + 1] != closing:
        key = ""
        if closing == "}":
            key, position = _string(text, position)
            position = _skip(text, position)
            if text[position : position + 1] != ":":
                raise NotJson("it is not valid JSON", position)
            position = _skip(text, position + 1)
        value, position = _value(text, position, faults, depth + 1)
        pairs.append((key, value))
        position = _skip(text, position)
        if text[position : position + 1] == ",":
            position = _skip(text, position + 1)
        elif text[position : position + 1] != closing:
            raise NotJson("it is not valid JSON", position)
    return (_object(pairs, faults) if closing == "}" else [value for _, value in pairs]), position + 1


def _string(text: str, start: int) -> tuple[str, int]:
    found = _STRING.match(text, start)
    if found is None:
        raise NotJson("it is not valid JSON", len(text) if text.startswith('"', start) else start)
    escaped = _ESCAPE.sub(lambda escape: escape[0] if len(escape[0]) > 1 else r"\\", found[0])
    return json.loads(escaped, strict=False), found.end()


def _skip(text: str, start: int) -> int:
    """Return the position after white space and comments."""
    found = _SKIPPED.match(text, start)
    return found.end() if found else start


def _object(pairs: list[tuple[str, Any]], faults: list[str]) -> dict[str, Any]:
    """Return the object. A key that is given twice with one value has that value."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made and not is_same(made[key], value):
            shown = " and ".join(json.dumps(v)[:_SHOWN] for v in (made[key], value) if _is_scalar(v))
            faults.append(f"the key {key[:_SHOWN]!r} is given twice in one object" + (f", as {shown}" if shown else ""))
            made[key] = Ambiguous()
        else:
            made[key] = value
    return made


def is_same(one: object, other: object) -> bool:
    """Return whether two parsed values are the same. True is not 1, and what is ambiguous is not even itself."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return not isinstance(one, Ambiguous) and isinstance(one, bool) is isinstance(other, bool) and one == other


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f" (line {line}, column {column})"
