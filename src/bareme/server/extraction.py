"""Parts of a record by their paths, as the platform extracts them in a search of threads."""

from collections.abc import Mapping
from typing import Any


def values_at(record: Mapping[str, Any], wanted: Mapping[str, str]) -> dict[str, Any]:
    """Return by name what stands at each path, such as "values.session.name"; None where nothing does."""
    return {name: _at(record, path.split(".")) for name, path in wanted.items()}


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
