"""Collect the errors of a file's rows, and report them together with file and line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bareme.errors import InvalidInput

_SHOWN = 10
_PLAINLY = {
    "extra_forbidden": ("there is no such field", "ce champ n’existe pas"),
    "missing": ("is missing", "manque"),
    "tuple_type": ("must be a list", "doit être une liste"),
    "list_type": ("must be a list", "doit être une liste"),
    "string_type": ("must be a text", "doit être un texte"),
    "string_too_short": ("must not be empty", "ne doit pas être vide"),
    "string_too_long": ("must be a shorter text", "doit être un texte plus court"),
    "too_short": ("must not be empty", "ne doit pas être vide"),
    "model_type": ("must be an object", "doit être un objet"),
    "model_attributes_type": ("must be an object", "doit être un objet"),
    "dict_type": ("must be an object", "doit être un objet"),
    "greater_than": ("must be above {gt}", "doit être au-dessus de {gt}"),
    "greater_than_equal": ("must be at least {ge}", "doit valoir au moins {ge}"),
    "less_than_equal": ("must be at most {le}", "doit valoir au plus {le}"),
    "float_type": ("must be a number", "doit être un nombre"),
    "json_invalid": ("no JSON", "pas du JSON"),
    "float_parsing": ("must be a number", "doit être un nombre"),
}
"""Messages by Pydantic's error type. Our own validators raise `InvalidInput`, which has a message."""


class Refusals:
    """The errors found in one file so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._faults: list[tuple[int | str, str, str]] = []

    def add(self, place: int | str, what: str, french: str) -> None:
        """Add an error."""
        self._faults.append((place, what, french))

    @contextmanager
    def at(self, place: int | str) -> Iterator[None]:
        """Collect the validation errors raised inside; `place` is the line, or the path in a JSON file."""
        try:
            yield
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self.add(place, *(_at(fault["loc"], text) for text in _plainly(fault)))
        except InvalidInput as error:
            self.add(place, str(error), error.explain("fr"))

    def raise_any(self) -> None:
        """Raise the collected errors, if any.

        Raises:
            InvalidInput: there are errors; the message contains the first ten and the number of others.
        """
        if not self._faults:
            return
        more = len(self._faults) - _SHOWN
        shown = self._faults[:_SHOWN]
        raise InvalidInput(
            "\n".join([self._say("line", place, what) for place, what, _ in shown] + [f"and {more} more"] * (more > 0)),
            french="\n".join(
                [self._say("ligne", place, what, colon=" :") for place, _, what in shown]
                + [f"et {more} de plus"] * (more > 0)
            ),
        )

    def _say(self, line: str, place: int | str, what: str, colon: str = ":") -> str:
        return f"{self._path.name}, {f'{line} {place}' if isinstance(place, int) else place}{colon} {what}"


def refuse(path: Path, english: str, french: str) -> InvalidInput:
    """Return an error about a file as a whole."""
    return InvalidInput(f"{path.name}: {english}", french=f"{path.name} : {french}")


def _plainly(fault: Any) -> tuple[str, str]:
    context = fault.get("ctx", {})
    if isinstance(raised := context.get("error"), InvalidInput):
        return str(raised), raised.explain("fr")
    english, french = _PLAINLY.get(fault["type"], (fault["msg"].removeprefix("Value error, "),) * 2)
    return english.format(**context), french.format(**context)


def _at(location: tuple[int | str, ...], message: str) -> str:
    place = ".".join(str(part) for part in location)
    return f"{place!r}: {message}" if place else message
