"""What one grader is shown of a copy: its text, and pictures of its pages as the model takes them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bareme.agents.copy_content import copy_content
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy, PageRef
from bareme.domain.masking.masked_text import masked_page, with_masked_answers
from bareme.domain.policy import Grader
from bareme.errors import NothingReadable
from bareme.graphs.material import page_text, shown_pages
from bareme.graphs.pictures import Picture, plan_pictures
from bareme.models.picture_limit import PictureLimit

type Json = dict[str, object]


class CopyView(NamedTuple):
    """The copy's part of the message, with pictures of the teacher's pages and of the copy's."""

    text: str
    shared_pictures: tuple[Picture, ...]
    copy_pictures: tuple[Picture, ...]
    page_count: int = 0
    """Number of the copy's pages."""
    pictured: frozenset[int] = frozenset()
    """Those that are shown as pictures, counted from 1."""

    @property
    def is_joined(self) -> bool:
        """Whether a picture shows several pages of the copy."""
        return any(len(one.pages) > 1 for one in self.copy_pictures)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures, in order."""
        return (*self.shared_pictures, *self.copy_pictures)


async def view_copy(brief: Brief, copy: Copy, grader: Grader, limit: PictureLimit) -> CopyView:
    """Return what `grader` is shown of `copy` in a request that may have `limit` pictures.

    Raises:
        NeedsPictures: the copy cannot be shown in this way.
        NothingReadable: there is nothing to show.
    """
    pages = await shown_pages(brief, copy.pages)
    if not copy.answers and not any(page.kind.is_legible for _, page in pages):
        raise NothingReadable("nothing readable in this copy: look at it, and mark it yourself or send the file again")
    shared, pictures = plan_pictures(pages, await shown_pages(brief, brief.picture_pages), grader, limit)
    places = {place for one in pictures for place in one.pages}
    pictured = frozenset(number for number, (place, _) in enumerate(pages, start=1) if place in places)
    texts = [
        masked_page(page_text(page, pictures=number in pictured), copy, is_first=number == 1)
        for number, (_, page) in enumerate(pages, start=1)
    ]
    text = copy_content(
        pages=texts,
        answers=with_masked_answers(copy).answers,
        pictured=pictured,
        joined=any(len(one.pages) > 1 for one in pictures),
        recognised={
            number: page.recognition.confidence
            for number, (_, page) in enumerate(pages, start=1)
            if page.recognition and number not in pictured
        },
    )
    return CopyView(text, shared, pictures, len(pages), pictured)


def picture_key(pictures: Sequence[Picture], digests: Mapping[str, str]) -> Json:
    """Return what a paid answer's key holds of its pictures: the pages, how each is turned and covered, and its size.

    Pages that are covered, turned or scaled in another way share no answer. They are named by their contents, whose
    `digests` are given by document id; earlier versions had the digest for the id.
    """

    def content(page: PageRef) -> Json:
        return {**page.model_dump(mode="json"), "document_id": digests.get(page.document_id, page.document_id)}

    return {"pictures": [{"pages": [*map(content, one.pages)], "dpi": one.dpi, "size": one.size} for one in pictures]}
