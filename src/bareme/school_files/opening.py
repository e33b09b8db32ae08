"""Open a school's file in a worker process, as every file that comes from outside: fill it, or read its numbers."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.errors import DocumentRefused, RefusalReason
from bareme.exports.pupil_marks import PupilMark
from bareme.school_files.filling import FilledFile, FillOptions, fill
from bareme.school_files.worksheet import participants
from bareme.settings import get_settings


async def fill_file(
    path: Path, marks: Sequence[PupilMark], *, maximum: Decimal, language: str, options: FillOptions
) -> FilledFile:
    """Return the file with the marks, as `fill` does.

    Raises:
        UncertainEncoding: the encoding cannot be told.
        InvalidInput: the file is no table with titles, the column is not clear, or a cell for a mark has a formula.
        DocumentRefused: it is too large, or takes too long or too much memory.
    """
    limits = Limits.from_settings(get_settings())
    if (await asyncio.to_thread(path.stat)).st_size > limits.document_bytes:
        message = f"more than {limits.document_bytes} bytes"
        raise DocumentRefused(RefusalReason.TOO_LARGE, message, "BAREME_MAX_DOCUMENT_BYTES")
    return await run_job(limits, _fill, path, tuple(marks), maximum, language, options)


async def read_participants(data: bytes, marks: Sequence[PupilMark], encoding: str | None = None) -> Mapping[str, str]:
    """Return the numbers that a grading worksheet has of some copies, by copy id, as `participants` does.

    Raises:
        UncertainEncoding: the encoding cannot be told.
        InvalidInput: the file is no CSV, or has no column of such numbers.
        DocumentRefused: it takes too long or too much memory.
    """
    return await run_job(Limits.from_settings(get_settings()), participants, data, tuple(marks), encoding)


def _fill(path: Path, marks: Sequence[PupilMark], maximum: Decimal, language: str, options: FillOptions) -> FilledFile:
    return fill(path.read_bytes(), marks, maximum=maximum, language=language, options=options)
