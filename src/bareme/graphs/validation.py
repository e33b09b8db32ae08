"""Describe what Pydantic finds wrong in what a client sent."""

from pydantic import ValidationError


def describe_faults(error: ValidationError, *, under: str = "") -> str:
    """Return the faults as "documents[0].role: …; students: …", without the values at fault.

    `under` is the path of the validated value, if it is part of something.
    """
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    faults = []
    for fault in errors:
        # Pydantic calls a list too short if one of its items is faulty.
        within = any(len(other["loc"]) > len(fault["loc"]) and _begins(other["loc"], fault["loc"]) for other in errors)
        if fault["type"] == "too_short" and within:
            continue
        path = under
        for part in fault["loc"]:
            path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
        # Clients send JSON, which has no tuples.
        message = fault["msg"].replace("a valid tuple", "a list").replace("Tuple", "List")
        faults.append(f"{path or 'value'}: {message}")
    return "; ".join(faults)


def _begins(path: tuple[int | str, ...], start: tuple[int | str, ...]) -> bool:
    return path[: len(start)] == start
