"""Join page images on a grid."""

import io
import math
from collections.abc import Sequence

from PIL import Image

from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.encoding import as_jpeg


def join_images(images: Sequence[PageImage], columns: int) -> PageImage:
    """Return one picture with the pages in rows of `columns`, each at the top left of its cell, on white."""
    width, height = max(image.width for image in images), max(image.height for image in images)
    rows = math.ceil(len(images) / columns)
    grid = Image.new("RGB", (columns * width, rows * height), "white")
    for position, image in enumerate(images):
        with Image.open(io.BytesIO(image.data), formats=["JPEG", "PNG"]) as page:
            grid.paste(page.convert("RGB"), (position % columns * width, position // columns * height))
    return as_jpeg(grid, images[0].index)
