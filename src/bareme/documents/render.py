"""Pages as pictures for a model or a screen."""

from collections.abc import Sequence
from pathlib import Path

from bareme.documents.images import PageImage
from bareme.documents.limits import Limits
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
    """Render pages of a stored document in one worker job, in the order of `indexes` (from 0).

    `dpi` is `Settings.render_dpi` if not given; a picture is never enlarged. Scans come as JPEG, typed pages as PNG; a
    page that is nothing but one upright JPEG comes as that JPEG, byte for byte, where that is no larger. Raises
    DocumentRefused, DocumentMissing, or InvalidInput for an index that the document does not have.
    """
    settings = settings or get_settings()
    limits = Limits.of(settings)
    async with (store or get_store()).path(document_id) as path:
        return await run_job(limits, _render, path, limits, tuple(indexes), dpi or settings.render_dpi)


def _render(path: Path, limits: Limits, indexes: tuple[int, ...], dpi: int) -> list[PageImage]:
    from bareme.documents.sandbox import render_pages as render  # noqa: PLC0415 (only a worker may load it)

    return render(path, limits, indexes, dpi)
