"""Read what a client sent, and describe what Pydantic finds wrong in it."""

from pydantic import BaseModel, ValidationError

from bareme.domain.points import Language
from bareme.errors import BaremeError, InvalidInput


def parse[M: BaseModel](model: type[M], value: object, language: Language = "en") -> M:
    """Return what a client sent as a model.

    Unknown fields are refused at every depth: ignoring one would lose what the client meant by it.

    Raises:
        InvalidInput: the value does not fit; the message names each faulty field.
    """
    try:
        return model.model_validate(value, extra="forbid")
    except ValidationError as error:
        raise InvalidInput(describe_faults(error, language=language)) from None


def describe_faults(error: ValidationError, *, under: str = "", language: Language = "en") -> str:
    """Return the faults as "documents[0].role: …; students: …", without the values at fault.

    `under` is the path of the validated value, if it is part of something. Our own errors are in `language`.
    """
    errors = error.errors(include_url=False, include_input=False)
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
        own = fault.get("ctx", {}).get("error")
        message = own.explain(language) if isinstance(own, BaremeError) else fault["msg"]
        message = message.replace("a valid tuple", "a list").replace("Tuple", "List")
        faults.append(f"{path or 'value'}: {message}")
    return "; ".join(faults)


def _begins(path: tuple[int | str, ...], start: tuple[int | str, ...]) -> bool:
    return path[: len(start)] == start
