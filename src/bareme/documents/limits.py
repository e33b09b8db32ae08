"""Resource limits of a document job."""

import math
from dataclasses import dataclass, replace

from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import Settings

PAGES_PER_JOB = 16
"""Pages of one job at most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings that a worker needs, passed with each job so that workers do not read the environment."""

    document_bytes: int
    archive_bytes: int
    archive_files: int
    pages: int
    page_pixels: int
    picture_pixels: int
    dpi: int
    seconds: float  # of CPU time, in one job of up to `PAGES_PER_JOB` pages
    memory_bytes: int

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """Return the limits set in `settings`."""
        return cls(
            document_bytes=settings.max_document_bytes,
            archive_bytes=settings.max_archive_bytes,
            archive_files=settings.max_archive_files,
            pages=settings.max_pages,
            page_pixels=settings.max_page_pixels,
            picture_pixels=settings.max_picture_pixels,
            dpi=settings.render_dpi,
            seconds=settings.document_seconds,
            memory_bytes=settings.document_memory_bytes,
        )

    def for_pages(self, count: int) -> "Limits":
        """Return the limits of a job on `count` pages, which may take the longer the more there are."""
        return replace(self, seconds=self.seconds * max(1, math.ceil(count / PAGES_PER_JOB)))


def too_much_memory() -> DocumentRefused:
    """Return the refusal of a document that exceeds `memory_bytes`."""
    message = "The document needs too much memory"
    return DocumentRefused(RefusalReason.TOO_LARGE, message, "BAREME_DOCUMENT_MEMORY_BYTES")
