"""Collect the errors of a file's rows, and report them together with file and line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from bareme.errors import InvalidInput
from bareme.translation import Message
from bareme.validation import faults_of

_SHOWN = 10


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
            for fault in faults_of(error):
                name = ".".join(map(str, fault.path))
                at = Message("{name!r}: {problem}", name=name, problem=fault.problem)
                self.add(place, at if name else fault.problem)
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
