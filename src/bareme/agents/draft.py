"""The base of models for answers: lenient about unimportant fields, with damaged LaTeX repaired."""

import json
from functools import cache
from typing import Any, ClassVar, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from bareme.agents.latex import restore_everywhere, restore_latex
from bareme.agents.strict_json import parse_value


def shown_as[T: BaseModel](checked: type[T], schema: type[T]) -> type[T]:
    """Return `checked`, a subclass with more checks, under the name and description of the original."""
    checked.__name__ = checked.__qualname__ = schema.__name__
    checked.__doc__ = schema.__doc__
    return checked


def json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a model, which the caller may change.

    Pydantic works it out anew each time, also for a subclass that has the same fields and more checks.
    """
    shown: dict[str, Any] = json.loads(_json_schema_text(schema))
    return shown


@cache
def _json_schema_text(schema: type[BaseModel]) -> str:
    return json.dumps(schema.model_json_schema())


def note_slip(info: ValidationInfo, slip: str) -> None:
    """Add what had to be interpreted or left out to the list in the validation's context, if there is one."""
    if isinstance(info.context, list):
        info.context.append(slip)


class Draft(BaseModel):
    """A part of an answer, as the model gave it."""

    # Validation errors are stored and shown, so they must not quote the student.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)

    dispensable: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out where they cannot be read; a fault in any other is a fault of the answer."""
    quoting: ClassVar[frozenset[str]] = frozenset()
    """Fields that quote the student."""

    # One validator for all fields: pydantic takes long to call one for each, and hardly any answer needs it.
    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if isinstance(value, dict) and None in value.values():
            value = {name: given for name, given in value.items() if given is not None or cls._needs(name)}
        slips = info.context if isinstance(info.context, list) else []
        before = len(slips)
        try:
            draft = handler(value)
        except ValidationError as error:
            if not isinstance(value, dict):
                raise
            del slips[before:]
            draft = cls._read_again(value, error, handler, slips)
        fields = vars(draft)
        for name, given in fields.items():
            if given.__class__ is str:
                fields[name] = restore_latex(given)
            elif given.__class__ is list and given and not isinstance(given[0], Draft):
                fields[name] = restore_everywhere(given)
        return draft

    @classmethod
    def _needs(cls, name: str) -> bool:
        return name not in cls.model_fields or cls.model_fields[name].is_required()

    @classmethod
    def _read_again(
        cls, value: dict[str, Any], error: ValidationError, handler: ModelWrapValidatorHandler[Self], slips: list[str]
    ) -> Self:
        """Return the draft with objects and lists that are written as texts, and without what can be left out."""
        before = len(slips)
        parsed = {name: read for name in _faulty(error) if (read := _json_in(value.get(name))) is not None}
        if parsed:
            value = value | parsed
            try:
                return handler(value)
            except ValidationError as still:
                error = still
            del slips[before:]
        unread = [name for name in cls.model_fields if name in cls.dispensable & _faulty(error) and name in value]
        if not unread:
            raise error
        place = value.get("question_id")
        slips += [f"{place!r}: {name} cannot be read" if place else f"{name} cannot be read" for name in unread]
        return handler({name: given for name, given in value.items() if name not in unread})


@cache
def quoting_fields(schema: type[BaseModel]) -> frozenset[str]:
    """Return the names of the fields that quote the student, in the schema and in the models inside of it."""
    return frozenset(name for model in models_in(schema) for name in getattr(model, "quoting", ()))


def models_in(schema: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the schema and all models inside of it, each once."""
    found: list[type[BaseModel]] = []
    waiting: list[Any] = [schema]
    while waiting:
        part = waiting.pop()
        if not (isinstance(part, type) and issubclass(part, BaseModel)):
            waiting += get_args(part)
        elif part not in found:
            found.append(part)
            waiting += [field.annotation for field in part.model_fields.values()]
    return found


def _faulty(error: ValidationError) -> set[str]:
    """Return the names of the fields with a fault."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return {str(fault["loc"][0]) for fault in faults if fault["loc"]}


def _json_in(value: object) -> Any:
    """Return the object or the list that is written as a text, or None if the value is anything else."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return None
    faults: list[str] = []
    try:
        parsed = parse_value(value, faults)
    except ValueError:
        return None
    return None if faults else parsed
