"""Find how far scanned pages have to be turned to stand upright."""

from pydantic import TypeAdapter

from bareme.documents.ocr.engine import is_ocr_available
from bareme.documents.ocr.page_readings import Question, answers_for, with_pages
from bareme.documents.ocr.recogniser import find_turn
from bareme.documents.page_image import PageImage
from bareme.domain.copies import Rotation
from bareme.domain.pages import Document, Page, PageKind
from bareme.storage.document_store import DocumentStore


async def stand_upright(document: Document, *, store: DocumentStore) -> Document:
    """Return the document, with the turn of each page without text, where it can be told.

    Without the extra `ocr`, or where a page cannot be read within its limits, the pages stay as they are.
    """
    scans = [page for page in document.pages if page.kind is PageKind.SCAN]
    if not scans or not is_ocr_available():
        return document
    turns = await answers_for(document, scans, _TURN, store=store)
    return with_pages(
        document,
        {
            page.index: page.model_copy(update={"turn": turn, "turned": False})
            for page in scans
            if (turn := turns.get(page.index)) is not None
        },
    )


async def _ask(_: Page, image: PageImage) -> Rotation | None:
    return await find_turn(image.data)


_TURN = Question[Rotation | None]("turn", TypeAdapter(Rotation | None), _ask, dpi=72)
