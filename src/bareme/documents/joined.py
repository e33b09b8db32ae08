"""Join pages into one picture, for models that take one picture in a request."""

import math
from collections.abc import Sequence

from bareme.documents.limits import Limits
from bareme.documents.page_image import PageImage
from bareme.documents.workers import run_job
from bareme.settings import get_settings


def grid_size(sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the width and height of a picture that shows pages of these sizes in rows, on a grid of equal cells."""
    columns = grid_columns(len(sizes))
    cell = max(width for width, _ in sizes), max(height for _, height in sizes)
    return columns * cell[0], math.ceil(len(sizes) / columns) * cell[1]


def grid_columns(count: int) -> int:
    """Return the number of pages in a row."""
    return math.ceil(math.sqrt(count))


async def join_pages(images: Sequence[PageImage]) -> PageImage:
    """Return one JPEG that shows the pages in rows, made in a worker process."""
    return await run_job(Limits.from_settings(get_settings()).for_pages(len(images)), _join, list(images))


def _join(images: list[PageImage]) -> PageImage:
    from bareme.documents.sandbox import join_images  # noqa: PLC0415 (only workers load Pillow)

    return join_images(images, grid_columns(len(images)))
