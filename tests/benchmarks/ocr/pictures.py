"""The pages of a document as pictures of a scan."""

from pathlib import Path
from random import Random

import pymupdf

from tests.benchmarks.ocr.degraded import Degradation, as_jpeg, degrade


def pictures_of(path: Path, degradation: Degradation) -> list[bytes]:
    """Return each page of the document as a JPEG."""
    chance = Random(path.name)  # noqa: S311 - nothing secret
    with pymupdf.open(path) as document:
        drawn = [page.get_pixmap(dpi=degradation.dpi, colorspace=pymupdf.csGRAY) for page in document]
    return [as_jpeg(degrade(page, degradation, chance), degradation.quality) for page in drawn]
