"""A rendered page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page rendered upright: `width` and `height` in pixels, `data` encoded as `media_type` (JPEG or PNG)."""

    index: int
    media_type: str
    width: int
    height: int
    data: bytes
