"""Give scanned pages the text that is recognised on them, for whoever cannot see pictures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from statistics import mean

from pydantic import ConfigDict, TypeAdapter

from bareme.documents.ocr.engine import engine_name, is_ocr_available
from bareme.documents.ocr.page_readings import Question, answers_for, with_pages
from bareme.documents.ocr.recogniser import recognise
from bareme.documents.page_image import PageImage
from bareme.domain.pages import Document, Page, PageKind, PageRecognition, TextLine
from bareme.domain.recognition import agreement, part_words
from bareme.storage.document_store import DocumentStore

_LEGIBLE = 0.95
"""A page whose lines have a lower confidence, in the mean, is not read: mostly it is handwriting.

In `make bench-ocr` that keeps 95 of 100 typed pages and 46 of 100 by hand; with less, more marks on those are wrong."""

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
    found = await _lines_on(document, scans, _PAGE, store=store)
    read = {page.index: _with_text(page, found[page.index]) for page in scans if page.index in found}
    return with_pages(document, read)


async def read_name_zones(document: Document, *, store: DocumentStore) -> Document:
    """Return the document, with what is recognised at the top of its scanned pages: that is where names stand."""
    scans = [page for page in document.pages if page.kind is PageKind.SCAN]
    if not scans or not is_ocr_available():
        return document
    found = await _lines_on(document, scans, _NAMES, store=store)
    return with_pages(
        document,
        {page.index: page.model_copy(update={"name_zone": found[page.index]}) for page in scans if page.index in found},
    )


async def recognised_lines(
    document: Document, pages: Sequence[Page], *, store: DocumentStore
) -> dict[int, tuple[TextLine, ...]]:
    """Return what is recognised on those of some pages that are scans, by index, however unsure: labels of questions.

    Nothing without the extra `ocr`. The lines stand on the page as it is turned upright.
    """
    scans = [page for page in pages if page.kind is PageKind.SCAN]
    return await _lines_on(document, scans, _PAGE, store=store) if scans and is_ocr_available() else {}


async def _lines_on(
    document: Document, pages: Sequence[Page], question: Question[tuple[TextLine, ...]], *, store: DocumentStore
) -> dict[int, tuple[TextLine, ...]]:
    found = await answers_for(document, pages, question, store=store)
    return {index: tuple(replace(line, text=part_words(line.text)) for line in lines) for index, lines in found.items()}


def _with_text(page: Page, lines: tuple[TextLine, ...]) -> Page:
    if not lines or mean(line.confidence for line in lines) < _LEGIBLE:
        return page
    recognition = PageRecognition(engine=engine_name(), confidence=min(line.confidence for line in lines))
    agreed = agreement(page.text, " ".join(line.text for line in lines))
    if page.has_unverified_layer and agreed >= _AGREES:
        return page.model_copy(update={"recognition": recognition})
    if page.has_unverified_layer and agreed < _CONTRADICTS:
        page = page.model_copy(update={"hidden_text": " ".join([page.hidden_text, *page.text.split()]).strip()})
    return page.model_copy(update={"kind": PageKind.OCR_SCAN, "lines": lines, "recognition": recognition})


async def _ask(page: Page, image: PageImage, *, top: float) -> tuple[TextLine, ...]:
    width, height = (page.height, page.width) if page.turn in {90, 270} else (page.width, page.height)
    return await recognise(image.data, width=width, height=height, top=top)


_LINES = TypeAdapter(tuple[TextLine, ...], config=ConfigDict(defer_build=True))
_PAGE = Question("text", _LINES, partial(_ask, top=1.0))
_NAMES = Question(f"text of the upper {_NAME_ZONE}", _LINES, partial(_ask, top=_NAME_ZONE))
