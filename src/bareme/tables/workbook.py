"""Read the sheets of a spreadsheet as text: .xlsx, .xlsb, .xls and .ods."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from bareme.errors import InvalidInput
from bareme.tables.records import Record

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MOST_BYTES = 64_000_000  # unpacked; a class list has some kilobytes
_MOST_ROWS = 20_000


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its records; `line` is the row in the sheet."""

    name: str
    records: list[Record]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as a spreadsheet's do: a ZIP archive, or the container of old Office files."""
    return data.startswith((_OLE, _ZIP))


def read_workbook(data: bytes) -> list[Sheet]:
    """Return the visible sheets. Numbers that are whole have no decimals, dates are as in ISO 8601.

    Raises:
        InvalidInput: the file is damaged, protected by a password, too large, or no spreadsheet.
    """
    import python_calamine as calamine  # noqa: PLC0415 - takes time, and a list in CSV does not need it

    _check_archive(data)
    try:
        workbook = calamine.load_workbook(io.BytesIO(data))
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible is calamine.SheetVisibleEnum.Visible]
        sheets = [workbook.get_sheet_by_name(name) for name in names]
        return [
            Sheet(sheet.name, list(_records(sheet.to_python(skip_empty_area=False, nrows=_MOST_ROWS))))
            for sheet in sheets
        ]
    except calamine.PasswordError:
        raise InvalidInput("the spreadsheet is protected by a password: save it without one") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise InvalidInput("the file is no spreadsheet, or a damaged one: save it again as .xlsx or .csv") from None


def _check_archive(data: bytes) -> None:
    """Refuse an archive that unpacks to far more than a list needs, before anything is unpacked."""
    if not data.startswith(_ZIP):
        return
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            names = {PurePosixPath(member.filename).parts[0] for member in archive.infolist() if member.filename}
    except BadZipFile:
        raise InvalidInput("the file is no spreadsheet, or a damaged one: save it again as .xlsx or .csv") from None
    if not names & {"xl", "content.xml"}:
        raise InvalidInput("the file is an archive, but not a spreadsheet: unpack it and send the list in it")
    if size > _MOST_BYTES:
        raise InvalidInput("the spreadsheet is too large for a list: save the list alone")


def _records(rows: Sequence[Sequence[object]]) -> Iterator[Record]:
    for number, row in enumerate(rows, start=1):
        record = Record(number, tuple(_text(cell) for cell in row))
        if not record.is_empty:
            yield record


def _text(cell: object) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
