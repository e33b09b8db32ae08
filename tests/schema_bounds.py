"""What of a JSON Schema has no maximum: a text, a list, a map or its keys, a whole number."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

type Json = dict[str, Any]

_CHOICES = ("anyOf", "oneOf", "allOf")
_BOUNDS = {
    "string": {"maxLength"},
    "array": {"maxItems"},
    "integer": {"minimum", "maximum"},
}
_MAP = {"maxProperties", "propertyNames"}
_SAME_AS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def unbounded(schema: Json, whole: Json | None = None) -> list[str]:
    """Return the places in `schema` that may be as large as a client likes, and what they lack.

    `whole`: the document in which references are looked up. A number with a fraction is a double, or points with
    bounds of their own, so it needs none.
    """
    return [f"{place or 'the whole'}: {lacks}" for place, lacks in _walk(schema, "", whole or schema, set())]


def _walk(schema: Any, place: str, whole: Json, seen: set[str]) -> Iterator[tuple[str, str]]:
    if schema is False:
        return
    if schema is True or not schema:
        yield place, "takes anything"
    elif "$ref" in schema:
        name = schema["$ref"]
        if name not in seen:
            seen.add(name)
            found: Any = whole
            for step in name.removeprefix("#/").split("/"):
                found = found[step]
            yield from _walk(found, name.rsplit("/", 1)[-1], whole, seen)
    elif any(choice in schema for choice in _CHOICES):
        for choice in _CHOICES:
            for one in schema.get(choice, ()):
                yield from _walk(one, place, whole, seen)
    elif "const" not in schema and "enum" not in schema:
        yield from _one(schema, place, whole, seen)


def _one(schema: Json, place: str, whole: Json, seen: set[str]) -> Iterator[tuple[str, str]]:
    kind = schema.get("type")
    has = {_SAME_AS.get(word, word) for word in schema}
    needs = _BOUNDS.get(kind, set()) if kind else {*_MAP, *set().union(*_BOUNDS.values())}
    others = schema.get("additionalProperties", True) if kind == "object" else False
    if others is not False:
        needs = needs | _MAP
    if kind == "string" and _has_one_length(schema):
        has = has | {"maxLength"}
    if missing := needs - has:
        yield place, f"no {', '.join(sorted(missing))}"
    if "propertyNames" in needs & has and not _is_short(schema["propertyNames"]):
        yield place, "keys of any length"
    if isinstance(others, Mapping):
        yield from _walk(others, f"{place}.*", whole, seen)
    for name, inner in schema.get("properties", {}).items():
        yield from _walk(inner, f"{place}.{name}", whole, seen)
    if "items" in schema:
        yield from _walk(schema["items"], f"{place}[]", whole, seen)
    elif kind == "array" and "prefixItems" not in schema:
        yield f"{place}[]", "takes anything"
    for inner in schema.get("prefixItems", ()):
        yield from _walk(inner, f"{place}[]", whole, seen)


def _has_one_length(schema: Json) -> bool:
    """Return whether a format or a pattern says how long a text is: `^[0-9a-f]{64}$`."""
    pattern = schema.get("pattern", "")
    anchored = pattern.startswith("^") and pattern.endswith("$")
    return schema.get("format") == "uuid" or (anchored and not re.search(r"[*+]|,\}", pattern))


def _is_short(names: Json) -> bool:
    return "maxLength" in names or "enum" in names
