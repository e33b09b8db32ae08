"""A page as a picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageImage:
    """One rendered page, upright. `width` and `height` in pixels; `data` as `media_type` says (JPEG or PNG)."""

    index: int
    media_type: str
    width: int
    height: int
    data: bytes
