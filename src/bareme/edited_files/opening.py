"""Open an edited file in a worker process, as every file that comes from outside."""

from dataclasses import dataclass

from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.edited_files.tables import EditedTable, read_tables
from bareme.errors import InvalidInput
from bareme.settings import get_settings
from bareme.translation import Message


@dataclass(frozen=True)
class _Refused:
    """Why a file cannot be read. Errors lose their message's values on the way out of a process."""

    message: Message


async def open_tables(data: bytes, *, encoding: str | None = None) -> list[EditedTable]:
    """Return the tables of a file, as `read_tables` does.

    Raises:
        InvalidInput: it is neither a CSV nor a spreadsheet.
        DocumentRefused: it takes too long or too much memory.
    """
    found = await run_job(Limits.from_settings(get_settings()), _read, data, encoding)
    if isinstance(found, list):
        return found
    raise InvalidInput(found.message)


def _read(data: bytes, encoding: str | None) -> list[EditedTable] | _Refused:
    try:
        return read_tables(data, encoding)
    except InvalidInput as error:
        return _Refused(error.message)
