"""Print sheets as PDFs in workers: MuPDF holds the GIL, and a sheet is laid out from texts of students and models."""

from collections.abc import Sequence
from functools import partial

from bareme.documents.limits import Limits
from bareme.documents.printed_sheet import PrintedSheet
from bareme.documents.workers import Progress, wait_for_each_job, wait_for_job
from bareme.settings import get_settings


def print_sheets(sheets: Sequence[PrintedSheet], progress: Progress) -> list[bytes]:
    """Return a PDF a sheet. Blocks the calling thread; an exception that `progress` raises ends the printing.

    Raises:
        DocumentRefused: a sheet takes too many pages, too much time or memory.
    """
    limits = Limits.from_settings(get_settings())
    return wait_for_each_job(limits, partial(_print, limits=limits), sheets, progress)


def bind_sheets(pdfs: Sequence[bytes]) -> bytes:
    """Return one PDF for the printer, in which each sheet begins on the front of a sheet of paper."""
    limits = Limits.from_settings(get_settings())
    return wait_for_job(limits.for_pages(len(pdfs)), _bind, tuple(pdfs))


def _print(sheet: PrintedSheet, *, limits: Limits) -> bytes:
    from bareme.documents.sandbox.sheets import print_sheet  # noqa: PLC0415 (only workers load MuPDF)

    return print_sheet(sheet, limits)


def _bind(pdfs: Sequence[bytes]) -> bytes:
    from bareme.documents.sandbox.sheets import bind  # noqa: PLC0415 (only workers load MuPDF)

    return bind(pdfs)
