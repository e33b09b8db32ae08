"""Open a class list in a worker process, as every file that comes from outside."""

from pathlib import Path

from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.rosters.reading import RosterReading, read_roster
from bareme.settings import get_settings


async def open_roster(path: Path, *, encoding: str | None = None) -> RosterReading:
    """Return the students of the class list in a file.

    Raises:
        UncertainEncoding: it is a text whose encoding cannot be told.
        InvalidInput: it is no class list.
        DocumentRefused: it takes too long or too much memory.
    """
    return await run_job(Limits.from_settings(get_settings()), _read, path, encoding)


def _read(path: Path, encoding: str | None) -> RosterReading:
    return read_roster(path.read_bytes(), encoding=encoding)
