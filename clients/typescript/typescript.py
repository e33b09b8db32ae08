"""JSON Schemas as declarations of TypeScript."""

import json
from collections.abc import Mapping
from typing import Any

type Schema = Mapping[str, Any]

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def name_of(reference: str) -> str:
    """Return the name of the type behind a reference, such as `GradingSchemeInput`."""
    return reference.rsplit("/", 1)[-1].replace("-", "")


def declare(name: str, schema: Schema) -> str:
    """Return the declaration of a type."""
    comment = _comment(schema.get("description", ""), "")
    if "properties" not in schema:
        return f"{comment}export type {name} = {type_of(schema)};\n"
    required = set(schema.get("required", ()))
    lines = []
    for field, inner in schema["properties"].items():
        # A field by which types are told apart is always sent, also where it has a default.
        mark = "" if field in required or "const" in inner else "?"
        lines.append(f"{_comment(inner.get('description', ''), '  ')}  {field}{mark}: {type_of(inner)};\n")
    if schema.get("additionalProperties", False) is not False:
        lines.append("  [other: string]: unknown;\n")
    return f"{comment}export interface {name} {{\n{''.join(lines)}}}\n"


def type_of(schema: Schema) -> str:
    """Return the type that a schema describes."""
    if "$ref" in schema:
        return name_of(schema["$ref"])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " | ".join(dict.fromkeys(map(type_of, choices)))
    if "enum" in schema or "const" in schema:
        return " | ".join(map(json.dumps, schema.get("enum") or [schema["const"]]))
    kind = schema.get("type")
    if kind == "array":
        return _array_of(schema)
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"Record<string, {type_of(values) if isinstance(values, dict) else 'unknown'}>"
    return _PLAIN[kind] if kind else "unknown"


def _array_of(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(map(type_of, schema['prefixItems']))}]"
    inner = type_of(schema.get("items", {}))
    return f"({inner})[]" if " | " in inner else f"{inner}[]"


def _comment(text: str, indent: str) -> str:
    words = " ".join(text.split()).replace("*/", "* /")
    return f"{indent}/** {words} */\n" if words else ""
