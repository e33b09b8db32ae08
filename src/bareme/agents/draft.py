"""The base of models for answers: lenient about unimportant fields, with damaged LaTeX repaired."""

from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from bareme.agents.latex import restore_everywhere
from bareme.agents.strict_json import parse_value


def shown_as[T: BaseModel](checked: type[T], schema: type[T]) -> type[T]:
    """Return `checked`, a subclass with more checks, under the name and description of the original."""
    checked.__name__ = checked.__qualname__ = schema.__name__
    checked.__doc__ = schema.__doc__
    return checked


def note_slip(info: ValidationInfo, slip: str) -> None:
    """Add what had to be interpreted or left out to the list in the validation's context, if there is one."""
    if isinstance(info.context, list):
        info.context.append(slip)


class Draft(BaseModel):
    """A part of an answer, as the model gave it."""

    # Validation errors are stored and shown, so they must not quote the student.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    dispensable: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out where they cannot be read; a fault in any other is a fault of the answer."""
    quoting: ClassVar[frozenset[str]] = frozenset()
    """Fields that quote the student."""

    @field_validator("*", mode="wrap")
    @classmethod
    def _read(cls, value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        dispensable = name in cls.dispensable
        if value is None and not cls.model_fields[name].is_required():
            return cls.model_fields[name].get_default(call_default_factory=True)
        try:
            return restore_everywhere(_read_as_json(value, handler))
        except ValidationError:
            if not dispensable:
                raise
        place = info.data.get("question_id")
        note_slip(info, f"{place!r}: {name} cannot be read" if place else f"{name} cannot be read")
        return cls.model_fields[name].get_default(call_default_factory=True)


def _read_as_json(value: object, handler: ValidatorFunctionWrapHandler) -> Any:
    """Return the field's value; an object or a list may be written as a text."""
    try:
        return handler(value)
    except ValidationError:
        if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
            raise
        faults: list[str] = []
        try:
            parsed = parse_value(value, faults)
        except ValueError:
            parsed = None
        if parsed is None or faults:
            raise
    return handler(parsed)
