"""Find how far scanned pages have to be turned to stand upright."""

from bareme.documents.ocr.each_page import with_pages
from bareme.documents.ocr.engine import is_ocr_available
from bareme.documents.ocr.recogniser import find_turn
from bareme.documents.page_image import PageImage
from bareme.domain.pages import Document, Page, PageKind
from bareme.errors import DocumentRefused
from bareme.storage.document_store import DocumentStore

_DPI = 72


async def stand_upright(document: Document, *, store: DocumentStore) -> Document:
    """Return the document, with the turn of each page without text, where it can be told.

    Without the extra `ocr`, or where a page cannot be read within its limits, the pages stay as they are.
    """
    scans = [page for page in document.pages if page.kind is PageKind.SCAN]
    if not scans or not is_ocr_available():
        return document
    return await with_pages(document, scans, _turn, store=store, dpi=_DPI)


async def _turn(page: Page, image: PageImage) -> Page:
    try:
        turn = await find_turn(image.data)
    except DocumentRefused:
        return page
    return page if turn is None else page.model_copy(update={"turn": turn, "turned": False})
