"""Pages that were rendered while their file was read, kept in memory until they are shown to a model."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from bareme.documents.page_image import PageImage
from bareme.domain.copies import PageRef
from bareme.runtime import current_runtime
from bareme.settings import get_settings

_SECONDS = 1800.0
"""How long a page is kept: a session may end before its pages are shown."""


@dataclass
class _Kept:
    image: PageImage
    uses: int
    since: float
    is_shown: bool = False


class KeptImages:
    """Rendered pages, up to a number of bytes. What does not fit is not kept, and rendered again when it is needed.

    Those that came first stay, because pages are shown in the order in which they were read; but those that were shown
    before make room, because they may not be asked for again.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self.size = 0
        self._kept: OrderedDict[tuple[PageRef, int], _Kept] = OrderedDict()

    def keep(self, page: PageRef, dpi: int, image: PageImage, *, uses: int) -> None:
        """Keep a page, until it was taken `uses` times."""
        self._drop_expired()
        self._drop(page, dpi)
        self._make_room(len(image.data))
        if self.size + len(image.data) <= self._room:
            self._kept[page, dpi] = _Kept(image, uses, time.monotonic())
            self.size += len(image.data)

    def take(self, page: PageRef, dpi: int) -> PageImage | None:
        """Return a page, or None if it is not kept."""
        kept = self._kept.get((page, dpi))
        if kept is None:
            return None
        kept.uses -= 1
        kept.is_shown = True
        if kept.uses < 1:
            self._drop(page, dpi)
        return kept.image

    def _drop_expired(self) -> None:
        expired = time.monotonic() - _SECONDS
        while self._kept and next(iter(self._kept.values())).since < expired:
            self._drop(*next(iter(self._kept)))

    def _make_room(self, size: int) -> None:
        shown = [key for key, kept in self._kept.items() if kept.is_shown]
        while shown and self.size + size > self._room:
            self._drop(*shown.pop(0))

    def _drop(self, page: PageRef, dpi: int) -> None:
        if kept := self._kept.pop((page, dpi), None):
            self.size -= len(kept.image.data)


def kept_images() -> KeptImages:
    """Return the pages that are kept for the running event loop."""
    return current_runtime().resource(KeptImages, get_settings().kept_image_bytes)
