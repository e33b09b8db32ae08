"""Pages as pictures for a screen, rendered once and then kept with the document."""

import hashlib

from bareme.documents.page_image import PageImage
from bareme.documents.render import render_page
from bareme.domain.copies import PageRef
from bareme.settings import get_settings
from bareme.storage.document_store import DocumentStore

WIDTHS = (200, 400, 800, 1200, 1600, 2400)
"""The widths that pages are rendered at, in pixels, so that nobody fills the disk by asking for every one."""
_MOST_DPI = 300
_FORM = "1"
"""Changes when pages are rendered otherwise than before."""
_POINTS_PER_INCH = 72


async def page_picture(
    page: PageRef, *, page_width: float, width: int | None, store: DocumentStore, keep: bool
) -> tuple[str, bytes]:
    """Return the media type and the picture of a page.

    Args:
        page: Which one, and how it is turned and covered.
        page_width: In points, as the page is shown before it is turned.
        width: How wide the picture should be at least, in pixels; rounded up to one of `WIDTHS`. As graders see it if
            None.
        store: The documents of whoever may read it.
        keep: Whether to keep it, once rendered. There is no end of masks, so those that a caller makes up are not kept.

    Raises:
        DocumentRefused: the document cannot be rendered.
        DocumentMissing: the store has no such document.
        InvalidInput: the document has no such page.
    """
    dpi = get_settings().render_dpi if width is None else _dpi(page_width, width)
    shown = f"{page.index} {dpi} {page.rotation} {page.mask} {_FORM}"
    name = hashlib.sha256(shown.encode()).hexdigest()
    data = await store.derived(page.document_id, name)
    if data is None:
        image: PageImage = await render_page(page, store=store, dpi=dpi)
        data = image.data
        if keep:
            await store.keep_derived(page.document_id, name, data)
    return ("image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"), data


def _dpi(page_width: float, width: int) -> int:
    wanted = next((step for step in WIDTHS if step >= width), WIDTHS[-1])
    return max(1, min(_MOST_DPI, round(wanted * _POINTS_PER_INCH / max(page_width, 1))))
