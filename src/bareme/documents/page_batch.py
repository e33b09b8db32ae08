"""What a worker returns for some of a document's pages."""

from dataclasses import dataclass

from bareme.domain.pages import Page


@dataclass(frozen=True, slots=True)
class PageBatch:
    """Some pages of a document, with facts about the whole document."""

    media_type: str
    page_count: int
    pages: tuple[Page, ...]
    warnings: frozenset[str]
