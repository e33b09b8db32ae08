"""Print sheets as PDFs in a worker: MuPDF holds the GIL, and a sheet is laid out from texts of students and models."""

from collections.abc import Sequence

from bareme.documents.limits import Limits
from bareme.documents.printed_sheet import PrintedSheet
from bareme.documents.workers import wait_for_job
from bareme.settings import get_settings


def print_sheets(sheets: Sequence[PrintedSheet]) -> list[bytes]:
    """Return a PDF a sheet. Blocks the calling thread.

    Raises:
        DocumentRefused: a sheet takes too many pages, or all together too much time or memory.
    """
    limits = Limits.from_settings(get_settings())
    return wait_for_job(limits.for_pages(4 * len(sheets)), _print, tuple(sheets), limits)


def bind_sheets(pdfs: Sequence[bytes]) -> bytes:
    """Return one PDF for the printer, in which each sheet begins on the front of a sheet of paper."""
    limits = Limits.from_settings(get_settings())
    return wait_for_job(limits.for_pages(len(pdfs)), _bind, tuple(pdfs))


def _print(sheets: Sequence[PrintedSheet], limits: Limits) -> list[bytes]:
    from bareme.documents.sandbox.sheets import print_sheets as printed  # noqa: PLC0415 (only workers load MuPDF)

    return printed(sheets, limits)


def _bind(pdfs: Sequence[bytes]) -> bytes:
    from bareme.documents.sandbox.sheets import bind  # noqa: PLC0415 (only workers load MuPDF)

    return bind(pdfs)
