"""What a model is shown of documents: the text and the pictures of pages, read from the store when they are needed."""

import asyncio
import base64
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Any

from bareme.documents import DocumentStore, render_pages
from bareme.domain.brief import Brief
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind

_KEPT = 8
_records: OrderedDict[str, Document] = OrderedDict()


async def load_record(record_id: str, store: DocumentStore) -> Document:
    """Return what opening a document gave. The last few are kept, for the copies of one file come one after another."""
    record = _records.get(record_id)
    if record is None:
        record = Document.model_validate_json(await store.get(record_id))
        _records[record_id] = record
        while len(_records) > _KEPT:
            _records.popitem(last=False)
    else:
        _records.move_to_end(record_id)
    return record


async def load_brief(brief_id: str, store: DocumentStore) -> Brief:
    """Return the brief that the store keeps under this id."""
    return Brief.model_validate_json(await store.get(brief_id))


def page_text(page: Page, *, pictures: bool) -> str:
    """Return the text of a page to show to a model.

    A scan's OCR layer goes only to a model that sees no pictures: whoever sees the page needs no machine's guess at it.
    """
    return "" if page.kind is PageKind.OCR_SCAN and pictures else page.text


def picture(media_type: str, data: bytes) -> dict[str, Any]:
    """Return a picture as a block of a message."""
    return {"type": "image", "base64": base64.b64encode(data).decode(), "mime_type": media_type}


async def load_pictures(pages: Sequence[PageRef], store: DocumentStore) -> list[dict[str, Any]]:
    """Return the pages as pictures, in their order; one job a document."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for page in pages:
        wanted[page.document_id].append(page.index)
    rendered = await asyncio.gather(
        *(render_pages(document_id, indexes, store=store) for document_id, indexes in wanted.items())
    )
    images = {
        PageRef(document_id=document_id, index=index): image
        for (document_id, indexes), pictures in zip(wanted.items(), rendered, strict=True)
        for index, image in zip(indexes, pictures, strict=True)
    }
    return [picture(images[page].media_type, images[page].data) for page in pages]
