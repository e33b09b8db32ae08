"""What a worker found in a part of a document."""

from dataclasses import dataclass

from bareme.domain.pages import Page


@dataclass(frozen=True, slots=True)
class PageBatch:
    """Some pages of a document, and what is known of all of it."""

    media_type: str
    page_count: int
    pages: tuple[Page, ...]
    warnings: frozenset[str]
