"""What is found out about pages on their pictures. It is kept with the document, because it takes seconds a page."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import batched

from pydantic import TypeAdapter

from bareme.documents.limits import PAGES_PER_JOB
from bareme.documents.ocr.engine import engine_name
from bareme.documents.page_image import PageImage
from bareme.documents.render import render_pages
from bareme.domain.pages import Document, Page
from bareme.errors import DocumentRefused
from bareme.settings import get_settings
from bareme.storage.document_store import DocumentStore

_FORM = "1"
"""Changes when the same engine is asked in another way than before."""


@dataclass(frozen=True)
class Question[T]:
    """What the engine is asked about a page.

    Attributes:
        name: Names the answer among those about the same page.
        answer: Its type.
        ask: Asks the engine; raises DocumentRefused where the page takes too much time or memory.
        dpi: Resolution of the picture; `Settings.render_dpi` by default.
    """

    name: str
    answer: TypeAdapter[T]
    ask: Callable[[Page, PageImage], Awaitable[T]]
    dpi: int | None = None

    def key(self, page: Page, dpi: int) -> str:
        """Return the name under which the answer about a page is kept."""
        asked = f"{self.name} {page.index} {page.turn} {dpi} {engine_name()} {_FORM}"
        return hashlib.sha256(asked.encode()).hexdigest()


async def answers_for[T](
    document: Document, pages: Sequence[Page], question: Question[T], *, store: DocumentStore
) -> dict[int, T]:
    """Return the answers about pages of the document, by their index: those that were kept, the others anew.

    A page that cannot be read within its limits has none.
    """
    dpi = question.dpi or get_settings().render_dpi
    keys = {page.index: question.key(page, dpi) for page in pages}
    kept = {index: await store.derived(document.document_id, key) for index, key in keys.items()}
    answers = {index: question.answer.validate_json(data) for index, data in kept.items() if data is not None}

    async def ask(page: Page, image: PageImage) -> None:
        try:
            answer = await question.ask(page, image)
        except DocumentRefused:
            return
        answers[page.index] = answer
        await store.keep_derived(document.document_id, keys[page.index], question.answer.dump_json(answer))

    for batch in batched([page for page in pages if page.index not in answers], PAGES_PER_JOB):
        images = await render_pages([document.ref(page) for page in batch], store=store, dpi=dpi)
        await asyncio.gather(*map(ask, batch, images))
    return answers


def with_pages(document: Document, changed: dict[int, Page]) -> Document:
    """Return the document with pages that replace those of the same index."""
    return document.model_copy(update={"pages": tuple(changed.get(page.index, page) for page in document.pages)})
