"""Fill a school's file in a worker process, as every file that comes from outside is read."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.errors import DocumentRefused, RefusalReason
from bareme.exports.pupil_marks import PupilMark
from bareme.school_files.filling import FilledFile, FillOptions, fill
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


def _fill(path: Path, marks: Sequence[PupilMark], maximum: Decimal, language: str, options: FillOptions) -> FilledFile:
    return fill(path.read_bytes(), marks, maximum=maximum, language=language, options=options)
