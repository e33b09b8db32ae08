"""Give scanned pages the text that is recognised on them, for whoever cannot see pictures."""

from statistics import median

from bareme.documents.ocr.each_page import with_pages
from bareme.documents.ocr.engine import is_ocr_available
from bareme.documents.ocr.recogniser import recognise
from bareme.documents.page_image import PageImage
from bareme.domain.pages import Document, Page, PageKind, PageRecognition
from bareme.domain.recognition import agreement
from bareme.errors import DocumentRefused
from bareme.storage.document_store import DocumentStore

_LEGIBLE = 0.85
"""A page whose lines have a lower confidence, in the median, is not read: mostly it is handwriting."""

_NAME_ZONE = 0.3
"""Share of a page at its top in which students write their names."""
_AGREES, _CONTRADICTS = 0.75, 0.5
"""Share of a text layer's words and numbers that are read on the picture too."""


async def read_scans(document: Document, *, store: DocumentStore) -> Document:
    """Return the document, with the text of its scanned pages as far as it can be recognised.

    The invisible text layer of a scan is kept if it says what is read on the picture, and replaced otherwise. If it
    says something else altogether, it is hidden text.

    Without the extra `ocr`, or where a page cannot be read within its limits, the pages stay as they are.
    """
    scans = [page for page in document.pages if page.kind is PageKind.SCAN or page.has_unverified_layer]
    if not scans or not is_ocr_available():
        return document
    return await with_pages(document, scans, _read, store=store)


async def read_name_zones(document: Document, *, store: DocumentStore) -> Document:
    """Return the document, with what is recognised at the top of its scanned pages: that is where names stand."""
    scans = [page for page in document.pages if page.kind is PageKind.SCAN]
    if not scans or not is_ocr_available():
        return document
    return await with_pages(document, scans, _read_name_zone, store=store)


async def _read_name_zone(page: Page, image: PageImage) -> Page:
    width, height = _shown_size(page)
    try:
        _, lines = await recognise(image.data, width=width, height=height, top=_NAME_ZONE)
    except DocumentRefused:
        return page
    return page.model_copy(update={"name_zone": lines})


def _shown_size(page: Page) -> tuple[float, float]:
    return (page.height, page.width) if page.turn in {90, 270} else (page.width, page.height)


async def _read(page: Page, image: PageImage) -> Page:
    width, height = _shown_size(page)
    try:
        engine, lines = await recognise(image.data, width=width, height=height)
    except DocumentRefused:
        return page
    if not lines or median(line.confidence for line in lines) < _LEGIBLE:
        return page
    recognition = PageRecognition(engine=engine, confidence=min(line.confidence for line in lines))
    agreed = agreement(page.text, " ".join(line.text for line in lines))
    if page.has_unverified_layer and agreed >= _AGREES:
        return page.model_copy(update={"recognition": recognition})
    if page.has_unverified_layer and agreed < _CONTRADICTS:
        page = page.model_copy(update={"hidden_text": " ".join([page.hidden_text, *page.text.split()]).strip()})
    return page.model_copy(update={"kind": PageKind.OCR_SCAN, "lines": lines, "recognition": recognition})
