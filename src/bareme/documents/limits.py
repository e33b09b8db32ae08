"""What one job on one document may use."""

from dataclasses import dataclass

from bareme.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """The part of the settings that a worker needs, so that it need not read the environment again."""

    document_bytes: int
    pages: int
    page_pixels: int
    dpi: int
    seconds: float
    memory_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Take the limits from the settings."""
        return cls(
            document_bytes=settings.max_document_bytes,
            pages=settings.max_pages,
            page_pixels=settings.max_page_pixels,
            dpi=settings.render_dpi,
            seconds=settings.document_seconds,
            memory_bytes=settings.document_memory_bytes,
        )
