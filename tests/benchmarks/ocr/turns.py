"""How far real upright pages are said to be turned, when they are turned by us."""

import io
from collections import Counter
from pathlib import Path
from random import Random

from bareme.documents.ocr import find_turn
from tests.documents.test_turned import upright_pictures

UPSIDE_DOWN = {"a-1.tif", "image_3.tif"}
"""Pages of the set that do not stand upright."""

type Confusion = Counter[tuple[int, int | None]]
"""Number of pages by how far they have to be turned, and how far they are said to."""


async def confusion(shared_data: Path, pages: int) -> Confusion:
    """Return the confusion matrix over `pages` pages in four directions."""
    upright = [picture for name, picture in upright_pictures(shared_data) if name not in UPSIDE_DOWN]
    found: Confusion = Counter()
    for page in Random(1).sample(upright, min(pages, len(upright))):  # noqa: S311 - nothing secret
        for turned in (0, 90, 180, 270):
            data = io.BytesIO()
            # Pillow turns the other way round, so this is what has to be undone clockwise.
            page.rotate(turned, expand=True).save(data, "JPEG", quality=80)
            found[turned, await find_turn(data.getvalue())] += 1
    return found
