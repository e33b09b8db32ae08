"""What workers return for a document and for some of its pages."""

from dataclasses import dataclass

from bareme.documents.page_image import PageImage
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page


@dataclass(frozen=True, slots=True)
class FileOutline:
    """What is known of a file before its pages are read."""

    media_type: str
    sizes: tuple[tuple[float, float], ...]  # width and height of each page as shown, in points
    warnings: frozenset[str]


@dataclass(frozen=True, slots=True)
class PageBatch:
    """Some pages of a document, and the pictures that were made of them on the way, with their resolution."""

    pages: tuple[Page, ...]
    images: tuple[tuple[PageRef, int, PageImage], ...]
    warnings: frozenset[str]
