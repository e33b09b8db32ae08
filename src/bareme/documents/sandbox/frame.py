"""Show a page as its reference says: turned, with its mask over it."""

import math

from PIL import Image, ImageDraw

from bareme.domain.copies import PageRef, Rotation

_TURNS = {  # Pillow turns counter-clockwise
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def is_changed(page: PageRef) -> bool:
    """Return whether the page is not shown as it is stored."""
    return bool(page.rotation or page.mask)


def as_shown(image: Image.Image, page: PageRef) -> Image.Image:
    """Return the picture of a page, turned and covered. What is under the mask is gone from the picture."""
    shown = turned(image, page.rotation)
    pen = ImageDraw.Draw(shown)
    for box in page.mask:
        left, top = math.floor(box.x0 * shown.width), math.floor(box.y0 * shown.height)
        right, bottom = math.ceil(box.x1 * shown.width), math.ceil(box.y1 * shown.height)
        pen.rectangle((left, top, right, bottom), fill=0)
    return shown


def turned(image: Image.Image, rotation: Rotation) -> Image.Image:
    """Return the picture, turned clockwise."""
    return image.transpose(_TURNS[rotation]) if rotation else image
