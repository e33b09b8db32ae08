"""Pages of documents as pictures."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response
from pydantic import BeforeValidator

from bareme.documents import LONGEST_MASK, read_mask
from bareme.documents.page_cache import WIDTHS, page_picture
from bareme.domain.copies import PageRef, Rotation
from bareme.domain.limits import LARGEST_COUNT
from bareme.errors import InvalidInput
from bareme.server import problem_kinds as kinds
from bareme.server.caller import PAGE_READER, Caller
from bareme.server.documents import DocumentId, facts_of, readable_store
from bareme.server.identity import page_reader
from bareme.server.problems import Problem
from bareme.translation import Message


def _number(text: object) -> object:
    return int(text) if isinstance(text, str) and text in {"0", "90", "180", "270"} else text


async def get_page(
    document_id: DocumentId,
    index: Annotated[int, Path(ge=0, le=LARGEST_COUNT, description="Of the page, counted from 0.")],
    caller: Annotated[Caller, Depends(page_reader)],
    *,
    width: Annotated[
        int | None,
        Query(
            ge=1,
            le=WIDTHS[-1],
            description=f"How wide at least, in pixels, rounded up to one of {', '.join(map(str, WIDTHS))}. A scan is "
            "not enlarged. As graders see it if left out.",
        ),
    ] = None,
    rotation: Annotated[
        Rotation,
        BeforeValidator(_number),  # a query holds texts, and no text is one of the numbers
        Query(description="How far the page is turned clockwise, in degrees."),
    ] = 0,
    mask: Annotated[
        str,
        Query(max_length=LONGEST_MASK, description="What is covered: 'left,top,right,bottom;…', shares of the page."),
    ] = "",
) -> Response:
    """Return the picture of a page, JPEG or PNG. It is rendered once, and then kept with the document."""
    page = PageRef(document_id=document_id, index=index, rotation=rotation, mask=read_mask(mask))
    store = await readable_store(document_id, caller)
    facts = await facts_of(document_id, store)
    if not facts.pages and len(facts.members) == 1:  # a text, shown as the PDF that it is laid out as
        page = page.model_copy(update={"document_id": facts.members[0].document_id})
    pages = facts.pages or (facts.members[0].pages if len(facts.members) == 1 else ())
    if index >= len(pages):
        message = Message("the document has {n} pages", n=len(pages))
        raise Problem(404, kinds.NOT_FOUND, message, document=document_id, pages=len(pages))
    across = pages[index].height if rotation in {90, 270} else pages[index].width
    keep = not page.mask or caller == PAGE_READER  # a signed URL has the mask that the server chose
    try:
        media_type, data = await page_picture(page, page_width=across, width=width, store=store, keep=keep)
    except InvalidInput as error:
        raise Problem(404, kinds.NOT_FOUND, error.message, document=document_id) from None
    # The picture at this URL never changes.
    headers = {"cache-control": "private, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    return Response(data, media_type=media_type, headers=headers)
