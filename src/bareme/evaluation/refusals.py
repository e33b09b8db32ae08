"""Rows that cannot be used: all are named, with file and line, before anything is computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from bareme.errors import InvalidInput

_SHOWN = 10
_PLAINLY = {
    "extra_forbidden": ("there is no such field", "ce champ n'existe pas"),
    "missing": ("is missing", "manque"),
    "tuple_type": ("must be a list", "doit être une liste"),
    "string_type": ("must be a text", "doit être un texte"),
    "model_type": ("must be an object", "doit être un objet"),
}
"""By Pydantic's kind of fault, for those who wrote a file and know nothing of tuples."""


class Refusals:
    """The faults found in one file so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._faults: list[tuple[int | str, str, str]] = []

    def add(self, place: int | str, what: str, french: str = "") -> None:
        """Keep a fault, in English and, where it has French, in French."""
        self._faults.append((place, what, french or what))

    @contextmanager
    def at(self, place: int | str) -> Iterator[None]:
        """Keep what is wrong with the row inside; `place` is its line, or its path in a JSON file."""
        try:
            yield
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False, include_context=False):
                english, french = _PLAINLY.get(fault["type"], (fault["msg"].removeprefix("Value error, "),) * 2)
                self.add(place, _at(fault["loc"], english), _at(fault["loc"], french))
        except (KeyError, ValueError) as error:
            self.add(place, f"no {error}" if isinstance(error, KeyError) else str(error))

    def raise_any(self) -> None:
        """Refuse the file if anything was wrong.

        Raises:
            InvalidInput: it names the first ten places, and how many more there are.
        """
        if not self._faults:
            return
        more = len(self._faults) - _SHOWN
        shown = self._faults[:_SHOWN]
        raise InvalidInput(
            "\n".join([self._say("line", place, what) for place, what, _ in shown] + [f"and {more} more"] * (more > 0)),
            french="\n".join(
                [self._say("ligne", place, what) for place, _, what in shown] + [f"et {more} de plus"] * (more > 0)
            ),
        )

    def _say(self, line: str, place: int | str, what: str) -> str:
        return f"{self._path.name}, {f'{line} {place}' if isinstance(place, int) else place}: {what}"


def _at(location: tuple[int | str, ...], message: str) -> str:
    place = ".".join(str(part) for part in location)
    return f"{place!r}: {message}" if place else message


def refuse(path: Path, english: str, french: str) -> InvalidInput:
    """Return the error of a file that is refused as a whole."""
    return InvalidInput(f"{path.name}: {english}", french=f"{path.name} : {french}")
