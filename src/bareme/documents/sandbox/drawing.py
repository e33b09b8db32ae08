# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""What a page draws, and what it then looks like."""

from dataclasses import dataclass

import pymupdf
from PIL import Image

_PICTURES = {"fill-image", "fill-imgmask"}
_TEXTS = {"fill-text", "stroke-text"}

type Box = tuple[float, float, float, float]  # left, top, right, bottom in points, of the page as shown


@dataclass(frozen=True, slots=True)
class Drawing:
    """The boxes of a page's pictures and texts, and which of the texts it paints over which pictures."""

    pictures: tuple[Box, ...]
    picture_share: float  # of the page's area; more than 1 where pictures overlap
    texts_on_top: tuple[Box, ...]  # painted after the last picture


def drawing_of(page: pymupdf.Page) -> Drawing:
    """List what the page draws, without decoding any picture."""
    log = [(kind, pymupdf.Rect(box) * page.rotation_matrix) for kind, box in page.get_bboxlog()]
    places = [place for place, (kind, _) in enumerate(log) if kind in _PICTURES]
    pictures = [log[place][1] & page.rect for place in places]
    on_top = log[places[-1] + 1 :] if places else log
    return Drawing(
        pictures=tuple(tuple(box) for box in pictures),
        picture_share=sum(map(abs, pictures)) / abs(page.rect),
        texts_on_top=tuple(tuple(box) for kind, box in on_top if kind in _TEXTS),
    )


def picture_of(page: pymupdf.Page, dpi: int, *, grey: bool = False) -> Image.Image:
    """Render a page."""
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY if grey else pymupdf.csRGB)
    return Image.frombytes("L" if grey else "RGB", (pixels.width, pixels.height), pixels.samples)
