# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""MuPDF's log of the boxes that a page paints, and the rendering of a page."""

from dataclasses import dataclass

import pymupdf
from PIL import Image

_IMAGES = {"fill-image", "fill-imgmask"}
_TEXTS = {"fill-text", "stroke-text"}

type Box = tuple[float, float, float, float]  # left, top, right, bottom in points, after the page's rotation


@dataclass(frozen=True, slots=True)
class BoxLog:
    """Where a page paints images and text."""

    images: tuple[Box, ...]
    image_share: float  # share of the page's area; more than 1 if images overlap
    texts_on_top: tuple[Box, ...]  # text painted after the last image


def read_box_log(page: pymupdf.Page) -> BoxLog:
    """Return the boxes that the page paints, without decoding any image."""
    log = [(kind, pymupdf.Rect(box) * page.rotation_matrix) for kind, box in page.get_bboxlog()]
    places = [place for place, (kind, _) in enumerate(log) if kind in _IMAGES]
    images = [log[place][1] & page.rect for place in places]
    on_top = log[places[-1] + 1 :] if places else log
    return BoxLog(
        images=tuple(tuple(box) for box in images),
        image_share=sum(map(abs, images)) / abs(page.rect),
        texts_on_top=tuple(tuple(box) for kind, box in on_top if kind in _TEXTS),
    )


def render_image(page: pymupdf.Page, dpi: int, *, grey: bool = False) -> Image.Image:
    """Render the page as a Pillow image in mode "RGB", or "L" if `grey`."""
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY if grey else pymupdf.csRGB)
    return Image.frombytes("L" if grey else "RGB", (pixels.width, pixels.height), pixels.samples)
