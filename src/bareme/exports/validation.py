"""Describe what Pydantic finds wrong in a file."""

from pydantic import ValidationError

from bareme.errors import BaremeError
from bareme.translation import Message


def first_problem(error: ValidationError) -> Message:
    """Return the first error with its place: "questions[0].id: Field required"."""
    first = error.errors(include_url=False)[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    cause = first.get("ctx", {}).get("error")
    problem = cause.message if isinstance(cause, BaremeError) else first["msg"]
    if first["type"] == "enum":  # other values may contain a student's name
        problem = f"{first['input']!r}: {problem}"
    return Message("{place}: {problem}", place=place or Message("the file"), problem=problem)
