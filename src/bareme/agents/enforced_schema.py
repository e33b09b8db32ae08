"""The JSON schema of an answer where the server enforces it: what it forces need not be asked for again.

It stays within what OpenAI takes with `strict`: every field is required, no other is allowed, there are no defaults and
no lengths of texts, and nothing stands beside a `$ref`. See https://platform.openai.com/docs/guides/structured-outputs#supported-schemas.
"""

from typing import Any

from pydantic import BaseModel

type Json = dict[str, Any]


_DROPPED = frozenset({"default", "maxLength", "minLength"})


def enforced_schema(schema: type[BaseModel]) -> Json:
    """Return the strict JSON schema of `schema`.

    A schema that knows more about the answer than its fields say, such as the ids of the questions, has a class method
    `narrow`, which adds it to the JSON schema.
    """
    whole = schema.model_json_schema()
    narrow = getattr(schema, "narrow", None)
    if narrow is not None:
        narrow(whole)
    strict: Json = _strict(whole, whole.get("$defs", {}))
    return strict


def _strict(node: Any, definitions: Json) -> Any:
    if isinstance(node, list):
        return [_strict(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and len(node) > 1:
        named = definitions[node["$ref"].rpartition("/")[2]]
        node = {**named, **{name: value for name, value in node.items() if name != "$ref"}}
    properties = node.get("properties")
    if not isinstance(properties, dict) or node.get("type") != "object":
        return {name: _strict(value, definitions) for name, value in node.items() if name not in _DROPPED}
    fields = {name: _strict(value, definitions) for name, value in properties.items()}
    last = {name: node[name] for name in ("title", "type") if name in node}
    rest = {name: _strict(value, definitions) for name, value in node.items() if name not in {*last, "properties"}}
    return {**rest, "properties": fields, "required": [*fields], "additionalProperties": False, **last}
