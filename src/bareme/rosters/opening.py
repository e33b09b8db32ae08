"""Open a class list in a worker process, as every file that comes from outside."""

from dataclasses import dataclass
from pathlib import Path

from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.errors import InvalidInput, UncertainEncoding
from bareme.rosters.reading import RosterReading, read_roster
from bareme.settings import get_settings
from bareme.translation import Message


@dataclass(frozen=True)
class _Refused:
    """Why a list cannot be read. Errors lose their message's values on the way out of a process."""

    message: Message
    readings: tuple[tuple[str, str], ...] = ()


async def open_roster(path: Path, *, encoding: str | None = None) -> RosterReading:
    """Return the students of the class list in a file.

    Raises:
        UncertainEncoding: it is a text whose encoding cannot be told.
        InvalidInput: it is no class list.
        DocumentRefused: it takes too long or too much memory.
    """
    found = await run_job(Limits.from_settings(get_settings()), _read, path, encoding)
    if isinstance(found, RosterReading):
        return found
    raise UncertainEncoding(found.readings) if found.readings else InvalidInput(found.message)


def _read(path: Path, encoding: str | None) -> RosterReading | _Refused:
    try:
        return read_roster(path.read_bytes(), encoding=encoding)
    except UncertainEncoding as error:
        return _Refused(error.message, error.readings)
    except InvalidInput as error:
        return _Refused(error.message)
