"""Render pages as images for a model or a screen."""

from collections.abc import Sequence
from pathlib import Path

from bareme.documents.limits import Limits
from bareme.documents.page_image import PageImage
from bareme.documents.workers import run_job
from bareme.settings import Settings, get_settings
from bareme.storage.documents import DocumentStore, get_store


async def render_page(
    document_id: str,
    index: int,
    *,
    store: DocumentStore | None = None,
    dpi: int | None = None,
    settings: Settings | None = None,
) -> PageImage:
    """Render one page; see `render_pages`."""
    (image,) = await render_pages(document_id, [index], store=store, dpi=dpi, settings=settings)
    return image


async def render_pages(
    document_id: str,
    indexes: Sequence[int],
    *,
    store: DocumentStore | None = None,
    dpi: int | None = None,
    settings: Settings | None = None,
) -> list[PageImage]:
    """Render pages of a stored document in one worker job, in the order of `indexes` (zero-based).

    `dpi` defaults to `Settings.render_dpi`; an image file is never enlarged. Scans are encoded as JPEG, typed pages as
    PNG. If a page consists of one upright JPEG that is not larger than the rendering, that JPEG is returned unchanged.

    Raises:
        DocumentRefused: the document cannot be read or exceeds a limit.
        DocumentMissing: the store has no such document.
        InvalidInput: the document has no page at one of the indexes.
    """
    settings = settings or get_settings()
    limits = Limits.from_settings(settings)
    async with (store or get_store()).path(document_id) as path:
        return await run_job(
            limits.for_pages(len(indexes)), _render, path, limits, tuple(indexes), dpi or settings.render_dpi
        )


def _render(path: Path, limits: Limits, indexes: tuple[int, ...], dpi: int) -> list[PageImage]:
    from bareme.documents.sandbox import render_pages as render  # noqa: PLC0415 (only workers load MuPDF)

    return render(path, limits, indexes, dpi)
