"""Collect the errors of a file's rows, and report them together with file and line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bareme.errors import InvalidInput
from bareme.translation import Message

_SHOWN = 10
_PLAINLY: dict[str, Callable[[Any], Message]] = {
    "extra_forbidden": lambda _: Message("there is no such field"),
    "missing": lambda _: Message("is missing"),
    "tuple_type": lambda _: Message("must be a list"),
    "list_type": lambda _: Message("must be a list"),
    "string_type": lambda _: Message("must be a text"),
    "string_too_short": lambda _: Message("must not be empty"),
    "string_too_long": lambda _: Message("must be a shorter text"),
    "too_short": lambda _: Message("must not be empty"),
    "model_type": lambda _: Message("must be an object"),
    "model_attributes_type": lambda _: Message("must be an object"),
    "dict_type": lambda _: Message("must be an object"),
    "greater_than": lambda context: Message("must be above {gt}", gt=context["gt"]),
    "greater_than_equal": lambda context: Message("must be at least {ge}", ge=context["ge"]),
    "less_than_equal": lambda context: Message("must be at most {le}", le=context["le"]),
    "float_type": lambda _: Message("must be a number"),
    "json_invalid": lambda _: Message("not JSON"),
    "float_parsing": lambda _: Message("must be a number"),
}
"""By Pydantic's kind of fault, for those who wrote a file and know nothing of tuples.

A fault of our own validators is an `InvalidInput`, which has a message of its own.
"""


class Refusals:
    """The errors found in one file so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._faults: list[tuple[int | str, Message]] = []

    def add(self, place: int | str, problem: Message) -> None:
        """Add an error."""
        self._faults.append((place, problem))

    @contextmanager
    def at(self, place: int | str) -> Iterator[None]:
        """Collect the validation errors raised inside; `place` is the line, or the path in a JSON file."""
        try:
            yield
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self.add(place, _at(fault["loc"], _plainly(fault)))
        except InvalidInput as error:
            self.add(place, error.message)

    def raise_any(self) -> None:
        """Raise the collected errors, if any.

        Raises:
            InvalidInput: there are errors; the message contains the first ten and the number of others.
        """
        if not self._faults:
            return
        lines = [self._line(place, problem) for place, problem in self._faults[:_SHOWN]]
        more = len(self._faults) - _SHOWN
        if more > 0:
            lines.append(Message("and {count} more", count=more))
        values = {f"line_{number}": line for number, line in enumerate(lines)}
        template = "\n".join(f"{{{name}}}" for name in values)
        raise InvalidInput(template, **values)

    def _line(self, place: int | str, problem: Message) -> Message:
        name = self._path.name
        if isinstance(place, int):
            return Message("{name}, line {line}: {problem}", name=name, line=place, problem=problem)
        return Message("{name}, {place}: {problem}", name=name, place=place, problem=problem)


def refuse(path: Path, problem: Message) -> InvalidInput:
    """Return an error about a file as a whole."""
    return InvalidInput("{name}: {problem}", name=path.name, problem=problem)


def _plainly(fault: Any) -> Message:
    context = fault.get("ctx", {})
    if isinstance(raised := context.get("error"), InvalidInput):
        return raised.message
    plain = _PLAINLY.get(fault["type"])
    return plain(context) if plain else Message(fault["msg"].removeprefix("Value error, "))


def _at(location: tuple[int | str, ...], problem: Message) -> Message:
    place = ".".join(str(part) for part in location)
    return Message("{name!r}: {problem}", name=place, problem=problem) if place else problem
